// The sharing solver: published vectors, what max-min fair means, and parts against the whole.
//
// Source of the vectors: SimGrid 3.32, src/kernel/lmm/maxmin_test.cpp ("B-NET-MAXMIN"), and the tesh of
// teshsuite/models/cloud-sharing ("B-CPU-SHARE"), read 2026-11.
#include "sim/flow/max_min.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sim/base/random.hpp"

namespace windtunnel {
namespace {

using Use = MaxMin::Use;

std::vector<double> rates(MaxMin& solver, const std::vector<MaxMin::FlowIndex>& flows) {
  solver.settle([](MaxMin::FlowIndex, double) {});
  std::vector<double> result;
  for (const MaxMin::FlowIndex flow : flows) result.push_back(solver.rate(flow));
  return result;
}

MaxMin::FlowIndex entered(MaxMin& solver, std::vector<Use> uses, double penalty,
                          double bound = MaxMin::kUnbounded) {
  const MaxMin::FlowIndex flow = solver.add(uses, penalty, bound);
  solver.enter(flow);
  return flow;
}

// Usage 1/1 + 1/2 = 1.5, so the level is 3 / 1.5 = 2: rates 2/1 and 2/2.
TEST(MaxMin, SharesInProportionToOneOverThePenalty) {
  MaxMin solver;
  const auto link = solver.add_resource(3);
  const auto a = entered(solver, {{link, 1}}, 1), b = entered(solver, {{link, 1}}, 2);
  const auto rate = rates(solver, {a, b});
  EXPECT_NEAR(rate[0], 2, 1e-9);
  EXPECT_NEAR(rate[1], 1, 1e-9);
}

// Level 3 / (1 + 2) = 1: equal rates, of which the second weighs double.
TEST(MaxMin, CountsWhatAUnitOfRateTakes) {
  MaxMin solver;
  const auto link = solver.add_resource(3);
  const auto a = entered(solver, {{link, 1}}, 1), b = entered(solver, {{link, 2}}, 1);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{1, 1}));
}

// Level 20 / (1/1 + 2/2) = 10.
TEST(MaxMin, PutsWeightAndPenaltyTogether) {
  MaxMin solver;
  const auto link = solver.add_resource(20);
  const auto a = entered(solver, {{link, 1}}, 1), b = entered(solver, {{link, 2}}, 2);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{10, 5}));
}

// The first resource is used up at level 20 / (1 + 1) = 10; of the second, 60 - 2 x 10 = 40 are left.
TEST(MaxMin, GivesTheRestToWhoeverIsHeldUpNowhereElse) {
  MaxMin solver;
  const auto narrow = solver.add_resource(20), wide = solver.add_resource(60);
  const auto a = entered(solver, {{narrow, 1}, {wide, 2}}, 1);
  const auto b = entered(solver, {{narrow, 2}}, 2);
  const auto c = entered(solver, {{wide, 1}}, 1);
  EXPECT_EQ(rates(solver, {a, b, c}), (std::vector<double>{10, 5, 40}));
}

TEST(MaxMin, HoldsEachFlowOfAFatpipeAlone) {
  MaxMin solver;
  const auto pipe = solver.add_resource(10, MaxMin::Policy::kFatpipe);
  const auto a = entered(solver, {{pipe, 1}}, 1), b = entered(solver, {{pipe, 1}}, 2);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{10, 5}));
}

// Two flows against each other, each with 5% of its rate on the other's way: 10 / 1.05.
TEST(MaxMin, LetsAcknowledgementsTakeTheirShareOfTheWayBack) {
  MaxMin solver;
  const auto out = solver.add_resource(10), back = solver.add_resource(10);
  const auto a = entered(solver, {{out, 1}, {back, 0.05}}, 1);
  const auto b = entered(solver, {{back, 1}, {out, 0.05}}, 1);
  const auto rate = rates(solver, {a, b});
  EXPECT_NEAR(rate[0], 9.5238095, 1e-7);
  EXPECT_NEAR(rate[1], 10 / 1.05, 1e-9);
}

// The same over one wire for both directions: named twice, it is used with 1 + 0.05.
TEST(MaxMin, AddsUpTheWeightsOfAResourceThatIsNamedTwice) {
  MaxMin solver;
  const auto wire = solver.add_resource(10);
  const auto a = entered(solver, {{wire, 1}, {wire, 0.05}}, 1);
  EXPECT_NEAR(rates(solver, {a})[0], 10 / 1.05, 1e-9);
  const auto b = entered(solver, {{wire, 1}, {wire, 0.05}}, 1);
  EXPECT_NEAR(rates(solver, {a, b})[1], 5 / 1.05, 1e-9);
}

