// What a Multi-Paxos member is told before it starts: timers, batches, quorums, how reads are served, and,
// for tests of checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "models/consensus/read_rounds.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// Mistakes for positive controls: a checker that misses them is broken.
enum class PaxosMistake : std::uint8_t {
  kNone,
  kForgetsItsPromise,      // promises are not written
  kSkippedFsync,           // values are acknowledged and not written
  kIgnoresAcceptedValues,  // a new leader fills open slots with what it likes
  kQuorumsThatMiss,        // phase 1 asks one member fewer than it has to
  kStaleLeaderReads,       // whoever believes to lead answers reads
};

struct PaxosOptions {
  // A member tries to lead after a time without a leader, drawn from this range.
  Duration election_least = Duration::from_ns(150'000'000);
  Duration election_most = Duration::from_ns(300'000'000);
  Duration heartbeat = Duration::from_ns(50'000'000);
  bool check_quorum = true;  // a leader that hears of no phase-2 quorum for an election time-out steps down
  bool stickiness = true;    // members that hear from a leader promise nothing to others

  // Sizes of the quorums; 0 is a majority for phase 2, and for phase 1 the fewest that meet every quorum of
  // phase 2 (Howard, Malkhi & Spiegelman, "Flexible Paxos", OPODIS 2016: q1 + q2 > n is all that is needed).
  std::uint32_t phase_1 = 0, phase_2 = 0;

  LogReads reads = LogReads::kReadIndex;
  std::int64_t drift_per_mille = 100;  // a lease ends so much of election_least early
  bool forward = true;                 // members pass operations on; else they say whom to ask

  std::uint32_t batch_most = 64;
  Duration batch_delay;                   // zero: at once
  std::uint32_t message_most = 1'024;     // slots in one message
  std::uint64_t snapshot_every = 10'000;  // slots applied; 0: never
  std::uint64_t keep = 1'000;             // slots kept behind a snapshot

  PaxosMistake mistake = PaxosMistake::kNone;

  Duration lease() const { return election_least * (1'000 - drift_per_mille) / 1'000; }
  bool operator==(const PaxosOptions&) const = default;
};

}  // namespace windtunnel
