// Processor sharing against the obvious: every job's remaining work, counted down between any two changes.
#include "sim/runtime/processor_sharing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;
using Shared = ProcessorSharing<std::uint64_t>;

Time at(Duration since_start) { return Time() + since_start; }

TEST(ProcessorSharing, GivesAJobAloneAWholeCoreAtItsSpeed) {
  Shared shared(4, 2.0);
  shared.add(at(0_ms), 10_ms, 1);
  EXPECT_EQ(shared.next_completion(), at(5_ms));
  EXPECT_FALSE(shared.take_completed(at(5_ms) - 1_ns));
  EXPECT_EQ(shared.take_completed(at(5_ms)), 1u);
  EXPECT_FALSE(shared.take_completed(at(5_ms)));
  EXPECT_EQ(shared.next_completion(), Time::never());
}

TEST(ProcessorSharing, SharesOneCoreEvenly) {
  Shared shared(1, 1.0);
  shared.add(at(0_ms), 10_ms, 1);
  shared.add(at(4_ms), 3_ms, 2);
  // Job 1 has 6 ms left when job 2 comes. At half speed job 2 takes 6 ms (until 10); then 3 ms of job 1 are
  // left.
  EXPECT_EQ(shared.next_completion(), at(10_ms));
  EXPECT_EQ(shared.take_completed(at(10_ms)), 2u);
  EXPECT_EQ(shared.next_completion(), at(13_ms));
  EXPECT_EQ(shared.take_completed(at(13_ms)), 1u);
}

