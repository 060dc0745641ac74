// Replicated data types: merging is what the papers say it is, gossip brings copies together whatever the
// network does, and mistakes show.
#include "models/consensus/crdt_gossip.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {
namespace {

using crdt::State;

Operation operation(OperationKind kind, StoreValue value) { return Operation{.kind = kind, .value = value}; }

State random_state(Rng& rng, std::vector<State>& members) {
  const auto member = static_cast<std::uint32_t>(rng.below(members.size()));
  static constexpr OperationKind kKinds[] = {OperationKind::kWrite, OperationKind::kAdd,
                                             OperationKind::kInsert, OperationKind::kInsert,
                                             OperationKind::kRemove};
  static Version stamp = 0;
  members[member].apply(operation(kKinds[rng.below(5)], static_cast<StoreValue>(rng.below(6)) - 2),
                        MemberId(member), ++stamp);
  if (rng.chance(0.5)) members[rng.below(members.size())].merge(members[member]);
  return members[rng.below(members.size())];
}

// Shapiro et al. 2011, section 3: a join is commutative, associative and idempotent, and states only grow.
TEST(CrdtState, MergesAsAJoinDoes) {
  Rng rng = Rng::stream(1, "join");
  std::vector<State> members(4);
  for (int round = 0; round < 5'000; ++round) {
    const State a = random_state(rng, members), b = random_state(rng, members),
                c = random_state(rng, members);
    State ab = a, ba = b;
    ab.merge(b);
    ba.merge(a);
    ASSERT_EQ(ab, ba) << round;
    State ab_c = ab, bc = b;
    ab_c.merge(c);
    bc.merge(c);
    State a_bc = a;
    a_bc.merge(bc);
    ASSERT_EQ(ab_c, a_bc) << round;
    State twice = ab;
    ASSERT_FALSE(twice.merge(b)) << round;
    ASSERT_FALSE(twice.merge(a)) << round;
  }
}

TEST(CrdtState, CountsWhatEachMemberHasAdded) {
  State a, b;
  a.apply(operation(OperationKind::kAdd, 5), MemberId(0), 1);
  b.apply(operation(OperationKind::kAdd, -2), MemberId(1), 2);
  a.merge(b);
  b.merge(a);
  EXPECT_EQ(a.sum(), 3);
  EXPECT_EQ(b.sum(), 3);
}

// An addition that a removal has not seen survives it; one that it has seen does not.
TEST(CrdtState, LetsAnUnseenAdditionSurviveARemoval) {
  State a, b;
  a.apply(operation(OperationKind::kInsert, 7), MemberId(0), 1);
  b.merge(a);
  b.apply(operation(OperationKind::kRemove, 7), MemberId(1), 2);
  State removed = a;
  removed.merge(b);
  EXPECT_TRUE(removed.elements.empty());
  a.apply(operation(OperationKind::kInsert, 7), MemberId(0), 3);  // at the same time as the removal
  a.merge(b);
  ASSERT_EQ(a.elements.size(), 1u);
  EXPECT_EQ(a.elements[0].value, 7);
  b.merge(a);
  EXPECT_EQ(a, b);
}

TEST(CrdtState, KeepsTheLaterOfTwoWrites) {
  State a, b;
  a.apply(operation(OperationKind::kWrite, 1), MemberId(0), 64);
  b.apply(operation(OperationKind::kWrite, 2), MemberId(1), 65);
  a.merge(b);
  b.merge(a);
  EXPECT_EQ(a.value, 2);
  EXPECT_EQ(b.value, 2);
}

template <GossipOf gossip>
struct CrdtCase {
  using Core = CrdtGossip;
  using Invariants = NoOwnInvariants;
  static std::vector<CrdtGossip> with(CrdtOptions options) {
    options.gossip = gossip;
    options.gossip_every = Duration::from_ns(5'000'000);
    std::vector<CrdtGossip> cores;
    for (std::uint32_t i = 0; i < 4; ++i) cores.emplace_back(MemberId(i), 4, options);
    return cores;
  }
  static std::vector<CrdtGossip> cores() { return with({}); }
  static AdversaryOptions options() {
    AdversaryOptions options;
    options.kinds = {OperationKind::kRead,        OperationKind::kWrite,  OperationKind::kAdd,
                     OperationKind::kReadCounter, OperationKind::kInsert, OperationKind::kRemove,
                     OperationKind::kReadSet};
    return options;
  }
  static constexpr void (*kCall)(CrdtGossip&, Rng&, CrdtGossip::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = false;
  static constexpr bool kAppliesOnce = false;  // who asks twice adds twice
  static constexpr bool kLinearizable = false;
  static constexpr bool kConverges = true;
};
struct StateCase : CrdtCase<GossipOf::kState> {
  static constexpr const char* kName = "State";
};
struct DeltaCase : CrdtCase<GossipOf::kDelta> {
  static constexpr const char* kName = "Delta";
};
using Cases = ::testing::Types<StateCase, DeltaCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(Crdt, Conformance, Cases, CaseName);

// Positive control: deltas that are lost leave copies apart for ever.
TEST(CrdtMistakes, LeaveCopiesApart) {
  CrdtOptions options;
  options.mistake = CrdtMistake::kTakesSentForReceived;
  const AdversaryVerdict found =
      find_violation<DeltaCase>(DeltaCase::with(options), DeltaCase::options(), 500);
  EXPECT_NE(found.violated.find("convergence"), std::string::npos) << found.violated;
}

TEST(CrdtMistakes, BringBackWhatWasRemoved) {
  State a, b;
  a.apply(operation(OperationKind::kInsert, 7), MemberId(0), 1);
  b.merge(a);
  b.apply(operation(OperationKind::kRemove, 7), MemberId(1), 2);
  b.merge(a, false);
  EXPECT_EQ(b.elements.size(), 1u);
}

TEST(CrdtMistakes, ForgetWhatWasAnswered) {
  for (const CrdtMistake mistake : {CrdtMistake::kNone, CrdtMistake::kSkippedFsync}) {
    CrdtOptions options;
    options.mistake = mistake;
    CrdtGossip core(MemberId(0), 1, options);
    CrdtGossip::Effects out;
    core.on_command(operation(OperationKind::kAdd, 5), out);
    EXPECT_EQ(out.replies().size(), 1u);
    CrdtGossip::Stable stable;
    for (const auto& record : out.persists()) stable.write(record);
    CrdtGossip again(MemberId(0), 1, options);
    out.clear();
    again.restart(stable, out);
    again.on_command(operation(OperationKind::kReadCounter, 0), out);
    EXPECT_EQ(out.replies()[0].value, mistake == CrdtMistake::kNone ? 5 : 0);
  }
}

// Four members, one cut off from the others: each answers at once, and all agree when gossip gets through.
TEST(CrdtGossip, AnswersEverywhereAndAgreesOnceGossipGetsThrough) {
  bool cut = true;
  ProtocolLab lab(
      [&](MemberId from, MemberId to, ProtocolMessage) {
        return cut && (from.value() == 0) != (to.value() == 0) ? Duration::from_ns(-1)
                                                               : Duration::from_ns(1'000'000);
      },
      Duration());
  Cluster<CrdtGossip> cluster(DeltaCase::cores(), ClusterOptions{}, lab);
  lab.holds(cluster);
  std::vector<Reply> replies;
  lab.on_reply = [&](MemberId, const Reply& reply) { replies.push_back(reply); };
  cluster.start();
  for (std::uint32_t i = 0; i < 4; ++i) cluster.submit(MemberId(i), operation(OperationKind::kAdd, 1));
  lab.kernel().run({.until = Time::from_ns(1'000'000'000)});
  EXPECT_EQ(replies.size(), 4u);
  EXPECT_EQ(cluster.core(MemberId(0)).data()[0].sum(), 1);
  EXPECT_EQ(cluster.core(MemberId(3)).data()[0].sum(), 3);
  cut = false;
  lab.kernel().run({.until = Time::from_ns(2'000'000'000)});
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(cluster.core(MemberId(i)).data()[0].sum(), 4);
  // Nothing is sent when all have acknowledged.
  const std::int64_t bytes = cluster.totals().bytes;
  lab.kernel().run({.until = Time::from_ns(3'000'000'000)});
  EXPECT_EQ(cluster.totals().bytes, bytes);
}

}  // namespace
}  // namespace windtunnel
