// A timeline made by hand, and what is read from it.
#include "sim/study/timeline_rows.hpp"

#include <cmath>
#include <functional>

#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

// What the clients of one region met in one second.
struct Second {
  int ok = 100, failed = 0;
  int latency_ms = 10;
};

// kShop's minute: web-1, of us-central1, is down from 30 s to 40 s.
class MadeUp {
 public:
  explicit MadeUp(const std::function<Second(int)>& second) : loaded_(load()), facts_(shape()) {
    facts_.faults.push_back({0, 0, at(30), at(40)});
    const std::vector<std::int64_t> parts = {0};
    for (std::uint16_t region = 0; region < 2; ++region)
      for (int s = 0; s < 60; ++s) {
        const Second meets = second(s);
        for (int i = 0; i < meets.ok + meets.failed; ++i) {
          RequestRecord record;
          record.origin = region;
          record.intended = at(s);
          record.ended = at(s) + Duration::from_ns(std::int64_t{1'000'000} * meets.latency_ms);
          record.outcome = i < meets.ok ? Outcome::kOk : Outcome::kTimedOut;
          facts_.recorder.issued(0, region, 0, record.intended);
          facts_.recorder.finished(record, parts);
        }
      }
  }

  double recovery(const char* metric) const {
    Selector of;
    of.fault = "dies";
    return recovery_value(loaded_.flight, *row_of(loaded_.flight, *find_metric(metric), of), facts_).value;
  }
  double worst(const std::optional<std::string>& phase = {}) const {
    Selector of;
    of.phase = phase;
    const RowKey row = *row_of(loaded_.flight, *find_metric("availability_worst"), of);
    return worst_span_value(loaded_.flight, row, facts_).value;
  }
  double peak(const std::optional<std::string>& phase = {}) {
    // Two hundred looks, 0.3 s apart: the n-th finds n there, in one region.
    facts_.in_system.clear();
    for (std::int64_t look = 1; look <= 200; ++look) facts_.in_system.push_back({look, 1000});
    Selector of;
    of.tier = "web", of.phase = phase;
    return peak_value(loaded_.flight, *row_of(loaded_.flight, *find_metric("in_system_peak"), of), facts_)
        .value;
  }

 private:
  static Time at(int second) { return Time::from_ns(std::int64_t{1'000'000'000} * second); }
  static RecorderShape shape() {
    RecorderShape shape;
    shape.regions = 2;
    shape.bins = 60;
    return shape;
  }
  Loaded loaded_;
  RunFacts facts_;
};

TEST(Recovery, OfWhatWasNeverBadIsZero) {
  const MadeUp run([](int) { return Second{}; });
  for (const char* metric : {"time_to_recover", "time_to_recover_goodput", "time_to_recover_latency"})
    EXPECT_EQ(run.recovery(metric), 0) << metric;
}

// Half fail from 30 s to 40 s. Of availability two bins tell (200 requests), of goodput ten (1,000): both see
// the last bad span end at 40 s.
TEST(Recovery, EndsWithTheLastBadSpan) {
  const MadeUp run([](int s) { return s >= 30 && s < 40 ? Second{50, 50, 10} : Second{}; });
  EXPECT_DOUBLE_EQ(run.recovery("time_to_recover"), 10);
  EXPECT_DOUBLE_EQ(run.recovery("time_to_recover_goodput"), 10);
  EXPECT_EQ(run.recovery("time_to_recover_latency"), 0);
}

// Three times as slow from 30 s to 35 s: in spans of two seconds the third, to 36 s, is at twice the mean
// before, which is more than half above it.
TEST(Recovery, OfLatencySeesWhatIsSlow) {
  const MadeUp run([](int s) { return Second{100, 0, s >= 30 && s < 35 ? 30 : 10}; });
  EXPECT_DOUBLE_EQ(run.recovery("time_to_recover_latency"), 6);
  EXPECT_EQ(run.recovery("time_to_recover"), 0);
}

TEST(Recovery, OfLatencyIsBadWithoutAGoodReply) {
  const MadeUp run([](int s) { return s >= 30 && s < 34 ? Second{0, 100, 10} : Second{}; });
  EXPECT_DOUBLE_EQ(run.recovery("time_to_recover_latency"), 4);
}

// A third fewer clients come, and all are answered well: nothing is unavailable, and less is done.
TEST(Recovery, OfGoodputSeesWhoDoesNotCome) {
  const MadeUp run([](int s) { return Second{s >= 30 && s < 45 ? 67 : 100, 0, 10}; });
  EXPECT_EQ(run.recovery("time_to_recover"), 0);
  EXPECT_GE(run.recovery("time_to_recover_goodput"), 15);
}

TEST(Recovery, IsNoNumberWithTooFewRequests) {
  const MadeUp run([](int) { return Second{4, 0, 10}; });
  EXPECT_TRUE(std::isnan(run.recovery("time_to_recover")));
  EXPECT_TRUE(std::isnan(run.recovery("time_to_recover_goodput")));
}

// 200 requests a second come from both regions, so each second is a span: the worst has 60 of 100 well.
TEST(WorstSpan, IsTheLowestOfThePhase) {
  const MadeUp run([](int s) {
    return s == 20 ? Second{80, 20, 10} : s == 35 ? Second{60, 40, 10} : Second{};
  });
  EXPECT_DOUBLE_EQ(run.worst(), 0.6);
  EXPECT_DOUBLE_EQ(run.worst("early"), 0.8);
  EXPECT_DOUBLE_EQ(run.worst("late"), 0.6);
}

TEST(WorstSpan, LeavesOutTheWarmUp) {
  const MadeUp run([](int s) { return s == 5 ? Second{0, 100, 10} : Second{}; });
  EXPECT_DOUBLE_EQ(run.worst(), 1);
}

// Looks are 0.3 s apart; the 100th is at 30 s, where the early phase ends.
TEST(Peak, IsTheFullestLook) {
  MadeUp run([](int) { return Second{}; });
  EXPECT_DOUBLE_EQ(run.peak(), 1200);
  EXPECT_DOUBLE_EQ(run.peak("early"), 1100);
}

}  // namespace
}  // namespace windtunnel
