// For tests of workloads: one by JSON beside the tiers it may name, and what it earns.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/rates/rate.hpp"
#include "models/workloads/workload_model.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& workloads() {
  static const Catalog catalog = [] {
    Catalog made;
    add_distributions(made);
    add_rates(made);
    add_workloads(made);
    return made;
  }();
  return catalog;
}

// A workload among tiers `web` and `store`, as in a scenario.
struct Sent {
  Choice<WorkloadModel> it;
  Map<NoFields> tiers;
  void describe(Schema& schema) {
    schema.field("it", it, "The workload under test.", Required{});
    schema.field("tiers", tiers, "What its paths may name.");
  }
};

struct ReadSent {
  Sent sent;
  std::string problems;
};

inline ReadSent read_workload(const std::string& json) {
  ReadSent result;
  Problems problems;
  const Document document = Document::from_text(
      "{\"it\": " + json + ", \"tiers\": {\"web\": {}, \"store\": {}}}", "test.json", problems);
  if (problems.empty()) read(document, workloads(), result.sent, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

struct MadeWorkload {
  WorkloadParts parts;
  std::string complaints;
};

inline MadeWorkload make_workload(const std::string& json) {
  MadeWorkload made;
  const ReadSent once = read_workload(json);
  made.complaints = once.problems;
  if (!once.problems.empty()) return made;
  made.parts = once.sent.it.make([&made](std::string_view field, std::string_view code,
                                         const std::string& found, const std::string& expected,
                                         std::string_view, const std::vector<std::string>&) {
    made.complaints += std::string(field) + " " + std::string(code) + " " + found + " | " + expected + "\n";
  });
  return made;
}

// For JSON that has to be right.
inline WorkloadParts workload(const std::string& json) {
  MadeWorkload made = make_workload(json);
  EXPECT_EQ(made.complaints, "") << json;
  return made.parts;
}

inline std::vector<Time> arrivals(const WorkloadParts& parts, std::uint64_t key, std::uint64_t count) {
  const auto source = parts.open(key);
  std::vector<Time> list;
  Time now;
  for (std::uint64_t number = 0; number < count; ++number) list.push_back(now = source->next(now, number));
  return list;
}

}  // namespace windtunnel
