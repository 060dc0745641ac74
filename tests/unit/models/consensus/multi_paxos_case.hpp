// Multi-Paxos as the conformance suite, and the tests of planted mistakes, run it.
#pragma once

#include <vector>

#include "models/consensus/paxos_invariants.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {

struct MultiPaxosCase {
  static constexpr const char* kName = "Majorities";
  using Core = MultiPaxos;
  using Invariants = PaxosInvariants;
  static PaxosOptions paxos_options() {
    PaxosOptions options;
    options.snapshot_every = 8;
    options.keep = 3;
    options.message_most = 4;
    return options;
  }
  static std::vector<MultiPaxos> with(const PaxosOptions& options, std::uint32_t members) {
    std::vector<MultiPaxos> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
    return cores;
  }
  static std::vector<MultiPaxos> cores() { return with(paxos_options(), 5); }
  static AdversaryOptions options() {
    AdversaryOptions options;
    options.kinds = all_kinds();
    return options;
  }
  static constexpr void (*kCall)(MultiPaxos&, Rng&, MultiPaxos::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = true;
  static constexpr bool kAppliesOnce = true;
  static constexpr bool kLinearizable = true;
  static constexpr bool kConverges = true;
};

}  // namespace windtunnel
