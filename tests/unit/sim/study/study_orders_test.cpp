// Studies that others fly: orders out, reports in, and the bytes of a study that was flown at home.
#include "sim/study/study_orders.hpp"

#include <algorithm>
#include <set>

#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

const std::atomic<bool> kNever{false};

TEST(StudyOrders, SayWhatAStudyThatIsFlownAtHomeSays) {
  const StudyPlan plan = planned();
  const std::string whole = said(plan, flown(plan));
  for (const std::int64_t each : {1, 2, 100}) {
    StudyOrders orders(plan, everything(), all_points(plan));
    OrderPilot pilot(everything());
    std::set<std::string> ids;
    while (!orders.finished()) {
      std::vector<StudyOrder> taken = orders.take(7, each);
      // In any order at all.
      std::reverse(taken.begin(), taken.end());
      for (const StudyOrder& order : taken) {
        EXPECT_TRUE(ids.insert(order.id).second) << order.id;
        EXPECT_EQ(orders.report(order.id, pilot.carry_out(order.bytes, kNever)), "");
      }
    }
    EXPECT_EQ(ids.size(), each == 1 ? 15u : each == 2 ? 10u : 5u);
    EXPECT_EQ(said(plan, orders.finish()), whole);
  }
}

TEST(StudyOrders, GoOnUntilAnIntervalIsNarrow) {
  const StudyPlan plan = planned(
      {R"(replications={"until": {"metric": "latency_mean", "half_width": "1 us"}, "least": 4, "most": 7})"});
  StudyOrders orders(plan, everything(), all_points(plan));
  OrderPilot pilot(everything());
  while (!orders.finished())
    for (const StudyOrder& order : orders.take(3, 2))
      orders.report(order.id, pilot.carry_out(order.bytes, kNever));
  EXPECT_EQ(said(plan, orders.finish()), said(plan, flown(plan)));
}

TEST(StudyOrders, AreTheSameInEveryProcess) {
  const StudyPlan plan = planned();
  StudyOrders one(plan, everything(), all_points(plan)), two(plan, everything(), all_points(plan));
  const auto a = one.take(100, 1), b = two.take(100, 1);
  ASSERT_EQ(a.size(), 15u);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].id, b[i].id);
    EXPECT_EQ(a[i].bytes, b[i].bytes);
  }
  EXPECT_EQ(a[1].id.rfind("0.1+1.", 0), 0u) << a[1].id;
}

TEST(StudyOrders, AreHandedOutAgainWhenTheyAreLost) {
  const StudyPlan plan = planned();
  StudyOrders orders(plan, everything(), all_points(plan));
  OrderPilot pilot(everything());
  std::vector<StudyOrder> taken = orders.take(100, 1);
  EXPECT_TRUE(orders.take(100, 1).empty()) << "all there is, is in the air";
  EXPECT_EQ(orders.in_the_air(), 15u);
  orders.lose(taken[4].id);
  const std::vector<StudyOrder> again = orders.take(100, 1);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].id, taken[4].id);
  // Who was thought lost comes back after all: the second report changes nothing.
  const std::string report = pilot.carry_out(taken[4].bytes, kNever);
  EXPECT_EQ(orders.report(taken[4].id, report), "");
  EXPECT_EQ(orders.report(taken[4].id, report), "");
  for (const StudyOrder& order : taken)
    if (order.id != taken[4].id) orders.report(order.id, pilot.carry_out(order.bytes, kNever));
  EXPECT_TRUE(orders.finished());
  EXPECT_EQ(said(plan, orders.finish()), said(plan, flown(plan)));
}

