// Clock skew in flight: who trusts clocks is caught by a checker that sees only what clients saw, and who
// does not is not.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// Three members 10 ms apart. At 15 s the leader is cut off from the others, not from the clients; its clock
// has run at a tenth of its rate for a second by then. Elections after 200 to 400 ms, a lease of 180 ms: by
// its own clock, which takes 1.8 s for that, while the others have elected another leader after 0.45 s.
constexpr const char* kThree = R"({
  "windtunnel": 1,
  "run": {"lasts": "30 s", "warm_up": "5 s"},
  "places": {"regions": {"here": ["a", "b", "c"]}},
  "network": {"kind": "constant", "latency": "10 ms"},
  "workload": {
    "w": {
      "kind": "open", "rate": "200 /s", "deadline": "2 s",
      "retries": {"attempts": 4, "backoff": "20 ms", "timeout": "300 ms"},
      "keys": {"kind": "uniform", "low": 0, "high": 4},
      "sessions": {"count": 20},
      "classes": {
        "read": {"share": 0.5, "path": ["store.read"]},
        "write": {"share": 0.5, "path": ["store.write"]}
      }
    }
  },
  "tiers": {
    "store": {
      "replicas": {"here/a": 1, "here/b": 1, "here/c": 1}, "cores": 4, "service": "1 us", "disk_sync": "1 ms",
      "health_check": {"every": "1 h"},
      "replication": {"kind": "raft", "reads": "leader_lease"}
    }
  },
  "faults": {
    "slow_clock": {"kind": "clock_skew", "drift": -0.9, "target": {"role": "leader"}, "at": "14 s", "lasts": "12 s"},
    "cut": {"kind": "partition", "shape": "isolate", "clients": "all", "target": {"role": "leader"}, "at": "15 s",
            "lasts": "10 s"}
  }
})";
const std::string kRightClocks = "faults.slow_clock.enabled=false";
const std::string kReadIndex = R"(tiers.store.replication={"kind": "raft", "reads": "read_index"})";

Truth linearizable(const Flown& flown) {
  return flown.facts.stores.front().consistency.linearizability.verdict.truth;
}

TEST(ClockSkew, LetsALeaderServeStaleReadsUnderALeaseThatOutlivesItsOffice) {
  const Flown flown = fly_once(kThree);
  EXPECT_EQ(linearizable(flown), Truth::kViolated);
  EXPECT_GT(flown.value("stale_read_share", of_tier("store")), 0);
  EXPECT_EQ(flown.value("lost_acknowledged_writes", of_tier("store")), 0) << "writes need the others";
}

TEST(ClockSkew, IsNoMatterToReadsThatAskAMajority) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Flown flown = fly_once(kThree, {kReadIndex}, seed);
    EXPECT_EQ(linearizable(flown), Truth::kHolds);
    EXPECT_EQ(flown.value("stale_read_share", of_tier("store")), 0);
  }
}

TEST(ClockSkew, IsWhatItTakesToFoolALease) {  // the negative control: the same cut, and clocks that are right
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Flown flown = fly_once(kThree, {kRightClocks}, seed);
    EXPECT_EQ(linearizable(flown), Truth::kHolds);
    EXPECT_EQ(flown.value("stale_read_share", of_tier("store")), 0);
  }
}

TEST(ClockSkew, OfLessThanLeasesAllowIsHarmless) {
  // Leases are a tenth shorter than they could be, for clocks that differ by less.
  EXPECT_EQ(linearizable(fly_once(kThree, {"faults.slow_clock.drift=-0.05"})), Truth::kHolds);
}

TEST(ClockSkew, MakesTheLastWriteLose) {
  // Quorums that meet, and the last write by its coordinator's clock: what the third member takes ten seconds
  // behind is nothing beside what another wrote there in the ten seconds before, and is acknowledged all the
  // same.
  const std::string dynamo =
      R"(tiers.store.replication={"kind": "dynamo", "n": 3, "r": 2, "w": 2, "conflicts": "last_write_wins"})";
  const std::string vectors =
      R"(tiers.store.replication={"kind": "dynamo", "n": 3, "r": 2, "w": 2, "conflicts": "vector_clocks"})";
  const std::vector<std::string> rest = {kRightClocks, "faults.cut.enabled=false", "workload.w.rate=20 /s",
                                         R"(workload.w.keys={"kind": "uniform", "low": 0, "high": 49})"};
  const std::string behind = R"(faults.behind={"kind": "clock_skew", "offset": "-10 s",
                                "target": {"replica": "store-3"}, "at": "14 s", "lasts": "12 s"})";
  const auto fly = [&](const std::string& replication, bool skewed) {
    std::vector<std::string> sets = rest;
    sets.push_back(replication);
    if (skewed) sets.push_back(behind);
    return fly_once(kThree, sets);
  };
  EXPECT_EQ(linearizable(fly(dynamo, true)), Truth::kViolated);
  EXPECT_EQ(linearizable(fly(dynamo, false)), Truth::kHolds)
      << "few clients, so that writes hardly ever meet";
  EXPECT_EQ(linearizable(fly(vectors, true)), Truth::kHolds) << "who knows what it replaces needs no clock";
}

// A clock may jump back and forth under any protocol: what they promise without trusting it holds, and
// nothing breaks.
TEST(ClockSkew, BreaksNoProtocolThatDoesNotTrustClocks) {
  const std::string jumps =
      R"(faults.jumps={"kind": "clock_skew", "target": {"tier": "store"}, "offset": "-1 h", "drift": 0.5,
         "mttf": {"kind": "exponential", "mean": "3 s"}, "mttr": {"kind": "exponential", "mean": "1 s"}})";
  for (const std::string kind : {"raft", "multi_paxos", "chain", "craq", "primary_backup", "dynamo"}) {
    const std::string fields = kind == "dynamo" ? R"(, "n": 3, "r": 2, "w": 2)" : "";
    const std::string replication = R"(tiers.store.replication={"kind": ")" + kind + "\"" + fields + "}";
    const Flown flown = fly_once(kThree, {replication, jumps, kRightClocks}, 3);
    EXPECT_GT(flown.value("availability"), 0.5) << kind;
    if (kind == "raft" || kind == "multi_paxos") {
      EXPECT_EQ(linearizable(flown), Truth::kHolds) << kind;
    }
  }
}

}  // namespace
}  // namespace windtunnel
