// What a Raft member is told before it starts: timers, batches, how reads are served, and, for tests of
// checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "models/consensus/read_rounds.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// Mistakes for positive controls: a checker that misses them is broken.
enum class RaftMistake : std::uint8_t {
  kNone,
  kForgetsItsVote,    // a vote is cast before it is written, and not written
  kQuorumOfHalf,      // half of the members, rounded down, decide
  kStaleLeaderReads,  // whoever believes to lead answers reads
  kReorderedApply,    // two entries that become committed together are applied in the wrong order
  kSkippedFsync,      // entries are acknowledged and not written
  kCommitsOldTerms,   // entries of earlier terms are committed by counting copies (ATC 2014, figure 8)
};

struct RaftOptions {
  // An election begins after a time without a leader, drawn from this range (ATC 2014, section 5.2).
  Duration election_least = Duration::from_ns(150'000'000);
  Duration election_most = Duration::from_ns(300'000'000);
  Duration heartbeat = Duration::from_ns(50'000'000);

  bool pre_vote = true;      // thesis, section 9.6
  bool check_quorum = true;  // a leader that hears of no majority for an election time-out steps down (6.2)
  // Members that hear from a leader do not vote for another one (4.2.3); leases rest on it.
  bool stickiness = true;

  LogReads reads = LogReads::kReadIndex;
  // A lease ends so much before the first moment at which somebody else may be elected, in thousandths of
  // election_least: clocks may run at rates that differ by less than that.
  std::int64_t drift_per_mille = 100;
  bool forward = true;  // followers pass operations on; else they say whom to ask

  // A batch goes out when it is this large or this old; 1 is no batching.
  std::uint32_t batch_most = 64;
  Duration batch_delay;                   // zero: at once
  std::uint32_t message_most = 1'024;     // entries in one message to a member that has to catch up
  std::uint64_t window = 16'384;          // entries on their way to a member, unacknowledged
  std::uint64_t snapshot_every = 10'000;  // entries applied; 0: never
  std::uint64_t keep = 1'000;  // entries kept behind a snapshot, for members that are a little late

  RaftMistake mistake = RaftMistake::kNone;

  Duration lease() const { return election_least * (1'000 - drift_per_mille) / 1'000; }
  bool operator==(const RaftOptions&) const = default;
};

}  // namespace windtunnel
