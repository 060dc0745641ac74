// Stations: bounded queues, orders of service, preemption, sharing and speed, with times that can be worked
// out by hand.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// One core; a request each second (99 of them), so much service that they pile up.
constexpr const char* kPile = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "1000 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 1, "service": "10 s"}}
})";

TEST(BoundedQueues, TurnAwayWhoFindsThemFull) {
  // One in service and three waiting: 1 s to 4 s come in, 5 s to 10 s are turned away, at 11 s one leaves and
  // one comes, and so on each 10 s. Visits 99, let in: 4 + 9 (at 11 s ... 91 s).
  const Flown flown = fly_once(kPile, {"tiers.t.queue.length_max=3"});
  EXPECT_EQ(flown.totals(0).visits, 99);
  EXPECT_EQ(flown.totals(0).blocked, 99 - 13);
  EXPECT_EQ(flown.requests().ended[static_cast<std::size_t>(Outcome::kRejected)], 99 - 13);
}

TEST(BoundedQueues, OfNoLengthServeOrRefuse) {
  const Flown flown = fly_once(kPile, {"tiers.t.queue.length_max=0"});
  EXPECT_EQ(flown.totals(0).blocked, 99 - 10);
  EXPECT_EQ(flown.value("queue_length_mean", of_tier("t")), 0);
}

TEST(Queues, WithATimeOutLetTheImpatientGo) {
  // Nobody waits more than 5 s. Begun at 1 s; each 10 s the oldest who still waits is begun: at 11 s that of
  // 6 s has just left (its time-out came first: it was armed first), so that of 7 s is.
  const Flown flown = fly_once(kPile, {"tiers.t.queue.timeout=5 s"});
  EXPECT_EQ(flown.totals(0).served, 9);
  EXPECT_EQ(flown.totals(0).left, 99 - 10 - 4) << "ten begun, those of 96 s to 99 s still wait";
}

// Two classes on one core: patient work of 10 s each 100 s, urgent work of 2 s.
constexpr const char* kTwoClasses = R"({
  "windtunnel": 1,
  "run": {"lasts": "90 s"},
  "workload": {
    "slow": {"kind": "closed", "clients": 1, "think": "10 s", "deadline": "1000 s",
             "classes": {"patient": {"priority": 1, "path": ["t"]}}},
    "fast": {"kind": "closed", "clients": 1, "think": "14 s", "deadline": "1000 s",
             "classes": {"urgent": {"priority": 0, "path": ["t"]}}}
  },
  "tiers": {"t": {"replicas": 1, "cores": 1, "service": {"patient": "10 s", "urgent": "2 s"},
                  "queue": {"discipline": "priority"}}}
})";

TEST(Priorities, WaitForTheServiceInProgress) {
  // Patient 10 s to 20 s; urgent comes at 14 s, waits until 20 s, is done at 22 s.
  const Flown flown = fly_once(kTwoClasses, {"run.lasts=25 s"});
  EXPECT_NEAR(flown.value("latency_mean", of_class("urgent")), 8, 1e-9);
  EXPECT_NEAR(flown.value("latency_mean", of_class("patient")), 10, 1e-9);
}

TEST(Priorities, ThatPreemptTakeTheCoreAndLoseNoWork) {
  // Patient 10 s to 14 s; urgent 14 s to 16 s; the patient's other 6 s until 22 s.
  const Flown flown =
      fly_once(kTwoClasses, {"run.lasts=25 s", "tiers.t.queue.discipline=priority_preemptive"});
  EXPECT_NEAR(flown.value("latency_mean", of_class("urgent")), 2, 1e-9);
  EXPECT_NEAR(flown.value("latency_mean", of_class("patient")), 12, 1e-9);
}

TEST(Priorities, ThatPreemptKnowWhatIsLeftAfterAChangeOfSpeed) {
  // Half speed from 12 s to 40 s. Patient: 2 s of work by 12 s, 1 s by 14 s (7 s left); urgent 14 s to 18 s;
  // the rest takes 14 s: done at 32 s.
  const Flown flown = fly_once(
      kTwoClasses,
      {"run.lasts=35 s", "tiers.t.queue.discipline=priority_preemptive", "workload.fast.think=14 s",
       R"(faults.slow={"kind": "slow_node", "factor": 0.5, "target": {"tier": "t"}, "at": "12 s", "lasts": "28 s"})"});
  EXPECT_NEAR(flown.value("latency_mean", of_class("patient")), 22, 1e-9);
}

TEST(Lifo, ServesTheLastComerFirst) {
  // Begun 1 s, then at 11 s that of 10 s (that of 11 s comes when the core is already given away), at 21 s
  // that of 20 s: each waits 1 s. Done by 100 s: nine, the first after 10 s, the others after 11 s.
  const Flown flown = fly_once(kPile, {"tiers.t.queue.discipline=lifo"});
  const Cell cell = flown.requests();
  EXPECT_EQ(cell.ended[0], 9);
  EXPECT_NEAR(flown.value("latency_mean"), (10.0 + 8 * 11.0) / 9, 1e-9);
}

TEST(SlowNodes, StretchTheServiceInProgressAndShrinkItBack) {
  // A service of 10 s from 1 s on; a tenth of the speed from 2 s to 32 s: 1 s + 3 s of work by then, 6 s
  // left: 38 s.
  const Flown flown = fly_once(
      kPile,
      {"run.lasts=39 s",
       R"(faults.slow={"kind": "slow_node", "factor": 0.1, "target": {"tier": "t"}, "at": "2 s", "lasts": "30 s"})"});
  EXPECT_EQ(flown.requests().ended[0], 1);
  EXPECT_NEAR(flown.value("latency_mean"), 37, 1e-9);
}

TEST(SlowNodes, ThatOverlapMultiply) {
  // Half of half: from 2 s to 10 s a quarter (1 + 2 s done), then half from 10 s to 18 s (4 more), 3 s left:
  // 21 s.
  const Flown flown = fly_once(
      kPile,
      {"run.lasts=22 s",
       R"(faults.slow={"kind": "slow_node", "factor": 0.5, "target": {"tier": "t"}, "at": "2 s", "lasts": "16 s"})",
       R"(faults.too={"kind": "slow_node", "factor": 0.5, "target": {"tier": "t"}, "at": "2 s", "lasts": "8 s"})"});
  EXPECT_NEAR(flown.value("latency_mean"), 20, 1e-9);
}

TEST(ProcessorSharing, GivesEachItsPart) {
  // Two clients at once on one core, 10 s of work each: both done after 20 s.
  const std::string text = R"({
    "windtunnel": 1,
    "run": {"lasts": "41 s"},
    "workload": {"w": {"kind": "closed", "clients": 2, "think": "10 s", "deadline": "1000 s", "path": ["t"]}},
    "tiers": {"t": {"replicas": 1, "cores": 1, "service": "10 s", "queue": {"discipline": "processor_sharing"}}}
  })";
  EXPECT_NEAR(fly_once(text).value("latency_mean"), 20, 1e-6);
  EXPECT_NEAR(fly_once(text, {"tiers.t.cores=2"}).value("latency_mean"), 10, 1e-6);
  // Half the speed from 20 s on, when each has had 5 s of its 10: 20 s more instead of 10.
  EXPECT_NEAR(
      fly_once(text,
               {R"(faults.slow={"kind": "slow_node", "factor": 0.5, "target": {"tier": "t"}, "at": "20 s"})"})
          .value("latency_mean"),
      30, 1e-6);
}

}  // namespace
}  // namespace windtunnel
