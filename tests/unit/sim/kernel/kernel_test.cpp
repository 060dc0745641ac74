// The kernel fires events in their total order, knows cancelled ones, and ends a run for a stated reason.
#include "sim/kernel/kernel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;

// Notes which payload fired when, and can plan, cancel or stop while it does.
struct Witness {
  explicit Witness(Kernel& k) : kernel(k) {}
  void note(std::uint64_t word) { seen.push_back(word); }
  void note_and_plan_now(std::uint64_t word) {
    note(word);
    kernel.at(kernel.now(), event<&Witness::note>(*this, word + 100));
  }
  void cancel_other(std::uint64_t word) {
    note(word);
    cancelled = kernel.cancel(other);
  }
  void stop(std::uint64_t word) {
    note(word);
    kernel.stop();
  }
  void again_now(std::uint64_t) { kernel.at(kernel.now(), event<&Witness::again_now>(*this, 7)); }
  void again_later(std::uint64_t) { kernel.after(1_us, event<&Witness::again_later>(*this)); }
  void plan_in_the_past(std::uint64_t) { kernel.at(kernel.now() - 1_ns, event<&Witness::note>(*this)); }

  Kernel& kernel;
  std::vector<std::uint64_t> seen;
  Timer other;
  bool cancelled = false;
};

TEST(Kernel, FiresEventsOfOneInstantInTheOrderTheyWerePlanned) {
  Kernel kernel;
  Witness witness(kernel);
  for (std::uint64_t word : {1u, 2u, 3u}) kernel.at(Time::from_ns(5), event<&Witness::note>(witness, word));
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(kernel.now(), Time::from_ns(5));
  EXPECT_EQ(kernel.events_fired(), 3u);
}

TEST(Kernel, FiresWhatIsPlannedForThisInstantAfterAllThatWasPlannedForItBefore) {
  Kernel kernel;
  Witness witness(kernel);
  for (std::uint64_t word : {1u, 2u})
    kernel.at(Time::from_ns(5), event<&Witness::note_and_plan_now>(witness, word));
  kernel.at(Time::from_ns(6), event<&Witness::note>(witness, 3));
  kernel.run();
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{1, 2, 101, 102, 3}));
}

TEST(Kernel, DoesNotFireWhatAHandlerCancelsAtTheSameInstant) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time::from_ns(5), event<&Witness::cancel_other>(witness, 1));
  witness.other = kernel.at(Time::from_ns(5), event<&Witness::note>(witness, 2));
  kernel.run();
  EXPECT_TRUE(witness.cancelled);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(kernel.pending(), 0u);
}

TEST(Kernel, CancelsAnEventOnceAndNeverOneThatHasFired) {
  Kernel kernel;
  Witness witness(kernel);
  const Timer fired = kernel.at(Time::from_ns(1), event<&Witness::note>(witness, 1));
  const Timer cancelled = kernel.at(Time::from_ns(2), event<&Witness::note>(witness, 2));
  EXPECT_TRUE(kernel.cancel(cancelled));
  EXPECT_FALSE(kernel.cancel(cancelled));
  kernel.run();
  EXPECT_FALSE(kernel.cancel(fired));
  EXPECT_FALSE(kernel.cancel(Timer{}));
}

TEST(Kernel, FiresEventsAtTheEndOfTheRunAndLeavesLaterOnesPending) {
  Kernel kernel;
  Witness witness(kernel);
  for (std::int64_t ns : {10, 20, 21})
    kernel.at(Time::from_ns(ns), event<&Witness::note>(witness, static_cast<std::uint64_t>(ns)));
  EXPECT_EQ(kernel.run({.until = Time::from_ns(20)}), StopReason::kUntil);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{10, 20}));
  EXPECT_EQ(kernel.now(), Time::from_ns(20));
  EXPECT_EQ(kernel.run({.until = Time::from_ns(15)}), StopReason::kUntil);
  EXPECT_EQ(kernel.now(), Time::from_ns(20)) << "a clock does not go back";
  EXPECT_EQ(kernel.run({.until = Time::from_ns(30)}), StopReason::kUntil);
  EXPECT_EQ(kernel.now(), Time::from_ns(30));
  EXPECT_EQ(kernel.why_stopped(), "the end of the run was reached at 0.000000030 s");
}

