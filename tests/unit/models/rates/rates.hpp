// For tests of rates: a law by JSON, what that JSON earns, and arrivals pushed through a path.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/rates/rate.hpp"
#include "sim/config/embedded_catalog.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

// 1, 2, 0 and 3 requests a second, a minute each: 1.5 a second on average.
inline constexpr std::string_view kSteps = "minute,requests_per_min\n0,60\n1,120\n2,0\n3,180\n";

inline const Catalog& rates() {
  static const Catalog catalog = [] {
    Catalog made;
    add_rates(made);
    made.tables().add({"test/steps", kSteps});
    made.tables().add({"test/by_second", "second,requests_per_s\n0,5\n10,15\n"});
    made.tables().add({"test/by_hour", "hour,requests_per_h\n0,3600\n1,7200\n"});
    made.tables().add({"test/uneven", "minute,requests_per_min\n0,1\n1,2\n3,3\n"});
    made.tables().add({"test/backwards", "minute,requests_per_min\n1,1\n0,2\n"});
    made.tables().add({"test/negative", "minute,requests_per_min\n0,1\n1,-2\n"});
    made.tables().add({"test/words", "minute,requests_per_min\n0,1\n1,many\n"});
    made.tables().add({"test/nobody", "minute,requests_per_min\n0,0\n1,0\n"});
    made.tables().add({"test/one_row", "minute,requests_per_min\n0,60\n"});
    made.tables().add({"test/others", "day,visits\n0,1\n1,2\n"});
    for (const EmbeddedCsv& table : embedded_catalog())
      made.tables().add({std::string(table.name), table.bytes});
    return made;
  }();
  return catalog;
}

struct MadeRate {
  RateLaw law;
  std::string complaints;  // each as "<field> <code> <found> | <expected>", a line each
};

inline MadeRate make_rate(const std::string& json) {
  MadeRate made;
  const ReadChoice<RateModel> once = read_choice<RateModel>(rates(), json);
  made.complaints = once.problems;
  if (!once.problems.empty()) return made;
  made.law = once.chosen.it.make([&made](std::string_view field, std::string_view code,
                                         const std::string& found, const std::string& expected,
                                         std::string_view, const std::vector<std::string>&) {
    made.complaints += std::string(field) + " " + std::string(code) + " " + found + " | " + expected + "\n";
  });
  return made;
}

// For JSON that has to be right.
inline RateLaw rate_law(const std::string& json) {
  MadeRate made = make_rate(json);
  EXPECT_EQ(made.complaints, "") << json;
  return made.law;
}

// The first `count` moments at which another `gap` requests were expected.
inline std::vector<Time> moments(const RateLaw& law, std::uint64_t key, int count, double gap = 1.0) {
  const auto path = law.start(key);
  std::vector<Time> list;
  Time now;
  for (int i = 0; i < count; ++i) list.push_back(now = path->when(now, gap));
  return list;
}

}  // namespace windtunnel
