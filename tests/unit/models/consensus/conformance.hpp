// The conformance suite of cores that keep data: agreement, validity, integrity, progress after healing,
// restart from what is persisted and nothing else, silence of the crashed, equal inputs equal effects.
//
// A core's test describes it once (a Case) and instantiates the suite:
//
//   struct RaftCase {
//     static constexpr const char* kName = "ReadIndex";
//     using Core = Raft;
//     using Invariants = RaftInvariants;                  // or NoOwnInvariants
//     static std::vector<Core> cores();                   // fresh
//     static AdversaryOptions options();                  // with the operations it has
//     static constexpr auto kCall = nullptr;              // or Adversary<...>::Call
//     static constexpr bool kOrdersByLog = true;          // equal slots are applied alike, in their order
//     static constexpr bool kAppliesOnce = true;          // a session's operation changes data once
//     static constexpr bool kLinearizable = true;         // what ended is seen by whoever begins later
//     static constexpr bool kConverges = true;            // data() of all members is equal when all is quiet
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Raft, Conformance, ::testing::Types<RaftCase>, CaseName);
//
// 10,000 schedules each where the compiler optimises, 300 where it does not; WINDTUNNEL_SCHEDULES says
// another number. A violation prints the seed and the schedule, told step by step.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "sim/machine/conformance.hpp"
#include "sim/runtime/cluster.hpp"
#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/consensus/client_checks.hpp"

namespace windtunnel {

// For cores that run a whole state machine.
inline std::vector<OperationKind> all_kinds() {
  std::vector<OperationKind> all;
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
    all.push_back(static_cast<OperationKind>(kind));
  return all;
}

template <class Case>
Promises promises_of() {
  return {Case::kOrdersByLog, Case::kAppliesOnce, Case::kLinearizable, Case::kConverges};
}

// One schedule: what it violated, its own checks and those of its clients.
template <class Case>
AdversaryVerdict run_schedule(const std::vector<typename Case::Core>& cores,
                              const AdversaryOptions& options) {
  return run_schedule<typename Case::Core, typename Case::Invariants>(cores, options, promises_of<Case>(),
                                                                      Case::kCall);
}

inline std::uint64_t schedules_to_run() {
  if (const char* asked = std::getenv("WINDTUNNEL_SCHEDULES")) return std::strtoull(asked, nullptr, 10);
#ifdef __OPTIMIZE__
  return 10'000;
#else
  return 300;
#endif
}

// The first schedule of so many that is violated, if one is; `seed` becomes its own.
template <class Case>
AdversaryVerdict find_violation(const std::vector<typename Case::Core>& cores, AdversaryOptions options,
                                std::uint64_t schedules, std::uint64_t* seed = nullptr) {
  for (std::uint64_t schedule = 1; schedule <= schedules; ++schedule) {
    options.seed = schedule;
    AdversaryVerdict verdict = run_schedule<Case>(cores, options);
    if (seed != nullptr) *seed = schedule;
    if (!verdict.violated.empty()) return verdict;
  }
  return {};
}

struct CaseName {
  template <class Case>
  static std::string GetName(int) {
    return Case::kName;
  }
};

template <class Case>
class Conformance : public ::testing::Test {};
TYPED_TEST_SUITE_P(Conformance);

TYPED_TEST_P(Conformance, KeepsItsPromisesUnderEverySchedule) {
  std::uint64_t seed = 0;
  const AdversaryVerdict found =
      find_violation<TypeParam>(TypeParam::cores(), TypeParam::options(), schedules_to_run(), &seed);
  if (found.violated.empty()) return;
  AdversaryOptions options = TypeParam::options();
  options.seed = seed;
  options.tell = true;
  FAIL() << "seed " << seed << ", step " << found.step << ": " << found.violated << "\n"
         << run_schedule<TypeParam>(TypeParam::cores(), options).story;
}

TYPED_TEST_P(Conformance, DoesEqualThingsWithEqualInputs) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    AdversaryOptions options = TypeParam::options();
    options.seed = seed;
    options.tell = true;
    const AdversaryVerdict once = run_schedule<TypeParam>(TypeParam::cores(), options);
    const AdversaryVerdict again = run_schedule<TypeParam>(TypeParam::cores(), options);
    ASSERT_EQ(once.story, again.story) << "seed " << seed;
    ASSERT_EQ(once.records.size(), again.records.size());
    for (std::size_t i = 0; i < once.records.size(); ++i)
      ASSERT_EQ(once.records[i].reply, again.records[i].reply);
  }
}

