// Flying a small scenario in a test: from JSON to one replication's facts, or to an answer over several.
//
// A test writes the scenario it is about as text, flies it, and asks for figures by the names that users
// know. Audits are looked at on every flight, so a test of anything is a test of them too.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "models/expect/metrics.hpp"
#include "models/world/fly.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"

namespace windtunnel {

inline Loaded load_text(const std::string& text, const std::vector<std::string>& sets = {}) {
  Problems problems;
  auto loaded = load_scenario_text(text, "test.json", sets, builtin_catalog(), problems);
  EXPECT_TRUE(loaded) << problems.text("test.json");
  if (!loaded) throw std::runtime_error("the test's scenario does not load");
  return std::move(*loaded);
}

inline void expect_audits(const std::vector<Audit>& audits) {
  EXPECT_FALSE(audits.empty());
  for (const Audit& audit : audits) EXPECT_TRUE(audit.holds) << audit.name << ": " << audit.found;
}

// One replication.
struct Flown {
  Loaded loaded;
  RunFacts facts;

  // A metric as this replication saw it; not a number when it has nothing to say.
  double value(const std::string& metric, const Selector& of = {}) const {
    const auto key = row_of(loaded.flight, *find_metric(metric), of);
    EXPECT_TRUE(key) << metric << ": no such row";
    if (!key) return std::numeric_limits<double>::quiet_NaN();
    return row_values(loaded.flight, {*key}, facts).front().value;
  }
  StationTotals totals(std::uint32_t replica) const {
    StationTotals sum;
    for (const auto& window : facts.stations) sum.merge(window[replica]);
    return sum;
  }
  std::int64_t bytes(PlaceIndex from, PlaceIndex to) const {
    std::int64_t sum = 0;
    for (const auto& window : facts.traffic_bytes)
      sum += window[from * loaded.flight.plan.places.count() + to];
    return sum;
  }
  // All requests of the measured run.
  Cell requests() const {
    Cell sum;
    for (const Cell& cell : facts.recorder.cells()) sum.merge(cell);
    return sum;
  }
};

inline Flown fly_once(const std::string& text, const std::vector<std::string>& sets = {},
                      std::uint64_t seed = 1, std::optional<std::uint64_t> traced = {}) {
  Loaded loaded = load_text(text, sets);
  WorldOptions options;
  options.seed = seed;
  options.traced_request = traced;
  options.keeps_histories = true;
  RunFacts facts = fly_natively(loaded.flight.plan, options, nullptr, "test");
  EXPECT_EQ(facts.stopped, StopReason::kUntil);
  expect_audits(facts.audits);
  return Flown{std::move(loaded), std::move(facts)};
}

inline Selector of_tier(std::string tier) {
  Selector of;
  of.tier = std::move(tier);
  return of;
}
inline Selector of_class(std::string name) {
  Selector of;
  of.request_class = std::move(name);
  return of;
}
inline Selector of_phase(std::string phase) {
  Selector of;
  of.phase = std::move(phase);
  return of;
}
inline Selector of_fault(std::string fault) {
  Selector of;
  of.fault = std::move(fault);
  return of;
}
inline Selector of_region(std::string region) {
  Selector of;
  of.region = std::move(region);
  return of;
}

// Several replications: one value each.
inline std::vector<double> fly_many(const std::string& text, const std::string& metric, const Selector& of,
                                    const std::vector<std::string>& sets, std::int64_t replications) {
  const Loaded loaded = load_text(text, sets);
  const Campaign campaign = fly(loaded.flight, loaded.scenario.run.seed, replications, StudyOptions{});
  const Answer answer = make_answer(loaded.scenario, loaded.flight, campaign);
  expect_audits(answer.audits);
  const auto key = row_of(loaded.flight, *find_metric(metric), of);
  const AnswerRow* row = key ? answer.find(*key) : nullptr;
  EXPECT_NE(row, nullptr) << metric;
  return row == nullptr ? std::vector<double>{} : row->by_replication;
}

}  // namespace windtunnel
