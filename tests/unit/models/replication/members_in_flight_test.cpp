// What an operator does to a store in flight: leadership is handed over before a planned restart, members
// come, go and are replaced, and the protocol agrees to it.
#include <gtest/gtest.h>

#include <map>

#include "tests/unit/flight.hpp"
#include "tests/unit/three_members.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Elections after 200 to 400 ms without a leader.
constexpr const char* kThree = kThreeMembers;

// Who leads after each step of a member, and what each has applied.
class Watcher final : public StoreWatch {
 public:
  void stepped(std::uint32_t, const ProtocolStep& step) override {
    applied[step.member.value()] += step.applied.size();
    if (step.cause == ProtocolStep::Cause::kCrash) leads[step.member.value()] = false;
    if (step.cause != ProtocolStep::Cause::kCrash) leads[step.member.value()] = step.probe.leads;
    if (step.probe.leads) led_at[step.at] = step.member.value();
    last_step[step.member.value()] = step.at;
  }
  void lost(std::uint32_t, std::uint64_t, Time) override {}
  // Whoever led last before then.
  std::uint32_t leader_at(Time at) const {
    auto after = led_at.lower_bound(at);
    return after == led_at.begin() ? kNobody : std::prev(after)->second;
  }
  std::map<std::uint32_t, std::size_t> applied;
  std::map<std::uint32_t, bool> leads;
  std::map<std::uint32_t, Time> last_step;
  std::map<Time, std::uint32_t> led_at;
};

Flown fly_watched(const std::vector<std::string>& sets, Watcher& watcher) {
  Loaded loaded = load_text(kThree, sets);
  WorldOptions options;
  options.keeps_histories = true;
  options.watch = &watcher;
  RunFacts facts = fly_natively(loaded.flight.plan, options, nullptr, "test");
  expect_audits(facts.audits);
  return Flown{std::move(loaded), std::move(facts)};
}
Truth linearizable(const Flown& flown) {
  return flown.facts.stores.front().consistency.linearizability.verdict.truth;
}
std::string hand_over(const std::string& name, const std::string& at, const std::string& to) {
  return "timeline." + name + R"(={"at": ")" + at + R"(", "transfer_leadership": {"store": ")" + to + "\"}}";
}
std::string members(const std::string& name, const std::string& at, const std::string& counts) {
  return "timeline." + name + R"(={"at": ")" + at + R"(", "set": )" + counts + "}";
}

TEST(TransferOfLeadership, GoesToWhoeverTheTimelineNames) {
  Watcher watcher;
  const Flown flown = fly_watched({hand_over("one", "10 s", "store-1"), hand_over("two", "20 s", "store-2"),
                                   hand_over("three", "30 s", "store-3")},
                                  watcher);
  // One message to the next leader, and its election: less than a second.
  EXPECT_EQ(watcher.leader_at(Time() + 11_s), 0u);
  EXPECT_EQ(watcher.leader_at(Time() + 20_s), 0u);
  EXPECT_EQ(watcher.leader_at(Time() + 21_s), 1u);
  EXPECT_EQ(watcher.leader_at(Time() + 31_s), 2u);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_EQ(flown.value("availability"), 1);
  EXPECT_EQ(flown.value("lost_acknowledged_writes", of_tier("store")), 0);
}

TEST(TransferOfLeadership, ToAMemberThatIsDownIsGivenUp) {
  const std::string dies =
      R"(faults.dies={"kind": "crash", "target": {"replica": "store-3"}, "at": "9 s", "lasts": "20 s"})";
  Watcher watcher;
  fly_watched({dies, hand_over("in_vain", "10 s", "store-3"), hand_over("later", "31 s", "store-2")},
              watcher);
  EXPECT_NE(watcher.leader_at(Time() + 30_s), 2u) << "the wish is forgotten by the time that it is back";
  EXPECT_EQ(watcher.leader_at(Time() + 32_s), 1u);
}

TEST(TransferOfLeadership, SparesAPlannedRestartTheElection) {
  const std::string restart =
      R"(faults.restart={"kind": "crash", "target": {"replica": "store-1"}, "at": "20 s", "lasts": "5 s"})";
  const std::vector<std::string> rude = {hand_over("first", "10 s", "store-1"), restart};
  std::vector<std::string> polite = rude;
  polite.push_back(hand_over("drain", "19500 ms", "store-2"));
  const Flown prepared = fly_once(kThree, polite), surprised = fly_once(kThree, rude);
  // 200 to 400 ms until somebody misses the leader, against a write that has to be asked again.
  EXPECT_LT(prepared.value("latency_p999"), 0.2);
  EXPECT_GT(surprised.value("latency_p999"), 0.2);
  EXPECT_EQ(prepared.value("availability"), 1);
}