TEST(ProcessorSharing, DoesNotSlowJobsDownWhileThereIsACoreForEach) {
  Shared shared(2, 1.0);
  shared.add(at(0_ms), 10_ms, 1);
  shared.add(at(0_ms), 10_ms, 2);
  EXPECT_EQ(shared.next_completion(), at(10_ms));
  shared.add(at(1_ms), 100_ms, 3);
  // 9 ms left at 2/3 of a core: 13.5 ms more.
  EXPECT_EQ(shared.next_completion(), at(14'500_us));
  EXPECT_EQ(shared.take_completed(at(14'500_us)), 1u) << "of one end, the one that came first";
  EXPECT_EQ(shared.take_completed(at(14'500_us)), 2u);
}

TEST(ProcessorSharing, FollowsAChangeOfSpeedAndStandsStillAtNone) {
  Shared shared(1, 1.0);
  shared.add(at(0_ms), 10_ms, 1);
  shared.set_speed(at(5_ms), 0.0);
  EXPECT_EQ(shared.next_completion(), Time::never());
  shared.set_speed(at(1'000_ms), 0.5);
  EXPECT_EQ(shared.next_completion(), at(1'010_ms));
  shared.add(at(1'000_ms), 1_s, 2);
  shared.set_cores(at(1'000_ms), 2);
  EXPECT_EQ(shared.next_completion(), at(1'010_ms));
}

TEST(ProcessorSharing, SaysHowMuchWorkWasLeftAndKnowsStaleTickets) {
  Shared shared(1, 1.0);
  const Shared::Ticket first = shared.add(at(0_ms), 10_ms, 1);
  const Shared::Ticket second = shared.add(at(0_ms), 2_ms, 2);
  EXPECT_EQ(shared.remove(at(2_ms), first), 9_ms);
  EXPECT_FALSE(shared.remove(at(2_ms), first));
  EXPECT_EQ(shared.next_completion(), at(3_ms));
  EXPECT_EQ(shared.take_completed(at(3_ms)), 2u);
  EXPECT_FALSE(shared.remove(at(3_ms), second));
  EXPECT_FALSE(shared.remove(at(3_ms), Shared::Ticket{}));
}

TEST(ProcessorSharing, EndsAJobWithoutWorkAtOnce) {
  Shared shared(1, 1.0);
  shared.add(at(3_ms), 0_ns, 7);
  EXPECT_EQ(shared.next_completion(), at(3_ms));
  EXPECT_EQ(shared.take_completed(at(3_ms)), 7u);
}

TEST(ProcessorSharing, RefusesTimeThatGoesBackAndWorkBeyondItsRange) {
  Shared shared(1, 1.0);
  shared.add(at(3_ms), 1_ms, 1);
  EXPECT_THROW(shared.add(at(2_ms), 1_ms, 2), BrokenPromise);
  EXPECT_THROW(shared.add(at(3_ms), -(1_ns), 2), BrokenPromise);
  EXPECT_THROW(shared.add(at(3_ms), 2'000_h, 2), BrokenPromise);
  EXPECT_THROW(shared.add(at(5_ms), 1_ms, 2), BrokenPromise) << "job 1 was done at 4 ms and nobody took it";
}

TEST(ProcessorSharing, EndsNobodyEarlyByRounding) {
  // At speed 1/10,000, 9,996 ns do 0.9996 ns of work: in units of 1/1024 ns that rounds up to all of it.
  Shared shared(1, 1e-4);
  shared.add(at(0_ns), 1_ns, 1);
  EXPECT_EQ(shared.next_completion(), at(10'000_ns));
  shared.add(at(9'996_ns), 1_s, 2);
  // One unit is left, at half the speed: 1 / (1024 * 0.00005) = 19.53 ns.
  EXPECT_FALSE(shared.take_completed(at(9'996_ns)));
  EXPECT_EQ(shared.next_completion(), at(10'016_ns));
}

TEST(ProcessorSharing, KeepsItsPaceOverYearsOfNeverBeingIdle) {
  // Attained service is renumbered after 52 days of it; a job of 1 s must take 2 s beside another one before
  // and after.
  Shared shared(1, 1.0);
  Shared::Ticket companion = shared.add(Time(), 900_h, 1);
  Time now;
  for (int month = 0; month < 24; ++month) {
    const Shared::Ticket next = shared.add(now, 900_h, 1);
    shared.remove(now, companion);
    companion = next;
    const Time began = now;
    shared.add(began, 1_s, 2);
    ASSERT_EQ(shared.next_completion(), began + 2_s);
    ASSERT_EQ(shared.take_completed(began + 2_s), 2u);
    now = began + 720_h;
  }
}

// Brute force in long double: n subtractions a change.
struct Brute {
  struct Job {
    std::uint64_t id;
    long double left_ns;
  };
  std::vector<Job> jobs;
  long double cores, speed;
  Time last;

  long double rate() const {
    const auto n = static_cast<long double>(jobs.size());
    return speed * (n <= cores ? 1.0L : cores / n);
  }
  void advance(Time now) {
    const long double done = static_cast<long double>((now - last).ns()) * rate();
    for (Job& job : jobs) job.left_ns -= done;
    last = now;
  }
};

TEST(ProcessorSharing, AgreesWithBruteForceOverRandomComingsGoingsAndSpeeds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::uint64_t state = seed;
    const auto below = [&state](std::uint64_t n) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return (state >> 33) % n;
    };
    const auto cores = static_cast<std::int64_t>(1 + below(4));
    Shared shared(cores, 1.0);
    Brute brute{{}, static_cast<long double>(cores), 1.0L, {}};
    std::vector<std::pair<std::uint64_t, Shared::Ticket>> tickets;
    Time now;
    std::uint64_t id = 0;
    int completions = 0;
    for (int step = 0; step < 5'000; ++step) {
      // A change comes after a while; what is done before that is taken first, at its own time.
      const Time change = now + Duration::from_ns(static_cast<std::int64_t>(below(2'000'000)));
      while (shared.next_completion() <= change) {
        now = shared.next_completion();
        brute.advance(now);
        while (const std::optional<std::uint64_t> done = shared.take_completed(now)) {
          const auto job = std::find_if(brute.jobs.begin(), brute.jobs.end(),
                                        [&](const auto& j) { return j.id == *done; });
          ASSERT_NE(job, brute.jobs.end());
          // Late by less than one whole nanosecond (at the rate of now), and 5,000 changes of 1/2048 ns at
          // the most.
          ASSERT_LE(job->left_ns, 2.5L);
          ASSERT_GE(job->left_ns, -4.0L * brute.speed - 2.5L);
          brute.jobs.erase(job);
          ++completions;
        }
        for (const Brute::Job& job : brute.jobs) ASSERT_GE(job.left_ns, -2.5L) << "somebody was forgotten";
      }
      now = change;
      brute.advance(now);
      switch (below(8)) {
        case 0: {
          if (tickets.empty()) break;
          const auto& [victim, ticket] = tickets[below(tickets.size())];
          const auto job = std::find_if(brute.jobs.begin(), brute.jobs.end(),
                                        [v = victim](const auto& j) { return j.id == v; });
          const std::optional<Duration> left = shared.remove(now, ticket);
          ASSERT_EQ(left.has_value(), job != brute.jobs.end());
          if (!left) break;
          ASSERT_NEAR(static_cast<double>(left->ns()), static_cast<double>(job->left_ns), 3.0);
          brute.jobs.erase(job);
          break;
        }
        case 1: {
          const double speed = 0.25 * static_cast<double>(below(9));
          shared.set_speed(now, speed);
          brute.speed = speed;
          break;
        }
        default: {
          if (brute.jobs.size() > 60) break;
          const Duration work =
              Duration::from_ns(static_cast<std::int64_t>(below(below(4) == 0 ? 20'000'000 : 1'000'000)));
          tickets.push_back({id, shared.add(now, work, id)});
          brute.jobs.push_back({id, static_cast<long double>(work.ns())});
          ++id;
        }
      }
      ASSERT_EQ(shared.size(), brute.jobs.size());
    }
    EXPECT_GT(completions, 1'000);
  }
}

}  // namespace
}  // namespace windtunnel
