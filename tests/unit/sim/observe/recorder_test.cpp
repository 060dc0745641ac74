// The recorder: every request in its cell, its window and its bin; where time went; fingerprints that tell
// runs apart.
#include <gtest/gtest.h>

#include "sim/base/check.hpp"
#include "sim/observe/recorder.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Two classes, two regions, windows from 0, 10 s and 20 s; three parts; ten bins of 3 s.
RecorderShape shape() {
  RecorderShape shape;
  shape.classes = 2;
  shape.regions = 2;
  shape.window_starts = {Time(), Time() + 10_s, Time() + 20_s};
  shape.parts = 3;
  shape.bin = 3_s;
  shape.bins = 10;
  return shape;
}

RequestRecord record(Duration intended, Duration latency, Outcome outcome = Outcome::kOk) {
  RequestRecord made;
  made.number = 7;
  made.intended = Time() + intended;
  made.sent = made.intended;
  made.ended = made.intended + latency;
  made.deadline = 2_s;
  made.outcome = outcome;
  return made;
}
constexpr std::int64_t kParts[] = {1'000'000, 2'000'000, 3'000'000};

TEST(Recorder, PutsARequestIntoTheWindowItWasMeantFor) {
  Recorder recorder(shape());
  EXPECT_EQ(recorder.window_of(Time()), 0u);
  EXPECT_EQ(recorder.window_of(Time() + 10_s - 1_ns), 0u);
  EXPECT_EQ(recorder.window_of(Time() + 10_s), 1u);
  EXPECT_EQ(recorder.window_of(Time() + 100_h), 2u);
}

