// Coroutine processes: they sleep, wait for one another, and are resumed by the event loop alone.
#include "sim/kernel/process.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;

// What happened, each with its time in ns.
struct Log {
  explicit Log(Kernel& k) : kernel(k) {}
  void add(const std::string& what) { lines.push_back(std::to_string(kernel.now().ns()) + " " + what); }
  Kernel& kernel;
  std::vector<std::string> lines;
};

Process sleeper(Kernel&, Log& log, std::string name, Duration first, Duration second) {
  log.add(name + " begins");
  co_await sleep(first);
  log.add(name + " goes on");
  co_await sleep(second);
  log.add(name + " ends");
}

TEST(Process, LivesInSimulatedTime) {
  Kernel kernel;
  Log log(kernel);
  spawn(sleeper(kernel, log, "a", 5_ns, 10_ns));
  spawn(sleeper(kernel, log, "b", 7_ns, 1_ns));
  EXPECT_TRUE(log.lines.empty()) << "nothing runs outside the event loop";
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(log.lines, (std::vector<std::string>{"0 a begins", "0 b begins", "5 a goes on", "7 b goes on",
                                                 "8 b ends", "15 a ends"}));
}

Process parent(Kernel& kernel, Log& log) {
  log.add("parent begins");
  co_await sleeper(kernel, log, "child", 5_ns, 10_ns);
  log.add("parent goes on");
  Process second = sleeper(kernel, log, "second", 1_ns, 1_ns);
  second.start();
  co_await sleep(100_ns);
  EXPECT_TRUE(second.done());
  co_await second;
  log.add("parent ends");
}

TEST(Process, GoesOnWhenTheChildItAwaitsHasEnded) {
  Kernel kernel;
  Log log(kernel);
  spawn(parent(kernel, log));
  kernel.run();
  EXPECT_EQ(log.lines, (std::vector<std::string>{"0 parent begins", "0 child begins", "5 child goes on",
                                                 "15 child ends", "15 parent goes on", "15 second begins",
                                                 "16 second goes on", "17 second ends", "115 parent ends"}));
}

Process sleeps_until(Kernel&, Log& log, Time when) {
  co_await sleep_until(when);
  log.add("awake");
}

TEST(Process, SleepsUntilAMoment) {
  Kernel kernel;
  Log log(kernel);
  spawn(sleeps_until(kernel, log, Time::from_ns(42)));
  kernel.run();
  EXPECT_EQ(log.lines, (std::vector<std::string>{"42 awake"}));
}

