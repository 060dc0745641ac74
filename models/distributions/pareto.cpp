// Pareto: a tail that falls by a power; rare values dominate the sum.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct ParetoFields {
  Facts<Model> facts;
  std::optional<double> shape;
  std::optional<typename Model::Quantity> least;

  void describe(Schema& schema) {
    facts.describe(schema);
    schema.field("shape", shape,
                 "The tail's power: at 2 or below the variance is infinite, at 1 or below the mean.",
                 Range{0.1, 100.0});
    schema.field("least", least, "The least value, with shape.", Positive{});
  }
  Solved solve() const {
    if (!shape) return solve_pareto(facts.known());
    return {Sampler::pareto(*shape, Model::number(*least)), ""};
  }
  void check(Checker& checker) const {
    const std::string ways = "shape and least, or " + std::string(kTwoFacts);
    if ((shape || least) && facts.count() > 0) {
      return checker.problem(code::kConflict, "shape or least, and " + facts.text(), ways);
    }
    if (shape.has_value() != least.has_value())
      return checker.missing(shape ? "least" : "shape", "a law needs both");
    if (!shape) check_solved(checker, facts, 2, ways, solve());
  }
};

}  // namespace

template <class Model>
Entry<Model> pareto_law() {
  return entry<Model, ParetoFields<Model>>(
      {.name = "pareto",
       .meaning = "A heavy tail that falls by a power; from shape and least value or any two facts.",
       .source = "Crovella and Bestavros 1997 for sizes on the web",
       .leaves_out = "An upper end: put it into truncated for one.",
       .validated_by = {kLawSuite}},
      [](const ParetoFields<Model>& fields) { return *fields.solve().sampler; });
}

WINDTUNNEL_LAW(pareto_law);

}  // namespace windtunnel
