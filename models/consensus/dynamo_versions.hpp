// What one member holds of one key: the version that is read, and, under vector clocks, those beside it that
// no write has seen all of.
//
// A version's stamp is its coordinator's clock and number: unique, never smaller than that of a version which
// the write replaces under vector clocks, and therefore the one order in which all members resolve conflicts:
// of several versions the youngest stamp is read. (A client of Dynamo would merge them itself; ours has
// registers, and no opinion.)
#pragma once

#include <cstdint>
#include <vector>

#include "models/consensus/dynamo_options.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel::dynamo {

// What each coordinator's writes have been seen up to, by their stamps; ascending by member.
struct ClockEntry {
  MemberId member;
  Version seen = 0;
  bool operator==(const ClockEntry&) const = default;
};
using VectorClock = std::vector<ClockEntry>;

// Whether all that `a` has seen `b` has seen, too.
bool within(const VectorClock& a, const VectorClock& b);
void join(VectorClock& into, const VectorClock& other);

struct Cell {
  Version stamp = 0;  // 0: nothing was ever written
  StoreValue value = kNoValue;
  std::uint32_t bytes = 0;
  OperationId id = {};     // of the write
  VectorClock clock = {};  // empty where the last write wins
  bool operator==(const Cell&) const = default;
};

struct Versions {
  Cell youngest;
  std::vector<Cell> siblings;  // descending by stamp

  bool empty() const { return youngest.stamp == 0; }
  // A number for all of it; 0 for nothing.
  std::uint64_t hash() const;
  std::int64_t bytes() const;
  bool operator==(const Versions&) const = default;
};

// Takes what `other` knows and this did not; false when that is nothing.
bool merge(Versions& into, const Versions& other, Conflicts conflicts);

// The moment on a member's clock, in nanoseconds, and the member's number: good for nine years.
constexpr Version stamp_of(Time now, MemberId member) {
  const auto ns = static_cast<Version>(now.ns() < 0 ? 0 : now.ns());
  return (ns + 1) << 6 | member.value();
}

}  // namespace windtunnel::dynamo
