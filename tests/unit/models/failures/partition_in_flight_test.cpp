// Partitions in flight: each shape by its signature, who stands where in the facts, and what health checks,
// TCP and datagrams make of it.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// 20 /s by turns to two replicas; t-2 is cut off from 100 s to 200 s of 300 s. Checks each hour see nothing
// of it.
constexpr const char* kTwo = R"({
  "windtunnel": 1,
  "run": {"lasts": "300 s"},
  "network": {"kind": "constant", "latency": "5 ms", "transport": {"protocol": "datagrams"}},
  "workload": {"w": {"kind": "open", "rate": "20 /s", "gaps": "50 ms", "deadline": "900 ms", "path": ["t"]}},
  "tiers": {"t": {"replicas": 2, "service": "1 ms", "health_check": {"every": "1 h"}}},
  "faults": {"cut": {"kind": "partition", "shape": "isolate", "side": {"replica": "t-2"}, "at": "100 s", "lasts": "100 s"}}
})";

std::int64_t timed_out(const Flown& flown) {
  return flown.requests().ended[static_cast<std::size_t>(Outcome::kTimedOut)];
}

TEST(Partition, SwallowsWhatIsSentToAnIsolatedReplica) {
  // Every other request of 100 s x 20 /s.
  const Flown flown = fly_once(kTwo);
  EXPECT_EQ(timed_out(flown), 1000);
  EXPECT_EQ(flown.facts.wire.cut, 1000);
  EXPECT_EQ(flown.facts.wire.vanished, 1000);
  EXPECT_EQ(flown.totals(1).visits, 2000);
  EXPECT_EQ(flown.value("replicas_up_mean", of_tier("t")), 2) << "the replica itself is up";
}

TEST(Partition, TellsRequestsApartByTheSideOfTheirClients) {
  // All clients stand with the larger side, which half of the requests of 100 s leave in vain.
  const Flown flown = fly_once(kTwo);
  Selector side;
  side.side = "second";
  EXPECT_DOUBLE_EQ(flown.value("availability", side), 0.5);
  side.side = "first";
  EXPECT_TRUE(std::isnan(flown.value("availability", side))) << "no client stands there";
}

TEST(Partition, ShowsInTheShareOfPacketsThatAreLost) {
  // 2,000 requests of a packet each, 1,000 of which are lost, and 1,000 answers of 3 packets (4 KiB).
  const Flown flown = fly_once(kTwo);
  EXPECT_DOUBLE_EQ(flown.value("packets_lost_share"), 1000.0 / (2000 + 3 * 1000));
  EXPECT_EQ(flown.value("packets_dropped_share"), 0);
  EXPECT_EQ(flown.value("packets_sent_again_share"), 0) << "datagrams";
}

TEST(Partition, LosesNothingWhenItIsSwitchedOff) {
  const Flown flown = fly_once(kTwo, {"faults.cut.enabled=false"});
  EXPECT_EQ(timed_out(flown), 0);
  EXPECT_EQ(flown.facts.wire.messages, 0) << "no message goes by the wire's rules";
}

TEST(Partition, IsOutlivedByTcpThatSendsAgain) {
  // Sent again after 200 and 400 ms more, so what was sent to t-2 in the last 600 ms of the cut arrives
  // within its 900 ms: 6 of the 1,000.
  const Flown flown = fly_once(kTwo, {"network.transport.protocol=tcp"});
  EXPECT_NEAR(static_cast<double>(timed_out(flown)), 994, 1);
  // With patience, all do. The last before the cut's end that was sent at 100 s tries at 0.2, 0.6, 1.4, ...,
  // 51 and 102.2 s: it is answered at 202.2 s and 11 ms.
  const Flown patient =
      fly_once(kTwo, {"network.transport.protocol=tcp", "workload.w.deadline=150 s", "run.lasts=600 s"});
  EXPECT_EQ(timed_out(patient), 0);
  EXPECT_NEAR(patient.requests().ok.max_ns() * 1e-9, 102.2 + 0.011, 0.4);
}

TEST(Partition, ResetsWhatTcpGivesUp) {
  // Given up after 0.2 + 0.4 + 0.8 s: the client is told, 1.4 s after it sent. What was sent in the last 1.4
  // s may still get through: 600 ms of it do.
  const Flown flown = fly_once(
      kTwo, {"network.transport.protocol=tcp", "network.transport.retries=2", "workload.w.deadline=10 s"});
  EXPECT_EQ(timed_out(flown), 0);
  EXPECT_NEAR(static_cast<double>(flown.requests().ended[static_cast<std::size_t>(Outcome::kRefused)]), 994,
              1);
  EXPECT_EQ(flown.facts.wire.resets, flown.requests().ended[static_cast<std::size_t>(Outcome::kRefused)]);
}

