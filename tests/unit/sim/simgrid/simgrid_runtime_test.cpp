// The runtime on SimGrid: timers and cores as everywhere, shared cores as SimGrid has them, order and ends.
#include "sim/simgrid/simgrid_runtime.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/base/check.hpp"
#include "tests/unit/sim/simgrid/in_a_process.hpp"

namespace windtunnel {
namespace {

constexpr Duration seconds(double value) { return Duration::from_seconds(value); }

// Remembers what fired, in order: an index, and when.
struct Notes {
  SimgridRuntime runtime;
  std::vector<double> order, when_s;

  void fired(std::uint64_t index) {
    order.push_back(static_cast<double>(index));
    when_s.push_back(runtime.now().seconds());
  }
  Event note(std::uint64_t index) { return event<&Notes::fired>(*this, index); }
};

TEST(SimgridRuntime, FiresTimersInTheOrderOfTimeThenOfPlanning) {
  EXPECT_EQ(in_a_process([] {
              Notes notes;
              notes.runtime.at(Time() + seconds(2), notes.note(1));
              notes.runtime.at(Time() + seconds(1), notes.note(2));
              notes.runtime.at(Time() + seconds(2), notes.note(3));
              notes.runtime.cancel(notes.runtime.at(Time() + seconds(1.5), notes.note(4)));
              notes.runtime.run();
              return notes.order;
            }),
            (std::vector<double>{2, 1, 3}));
}

// B-CPU-SHARE (SimGrid's teshsuite/models/cloud-sharing): tasks that run at once on a host get min(1, cores /
// tasks) of a core each. Of a tenth of a second of work, one task on one core takes 0.1 s, two take 0.2 s,
// three on two cores 0.15 s.
TEST(SimgridRuntime, SharesCoresAsSimGridDoes) {
  const auto time = [](std::int64_t cores, int tasks) {
    return in_a_process([=] {
             Notes notes;
             const HostIndex host = notes.runtime.add_host(cores);
             for (int i = 0; i < tasks; ++i) notes.runtime.share(host, seconds(0.1), notes.note(0));
             notes.runtime.run();
             return std::vector<double>{0.1 / notes.when_s.back()};
           })
        .front();
  };
  EXPECT_NEAR(time(1, 1), 1.0, 1e-4);
  EXPECT_NEAR(time(1, 2), 0.5, 1e-4);
  EXPECT_NEAR(time(2, 3), 0.6667, 1e-4);
}

// 2 s and 1 s of work on one core: both at half speed until the shorter ends at 2 s; the other has 1 s left:
// 3 s.
TEST(SimgridRuntime, GivesTheCoreToWhoIsLeft) {
  const std::vector<double> ends = in_a_process([] {
    Notes notes;
    const HostIndex host = notes.runtime.add_host(1);
    notes.runtime.share(host, seconds(2), notes.note(0));
    notes.runtime.share(host, seconds(1), notes.note(1));
    notes.runtime.run();
    return notes.when_s;
  });
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_NEAR(ends[0], 2, 1e-9);
  EXPECT_NEAR(ends[1], 3, 1e-9);
}

TEST(SimgridRuntime, DeliversWhatEndsAtOneInstantInTheOrderOfSubmission) {
  EXPECT_EQ(in_a_process([] {
              Notes notes;
              std::vector<HostIndex> hosts;
              for (int i = 0; i < 8; ++i) hosts.push_back(notes.runtime.add_host(1));
              for (std::uint64_t i = 0; i < 8; ++i)
                notes.runtime.share(hosts[(i * 5) % 8], seconds(1), notes.note(i));
              notes.runtime.run();
              return notes.order;
            }),
            (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7}));
}

struct Changes : Notes {
  HostIndex host = 0;
  Activity first, second;
  void abort_first(std::uint64_t) { runtime.abort(first); }
  void halve_speed(std::uint64_t) { runtime.set_speed(host, 0.5); }
};

// Two works of 2 s on one core; one is taken away at 1 s, when each has 1.5 s left: the other ends at 2.5 s.
TEST(SimgridRuntime, ForgetsWhatIsAborted) {
  const std::vector<double> ends = in_a_process([] {
    Changes changes;
    changes.host = changes.runtime.add_host(1);
    changes.first = changes.runtime.share(changes.host, seconds(2), changes.note(0));
    changes.second = changes.runtime.share(changes.host, seconds(2), changes.note(1));
    changes.runtime.at(Time() + seconds(1), event<&Changes::abort_first>(changes));
    changes.runtime.at(Time() + seconds(4), event<&Changes::abort_first>(changes));  // stale by then
    changes.runtime.run();
    return std::vector<double>{changes.order.front(), changes.when_s.front(),
                               static_cast<double>(changes.order.size())};
  });
  EXPECT_EQ(ends[0], 1);
  EXPECT_NEAR(ends[1], 2.5, 1e-9);
  EXPECT_EQ(ends[2], 1);
}

// 2 s of shared work and 2 s on a core held alone; from 1 s on at half speed: 1 s is left of each and takes
// 2: 3 s.
TEST(SimgridRuntime, SlowsWhatRunsWhenItsHostSlows) {
  const std::vector<double> ends = in_a_process([] {
    Changes changes;
    changes.host = changes.runtime.add_host(2);
    changes.runtime.share(changes.host, seconds(2), changes.note(0));
    changes.runtime.compute(changes.host, seconds(2), changes.note(1));
    changes.runtime.at(Time() + seconds(1), event<&Changes::halve_speed>(changes));
    changes.runtime.run();
    return changes.when_s;
  });
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_NEAR(ends[0], 3, 1e-9);
  EXPECT_NEAR(ends[1], 3, 1e-9);
}

// A disk reads 3 MB/s and writes 1 MB/s, and does 3 MB/s in all. Two reads of 3 MB share: 2 s. A write of 1
// MB beside a read of 2 MB: 1 MB/s and 2 MB/s, both done after 1 s.
TEST(SimgridRuntime, SharesADiskAmongReadsAmongWritesAndInAll) {
  const auto ends = [](std::int64_t first, DiskAccess how, std::int64_t second, DiskAccess other) {
    return in_a_process([=] {
      Notes notes;
      const DiskIndex disk =
          notes.runtime.add_disk(Bandwidth::from_bits_per_second(24e6), Bandwidth::from_bits_per_second(8e6));
      notes.runtime.io(disk, Bytes(first), how, notes.note(0));
      notes.runtime.io(disk, Bytes(second), other, notes.note(1));
      notes.runtime.run();
      return notes.when_s;
    });
  };
  for (const double end : ends(3'000'000, DiskAccess::kRead, 3'000'000, DiskAccess::kRead))
    EXPECT_NEAR(end, 2, 1e-8);
  for (const double end : ends(1'000'000, DiskAccess::kWrite, 2'000'000, DiskAccess::kRead))
    EXPECT_NEAR(end, 1, 1e-8);
}

TEST(SimgridRuntime, StopsAtTheEndOfTheRunWithWorkInTheAir) {
  const std::vector<double> end = in_a_process([] {
    Notes notes;
    const HostIndex host = notes.runtime.add_host(1);
    notes.runtime.share(host, seconds(10), notes.note(0));
    notes.runtime.at(Time() + seconds(3), notes.note(1));  // at the very end: still fires
    notes.runtime.at(Time() + seconds(5), notes.note(2));
    RunLimits limits;
    limits.until = Time() + seconds(3);
    const StopReason reason = notes.runtime.run(limits);
    return std::vector<double>{static_cast<double>(reason == StopReason::kUntil),
                               notes.runtime.now().seconds(), static_cast<double>(notes.order.size())};
  });
  EXPECT_EQ(end, (std::vector<double>{1, 3, 1}));
}

struct Endless : Notes {
  void again(std::uint64_t) { runtime.after(seconds(1), event<&Endless::again>(*this)); }
};

TEST(SimgridRuntime, KeepsItsBudgetOfEvents) {
  const std::vector<double> end = in_a_process([] {
    Endless endless;
    endless.again(0);
    RunLimits limits;
    limits.events_max = 1000;
    const StopReason reason = endless.runtime.run(limits);
    return std::vector<double>{static_cast<double>(reason == StopReason::kEventBudget),
                               static_cast<double>(endless.runtime.events_fired())};
  });
  EXPECT_EQ(end, (std::vector<double>{1, 1000}));
}

struct Breaks : Notes {
  void breaks(std::uint64_t) { CHECK(false, "on purpose"); }
};

TEST(SimgridRuntime, HandsOverAPromiseThatBrokeInsideSimGridsLoop) {
  EXPECT_EQ(in_a_process([] {
              Breaks breaks;
              breaks.runtime.at(Time() + seconds(1), event<&Breaks::breaks>(breaks));
              breaks.runtime.at(Time() + seconds(2), breaks.note(0));
              try {
                breaks.runtime.run();
              } catch (const BrokenPromise& promise) {
                return std::vector<double>{
                    std::string(promise.what()).find("on purpose") != std::string::npos ? 1.0 : 0.0,
                    static_cast<double>(breaks.order.size())};
              }
              return std::vector<double>{-1};
            }),
            (std::vector<double>{1, 0}));
}

TEST(SimgridRuntime, IsTheOnlyOneInItsProcess) {
  EXPECT_EQ(in_a_process([] {
              const SimgridRuntime first;
              try {
                const SimgridRuntime second;
              } catch (const BrokenPromise&) {
                return std::vector<double>{1};
              }
              return std::vector<double>{0};
            }),
            std::vector<double>{1});
}

// A day of events a second apart: a clock of doubles that adds up steps still says whole nanoseconds.
struct Ticks : Notes {
  int left = 86'400;
  double off = 0;
  void tick(std::uint64_t number) {
    if (runtime.now() != Time() + Duration::from_ns(1'000'000'007) * static_cast<std::int64_t>(number)) ++off;
    if (--left > 0) runtime.after(Duration::from_ns(1'000'000'007), event<&Ticks::tick>(*this, number + 1));
  }
};

TEST(SimgridRuntime, KeepsWholeNanosecondsOverADay) {
  EXPECT_EQ(in_a_process([] {
              Ticks ticks;
              ticks.runtime.at(Time(), event<&Ticks::tick>(ticks, 0));
              ticks.runtime.run();
              return std::vector<double>{ticks.off, static_cast<double>(ticks.left)};
            }),
            (std::vector<double>{0, 0}));
}

}  // namespace
}  // namespace windtunnel