TEST(Kernel, StopsAfterTheEventThatAsksForItAndGoesOnWhereItStopped) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time::from_ns(1), event<&Witness::stop>(witness, 1));
  kernel.at(Time::from_ns(1), event<&Witness::note>(witness, 2));
  EXPECT_EQ(kernel.run(), StopReason::kStopped);
  EXPECT_EQ(kernel.events_fired(), 1u);
  EXPECT_EQ(kernel.pending(), 1u);
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(kernel.events_fired(), 2u);
}

TEST(Kernel, SpendsItsEventBudgetToTheLastEvent) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time(), event<&Witness::again_later>(witness));
  EXPECT_EQ(kernel.run({.events_max = 10'000}), StopReason::kEventBudget);
  EXPECT_EQ(kernel.events_fired(), 10'000u);
  EXPECT_EQ(kernel.why_stopped(),
            "the event budget was used up: 10000 events fired, 1 pending at 0.009999000 s");
  EXPECT_EQ(kernel.run({.events_max = 10'001}), StopReason::kEventBudget);
  EXPECT_EQ(kernel.events_fired(), 10'001u);
  EXPECT_EQ(kernel.run({.until = kernel.now(), .events_max = 10'001}), StopReason::kUntil);
}

TEST(Kernel, SaysWhichHandlerIsStuckAtWhichInstant) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time::from_ns(1'500'000'000), event<&Witness::again_now>(witness));
  EXPECT_EQ(kernel.run({.events_per_instant_max = 50'000}), StopReason::kNoProgress);
  EXPECT_GE(kernel.events_fired(), 50'000u);
  EXPECT_LE(kernel.events_fired(), 50'000u + 2 * 4'096u);
  EXPECT_NE(kernel.why_stopped().find("events were fired at 1.500000000 s and 1 are pending; the next is "),
            std::string::npos)
      << kernel.why_stopped();
  EXPECT_NE(kernel.why_stopped().find("payload 7"), std::string::npos) << kernel.why_stopped();
}

TEST(Kernel, DoesNotTakeABusyInstantForALivelock) {
  Kernel kernel;
  Witness witness(kernel);
  for (int i = 0; i < 40'000; ++i) kernel.at(Time::from_ns(5), event<&Witness::note>(witness));
  EXPECT_EQ(kernel.run({.events_per_instant_max = 50'000}), StopReason::kEmpty);
}

TEST(Kernel, DoesNotAddUpTheEventsOfDifferentInstants) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time(), event<&Witness::again_later>(witness));
  EXPECT_EQ(kernel.run({.events_max = 200'000, .events_per_instant_max = 50'000}), StopReason::kEventBudget);
}

TEST(Kernel, LooksAtTheStopTokenEachFewThousandEvents) {
  Kernel kernel;
  Witness witness(kernel);
  std::atomic<bool> token = true;
  kernel.at(Time(), event<&Witness::again_later>(witness));
  EXPECT_EQ(kernel.run({.stop_token = &token}), StopReason::kToken);
  EXPECT_LE(kernel.events_fired(), 10'000u);
  token = false;
  EXPECT_EQ(kernel.run({.until = Time::from_ns(1'000'000), .stop_token = &token}), StopReason::kUntil);
}

TEST(Kernel, RefusesAnEventInThePastAndSurvivesIt) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time::from_ns(5), event<&Witness::plan_in_the_past>(witness));
  kernel.at(Time::from_ns(6), event<&Witness::note>(witness, 6));
  EXPECT_THROW(kernel.run(), BrokenPromise);
  EXPECT_EQ(kernel.events_fired(), 1u);
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{6}));
  EXPECT_EQ(kernel.events_fired(), 2u);
}

TEST(Kernel, FiresAnEventAtTheLastMomentThereIs) {
  Kernel kernel;
  Witness witness(kernel);
  kernel.at(Time::never(), event<&Witness::note>(witness, 2));
  kernel.at(Time::from_ns(1), event<&Witness::note>(witness, 1));
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(witness.seen, (std::vector<std::uint64_t>{1, 2}));
}

}  // namespace
}  // namespace windtunnel
