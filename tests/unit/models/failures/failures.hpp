// For tests of faults: one by JSON among the places and tiers it may strike, and what it earns.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "models/failures/failure_model.hpp"
#include "models/networks/loss_model.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& failures() {
  static const Catalog catalog = [] {
    Catalog made;
    add_distributions(made);
    add_losses(made);
    add_failures(made);
    return made;
  }();
  return catalog;
}

struct RegionsOnly {
  Map<std::vector<std::string>> regions;
  void describe(Schema& schema) { schema.field("regions", regions, "Regions and their zones."); }
};

struct Struck {
  Choice<FailureModel> it;
  Map<NoFields> tiers;
  RegionsOnly places;
  void describe(Schema& schema) {
    schema.field("it", it, "The fault under test.", Required{});
    schema.field("tiers", tiers, "What it may strike.");
    schema.field("places", places, "Where it may strike.");
  }
};

struct ReadStruck {
  Struck struck;
  std::string problems;
};

inline ReadStruck read_failure(const std::string& json) {
  ReadStruck result;
  Problems problems;
  const Document document = Document::from_text(
      "{\"it\": " + json + R"(, "tiers": {"app": {}, "store": {}}, "places": {"regions": {"east": ["a", "b"]}}})",
      "test.json", problems);
  if (problems.empty()) read(document, failures(), result.struck, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

// For JSON that has to be right.
inline FailureParts failure(const std::string& json) {
  const ReadStruck once = read_failure(json);
  EXPECT_EQ(once.problems, "") << json;
  return once.struck.it.make();
}

}  // namespace windtunnel