TEST(Partition, IsNoticedByHealthChecksAsSilenceIs) {
  // every / 2 + (fails - 1) x every + time-out, from 11 to 16 s: 10 requests a second of it are lost. It is
  // taken back within 5 s of the end.
  const Flown flown =
      fly_once(kTwo, {R"(tiers.t.health_check={"every": "5 s", "timeout": "1 s", "fails": 3})"});
  EXPECT_GE(timed_out(flown), 109);
  EXPECT_LE(timed_out(flown), 161);
  EXPECT_NEAR(static_cast<double>(flown.totals(1).visits), 1000 + 1000 - 25, 30);
  // Known at once, nothing is lost but what was on its way back.
  EXPECT_LE(timed_out(fly_once(kTwo, {"tiers.t.health_check.detects=at_once"})), 1);
}

TEST(Partition, KeepsWhoStoodWhereInTheFacts) {
  const Flown flown = fly_once(kTwo);
  ASSERT_EQ(flown.facts.sides.size(), 1u);
  const SideInterval& interval = flown.facts.sides[0];
  EXPECT_EQ(interval.start, Time() + Duration::from_seconds(100));
  EXPECT_EQ(interval.end, Time() + Duration::from_seconds(200));
  // t-1, t-2, the zone's balancer, the clients.
  EXPECT_EQ(interval.sides.all(),
            (std::vector<std::uint32_t>{kSecondSide, kFirstSide, kSecondSide, kSecondSide}));
}

TEST(Partition, LeavesClientsAloneThatReachAll) {
  const Flown flown = fly_once(kTwo, {"faults.cut.clients=all"});
  EXPECT_EQ(timed_out(flown), 0);
  EXPECT_EQ(flown.facts.sides[0].sides.side(3), kNoSide);
}

TEST(Partition, DrawsItsSidesFromTheFaultsStream) {
  const auto alone = [](std::uint64_t seed) {
    const Flown flown = fly_once(kTwo, {"faults.cut.side=null"}, seed);
    EXPECT_EQ(timed_out(flown), 1000);
    return flown.facts.sides[0].sides.side(0) == kFirstSide ? 0 : 1;
  };
  int first = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) first += alone(seed);
  EXPECT_GT(first, 5);  // 20 of 40, sd 3.2
  EXPECT_LT(first, 35);
  EXPECT_EQ(alone(7), alone(7));
}

TEST(Partition, OneWayServesWhatIsNeverAnswered) {
  const Flown out = fly_once(kTwo, {"faults.cut.shape=one_way"});
  EXPECT_EQ(timed_out(out), 1000);
  EXPECT_EQ(out.totals(1).served, 3000) << "what is sent to it arrives";
  // The other way it is a link's fault.
  const Flown in = fly_once(
      kTwo,
      {R"(faults.cut={"kind": "flapping", "target": {"replica": "t-2"}, "direction": "to", "cut": "200 s", "whole": "1 s", "at": "100 s", "lasts": "100 s"})"});
  EXPECT_EQ(timed_out(in), 1000);
  EXPECT_EQ(in.totals(1).served, 2000) << "what is sent to it does not";
}