// Cores as a resource, a task bounded by one core (B-CPU-SHARE, of 1 core: 1.0, 0.5, 2/3). A virtual machine
// of one core with two tasks counts as one task outside: its tasks share one penalty.
TEST(MaxMin, SharesCoresAmongTasksAndVirtualMachines) {
  const auto shares = [](double cores, int tasks) {
    MaxMin solver;
    const auto host = solver.add_resource(cores);
    std::vector<MaxMin::FlowIndex> flows;
    for (int i = 0; i < tasks; ++i) flows.push_back(entered(solver, {{host, 1}}, 1, 1));
    return rates(solver, flows).back();
  };
  EXPECT_NEAR(shares(1, 1), 1.0, 1e-4);
  EXPECT_NEAR(shares(1, 2), 0.5, 1e-4);
  EXPECT_NEAR(shares(2, 3), 0.6667, 1e-4);
  const auto with_machine = [](double cores, bool outside) {
    MaxMin solver;
    const auto host = solver.add_resource(cores), machine = solver.add_resource(1);
    std::vector<MaxMin::FlowIndex> flows = {entered(solver, {{host, 1}, {machine, 1}}, 2, 1),
                                            entered(solver, {{host, 1}, {machine, 1}}, 2, 1)};
    if (outside) flows.push_back(entered(solver, {{host, 1}}, 1, 1));
    return rates(solver, flows);
  };
  EXPECT_EQ(with_machine(1, true), (std::vector<double>{0.25, 0.25, 0.5}));
  EXPECT_EQ(with_machine(2, false), (std::vector<double>{0.5, 0.5}));
}

// Bounded at 1, the first leaves 9 of 10 to the second.
TEST(MaxMin, GivesToOthersWhatABoundLeaves) {
  MaxMin solver;
  const auto link = solver.add_resource(10);
  const auto a = entered(solver, {{link, 1}}, 1, 1), b = entered(solver, {{link, 1}}, 1);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{1, 9}));
}

TEST(MaxMin, KnowsAtOnceWhatMeetsNothingThatBinds) {
  MaxMin solver;
  const auto a_link = solver.add_resource(1), b_link = solver.add_resource(1), core = solver.add_resource(2);
  const auto a = solver.add(std::vector<Use>{{a_link, 1}, {core, 1}}, 1);
  const auto b = solver.add(std::vector<Use>{{b_link, 1}, {core, 1}}, 1);
  EXPECT_TRUE(solver.enter(a));
  EXPECT_TRUE(solver.enter(b));  // the core has room for both at their fastest
  EXPECT_EQ(solver.rate(a), 1);
  EXPECT_EQ(solver.rate(b), 1);
  EXPECT_TRUE(solver.remove(a));
  EXPECT_EQ(solver.flows_solved(), 0u);
}

// A third flow through the core of two makes it bind: 2/3 each; when it goes, nobody is held up any more.
TEST(MaxMin, NoticesWhenAResourceBeginsToBindAndWhenItEnds) {
  MaxMin solver;
  const auto core = solver.add_resource(2);
  std::vector<MaxMin::FlowIndex> flows;
  for (int i = 0; i < 3; ++i) flows.push_back(entered(solver, {{solver.add_resource(1), 1}, {core, 1}}, 1));
  for (const double rate : rates(solver, flows)) EXPECT_NEAR(rate, 2.0 / 3, 1e-12);
  EXPECT_FALSE(solver.remove(flows.back()));
  flows.pop_back();
  EXPECT_EQ(rates(solver, flows), (std::vector<double>{1, 1}));
}

TEST(MaxMin, LeavesOtherComponentsAlone) {
  MaxMin solver;
  const auto left = solver.add_resource(1), right = solver.add_resource(1);
  std::vector<MaxMin::FlowIndex> flows;
  for (int i = 0; i < 10; ++i) flows.push_back(entered(solver, {{left, 1}}, 1));
  rates(solver, flows);
  const std::uint64_t before = solver.flows_solved();
  entered(solver, {{right, 1}}, 1);
  entered(solver, {{right, 1}}, 1);
  rates(solver, flows);
  EXPECT_EQ(solver.flows_solved() - before, 2u);
}

TEST(MaxMin, FollowsACapacityThatChanges) {
  MaxMin solver;
  const auto link = solver.add_resource(10), other = solver.add_resource(8);
  const auto a = entered(solver, {{link, 1}, {other, 1}}, 1), b = entered(solver, {{link, 1}}, 1);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{5, 5}));
  solver.set_capacity(other, 2);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{2, 8}));
  solver.set_capacity(link, 2);
  EXPECT_EQ(rates(solver, {a, b}), (std::vector<double>{1, 1}));
}