TEST(ChangeOfMembers, ReplacesOneThatThenNoQuorumMisses) {
  // store-1 leaves, store-4 comes; then store-2 dies, and store-3 and store-4 are two of three.
  const std::string replace =
      members("replace", "15 s", R"({"tiers.store.replicas.here/a": 0, "tiers.store.replicas.here/c": 2})");
  const std::string dies =
      R"(faults.dies={"kind": "crash", "silent": true, "target": {"replica": "store-2"}, "at": "25 s"})";
  Watcher watcher;
  const Flown flown = fly_watched({replace, dies}, watcher);
  // Members by the order of the file: a is n1, b is n2, c is n3 and, later, n4.
  EXPECT_GT(watcher.applied[3], 100u) << "the new one keeps up";
  EXPECT_LT(watcher.last_step[0], Time() + 17_s) << "the old one is stopped when the others have agreed";
  EXPECT_GT(watcher.last_step[0], Time() + 15_s);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_EQ(flown.value("verdict_agreement", of_tier("store")), 1);
  EXPECT_EQ(flown.value("lost_acknowledged_writes", of_tier("store")), 0);
  EXPECT_GT(flown.value("availability"), 0.95);
  // The negative control: without the new one, a member less is a quorum less.
  const std::string leaves_only = R"(faults.leaves={"kind": "crash", "silent": true,
                                     "target": {"replica": "store-1"}, "at": "15 s"})";
  EXPECT_LT(fly_once(kThree, {leaves_only, dies}).value("availability"), 0.8);
}

TEST(ChangeOfMembers, MakesFiveOfThreeSoThatTwoMayDie) {
  const std::string grow =
      members("grow", "10 s", R"({"tiers.store.replicas.here/a": 2, "tiers.store.replicas.here/b": 2})");
  const std::string two_die =
      R"(faults.dies={"kind": "crash", "silent": true, "target": {"share": "2 of store"},
                                              "at": "20 s"})";
  const Flown grown = fly_once(kThree, {grow, two_die});
  EXPECT_GT(grown.value("availability"), 0.95);
  EXPECT_EQ(linearizable(grown), Truth::kHolds);
  EXPECT_LT(fly_once(kThree, {two_die}).value("availability"), 0.8) << "the negative control: three";
}

TEST(ChangeOfMembers, LetsALeaderLeaveThatIsNotWantedAnyMore) {
  Watcher watcher;
  const Flown flown = fly_watched({hand_over("first", "10 s", "store-1"),
                                   members("shrink", "20 s", R"({"tiers.store.replicas.here/a": 0})")},
                                  watcher);
  EXPECT_EQ(watcher.leader_at(Time() + 20_s), 0u);
  EXPECT_NE(watcher.leader_at(Time() + 30_s), 0u);
  EXPECT_LT(watcher.last_step[0], Time() + 23_s);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_GT(flown.value("availability"), 0.98);
}

TEST(ChangeOfMembers, WaitsForOneThatBoots) {
  Watcher watcher;
  fly_watched({members("grow", "10 s", R"({"tiers.store.replicas.here/a": 2})"), "tiers.store.boot=8 s"},
              watcher);
  EXPECT_GT(watcher.applied[1], 100u);
  EXPECT_GT(watcher.last_step[1], Time() + 18_s);
}

TEST(ChangeOfMembers, IsAProblemWhereTheProtocolHasNone) {
  const auto problems_of = [](const std::vector<std::string>& sets) {
    Problems problems;
    load_scenario_text(kThree, "test.json", sets, builtin_catalog(), problems);
    return problems.text("test.json");
  };
  const std::string paxos = R"(tiers.store.replication={"kind": "multi_paxos"})";
  const std::string grow = members("grow", "10 s", R"({"tiers.store.replicas.here/a": 2})");
  EXPECT_NE(problems_of({paxos, grow}).find("members that stay, as those of multi_paxos do"),
            std::string::npos);
  EXPECT_NE(problems_of({paxos, hand_over("hand", "10 s", "store-1")}).find("a hand-over by multi_paxos"),
            std::string::npos);
  EXPECT_NE(problems_of({hand_over("hand", "10 s", "store-4")}).find("a replica of store, as tier-number"),
            std::string::npos);
  EXPECT_NE(problems_of({members("end", "10 s", R"({"tiers.store.replicas.*": 0})")})
                .find("a store without members from 10 s on"),
            std::string::npos)
      << problems_of({members("end", "10 s", R"({"tiers.store.replicas.*": 0})")});
  EXPECT_NE(problems_of({R"(timeline.nothing={"at": "1 s"})"}).find("WT014"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
