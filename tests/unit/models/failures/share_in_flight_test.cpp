// A fault that strikes a share of a tier: who is struck is drawn when it strikes.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

const std::string kThree = R"({
  "windtunnel": 1,
  "run": {"lasts": "30 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "path": ["store"]}},
  "tiers": {"store": {"replicas": 3, "service": "1 ms", "health_check": {"detects": "at_once"}}},
  "faults": {"dies": {"kind": "crash", "target": {"share": "2 of store"}, "at": "10 s", "lasts": "5 s"}}
})";

// Those that were not up all of the time.
std::vector<std::uint32_t> struck(const Flown& flown) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t replica = 0; replica < 3; ++replica)
    if (flown.totals(replica).up_ns < Int128{30} * 1'000'000'000) list.push_back(replica);
  return list;
}

TEST(FaultOfAShare, StrikesSoManyTogetherAndTheSameForTheSameSeed) {
  const Flown once = fly_once(kThree, {}, 7), again = fly_once(kThree, {}, 7);
  EXPECT_EQ(struck(once).size(), 2u);
  EXPECT_EQ(struck(once), struck(again));
  for (const std::uint32_t replica : struck(once))
    EXPECT_EQ(once.totals(replica).up_ns, Int128{25} * 1'000'000'000);
  EXPECT_EQ(once.facts.faults.size(), 1u) << "one strike, however many it hits";
}

// Over n seeds each replica is struck as a binomial of 2 / 3 says: at n = 900 within 4.5 standard errors of
// sqrt(2/9 / 900) = 0.0157, a false alarm in 1 of 150,000 for each of the three. Drawing with replacement
// would strike each in 5/9 of the runs, 7 standard errors away.
TEST(FaultOfAShare, StrikesEachReplicaAsOftenAsTheOthers) {
  constexpr int kSeeds = 900;
  int hits[3] = {};
  for (int seed = 1; seed <= kSeeds; ++seed)
    for (const std::uint32_t replica : struck(fly_once(kThree, {}, static_cast<std::uint64_t>(seed))))
      ++hits[replica];
  for (const int hit : hits)
    EXPECT_NEAR(hit / static_cast<double>(kSeeds), 2.0 / 3, 4.5 * std::sqrt(2.0 / 9 / kSeeds));
}

TEST(FaultOfAShare, DrawsAnewAtEachStrike) {
  const Flown flown =
      fly_once(kThree, {R"(faults.dies={"at": null, "lasts": null, "mttf": "2 s", "mttr": "1 s"})",
                        "faults.dies.target.share=1 of store"});
  // Ten strikes of one replica: that all hit the same has probability 3 x (1/3)^10, and the seed is fixed.
  EXPECT_EQ(flown.facts.faults.size(), 10u);
  EXPECT_EQ(struck(flown).size(), 3u);
}

TEST(FaultOfAShare, StrikesNobodyThatIsNotThere) {
  const Flown flown =
      fly_once(kThree, {R"(timeline={"less": {"at": "5 s", "set": {"tiers.store.replicas": 1}}})"});
  EXPECT_EQ(flown.totals(0).up_ns, Int128{25} * 1'000'000'000) << "the only one left is struck";
}

}  // namespace
}  // namespace windtunnel
