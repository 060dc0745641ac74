// Who can not reach whom: the sides that a partition draws, and what passes between them.
//
// The shapes are those of Jepsen's nemesis (jepsen/nemesis.clj): halves, one node cut off, a bridge that both
// halves still reach, and a ring of overlapping majorities; a majority against the largest minority; and one
// way, where a side's packets are lost and those toward it arrive. Nodes may be groups that move together (a
// zone, a region). Whoever is no node stands with the second side, or on none and reaches everybody.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/random.hpp"

namespace windtunnel {

// What a message leaves from or goes to: first all replicas, then all places (where clients enter, and where
// the balancers of a zone stand).
using Party = std::uint32_t;

enum class SidesShape : std::uint8_t {
  kHalves,            // the smaller half is the first side
  kMajorityMinority,  // the largest minority is the first side
  kIsolate,           // one node
  kBridge,            // two halves, and one node that reaches both
  kMajoritiesRing,    // each node hears a majority, no two the same
  kOneWay,            // what the first side sends is lost
  kOtherWay,          // what is sent to the first side is lost
};

// Sides of the parties. For a ring it is the position; kNoSide takes no part.
inline constexpr std::uint32_t kFirstSide = 0, kSecondSide = 1, kBridgeSide = 2, kNoSide = 0xffffffffu;

class Sides {
 public:
  // `first`: nodes that stand on the first side (are the bridge); drawn from `rng` when empty, as is the
  // order of a ring. `others` stand on the second side. At least `nodes_needed(shape)` nodes.
  static Sides draw(SidesShape shape, std::span<const std::vector<Party>> nodes,
                    std::span<const std::uint32_t> first, std::span<const Party> others, std::size_t parties,
                    Rng& rng);
  // Two sets; whoever is in both is on the first side.
  static Sides between(SidesShape shape, std::span<const Party> first, std::span<const Party> second,
                       std::size_t parties);
  static std::size_t nodes_needed(SidesShape shape);

  // A message from one to the other crosses what lies between the sides.
  bool apart(Party from, Party to) const {
    const std::uint32_t a = side_[from], b = side_[to];
    if (a == kNoSide || b == kNoSide) return false;
    switch (shape_) {
      case SidesShape::kMajoritiesRing:
        // `to` stands in the middle of the majority that it hears.
        return (a + ring_ + majority_ / 2 - b) % ring_ >= majority_;
      case SidesShape::kOneWay:
        return a == kFirstSide && b == kSecondSide;
      case SidesShape::kOtherWay:
        return a == kSecondSide && b == kFirstSide;
      default:
        return a + b == kFirstSide + kSecondSide && a != b;
    }
  }
  bool ring() const { return shape_ == SidesShape::kMajoritiesRing; }
  std::uint32_t side(Party party) const { return side_[party]; }
  const std::vector<std::uint32_t>& all() const { return side_; }

  // From the process of another engine.
  template <class Archive>
  void archive(Archive& a) {
    a(shape_, ring_, majority_, side_);
  }

 private:
  SidesShape shape_ = SidesShape::kIsolate;
  std::uint32_t ring_ = 0, majority_ = 0;
  std::vector<std::uint32_t> side_;  // by party
};

}  // namespace windtunnel
