// Raft against the adversary: its promises and the paper's invariants after every step, with each way to
// read; and planted mistakes, each of which has to be found.
#include <gtest/gtest.h>

#include "models/consensus/raft_invariants.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {
namespace {

std::vector<OperationKind> all_kinds() {
  std::vector<OperationKind> all;
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
    all.push_back(static_cast<OperationKind>(kind));
  return all;
}

// Now and then a change of members, or a new leader.
void disturb(Raft& core, Rng& rng, Raft::Effects& out) {
  if (rng.chance(0.5))
    core.transfer(MemberId(static_cast<std::uint32_t>(rng.below(5))), out);
  else
    core.change_members(MemberSet(rng.below(31) + 1), out);
}

struct RaftCase {
  static constexpr const char* kName = "ReadIndex";
  using Core = Raft;
  using Invariants = RaftInvariants;
  static RaftOptions raft_options() {
    RaftOptions options;
    options.snapshot_every = 8;
    options.keep = 3;
    options.message_most = 4;
    return options;
  }
  static std::vector<Raft> with(const RaftOptions& options, std::uint32_t members) {
    std::vector<Raft> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
    return cores;
  }
  static std::vector<Raft> cores() { return with(raft_options(), 5); }
  static AdversaryOptions options() {
    AdversaryOptions options;
    options.kinds = all_kinds();
    return options;
  }
  static constexpr void (*kCall)(Raft&, Rng&, Raft::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = true;
  static constexpr bool kAppliesOnce = true;
  static constexpr bool kLinearizable = true;
  static constexpr bool kConverges = true;
};

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
    options.reads = RaftReads::kLeaderLease;
    return with(options, 5);
  }
};

struct LoggedRaftCase : RaftCase {
  static constexpr const char* kName = "ReadsInTheLog";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.reads = RaftReads::kLog;
    options.forward = false;
    return with(options, 4);
  }
};

struct LocalRaftCase : RaftCase {
  static constexpr const char* kName = "LocalReads";
  static std::vector<Raft> cores() {
    RaftOptions options = raft_options();
    options.reads = RaftReads::kLocal;
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
