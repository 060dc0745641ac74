// What a member of a Dynamo-style store is told before it starts: quorums, what heals copies that differ, how
// conflicts are resolved, and, for tests of checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace windtunnel {

enum class Conflicts : std::uint8_t {
  kLastWriteWins,  // by the coordinator's clock, then by its number: what Cassandra does
  kVectorClocks,   // a write replaces what its coordinator has read, and stands beside what it has not
};

// Mistakes for positive controls: a checker that misses them is broken.
enum class DynamoMistake : std::uint8_t {
  kNone,
  kLosesHints,       // a hint is acknowledged and not kept
  kDropsReadRepair,  // copies that a read found to be old stay so
  kSkippedFsync,     // a write is acknowledged and not written
  kQuorumOneShort,   // W - 1 acknowledgements are taken for W
};

struct DynamoOptions {
  std::uint32_t replicas = 3;  // N: members that hold a key
  std::uint32_t reads = 2;     // R: answers that a read waits for
  std::uint32_t writes = 2;    // W: acknowledgements that a write waits for

  // Members that do not answer are stood in for by those after them on the ring (SOSP 2007, section 4.6).
  bool sloppy = false;
  // What a member missed is kept for it: by its stand-in, or by the coordinator when there is none.
  bool hinted_handoff = true;
  bool read_repair = true;
  Duration anti_entropy;  // two members compare their trees so often; zero: never
  Conflicts conflicts = Conflicts::kLastWriteWins;

  // A member that has not answered for so long is taken to be down, for so long.
  Duration suspect_after = Duration::from_ns(20'000'000);
  Duration suspect_for = Duration::from_ns(100'000'000);
  // A coordinator without its quorum gives up: a read is rejected, nobody knows what becomes of a write.
  Duration patience = Duration::from_ns(100'000'000);
  Duration handoff_every = Duration::from_ns(100'000'000);

  DynamoMistake mistake = DynamoMistake::kNone;

  bool operator==(const DynamoOptions&) const = default;
};

}  // namespace windtunnel
