// What the members of a Dynamo-style store send and remember.
//
// The first four are the legs of Bailis et al.'s WARS model (VLDB 2012, section 4.1), in their order W, A, R,
// S.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/consensus/dynamo_versions.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel::dynamo {

struct Write {
  std::uint64_t ticket = 0;
  StoreKey key = 0;
  Versions versions;
  MemberId hint_for = MemberId::none();  // for whom the receiver stands in
  bool operator==(const Write&) const = default;
};
struct Wrote {
  std::uint64_t ticket = 0;
  bool operator==(const Wrote&) const = default;
};
struct Read {
  std::uint64_t ticket = 0;
  StoreKey key = 0;
  bool operator==(const Read&) const = default;
};
struct Found {
  std::uint64_t ticket = 0;
  Versions versions;
  bool operator==(const Found&) const = default;
};
// What a read has found, to a member whose copy was older.
struct Repair {
  StoreKey key = 0;
  Versions versions;
  bool operator==(const Repair&) const = default;
};
// What the receiver has missed, from whoever kept it; and the answer, which names what was taken.
struct Handoff {
  StoreKey key = 0;
  Versions versions;
  bool operator==(const Handoff&) const = default;
};
struct HandedOff {
  StoreKey key = 0;
  std::uint64_t hash = 0;
  bool operator==(const HandedOff&) const = default;
};
// Hashes of the tree over the keys that have the same home: those that differ are gone into.
struct NodeHash {
  std::uint32_t node = 0;
  std::uint64_t hash = 0;
  bool operator==(const NodeHash&) const = default;
};
struct Compare {
  std::uint32_t home = 0;
  SharedSpan<NodeHash> nodes;
  bool operator==(const Compare&) const = default;
};
// All keys of leaves that differ; the receiver answers with those of which it knows more.
struct KeyVersions {
  StoreKey key = 0;
  Versions versions;
  bool operator==(const KeyVersions&) const = default;
};
struct Exchange {
  std::uint32_t home = 0;
  SharedSpan<std::uint32_t> leaves;  // none in the answer
  SharedSpan<KeyVersions> keys;
  bool operator==(const Exchange&) const = default;
};
using Message = std::variant<Write, Wrote, Read, Found, Repair, Handoff, HandedOff, Compare, Exchange>;

// A key's versions are these now.
struct VersionsRecord {
  StoreKey key = 0;
  Versions versions;
  bool operator==(const VersionsRecord&) const = default;
};
// What is kept for a member that missed it is this now; nothing when it has it.
struct HintRecord {
  StoreKey key = 0;
  MemberId target;
  Versions versions;
  bool operator==(const HintRecord&) const = default;
};
using Record = std::variant<VersionsRecord, HintRecord>;

Bytes bytes_of(const Message& message);
Bytes bytes_of(const Record& record);
std::string words(const Message& message);
std::string record_words(const Record& record);

}  // namespace windtunnel::dynamo