// A front in zone a calls one replica in each zone by turns. Zones are the nodes, and clients reach all.
std::string zones(int count, const std::string& fault) {
  std::string names, replicas;
  for (int zone = 0; zone < count; ++zone) {
    const std::string letter(1, static_cast<char>('a' + zone));
    names += (zone > 0 ? ", \"" : "\"") + letter + "\"";
    replicas += (zone > 0 ? ", \"here/" : "\"here/") + letter + "\": 1";
  }
  return R"({
  "windtunnel": 1,
  "run": {"lasts": "300 s"},
  "places": {"regions": {"here": [)" +
         names + R"(]}},
  "network": {"kind": "constant", "latency": "5 ms", "transport": {"protocol": "datagrams"}},
  "workload": {"w": {"kind": "open", "rate": "30 /s", "gaps": "33333333 ns", "deadline": "900 ms", "path": ["front", "back"]}},
  "tiers": {"front": {"replicas": {"here/a": 1}, "service": "1 ms", "health_check": {"every": "1 h"}},
            "back": {"replicas": {)" +
         replicas +
         R"(}, "service": "1 ms", "health_check": {"every": "1 h"}, "balancer": {"kind": "round_robin", "prefer": "none"}}},
  "faults": {"cut": {"kind": "partition", "by": "zone", "clients": "all", "at": "100 s", "lasts": "100 s", )" +
         fault + R"(}}
})";
}

double lost_during(const Flown& flown) { return static_cast<double>(timed_out(flown)) / 3000; }

TEST(Partition, OfABridgeIsReachedFromBothHalves) {
  // a, the bridge b, and c: a reaches b and not c, which is a third.
  const Flown flown = fly_once(zones(3, R"("shape": "bridge", "side": {"zone": "here/b"})"));
  EXPECT_NEAR(lost_during(flown), 1.0 / 3, 0.001);
  EXPECT_EQ(flown.facts.sides[0].sides.side(2), kBridgeSide);
}

TEST(Partition, OfARingLosesTwoOfFive) {
  // Five in a ring hear their two neighbours.
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    EXPECT_NEAR(lost_during(fly_once(zones(5, R"("shape": "majorities_ring")"), {}, seed)), 0.4, 0.001);
}

TEST(Partition, OfAMajorityLosesTheOtherSide) {
  // Of five the minority is two: whoever is among it loses three, else two.
  std::set<int> seen;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Flown flown = fly_once(zones(5, R"("shape": "majority_minority")"), {}, seed);
    const bool minority = flown.facts.sides[0].sides.side(0) == kFirstSide;
    EXPECT_NEAR(lost_during(flown), minority ? 0.6 : 0.4, 0.001);
    seen.insert(minority ? 1 : 0);
  }
  EXPECT_EQ(seen.size(), 2u) << "drawn anew for each seed";
  // Of four the halves are two and two, and the minority is one.
  EXPECT_NEAR(lost_during(fly_once(zones(4, R"("shape": "halves")"))), 0.5, 0.001);
  const Flown four = fly_once(zones(4, R"("shape": "majority_minority", "side": {"zone": "here/a"})"));
  EXPECT_NEAR(lost_during(four), 0.75, 0.001);
}

// Two regions that do not hear each other: each goes on with its own clients.
TEST(Partition, ByRegionLeavesEachWithItsClients) {
  const std::string regions = R"({
    "windtunnel": 1,
    "run": {"lasts": "300 s"},
    "places": {"regions": {"one": ["a"], "two": ["a"]}},
    "network": {"kind": "constant", "latency": "5 ms", "transport": {"protocol": "datagrams"}},
    "workload": {"w": {"kind": "open", "rate": "20 /s", "gaps": "50 ms", "deadline": "900 ms", "origin": {"one": 0.5, "two": 0.5}, "path": ["t", "store"]}},
    "tiers": {"t": {"each_region": {"replicas": 2}, "service": "1 ms"},
              "store": {"replicas": {"one/a": 1}, "service": "1 ms", "health_check": {"every": "1 h"}}},
    "faults": {"cut": {"kind": "partition", "shape": "halves", "by": "region", "at": "100 s", "lasts": "100 s"}}
  })";
  const Flown flown = fly_once(regions);
  EXPECT_EQ(flown.value("timed_out_share", of_region("one")), 0) << "all it needs is on its side";
  EXPECT_NEAR(flown.value("timed_out_share", of_region("two")), 1.0 / 3, 0.03) << "its store is on the other";
}

TEST(Partition, AgainAndAgainByARenewalLaw) {
  // Up 40 s, cut 10 s: 6 times in 300 s, each drawn anew.
  const Flown flown = fly_once(kTwo, {"faults.cut.at=null", "faults.cut.lasts=null", "faults.cut.side=null",
                                      "faults.cut.mttf=40 s", "faults.cut.mttr=10 s"});
  EXPECT_EQ(flown.facts.sides.size(), 6u);
  EXPECT_NEAR(static_cast<double>(timed_out(flown)), 6 * 100, 12);
  std::set<std::uint32_t> first;
  for (const SideInterval& each : flown.facts.sides) first.insert(each.sides.side(0));
  EXPECT_EQ(first.size(), 2u);
}

TEST(Partition, OfOneTierLeavesTheOtherTiersClients) {
  // Only the store is split, and everybody else stands with the larger side.
  const std::string store = R"({
    "windtunnel": 1,
    "run": {"lasts": "300 s"},
    "network": {"kind": "constant", "latency": "5 ms", "transport": {"protocol": "datagrams"}},
    "workload": {"w": {"kind": "open", "rate": "30 /s", "gaps": "33333333 ns", "deadline": "900 ms", "path": ["web", "store"]}},
    "tiers": {"web": {"replicas": 3, "service": "1 ms"},
              "store": {"replicas": 3, "service": "1 ms", "health_check": {"every": "1 h"}}},
    "faults": {"cut": {"kind": "partition", "shape": "halves", "target": {"tier": "store"}, "at": "100 s", "lasts": "100 s"}}
  })";
  EXPECT_NEAR(lost_during(fly_once(store)), 1.0 / 3, 0.001);
}

}  // namespace
}  // namespace windtunnel
