// Raft against the adversary: its promises and the paper's invariants after every step, with each way to
// read.
#include <gtest/gtest.h>

#include "tests/unit/models/consensus/raft_case.hpp"

namespace windtunnel {
namespace {

// Now and then a change of members, or a new leader.
void disturb(Raft& core, Rng& rng, Raft::Effects& out) {
  if (rng.chance(0.5))
    core.transfer(MemberId(static_cast<std::uint32_t>(rng.below(5))), out);
  else
    core.change_members(MemberSet(rng.below(31) + 1), out);
}

// Without what protects an election from disturbance: the plain Raft of the paper.
struct PlainRaftCase : RaftCase {
  static constexpr const char* kName = "Plain";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.pre_vote = options.check_quorum = options.stickiness = false;
    options.snapshot_every = 0;
    options.batch_most = 3;
    options.batch_delay = Duration::from_ns(100'000);
    return with(options, 3);
  }
};

struct LeasedRaftCase : RaftCase {
  static constexpr const char* kName = "Lease";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.reads = LogReads::kLeaderLease;
    return with(options, 5);
  }
};

struct LoggedRaftCase : RaftCase {
  static constexpr const char* kName = "ReadsInTheLog";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.reads = LogReads::kLog;
    options.forward = false;
    return with(options, 4);
  }
};

struct LocalRaftCase : RaftCase {
  static constexpr const char* kName = "LocalReads";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.reads = LogReads::kLocal;
    return with(options, 3);
  }
  static constexpr bool kLinearizable = false;
};

struct ChangingRaftCase : RaftCase {
  static constexpr const char* kName = "ChangesOfMembers";
  static constexpr void (*kCall)(Raft&, Rng&, Raft::Effects&) = disturb;
  static constexpr bool kConverges = false;  // whoever is no member any more is not told the end
};

using RaftCases = ::testing::Types<RaftCase, PlainRaftCase, LeasedRaftCase, LoggedRaftCase, LocalRaftCase,
                                   ChangingRaftCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(Raft, Conformance, RaftCases, CaseName);

}  // namespace
}  // namespace windtunnel