// Runs a little under its driver, for the two tests below.
template <class Case>
struct DrivenCase {
  using Core = typename Case::Core;
  ProtocolLab lab{[](MemberId, MemberId, ProtocolMessage) { return Duration::from_ns(1'000'000); },
                  Duration::from_ns(500'000)};
  Cluster<Core> cluster{Case::cores(), ClusterOptions{}, lab};
  std::vector<OperationKind> kinds = Case::options().kinds;
  std::uint32_t number = 0;

  DrivenCase() { lab.holds(cluster); }
  void run_for(std::int64_t ms) {
    lab.kernel().run({.until = lab.now() + Duration::from_ns(ms * 1'000'000)});
  }
  void ask_everybody() {
    for (std::uint32_t i = 0; i < cluster.members(); ++i) {
      if (!cluster.up(MemberId(i))) continue;
      ++number;
      for (const OperationKind kind : kinds)
        if (kind == OperationKind::kWrite || kind == OperationKind::kAdd)
          cluster.submit(MemberId(i), Operation{.id = {i, number}, .kind = kind, .key = 4, .value = number});
    }
  }
};

TYPED_TEST_P(Conformance, KeepsSilentWhileItIsCrashed) {
  DrivenCase<TypeParam> driven;
  std::vector<ProtocolStep> steps;
  driven.cluster.watch([&](const ProtocolStep& step) { steps.push_back(step); });
  driven.cluster.start();
  for (int round = 0; round < 20; ++round) driven.run_for(50), driven.ask_everybody();
  const MemberId dead(1);
  driven.cluster.crash(dead);
  const std::size_t before = steps.size();
  for (int round = 0; round < 20; ++round) driven.run_for(50), driven.ask_everybody();
  EXPECT_GT(steps.size(), before + 20);
  for (std::size_t i = before; i < steps.size(); ++i) ASSERT_NE(steps[i].member, dead);
}

TYPED_TEST_P(Conformance, RestartsFromWhatIsPersistedAndNothingElse) {
  DrivenCase<TypeParam> driven;
  driven.cluster.start();
  for (int round = 0; round < 40; ++round) driven.run_for(50), driven.ask_everybody();
  driven.run_for(50);
  for (std::uint32_t i = 0; i < driven.cluster.members(); ++i) {
    const MemberId member(i);
    const auto stable = driven.cluster.stable(member);
    driven.cluster.crash(member);
    EXPECT_TRUE(driven.cluster.core(member) == TypeParam::cores()[i]) << "a crash leaves a fresh core";
    EXPECT_TRUE(driven.cluster.stable(member) == stable) << "a crash takes nothing from the disk";
    // Two fresh cores that are given the same disk are the same member.
    auto once = TypeParam::cores()[i], again = TypeParam::cores()[i];
    typename TypeParam::Core::Effects out_once, out_again;
    out_once.inputs(driven.lab.now(), 42);
    out_again.inputs(driven.lab.now(), 42);
    once.restart(stable, out_once);
    again.restart(stable, out_again);
    EXPECT_TRUE(once == again);
    driven.cluster.restart(member);
    driven.run_for(1'000);
  }
}

REGISTER_TYPED_TEST_SUITE_P(Conformance, KeepsItsPromisesUnderEverySchedule, DoesEqualThingsWithEqualInputs,
                            KeepsSilentWhileItIsCrashed, RestartsFromWhatIsPersistedAndNothingElse);

}  // namespace windtunnel
