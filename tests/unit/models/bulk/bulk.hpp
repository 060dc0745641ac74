// For tests of bulk work: one by JSON among the tiers it may name, and what it earns.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "models/bulk/bulk_model.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& bulk_kinds() {
  static const Catalog catalog = [] {
    Catalog made;
    add_bulk(made);
    return made;
  }();
  return catalog;
}

struct Moved {
  Choice<BulkModel> it;
  Map<NoFields> tiers;
  void describe(Schema& schema) {
    schema.field("it", it, "The work under test.", Required{});
    schema.field("tiers", tiers, "Between whom it may move.");
  }
};

struct ReadMoved {
  Moved moved;
  std::string problems;
};

inline ReadMoved read_bulk(const std::string& json) {
  ReadMoved result;
  Problems problems;
  const Document document = Document::from_text(
      "{\"it\": " + json + R"(, "tiers": {"store": {}, "archive": {}}})", "test.json", problems);
  if (problems.empty()) read(document, bulk_kinds(), result.moved, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

// For JSON that has to be right.
inline BulkParts bulk(const std::string& json) {
  const ReadMoved once = read_bulk(json);
  EXPECT_EQ(once.problems, "") << json;
  return once.moved.it.make();
}

}  // namespace windtunnel
