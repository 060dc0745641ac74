// Normal: the sum of many small things.
//
// A duration or a size is never below zero: what little a normal law has there is cut off, and where it is
// more than 1 in 1000 the normal law is the wrong one and a problem says so.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct NormalFields {
  Facts<Model> facts;
  std::optional<typename Model::Quantity> deviation;

  void describe(Schema& schema) {
    facts.describe(schema);
    schema.field("deviation", deviation, "Its standard deviation, instead of the cv.",
                 AtLeast{typename Model::Quantity{}});
  }
  Solved whole() const {
    if (!deviation) return solve_normal(facts.known());
    return {Sampler::normal(Model::number(*facts.mean), Model::number(*deviation)), ""};
  }
  void check(Checker& checker) const {
    if (deviation && !(facts.mean && facts.count() == 1)) {
      return checker.problem(facts.mean ? code::kConflict : code::kOneOfMissing,
                             "deviation, and " + facts.text(),
                             "mean and deviation, or " + std::string(kTwoFacts));
    }
    const Solved solved = whole();
    if (!check_solved(checker, facts, 2, "mean and deviation, or " + std::string(kTwoFacts), solved)) return;
    if (Model::kMayBeNegative || solved.sampler->cdf(0) <= 0.001) return;
    checker.problem(code::kContradiction, percent(solved.sampler->cdf(0), 1) + " of it below 0",
                    "at most 0.1% below 0; lognormal and gamma have nothing there");
  }
};

}  // namespace

template <class Model>
Entry<Model> normal_law() {
  return entry<Model, NormalFields<Model>>(
      {.name = "normal",
       .meaning = "The bell curve, cut off at 0 for what can not be negative; from any two facts.",
       .source = "Drawn by inversion, Wichura 1988, AS 241",
       .leaves_out = "A heavy tail: nothing is ever ten deviations away.",
       .validated_by = {kLawSuite}},
      [](const NormalFields<Model>& fields) {
        const Sampler whole = *fields.whole().sampler;
        return Model::kMayBeNegative ? whole : whole.truncated(0, math::kInfinity);
      });
}

WINDTUNNEL_LAW(normal_law);

}  // namespace windtunnel
