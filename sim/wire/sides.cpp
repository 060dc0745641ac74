// Drawing sides: a shuffle by the fault's own stream, cut as the shape says.
#include "sim/wire/sides.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// Fisher and Yates, from the back.
std::vector<std::uint32_t> shuffled(std::size_t count, Rng& rng) {
  std::vector<std::uint32_t> order(count);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  return order;
}

std::size_t first_side_of(SidesShape shape, std::size_t nodes) {
  switch (shape) {
    case SidesShape::kHalves:
    case SidesShape::kBridge:
      return nodes / 2;
    case SidesShape::kMajorityMinority:
      return (nodes - 1) / 2;
    default:
      return 1;
  }
}

}  // namespace

std::size_t Sides::nodes_needed(SidesShape shape) {
  switch (shape) {
    case SidesShape::kBridge:
    case SidesShape::kMajorityMinority:
    case SidesShape::kMajoritiesRing:
      return 3;
    case SidesShape::kHalves:
      return 2;
    default:
      return 1;
  }
}

Sides Sides::draw(SidesShape shape, std::span<const std::vector<Party>> nodes,
                  std::span<const std::uint32_t> first, std::span<const Party> others, std::size_t parties,
                  Rng& rng) {
  CHECK(nodes.size() >= nodes_needed(shape), "a partition of too few nodes for its shape");
  Sides sides;
  sides.shape_ = shape;
  sides.side_.assign(parties, kNoSide);
  const auto put = [&](std::uint32_t node, std::uint32_t side) {
    for (const Party party : nodes[node]) sides.side_[party] = side;
  };
  const std::vector<std::uint32_t> order = shuffled(nodes.size(), rng);
  if (shape == SidesShape::kMajoritiesRing) {
    sides.ring_ = static_cast<std::uint32_t>(nodes.size());
    sides.majority_ = sides.ring_ / 2 + 1;
    for (std::uint32_t position = 0; position < order.size(); ++position) put(order[position], position);
    return sides;
  }
  for (const Party party : others) sides.side_[party] = kSecondSide;
  const auto named = [&](std::uint32_t node) {
    return std::find(first.begin(), first.end(), node) != first.end();
  };
  if (shape == SidesShape::kBridge) {
    // The bridge is named or comes last, and the others are halved as they were shuffled.
    const std::uint32_t bridge = first.empty() ? order.back() : first.front();
    std::size_t left = first_side_of(shape, nodes.size());
    for (const std::uint32_t node : order) {
      if (node == bridge) continue;
      put(node, left > 0 ? kFirstSide : kSecondSide);
      if (left > 0) --left;
    }
    put(bridge, kBridgeSide);
    return sides;
  }
  std::size_t left = first.empty() ? first_side_of(shape, nodes.size()) : 0;
  for (const std::uint32_t node : order) {
    const bool is_first = first.empty() ? left > 0 : named(node);
    if (left > 0) --left;
    put(node, is_first ? kFirstSide : kSecondSide);
  }
  return sides;
}

Sides Sides::between(SidesShape shape, std::span<const Party> first, std::span<const Party> second,
                     std::size_t parties) {
  Sides sides;
  sides.shape_ = shape;
  sides.side_.assign(parties, kNoSide);
  for (const Party party : second) sides.side_[party] = kSecondSide;
  for (const Party party : first) sides.side_[party] = kFirstSide;
  return sides;
}

}  // namespace windtunnel
