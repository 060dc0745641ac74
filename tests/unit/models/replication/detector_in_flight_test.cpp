// Phi accrual beside a fixed time-out, in flight: under jitter it takes nobody for dead who is not, and where
// heartbeats come evenly it is as quick.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// A primary and two backups. Heartbeats each 50 ms, failover after 60 to 70 ms without one, and a network
// whose every message takes 1 ms and an exponential time of 40 ms: of two heartbeats in a row the second
// comes more than 60 ms after the first when it is delayed by 10 ms more than that, as often as not. Without
// a lease, which no round trip here would leave anything of.
constexpr const char* kJitter = R"({
  "windtunnel": 1,
  "run": {"lasts": "60 s", "warm_up": "5 s"},
  "places": {"regions": {"here": ["a", "b", "c"]}},
  "network": {"kind": "jittered", "latency": "1 ms", "jitter": {"kind": "exponential", "mean": "40 ms"}},
  "workload": {
    "w": {
      "kind": "open", "rate": "10 /s", "deadline": "2 s", "retries": {"attempts": 3, "backoff": "20 ms"},
      "keys": {"kind": "uniform", "low": 0, "high": 9}, "path": ["store.write"]
    }
  },
  "tiers": {
    "store": {
      "replicas": {"here/a": 1, "here/b": 1, "here/c": 1}, "cores": 4, "service": "1 us", "disk_sync": "1 ms",
      "health_check": {"every": "1 h"},
      "replication": {"kind": "primary_backup", "mode": "semi_synchronous", "lease": false,
                      "timers": {"heartbeat": "50 ms", "election_least": "60 ms", "election_most": "70 ms"}}
    }
  },
  "faults": {"dies": {"kind": "crash", "silent": true, "enabled": false, "target": {"role": "leader"}, "at": "30 s"}}
})";
const std::string kPhi = R"(tiers.store.replication.detector={"kind": "phi_accrual", "threshold": 8})";
const std::string kChain =
    R"(tiers.store.replication={"kind": "chain", "timers": {"heartbeat": "50 ms", "election_least": "60 ms",
                                                            "election_most": "70 ms"}})";
const std::string kEven = R"(network={"kind": "constant", "latency": "1 ms"})";
const std::string kDies = "faults.dies.enabled=true";

double elections(const std::vector<std::string>& sets) {
  double sum = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u})
    sum += fly_once(kJitter, sets, seed).value("elections", of_tier("store"));
  return sum;
}

TEST(PhiAccrualInFlight, TakesNobodyForDeadWhoseHeartbeatsAreLate) {
  // One election is the first primary's. Both backups have to miss it at once before one is replaced.
  EXPECT_GT(elections({}), 9);
  EXPECT_LE(elections({kPhi}), 4);
}

TEST(PhiAccrualInFlight, KeepsAChainTogetherUnderJitter) {
  EXPECT_GT(elections({kChain}), 9);
  EXPECT_LE(elections({kChain, kPhi}), 4);
  // Each member that is thrown out and comes back costs configurations and copies.
  EXPECT_LT(fly_once(kJitter, {kChain, kPhi}).value("messages_per_operation", of_tier("store")),
            fly_once(kJitter, {kChain}).value("messages_per_operation", of_tier("store")));
}

TEST(PhiAccrualInFlight, IsAsQuickWhereHeartbeatsComeEvenly) {
  // With a deviation of 1 ms phi is 8 after 50 + 5.6 ms, before the fixed time is over: both find the primary
  // dead at the same moment, to the nanosecond.
  const std::string sharp =
      R"(tiers.store.replication.detector={"kind": "phi_accrual", "threshold": 8, "deviation_min": "1 ms"})";
  const Flown fixed = fly_once(kJitter, {kEven, kDies}), phi = fly_once(kJitter, {kEven, kDies, sharp});
  EXPECT_EQ(fixed.value("elections", of_tier("store")), 2);
  EXPECT_EQ(phi.value("elections", of_tier("store")), 2);
  EXPECT_EQ(phi.value("latency_p999"), fixed.value("latency_p999"));
}

TEST(PhiAccrualInFlight, TakesLongerUnderJitterWhenThePrimaryIsDead) {  // patience has its price
  const Flown phi = fly_once(kJitter, {kPhi, kDies});
  EXPECT_GE(phi.value("elections", of_tier("store")), 2) << "it is found dead in the end";
  EXPECT_GT(phi.value("availability"), 0.9);
}

}  // namespace
}  // namespace windtunnel
