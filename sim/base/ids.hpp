// Strong integer names: a replica is never mistaken for a zone, and no bare int crosses a function boundary
// as one.
//
// An Id is a dense index given at wiring, in the order of the scenario file; it costs what a uint32 costs.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace windtunnel {

template <typename Tag, typename Number = std::uint32_t>
class Id {
 public:
  using number_type = Number;
  constexpr Id() = default;
  constexpr explicit Id(Number number) : number_(number) {}
  static constexpr Id none() { return Id(static_cast<Number>(-1)); }

  constexpr Number value() const { return number_; }
  constexpr std::size_t index() const { return static_cast<std::size_t>(number_); }
  constexpr bool is_none() const { return number_ == static_cast<Number>(-1); }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  Number number_ = static_cast<Number>(-1);
};

using RegionId = Id<struct RegionTag>;
using ZoneId = Id<struct ZoneTag>;
using RackId = Id<struct RackTag>;
using TierId = Id<struct TierTag>;
using ReplicaId = Id<struct ReplicaTag>;
using ClassId = Id<struct ClassTag>;
using HostId = Id<struct HostTag>;
using FaultId = Id<struct FaultTag>;
using PhaseId = Id<struct PhaseTag>;
using RequestNumber = Id<struct RequestTag, std::uint64_t>;

}  // namespace windtunnel

template <typename Tag, typename Number>
struct std::hash<windtunnel::Id<Tag, Number>> {
  std::size_t operator()(windtunnel::Id<Tag, Number> id) const { return id.index(); }
};