TEST(Recorder, CountsEachRequestOnceByHowItEnded) {
  Recorder recorder(shape());
  const Outcome outcomes[] = {Outcome::kOk, Outcome::kOk, Outcome::kTimedOut, Outcome::kRejected,
                              Outcome::kRefused};
  for (const Outcome outcome : outcomes) {
    RequestRecord one = record(12_s, 40_ms, outcome);
    one.request_class = 1, one.origin = 1, one.window = 1, one.attempts = 2;
    recorder.issued(1, 1, 1, one.intended);
    recorder.finished(one, kParts);
  }
  recorder.issued(1, 1, 1, Time() + 13_s);  // still in flight when the run ends
  const Cell& cell = recorder.cells()[recorder.cell_index(1, 1, 1)];
  EXPECT_EQ(cell.issued, 6);
  EXPECT_EQ(cell.ended[0], 2);
  EXPECT_EQ(cell.ended[1], 1);
  EXPECT_EQ(cell.ended[2], 1);
  EXPECT_EQ(cell.ended[3], 1);
  EXPECT_EQ(cell.finished(), 5);
  EXPECT_EQ(cell.in_flight(), 1);
  EXPECT_EQ(cell.attempts, 10);
  EXPECT_EQ(static_cast<std::int64_t>(cell.latency_ns), 80'000'000);
  EXPECT_EQ(cell.ok.count(), 2);
  EXPECT_EQ(cell.failed.count(), 3);  // each at its deadline
  EXPECT_EQ(static_cast<std::int64_t>(cell.failed.sum_ns()), 6'000'000'000);
  std::int64_t elsewhere = 0;
  for (const Cell& other : recorder.cells()) elsewhere += other.issued;
  EXPECT_EQ(elsewhere, 6);
}

TEST(Recorder, MeasuresLatencyFromTheMomentARequestWasMeantToBeSent) {
  Recorder recorder(shape());
  RequestRecord late = record(1_s, 40_ms);
  late.sent = late.intended + 30_ms;  // its last attempt
  recorder.finished(late, kParts);
  EXPECT_EQ(static_cast<std::int64_t>(recorder.cells()[0].latency_ns), 40'000'000);
}

// Bins of 3 s: 2.9 s is in the first, 3 s in the second, and what comes after 30 s in the last one.
TEST(Recorder, PutsARequestIntoTheBinItWasMeantFor) {
  Recorder recorder(shape());
  for (const Duration intended : {2900_ms, 3_s, 5_s, 27_s, 30_s, 90_s})
    recorder.issued(0, 1, 0, Time() + intended);
  RequestRecord one = record(5_s, 40_ms);
  one.origin = 1;
  recorder.finished(one, kParts);
  recorder.finished(
      [&] {
        RequestRecord failed = one;
        failed.outcome = Outcome::kRejected;
        return failed;
      }(),
      kParts);
  const auto& bins = recorder.bins();
  EXPECT_EQ(bins[10].issued, 1);
  EXPECT_EQ(bins[11].issued, 2);
  EXPECT_EQ(bins[11].ok, 1);
  EXPECT_EQ(bins[11].failed, 1);
  EXPECT_EQ(bins[11].latency_ns, 40'000'000);
  EXPECT_EQ(bins[19].issued, 3);
  for (std::size_t bin = 0; bin < 10; ++bin) EXPECT_EQ(bins[bin].issued, 0) << "the other region's";
}

TEST(Recorder, LeavesTheWarmUpOutOfTheBreakdown) {
  Recorder recorder(shape());
  recorder.measure_from(1);
  recorder.finished(record(1_s, 40_ms), kParts);
  EXPECT_EQ(recorder.breakdown().count(), 0);
  RequestRecord measured = record(11_s, 40_ms);
  measured.window = 1;
  recorder.finished(measured, kParts);
  EXPECT_EQ(recorder.breakdown().count(), 1);
  measured.outcome = Outcome::kTimedOut;
  recorder.finished(measured, kParts);
  EXPECT_EQ(recorder.breakdown().count(), 1);  // of good replies
}

TEST(Recorder, AddsAnothersFacts) {
  Recorder a(shape()), b(shape());
  for (Recorder* each : {&a, &b, &b}) {
    each->issued(0, 0, 0, Time() + 1_s);
    each->finished(record(1_s, 40_ms), kParts);
  }
  a.merge(b);
  EXPECT_EQ(a.cells()[0].issued, 3);
  EXPECT_EQ(a.cells()[0].ok.count(), 3);
  EXPECT_EQ(a.bins()[0].ok, 3);
  EXPECT_EQ(a.breakdown().count(), 3);
}

TEST(Recorder, RefusesAnotherOfAnotherShape) {
  RecorderShape wider = shape();
  wider.classes = 3;
  Recorder a(shape()), b(wider);
  EXPECT_THROW(a.merge(b), BrokenPromise);
  RecorderShape late = shape();
  late.window_starts = {Time() + 1_s};
  EXPECT_THROW(Recorder{late}, BrokenPromise);
}

// 99 requests of 10 ms that spend all of it in part 0, and one of 1 s that spends it in part 2: the mean has
// (99 * 10) / 100 = 9.9 ms and 1000 / 100 = 10 ms of them; the slowest 1% is that one request.
TEST(Breakdown, TellsWhereTheSlowestSpentTheirTime) {
  Breakdown breakdown(3);
  for (int i = 0; i < 99; ++i) breakdown.add(10'000'000, std::array<std::int64_t, 3>{10'000'000, 0, 0});
  breakdown.add(1'000'000'000, std::array<std::int64_t, 3>{0, 0, 1'000'000'000});
  const std::vector<double> mean = breakdown.mean_of_slowest(1.0);
  EXPECT_DOUBLE_EQ(mean[0], 9'900'000);
  EXPECT_DOUBLE_EQ(mean[2], 10'000'000);
  const std::vector<double> slowest = breakdown.mean_of_slowest(0.01);
  EXPECT_DOUBLE_EQ(slowest[0], 0);
  EXPECT_DOUBLE_EQ(slowest[2], 1'000'000'000);
  // Whole rows: the slowest 2% reach into the row of the 99.
  EXPECT_DOUBLE_EQ(breakdown.mean_of_slowest(0.02)[0], 9'900'000);
}

TEST(Breakdown, IsAllZeroesWhenNothingWasSeen) {
  EXPECT_EQ(Breakdown(2).mean_of_slowest(0.01), (std::vector<double>{0, 0}));
}

// Rows are eighths of an octave: within 12.5% of each other, rising, and 8 of them from a value to its
// double.
TEST(Breakdown, HasRowsOfAnEighthOfAnOctave) {
  for (const std::int64_t ns : {8, 1000, 123'456, 1'000'000'000}) {
    EXPECT_EQ(Breakdown::row_of(2 * ns), Breakdown::row_of(ns) + 8) << ns;
    EXPECT_LE(Breakdown::row_of(ns + ns / 8 + 1), Breakdown::row_of(ns) + 2) << ns;
  }
  for (std::int64_t ns = 0; ns < 10'000; ++ns)
    ASSERT_LE(Breakdown::row_of(ns), Breakdown::row_of(ns + 1)) << ns;
}

TEST(Breakdown, MergesOthersThatSawLonger) {
  Breakdown a(1), b(1);
  a.add(10, std::array<std::int64_t, 1>{10});
  b.add(1'000'000, std::array<std::int64_t, 1>{1'000'000});
  a.merge(b);
  EXPECT_EQ(a.count(), 2);
  EXPECT_DOUBLE_EQ(a.mean_of_slowest(0.5)[0], 1'000'000);
  Breakdown other(2);
  EXPECT_THROW(a.merge(other), BrokenPromise);
}

TEST(Fingerprint, IsTheSameForTheSameFactsInTheSameOrder) {
  Fingerprint a, b, c;
  for (const std::uint64_t word : {1u, 2u, 3u}) a.fold(word), b.fold(word);
  for (const std::uint64_t word : {1u, 3u, 2u}) c.fold(word);
  EXPECT_EQ(a.value(), b.value());
  EXPECT_NE(a.value(), c.value());
  EXPECT_NE(a.value(), Fingerprint().value());
}

// A nothing that is folded is not nothing: runs of another length differ.
TEST(Fingerprint, SeesZeroes) {
  Fingerprint a, b;
  a.fold(0);
  b.fold(0), b.fold(0);
  EXPECT_NE(a.value(), Fingerprint().value());
  EXPECT_NE(a.value(), b.value());
}

TEST(Fingerprint, MovesWithHowAndWhenARequestEnds) {
  const auto print = [](Duration latency, Outcome outcome) {
    Recorder recorder(shape());
    recorder.finished(record(1_s, latency, outcome), kParts);
    return recorder.fingerprints.metrics.value();
  };
  EXPECT_EQ(print(40_ms, Outcome::kOk), print(40_ms, Outcome::kOk));
  EXPECT_NE(print(40_ms, Outcome::kOk), print(40_ms + 1_ns, Outcome::kOk));
  EXPECT_NE(print(40_ms, Outcome::kOk), print(40_ms, Outcome::kTimedOut));
}

}  // namespace
}  // namespace windtunnel
