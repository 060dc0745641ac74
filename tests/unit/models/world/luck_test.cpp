// Whose luck is whose: what belongs to a request or to an entity is not moved by anything else in the
// scenario.
//
// Designs are compared under the same luck, so that a difference is the design's. That holds only if one more
// replica, or another policy, changes nobody else's draws.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kTwoTiers = R"({
  "windtunnel": 1,
  "run": {"lasts": "200 s"},
  "workload": {"w": {"kind": "open", "rate": "4 /s", "deadline": "1000 s",
                     "classes": {"small": {"share": 3, "path": ["front", "back"]}, "big": {"path": ["front", "back", "back"]}}}},
  "tiers": {
    "front": {"replicas": 2, "service": {"kind": "exponential", "mean": "200 ms"}, "balancer": {"kind": "random"}},
    "back": {"replicas": 3, "service": {"kind": "lognormal", "mean": "300 ms", "cv": 2}, "balancer": {"kind": "round_robin"}}
  },
  "faults": {
    "dies": {"kind": "crash", "target": {"tier": "back"}, "mttf": {"kind": "exponential", "mean": "50 s"},
             "mttr": {"kind": "exponential", "mean": "5 s"}}
  }
})";

// What the traced request had served to it, one line a visit: "300 ms at work".
std::vector<std::string> work_of(std::uint64_t request, const std::vector<std::string>& sets) {
  std::vector<std::string> work;
  for (const std::string& line : fly_once(kTwoTiers, sets, 7, request).facts.story)
    if (const auto at = line.rfind("waiting, "); at != std::string::npos) work.push_back(line.substr(at));
  return work;
}

const std::vector<std::string> kQuiet = {"faults.dies.enabled=false"};
std::vector<std::string> quiet_and(std::vector<std::string> more) {
  more.insert(more.end(), kQuiet.begin(), kQuiet.end());
  return more;
}

TEST(Luck, OfARequestIsTheSameUnderAnotherPolicy) {
  for (const std::uint64_t request : {0u, 1u, 2u, 50u, 333u, 600u}) {
    const auto here = work_of(request, kQuiet);
    ASSERT_GE(here.size(), 2u);
    EXPECT_EQ(here, work_of(request, quiet_and({R"(tiers.back.balancer={"kind": "join_shortest_queue"})"})))
        << request;
    EXPECT_EQ(here, work_of(request, quiet_and({R"(tiers.front.balancer={"kind": "join_idle_queue"})"})))
        << request;
    EXPECT_EQ(here, work_of(request, quiet_and({"tiers.front.replicas=9"}))) << request;
    EXPECT_NE(here, work_of(request + 1, kQuiet)) << "two requests with the same luck";
  }
}

TEST(Luck, OfArrivalsIsTheSameWhateverServesThem) {
  const auto workload = [](const std::vector<std::string>& sets, std::uint64_t seed = 7) {
    return fly_once(kTwoTiers, sets, seed).facts.recorder.fingerprints.workload.value();
  };
  const std::uint64_t here = workload({});
  EXPECT_EQ(here, workload({"tiers.front.replicas=5"}));
  EXPECT_EQ(here, workload({R"(tiers.back.balancer={"kind": "join_shortest_queue"})"}));
  EXPECT_EQ(here, workload(kQuiet));
  EXPECT_NE(here, workload({}, 8)) << "another seed is another luck";
  EXPECT_NE(here, workload({"workload.w.rate=4.1 /s"}));
}

// When each replica of the back dies and heals, by its number in the tier.
std::vector<std::pair<Time, Time>> faults_of(std::uint32_t number, const std::vector<std::string>& sets) {
  const Flown flown = fly_once(kTwoTiers, sets, 7);
  std::vector<std::pair<Time, Time>> times;
  for (const FaultInterval& fault : flown.facts.faults)
    if (fault.unit == number) times.emplace_back(fault.start, fault.end);
  return times;
}

TEST(Luck, OfAFaultBelongsToItsReplica) {
  for (const std::uint32_t number : {0u, 1u, 2u}) {
    const auto here = faults_of(number, {});
    ASSERT_FALSE(here.empty());
    EXPECT_EQ(here, faults_of(number, {"tiers.front.replicas=6"})) << "one more in another tier";
    EXPECT_EQ(here, faults_of(number, {"tiers.back.replicas=4"})) << "one more in its own";
  }
  EXPECT_NE(faults_of(0, {}), faults_of(1, {})) << "two replicas with the same luck";
}

TEST(Luck, OfAFaultStaysWithItsReplicaInEveryRegion) {
  // One more in each region moves the numbers of those in the second; their faults stay theirs.
  const std::string places = R"(places={"regions": {"us-central1": ["a"], "europe-west1": ["b"]}})";
  const std::vector<std::string> here = {places, "workload.w.origin={\"us-central1\": 1}",
                                         "tiers.back.replicas=null",
                                         R"(tiers.back.each_region={"replicas": 2})"};
  std::vector<std::string> more = here;
  more.back() = R"(tiers.back.each_region={"replicas": 3})";
  // Europe's first: number 2 of 4, number 3 of 6.
  const auto europe = faults_of(2, here);
  ASSERT_FALSE(europe.empty());
  EXPECT_EQ(europe, faults_of(3, more));
}

TEST(Luck, OfAHealthCheckBelongsToItsReplica) {
  // How long the death of one replica goes unnoticed: by the number of refused requests, it is its phase
  // alone.
  const std::string dies =
      R"(faults.dies={"kind": "crash", "target": {"replica": "back-1"}, "at": "50 s", "mttf": null, "mttr": null})";
  const auto noticed = [&](std::vector<std::string> sets) {
    sets.insert(sets.end(),
                {"workload.w.classes=null", R"(workload.w.path=["back"])", "tiers.front.enabled=false"});
    sets.pop_back();
    sets.insert(sets.end(),
                {dies, "workload.w.rate=1000 /s", "run.lasts=100 s", "tiers.back.cores=1000",
                 "tiers.back.health_check.every=10 s", R"(tiers.back.balancer={"kind": "random"})"});
    const Flown flown = fly_once(kTwoTiers, sets, 7);
    // The last refused request tells when the balancer knew, to a millisecond or so.
    Time last;
    const RecorderShape& shape = flown.facts.recorder.shape();
    for (std::uint32_t bin = 0; bin < shape.bins; ++bin)
      if (flown.facts.recorder.bins()[bin].failed > 0) last = Time() + shape.bin * (bin + 1);
    return last.since_start().seconds();
  };
  const double here = noticed({});
  EXPECT_GT(here, 70);
  EXPECT_NEAR(here, noticed({"tiers.front.replicas=7"}), 0.1);
  EXPECT_NEAR(here, noticed({"tiers.back.replicas=5"}), 0.1);
}

}  // namespace
}  // namespace windtunnel
