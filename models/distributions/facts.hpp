// What people know of a quantity, as fields: its mean, its coefficient of variation, some of its quantiles.
//
// A law of two parameters takes any two of them, a law of one takes one. Whether they can be true together
// the solvers of sim/base/samplers.hpp say; check_solved turns their answer into a problem of the scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

template <class Model>
struct Facts {
  using Quantity = typename Model::Quantity;
  std::optional<Quantity> mean;
  std::optional<double> cv;
  std::optional<Quantity> p50, p90, p95, p99, p999;

  void describe(Schema& schema) {
    if constexpr (Model::kMayBeNegative) {
      describe_with(schema);
    } else {
      describe_with(schema, Positive{});
    }
  }

  Known known() const {
    Known facts;
    if (mean) facts.mean = Model::number(*mean);
    facts.cv = cv;
    const auto quantile = [&](double p, const std::optional<Quantity>& value) {
      if (value) facts.quantiles.push_back({p, Model::number(*value)});
    };
    quantile(0.5, p50);
    quantile(0.9, p90);
    quantile(0.95, p95);
    quantile(0.99, p99);
    quantile(0.999, p999);
    return facts;
  }

  std::size_t count() const { return known().count(); }

  // "mean 5 ms and cv 2"
  std::string text() const {
    std::vector<std::string> words;
    const auto add = [&](const char* name, const auto& value) {
      if (value) words.push_back(std::string(name) + " " + detail::bound_text(*value));
    };
    add("mean", mean);
    add("cv", cv);
    add("p50", p50);
    add("p90", p90);
    add("p95", p95);
    add("p99", p99);
    add("p999", p999);
    return words.empty() ? "none of them" : list_of(words);
  }

 private:
  template <class... Constraints>
  void describe_with(Schema& schema, Constraints... constraints) {
    schema.field("mean", mean, "Its mean.", constraints...);
    schema.field("cv", cv, "Its coefficient of variation: standard deviation over mean.", AtLeast{0.0});
    schema.field("p50", p50, "Its median: half are below.", constraints...);
    schema.field("p90", p90, "9 of 10 are below.", constraints...);
    schema.field("p95", p95, "19 of 20 are below.", constraints...);
    schema.field("p99", p99, "99 of 100 are below.", constraints...);
    schema.field("p999", p999, "999 of 1000 are below.", constraints...);
  }
};

// For laws that need `wanted` facts: too few, too many, or such as no law of the family has.
template <class Model>
bool check_solved(Checker& checker, const Facts<Model>& facts, std::size_t wanted, std::string_view what,
                  const Solved& solved) {
  if (solved) return true;
  const std::string_view code = facts.count() < wanted   ? code::kOneOfMissing
                                : facts.count() > wanted ? code::kConflict
                                                         : code::kContradiction;
  checker.problem(code, facts.text(), facts.count() == wanted ? solved.problem : std::string(what));
  return false;
}

inline constexpr std::string_view kTwoFacts = "two of mean, cv, p50, p90, p95, p99, p999";
inline constexpr std::string_view kOneFact = "one of mean, p50, p90, p95, p99, p999";

// No duration and no size is below zero.
template <class Model>
void check_not_negative(Checker& checker, const Sampler& sampler) {
  if (Model::kMayBeNegative || sampler.min() >= 0) return;
  checker.problem(code::kRange, "values down to " + detail::bound_text(Model::quantity(sampler.min())),
                  "no value below 0");
}

// What validates every law: the suite over the list.
inline const char* const kLawSuite = "distributions/conformance_test";

}  // namespace windtunnel
