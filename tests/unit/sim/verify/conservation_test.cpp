// Every audit holds for books that balance, and each is broken by the one figure it watches.
#include "sim/verify/conservation.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace windtunnel {
namespace {

// One station: two requests came, the first waited 0 and worked 30 ns and left; the second waited 30 ns and
// has worked 20 ns when the run ends. Busy: 30 + 20 = 50; waiting: 30; residence of the finished: 30;
// unfinished: 30 + 20 = 50.
RunBooks balanced() {
  RunBooks books;
  books.issued = 3;
  books.ended = 2;
  books.recorded = 2;
  books.in_flight = 1;
  books.calls_counted = 1;
  books.calls_open = 1;
  StationBook station;
  station.name = "web-1";
  station.totals.busy_ns = 50;
  station.totals.queue_ns = 30;
  station.totals.residence_ns = 30;
  station.totals.service_ns = 30;
  station.unfinished_residence_ns = 50;
  station.unfinished_service_ns = 20;
  books.stations.push_back(station);
  return books;
}

std::string broken(const RunBooks& books) {
  std::string names;
  for (const Audit& each : audit(books))
    if (!each.holds) names += (names.empty() ? "" : " ") + each.name;
  return names;
}

TEST(Audits, HoldForBooksThatBalance) { EXPECT_EQ(broken(balanced()), ""); }

TEST(Audits, EachIsBrokenByTheFigureItWatches) {
  struct Case {
    std::function<void(RunBooks&)> spoil;
    const char* name;
  };
  const Case cases[] = {
      {[](RunBooks& b) { b.issued += 1; }, "conservation"},
      {[](RunBooks& b) { b.recorded -= 1; }, "conservation"},
      {[](RunBooks& b) { b.stations[0].totals.queue_ns += 1; }, "littles_law"},
      {[](RunBooks& b) { b.stations[0].unfinished_residence_ns -= 1; }, "littles_law"},
      {[](RunBooks& b) { b.stations[0].totals.service_ns += 1; }, "utilisation"},
      {[](RunBooks& b) { b.calls_open += 1; }, "calls_outstanding"},
      {[](RunBooks& b) { b.torn_breakdowns = 1; }, "time_accounted"},
      {[](RunBooks& b) { b.served_by_the_dead = 1; }, "nothing_served_by_the_dead"},
  };
  for (const Case& each : cases) {
    RunBooks books = balanced();
    each.spoil(books);
    EXPECT_EQ(broken(books), each.name);
  }
}

TEST(Audits, SayTheFiguresOfWhatIsBroken) {
  RunBooks books = balanced();
  books.stations[0].totals.queue_ns += 7;
  EXPECT_EQ(audit(books)[1].found, "web-1: number present over time less time spent is 7 ns");
}

TEST(Audits, DoNotTimeServicesWhereCoresAreShared) {
  RunBooks books = balanced();
  books.stations[0].shares_cores = true;
  books.stations[0].totals.service_ns = 12345;
  EXPECT_EQ(broken(books), "");
}

}  // namespace
}  // namespace windtunnel