Process nested(Kernel& kernel, int depth, int& deepest) {
  deepest = std::max(deepest, depth);
  if (depth < 100'000) co_await nested(kernel, depth + 1, deepest);
}

// With symmetric transfer this overflows the stack at -O0 and under AddressSanitizer.
TEST(Process, NestsAHundredThousandDeepOnALittleStack) {
  Kernel kernel;
  int deepest = 0;
  spawn(nested(kernel, 0, deepest));
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(deepest, 100'000);
}

Process loop_of_children(Kernel& kernel, Log& log, int& rounds) {
  for (; rounds < 100'000; ++rounds) co_await sleeper(kernel, log, "", 0_ns, 0_ns);
}

TEST(Process, AwaitsChildAfterChildAtOneInstant) {
  Kernel kernel;
  Log log(kernel);
  int rounds = 0;
  spawn(loop_of_children(kernel, log, rounds));
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(rounds, 100'000);
}

// Counts itself while it lives: a local variable of a process that must be destroyed whatever happens.
struct Guest {
  explicit Guest(int& n) : count(n) { ++count; }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest() { --count; }
  int& count;
};

Process host(Kernel& kernel, int& guests, int depth) {
  const Guest guest(guests);
  if (depth > 0) co_await host(kernel, guests, depth - 1);
  co_await sleep(1_h);
}

TEST(Process, IsDestroyedWithItsChildrenWhenItsOwnerLetsGo) {
  Kernel kernel;
  int guests = 0;
  {
    Process process = host(kernel, guests, 3);
    process.start();
    kernel.run({.until = Time::from_ns(1)});
    EXPECT_EQ(guests, 4);
    EXPECT_EQ(kernel.pending(), 1u);
    EXPECT_FALSE(process.done());
  }
  EXPECT_EQ(guests, 0);
  EXPECT_EQ(kernel.pending(), 0u) << "its sleep was cancelled";
}

TEST(Process, ThatIsSuspendedIsDestroyedWithTheKernel) {
  int guests = 0;
  Signal signal;
  {
    Kernel kernel;
    for (int i = 0; i < 100; ++i) spawn(host(kernel, guests, i % 4));
    kernel.run({.until = Time::from_ns(1)});
    // 100 processes of depth 0, 1, 2, 3 in turn: 25 * (1 + 2 + 3 + 4) guests.
    EXPECT_EQ(guests, 250);
    spawn(host(kernel, guests, 0));  // begun, but never run
    const Process never_started = host(kernel, guests, 1);
  }
  EXPECT_EQ(guests, 0);
}

TEST(Process, ThatEndsGivesItsFrameBack) {
  Kernel kernel;
  Log log(kernel);
  for (int i = 0; i < 10'000; ++i) {
    spawn(sleeper(kernel, log, "", 1_ns, 1_ns));
    kernel.run();
  }
  EXPECT_EQ(log.lines.size(), 30'000u);
  EXPECT_LE(kernel.frames().bytes(), 64u * 1024u) << "one at a time: one slab";
}

Process throws(Kernel&, bool known) {
  co_await sleep(3_ns);
  if (known) throw std::runtime_error("out of cheese");
  throw 42;
}

TEST(Process, ThatLetsAnExceptionOutBreaksAPromise) {
  for (const bool known : {true, false}) {
    Kernel kernel;
    spawn(throws(kernel, known));
    try {
      kernel.run();
      FAIL() << "nothing was thrown";
    } catch (const BrokenPromise& broken) {
      EXPECT_NE(std::string(broken.what()).find(known ? "out of cheese" : "not a std::exception"),
                std::string::npos)
          << broken.what();
    }
    EXPECT_EQ(kernel.now(), Time::from_ns(3));
  }
}

Process catches(Kernel&, Log& log) {
  co_await sleep(3_ns);
  try {
    throw std::runtime_error("x");
  } catch (const std::runtime_error&) {
    log.add("caught");
  }
  co_await sleep(3_ns);
  log.add("ends");
}

TEST(Process, MayThrowAndCatchWithin) {
  Kernel kernel;
  Log log(kernel);
  spawn(catches(kernel, log));
  kernel.run();
  EXPECT_EQ(log.lines, (std::vector<std::string>{"3 caught", "6 ends"}));
}

TEST(Process, RefusesASecondStartAndAnEmptyHandle) {
  Kernel kernel;
  int guests = 0;
  Process process = host(kernel, guests, 0);
  process.start();
  EXPECT_THROW(process.start(), BrokenPromise);
  Process empty;
  EXPECT_TRUE(empty.done());
  EXPECT_THROW(empty.start(), BrokenPromise);
  EXPECT_THROW(spawn(Process()), BrokenPromise);
}

// A member function: the object says which kernel.
class Machine {
 public:
  explicit Machine(Kernel& kernel) : kernel_(kernel) {}
  Kernel& kernel() { return kernel_; }
  Process cycle(int times) {
    for (int i = 0; i < times; ++i) {
      co_await sleep(10_ns);
      ++cycles;
    }
  }
  int cycles = 0;

 private:
  Kernel& kernel_;
};

TEST(Process, MayBeAMemberFunctionOfAnObjectThatKnowsItsKernel) {
  Kernel kernel;
  Machine machine(kernel);
  spawn(machine.cycle(7));
  kernel.run();
  EXPECT_EQ(machine.cycles, 7);
  EXPECT_EQ(kernel.now(), Time::from_ns(70));
}

Process waiter(Kernel&, Log& log, Signal& signal, std::string name) {
  for (;;) {
    co_await signal.wait();
    log.add(name);
  }
}

Process patient_for(Kernel&, Log& log, Signal& signal, Duration at_most) {
  const bool raised = co_await signal.wait_for(at_most);
  log.add(raised ? "raised" : "ran out");
  co_await sleep(1_us);
  log.add("ends");
}

Process raiser(Kernel&, Signal& signal) {
  co_await sleep(10_ns);
  signal.wake_one();
  co_await sleep(10_ns);
  signal.wake_all();
  signal.wake_all();
}

TEST(Signal, WakesOneOrAllInTheOrderTheyCame) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  for (const char* name : {"a", "b", "c"}) spawn(waiter(kernel, log, signal, name));
  spawn(raiser(kernel, signal));
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
  EXPECT_EQ(log.lines, (std::vector<std::string>{"10 a", "20 b", "20 c", "20 a"}));
  EXPECT_TRUE(signal.anybody_waits());
}

TEST(Signal, ForgetsThatItWasRaisedWhenNobodyWaited) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  signal.wake_all();
  EXPECT_FALSE(signal.wake_one());
  spawn(waiter(kernel, log, signal, "a"));
  kernel.run();
  EXPECT_TRUE(log.lines.empty());
}

TEST(Signal, IsWaitedForWithinASpan) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  spawn(patient_for(kernel, log, signal, 9_ns));
  spawn(patient_for(kernel, log, signal, 11_ns));
  spawn(raiser(kernel, signal));
  kernel.run();
  EXPECT_EQ(log.lines, (std::vector<std::string>{"9 ran out", "10 raised", "1009 ends", "1010 ends"}));
  EXPECT_EQ(kernel.pending(), 0u);
}

TEST(Signal, RaisedAtTheVeryInstantASpanRunsOutCountsForWhoeverCameFirst) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  spawn(raiser(kernel, signal));  // its event of 10 ns is planned before the span's
  spawn(patient_for(kernel, log, signal, 10_ns));
  kernel.run({.until = Time::from_ns(10)});
  EXPECT_EQ(log.lines, (std::vector<std::string>{"10 raised"}));
}

TEST(Signal, IsLeftByAProcessThatIsDestroyedWhileItWaits) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  Process process = waiter(kernel, log, signal, "a");
  process.start();
  kernel.run();
  EXPECT_TRUE(signal.anybody_waits());
  process.cancel();
  EXPECT_FALSE(signal.anybody_waits());
}

TEST(Signal, MayGoBeforeThoseWhoWaitForIt) {
  Kernel kernel;
  Log log(kernel);
  auto signal = std::make_unique<Signal>();
  spawn(waiter(kernel, log, *signal, "a"));
  kernel.run();
  signal.reset();
  EXPECT_EQ(kernel.run(), StopReason::kEmpty);
}

TEST(Signal, RaisedJustBeforeItsWaiterIsDestroyedWakesNobody) {
  Kernel kernel;
  Log log(kernel);
  Signal signal;
  Process process = waiter(kernel, log, signal, "a");
  process.start();
  kernel.run();
  signal.wake_one();
  EXPECT_EQ(kernel.pending(), 1u);
  process.cancel();
  EXPECT_EQ(kernel.pending(), 0u);
  kernel.run();
  EXPECT_TRUE(log.lines.empty());
}

}  // namespace
}  // namespace windtunnel