TEST(StudyOrders, TakeNothingThatIsNoReportOnThem) {
  const StudyPlan plan = planned();
  StudyOrders orders(plan, everything(), all_points(plan));
  OrderPilot pilot(everything());
  const auto taken = orders.take(100, 1);
  EXPECT_NE(orders.report(taken[0].id, "an answer from somebody else").find("no report"), std::string::npos);
  const std::string of_another_point = pilot.carry_out(taken.back().bytes, kNever);
  EXPECT_EQ(orders.report(taken[1].id, of_another_point), "the report is on another order");
  // Both are open again.
  EXPECT_EQ(orders.take(100, 1).size(), 2u);
  EXPECT_EQ(orders.report("no such order", of_another_point), "");
}

TEST(StudyOrders, AreRefusedWhereTheScenarioIsReadOtherwise) {
  const StudyPlan plan = planned();
  StudyOrders orders(plan, everything(), all_points(plan));
  const auto taken = orders.take(1, 1);
  // The same bytes but one in the scenario, as a build of other sources might read it.
  std::string changed = taken[0].bytes;
  const std::size_t at = changed.find("\"25 s\"");
  ASSERT_NE(at, std::string::npos);
  changed[at + 1] = '3';
  OrderPilot pilot(everything());
  const std::string why = orders.report(taken[0].id, pilot.carry_out(changed, kNever));
  EXPECT_EQ(why.rfind("another scenario is read here, ", 0), 0u) << why;
  std::string older = taken[0].bytes;
  const std::size_t version = older.find("0.");
  ASSERT_NE(version, std::string::npos);
  older[version] = '9';
  EXPECT_NE(orders.report(orders.take(1, 1)[0].id, pilot.carry_out(older, kNever)).find("this is windtunnel"),
            std::string::npos);
}

TEST(StudyOrders, ReportNothingOfWhatWasCutShort) {
  const StudyPlan plan = planned({"base.run.lasts=\"20000 s\""});
  StudyOrders orders(plan, everything(), all_points(plan));
  const auto taken = orders.take(1, 3);
  const std::atomic<bool> stop{true};
  EXPECT_EQ(orders.report(taken[0].id, OrderPilot(everything()).carry_out(taken[0].bytes, stop)), "");
  EXPECT_EQ(orders.take(1, 3)[0].id, taken[0].id) << "it is open again";
  const StudyOutcome outcome = orders.finish();
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_EQ(outcome.count(PointState::kNotFlown), 5u);
}

TEST(StudyOrders, CarryTheTablesThatAScenarioNeeds) {
  std::string shop = kShop;  // a base has no version of its own
  const std::string_view version = "\"windtunnel\": 1,";
  shop.erase(shop.find(version), version.size());
  TriedToPlan tried = try_plan(std::string(R"({"windtunnel": 1, "base": )") + shop + R"(,
    "axes": {"cores": {"path": "tiers.web.cores", "values": [1, 2]}},
    "keep": [{"metric": "cost_per_month"}],
    "compare": {"axis": "cores", "against": "1"}
  })");
  ASSERT_EQ(tried.problems, "");
  const StudyPlan& plan = *tried.plan;
  StudyOrders orders(plan, everything(), all_points(plan));
  OrderPilot without_tables{Catalog(everything())};
  while (!orders.finished())
    for (const StudyOrder& order : orders.take(2, 2))
      EXPECT_EQ(orders.report(order.id, without_tables.carry_out(order.bytes, kNever)), "");
  EXPECT_EQ(said(plan, orders.finish()), said(plan, flown(plan)));
}

TEST(StudyOrders, FailAPointWhereverItFails) {
  const StudyPlan plan = planned({R"(axes.size={"variants": {"too_many": {
    "run.events_max": 2600, "tiers.web.queue.length_max": 0,
    "workload.users.retries": {"attempts": 100, "backoff": "1 ms"}}}})"});
  StudyOrders orders(plan, everything(), all_points(plan));
  OrderPilot pilot(everything());
  while (!orders.finished())
    for (const StudyOrder& order : orders.take(2, 3))
      orders.report(order.id, pilot.carry_out(order.bytes, kNever));
  EXPECT_EQ(said(plan, orders.finish()), said(plan, flown(plan)));
}

}  // namespace
}  // namespace windtunnel
