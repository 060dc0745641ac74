// Stale reads counted by hand.
#include "sim/verify/staleness.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;
using namespace literals;

// Versions 1, 2 and 3 are acknowledged at 1, 12 and 23 ms. A read invoked at 30 ms that returns version 1
// missed two; the first of them had been acknowledged for 30 - 12 = 18 ms, the newest for 30 - 23 = 7 ms.
TEST(Staleness, CountsVersionsAndTime) {
  const History history = of({at_version(write(0, 1, 0, 1), 1), at_version(write(0, 2, 11, 12), 2),
                              at_version(write(0, 3, 22, 23), 3), at_version(read(1, 1, 30, 31), 1)});
  const std::vector<ReadAge> ages = read_ages(history);
  ASSERT_EQ(ages.size(), 1u);
  EXPECT_EQ(ages[0].operation, 3u);
  EXPECT_EQ(ages[0].behind, 2u);
  EXPECT_EQ(ages[0].stale_for, 18_ms);
  EXPECT_EQ(ages[0].since_write, 7_ms);
  const StalenessReport report = staleness(ages);
  EXPECT_EQ(report.stale, 1);
  EXPECT_EQ(report.behind[2], 1);
  EXPECT_DOUBLE_EQ(report.stale_share(), 1.0);
  // 7 ms lies between the points of 5 and 10 ms.
  for (const StalenessReport::Visibility& point : report.visibility)
    EXPECT_EQ(point.reads, point.from == 5_ms ? 1 : 0) << point.from.ns();
}

TEST(Staleness, AWriteThatIsNotYetAcknowledgedObligesNobody) {
  const History history = of({at_version(write(0, 1, 0, 30), 1), at_version(read(1, kNoValue, 30, 31), 0)});
  const std::vector<ReadAge> ages = read_ages(history);
  ASSERT_EQ(ages.size(), 1u);
  EXPECT_FALSE(ages[0].obliged);
  EXPECT_FALSE(ages[0].stale());
}

TEST(Staleness, AcknowledgementsOutOfOrderCountByVersion) {
  // Version 2 is acknowledged before version 1: who then reads version 2 missed nothing.
  const History history = of({at_version(write(0, 1, 0, 20), 1), at_version(write(1, 2, 0, 10), 2),
                              at_version(read(2, 2, 30, 31), 2), at_version(read(2, 1, 32, 33), 1)});
  const std::vector<ReadAge> ages = read_ages(history);
  ASSERT_EQ(ages.size(), 2u);
  EXPECT_EQ(ages[0].behind, 0u);
  EXPECT_EQ(ages[0].since_write, 20_ms);
  EXPECT_EQ(ages[1].behind, 1u);
  EXPECT_EQ(ages[1].stale_for, 22_ms);
}

// The definition, read by read, against the tree.
TEST(Staleness, AgreesWithCountingOneByOne) {
  Rng rng = Rng::stream(3, "staleness");
  std::int64_t stale = 0;
  for (int round = 0; round < 100; ++round) {
    History history = AtomicStore{.operations = 80, .keys = 2}.fly(rng);
    for (OperationRecord& each : history.operations)
      if (only_reads(each.kind)) each.version -= std::min<Version>(each.version, rng.below(4));
    for (const ReadAge& age : read_ages(history)) {
      const OperationRecord& read = history.operations[age.operation];
      std::set<Version> missed;
      Time first = Time::never();
      for (const OperationRecord& write : history.operations) {
        if (only_reads(write.kind) || write.status != OperationStatus::kOk || write.key != read.key) continue;
        if (write.ended >= read.invoked || write.version <= read.version) continue;
        missed.insert(write.version);
        first = std::min(first, write.ended);
      }
      ASSERT_EQ(age.behind, missed.size());
      ASSERT_EQ(age.stale_for, missed.empty() ? Duration() : read.invoked - first);
      stale += age.stale() ? 1 : 0;
    }
  }
  EXPECT_GT(stale, 100);
}

TEST(Staleness, AddsUpFromParts) {
  Rng rng = Rng::stream(4, "staleness");
  const std::vector<ReadAge> ages = read_ages(AtomicStore{.operations = 100}.fly(rng));
  StalenessReport parts = staleness(std::span(ages).first(ages.size() / 2));
  parts.merge(staleness(std::span(ages).subspan(ages.size() / 2)));
  const StalenessReport whole = staleness(ages);
  EXPECT_EQ(parts.reads, whole.reads);
  EXPECT_EQ(parts.obliged, whole.obliged);
  EXPECT_EQ(parts.behind, whole.behind);
  for (std::size_t i = 0; i < whole.visibility.size(); ++i)
    EXPECT_EQ(parts.visibility[i].fresh, whole.visibility[i].fresh);
}

}  // namespace
}  // namespace windtunnel
