// Each audit can fail: a promise is broken in flight, by hand, and the audit that watches it says so, and no
// other.
//
// The audits are the net under every run, so a net with a hole would be worse than none. The surgeon is the
// world's friend: at a moment of the run it reaches in, does one wrong thing, and lets the run go on.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "models/world/world.hpp"
#include "sim/runtime/native_runtime.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {

struct WorldSurgeon {
  using Patient = World<NativeRuntime>;
  Patient& world;
  std::function<void(WorldSurgeon&)> operation;

  void operate(std::uint64_t) { operation(*this); }

  Replica& replica(std::uint32_t index) { return world.stations_[index]; }
  std::int64_t& issued() { return world.issued_; }
  std::int64_t& ended() { return world.ended_; }
  // Somebody in service at this replica; the run is full enough that there is one.
  std::uint32_t in_service(std::uint32_t index) { return world.stations_[index].serving; }
  std::int64_t* parts(std::uint32_t slot) { return world.parts(slot); }
  void count_a_call() { world.balancers_[0].sent(0, world.runtime_.now()); }
  void bring_forward(std::uint32_t slot, Duration by) {
    world.attempts_[slot].arrived = world.attempts_[slot].arrived + by;
  }
  void delay_start(std::uint32_t slot, Duration by) {
    world.attempts_[slot].began = world.attempts_[slot].began + by;
  }
};

namespace {

constexpr const char* kBusy = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "1.5 /s", "deadline": "1000 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 2, "service": {"kind": "exponential", "mean": "2 s"}}}
})";

// Names of the audits that fail when `operation` is done at 50 s.
std::set<std::string> broken_by(std::function<void(WorldSurgeon&)> operation) {
  const Loaded loaded = load_text(kBusy);
  NativeRuntime runtime;
  World<NativeRuntime> world(loaded.flight.plan, WorldOptions{}, runtime);
  WorldSurgeon surgeon{world, std::move(operation)};
  runtime.at(Time() + Duration::from_seconds(50), event<&WorldSurgeon::operate>(surgeon));
  const RunFacts facts = world.fly(RunLimits{});
  EXPECT_EQ(facts.audits.size(), 6u) << "an audit without a test that it can fail";
  std::set<std::string> broken;
  for (const Audit& audit : facts.audits) {
    if (audit.holds) continue;
    broken.insert(audit.name);
    EXPECT_FALSE(audit.found.empty()) << audit.name << " does not say what it found";
  }
  return broken;
}

using Names = std::set<std::string>;
constexpr auto kOneNs = Duration::from_ns(1);

TEST(Audits, HoldWhenNothingIsBroken) {
  EXPECT_EQ(broken_by([](WorldSurgeon&) {}), Names{});
}

TEST(Audits, SeeARequestThatWasIssuedTwice) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { ++surgeon.issued(); }), Names{"conservation"});
}

TEST(Audits, SeeARequestThatEndedTwice) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { ++surgeon.ended(); }), Names{"conservation"});
}

TEST(Audits, SeeANanosecondOfPresenceThatNobodySpent) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.replica(0).totals.queue_ns += 1; }),
            Names{"littles_law"});
}

TEST(Audits, SeeANanosecondOfWorkThatNobodyDid) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.replica(0).totals.service_ns += 1; }),
            Names{"utilisation"});
}

TEST(Audits, SeeACoreThatIsBusyWithNothing) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.replica(0).totals.busy_ns += 1; }),
            (Names{"littles_law", "utilisation"}));
}

TEST(Audits, SeeAServiceTimedANanosecondShort) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.delay_start(surgeon.in_service(0), kOneNs); }),
            Names{"utilisation"});
}

TEST(Audits, SeeAVisitThatCameANanosecondLater) {
  // Its time in the station shrinks, and so do the parts of its latency.
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.bring_forward(surgeon.in_service(0), kOneNs); }),
            (Names{"littles_law", "time_accounted"}));
}

TEST(Audits, SeeTimeThatARequestDidNotSpend) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { ++surgeon.parts(surgeon.in_service(0))[0]; }),
            Names{"time_accounted"});
}

TEST(Audits, SeeACallThatABalancerCountsAndNobodyMade) {
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { surgeon.count_a_call(); }), Names{"calls_outstanding"});
}

TEST(Audits, SeeTheDeadServing) {
  // Down without a word to its work: what is in service ends on a dead replica.
  EXPECT_EQ(broken_by([](WorldSurgeon& surgeon) { ++surgeon.replica(0).down; }),
            Names{"nothing_served_by_the_dead"});
}

}  // namespace
}  // namespace windtunnel
