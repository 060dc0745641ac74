// Faults on the wire, by the names that Jepsen, Chaos Mesh and VOPR use: who can not reach whom, and what
// happens to messages between some and others.
//
// `target` is one end of the link, `peer` the other (everybody else when absent), `direction` which way
// (Chaos Mesh's NetworkChaos has the same three). A partition splits its target into sides. Everything is
// decided above the engine: a fault delays messages or does not deliver them, and all engines lose the same
// ones.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "models/failures/failure_model.hpp"
#include "models/networks/loss_model.hpp"

namespace windtunnel {

constexpr auto enum_names(SidesShape) {
  return std::array{
      EnumName{"halves", SidesShape::kHalves,
               "Two halves, the smaller one first (Jepsen: partition-halves)."},
      EnumName{"majority_minority", SidesShape::kMajorityMinority,
               "A majority, and the largest minority there is."},
      EnumName{"majorities_ring", SidesShape::kMajoritiesRing,
               "Each node hears a majority, and no two the same (Jepsen: majorities-ring)."},
      EnumName{"bridge", SidesShape::kBridge,
               "Two halves, and one node that reaches both (Jepsen: bridge); `side` names it."},
      EnumName{"isolate", SidesShape::kIsolate, "One node, and the rest (Jepsen: partition-random-node)."},
      EnumName{"one_way", SidesShape::kOneWay,
               "What the first side sends is lost, what is sent to it arrives; one node when drawn."}};
}

enum class WireDirection { kBoth, kFrom, kTo };
constexpr auto enum_names(WireDirection) {
  return std::array{EnumName{"both", WireDirection::kBoth, "Both ways."},
                    EnumName{"from", WireDirection::kFrom, "What the target sends."},
                    EnumName{"to", WireDirection::kTo, "What is sent to the target."}};
}

// What all faults on a link share.
struct LinkFailure : FailureCommon {
  std::optional<EndFields> peer;
  WireDirection direction = WireDirection::kBoth;
  bool each = false;

  void describe(Schema& schema);
  void check(Checker& checker) const;
  // As FailureParts, with the wire's part still to be filled in.
  FailureParts parts() const;
};

}  // namespace windtunnel
