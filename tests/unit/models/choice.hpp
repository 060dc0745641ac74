// For tests of models: an entry chosen as a scenario would choose it, from a piece of JSON.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sim/config/document.hpp"
#include "sim/config/read.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {

template <class Model>
struct Chosen {
  Choice<Model> it;
  void describe(Schema& schema) { schema.field("it", it, "The model under test.", Required{}); }
};

// {"it": <json>}; the problems' text where there are any.
template <class Model>
struct ReadChoice {
  Chosen<Model> chosen;
  std::string problems;
};

template <class Model>
ReadChoice<Model> read_choice(const Catalog& catalog, const std::string& json) {
  ReadChoice<Model> result;
  Problems problems;
  const Document document = Document::from_text("{\"it\": " + json + "}", "test.json", problems);
  if (problems.empty()) read(document, catalog, result.chosen, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

// For JSON that has to be right.
template <class Model>
Choice<Model> choice(const Catalog& catalog, const std::string& json) {
  ReadChoice<Model> result = read_choice<Model>(catalog, json);
  EXPECT_EQ(result.problems, "") << json;
  return result.chosen.it;
}

}  // namespace windtunnel
