// What a key of replicated data types holds: a register, a counter or a set, which merge in any order, any
// number of times, to the same (Shapiro, Preguica, Baquero & Zawirski, "A comprehensive study of Convergent
// and Commutative Replicated Data Types", INRIA 7506, 2011).
//
// The register is their LWW-register (specification 8). The counter is a PN-counter (7): each member's own
// additions and subtractions, of which the greater counts; without subtractions it is a G-counter (6). The
// set is an OR-set without tombstones (Bieniusa et al., INRIA 8083, 2012): an element lives as long as a dot
// of it does, and a dot that only one side knows was removed by the other if the other's clock has seen it;
// so an addition that a removal has not seen survives it.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/machine/operation.hpp"

namespace windtunnel::crdt {

// The n-th addition of a member to a set; also, up to which a member's additions have been seen.
struct Dot {
  MemberId member;
  std::uint64_t number = 0;
  auto operator<=>(const Dot&) const = default;
};
struct Element {
  StoreValue value = 0;
  std::vector<Dot> dots;  // ascending
  bool operator==(const Element&) const = default;
};
struct Share {
  MemberId member;
  std::uint64_t added = 0, subtracted = 0;
  bool operator==(const Share&) const = default;
};

struct State {
  // The latest of the operations that are in here, by the clock of the member that took it: what checkers
  // know a state by, and what orders writes of a register.
  Version stamp = 0;
  OperationId id;
  std::uint32_t bytes = 0;  // of a value

  StoreValue value = kNoValue;    // of a register
  std::vector<Share> shares;      // of a counter, ascending by member
  std::vector<Element> elements;  // of a set, ascending by value
  std::vector<Dot> seen;          // by the set, ascending by member

  bool empty() const { return stamp == 0; }
  // Applies an operation that changes data; false when it changed nothing.
  bool apply(const Operation& operation, MemberId self, Version version);
  Reply read(const Operation& operation) const;
  StoreValue sum() const;
  // Takes what the other knows; false when that is nothing new. Without `regards_seen` sets are merely
  // united.
  bool merge(const State& other, bool regards_seen = true);
  std::int64_t weight() const;
  bool operator==(const State&) const = default;
};

}  // namespace windtunnel::crdt