// Rates 1 and 8 after a flow left: the callback names those whose rate changed, with the rate before.
TEST(MaxMin, TellsWhoseRateChanged) {
  MaxMin solver;
  const auto link = solver.add_resource(10);
  const auto slow = entered(solver, {{link, 1}}, 1, 2), a = entered(solver, {{link, 1}}, 1),
             b = entered(solver, {{link, 1}}, 1);
  rates(solver, {slow, a, b});
  solver.remove(b);
  int told = 0;
  solver.settle([&](MaxMin::FlowIndex flow, double before) {
    EXPECT_EQ(flow, a);
    EXPECT_EQ(before, 4);
    ++told;
  });
  EXPECT_EQ(told, 1);
  EXPECT_EQ(solver.rate(a), 8);
}

// Random systems that flows enter and leave. After each change the parts must be the whole: the rates equal
// those of a fresh solver that is given everything at once, and they are what max-min fair means: nobody is
// above a limit, and each flow is held up by its bound or by a resource that is full and where nobody's level
// is higher (Bertsekas & Gallager 1992, proposition in section 6.5.2).
class Crowd {
 public:
  explicit Crowd(std::uint64_t seed) : rng_(Rng::stream(seed, "crowd")) {
    for (std::uint64_t i = 0; i < 3 + rng_.below(20); ++i) {
      capacities_.push_back(1 + 100 * rng_.uniform());
      parts_.add_resource(capacities_.back());
    }
  }
  void change() {
    const bool leaves = !crowd_.empty() && rng_.below(5) < 2;
    if (leaves) {
      const std::size_t who = rng_.below(crowd_.size());
      parts_.remove(crowd_[who].index);
      crowd_.erase(crowd_.begin() + static_cast<std::ptrdiff_t>(who));
    } else {
      Member member;
      for (std::uint64_t i = 0; i < 1 + rng_.below(4); ++i) {
        const auto resource = static_cast<MaxMin::ResourceIndex>(rng_.below(capacities_.size()));
        const bool twice = std::any_of(member.uses.begin(), member.uses.end(),
                                       [&](const Use& use) { return use.resource == resource; });
        if (!twice) member.uses.push_back({resource, rng_.below(4) == 0 ? 0.05 : 1.0});
      }
      member.penalty = rng_.below(3) == 0 ? 1.0 : 0.001 + rng_.uniform();
      member.bound = rng_.below(3) == 0 ? 20 * rng_.uniform() + 0.1 : MaxMin::kUnbounded;
      member.index = parts_.add(member.uses, member.penalty, member.bound);
      parts_.enter(member.index);
      crowd_.push_back(member);
    }
  }
  void check() {
    parts_.settle([](MaxMin::FlowIndex, double) {});
    MaxMin whole;
    for (const double capacity : capacities_) whole.add_resource(capacity);
    std::vector<MaxMin::FlowIndex> indices;
    for (const Member& member : crowd_)
      indices.push_back(entered(whole, member.uses, member.penalty, member.bound));
    whole.settle([](MaxMin::FlowIndex, double) {});
    for (std::size_t i = 0; i < crowd_.size(); ++i)
      ASSERT_NEAR(parts_.rate(crowd_[i].index), whole.rate(indices[i]), 1e-9 * whole.rate(indices[i]));
    check_fairness();
  }

 private:
  struct Member {
    std::vector<Use> uses;
    double penalty = 1;
    double bound = 0;
    MaxMin::FlowIndex index = 0;
  };
  void check_fairness() {
    std::vector<double> used(capacities_.size(), 0.0), highest(capacities_.size(), 0.0);
    for (const Member& member : crowd_)
      for (const Use& use : member.uses) {
        const double rate = parts_.rate(member.index);
        used[use.resource] += use.weight * rate;
        highest[use.resource] = std::max(highest[use.resource], rate * member.penalty);
      }
    for (std::size_t i = 0; i < used.size(); ++i) ASSERT_LE(used[i], capacities_[i] * (1 + 1e-9));
    for (const Member& member : crowd_) {
      const double rate = parts_.rate(member.index);
      ASSERT_LE(rate, member.bound);
      bool held_up = rate == member.bound;
      for (const Use& use : member.uses)
        held_up = held_up || (used[use.resource] >= capacities_[use.resource] * (1 - 1e-9) &&
                              highest[use.resource] <= rate * member.penalty * (1 + 1e-9));
      ASSERT_TRUE(held_up) << "a flow at " << rate << " could go faster";
    }
  }

  Rng rng_;
  std::vector<double> capacities_;
  std::vector<Member> crowd_;
  MaxMin parts_;
};

TEST(MaxMin, SolvesPartsAsTheWholeAndFairly) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Crowd crowd(seed);
    for (int step = 0; step < 150; ++step) {
      // Several changes may come before anybody asks.
      for (std::uint64_t i = 0; i <= static_cast<std::uint64_t>(step) % 3; ++i) crowd.change();
      ASSERT_NO_FATAL_FAILURE(crowd.check());
    }
  }
}

}  // namespace
}  // namespace windtunnel
