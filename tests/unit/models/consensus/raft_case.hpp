// Raft as the conformance suite, and the tests of planted mistakes, run it.
#pragma once

#include <vector>

#include "models/consensus/raft_invariants.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {

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

}  // namespace windtunnel
