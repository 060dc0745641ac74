// Weibull: time to failure; shape below 1 for infant mortality, above 1 for wear.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct WeibullFields {
  Facts<Model> facts;
  std::optional<double> shape;
  std::optional<typename Model::Quantity> scale;

  void describe(Schema& schema) {
    facts.describe(schema);
    schema.field("shape", shape, "Below 1 failures get rarer with age, above 1 more frequent; with scale.",
                 Range{0.05, 100.0});
    schema.field("scale", scale, "63% are below it; with shape.", Positive{});
  }
  Solved solve() const {
    if (!shape) return solve_weibull(facts.known());
    return {Sampler::weibull(*shape, Model::number(*scale)), ""};
  }
  void check(Checker& checker) const {
    const std::string ways = "shape and scale, or " + std::string(kTwoFacts);
    if ((shape || scale) && facts.count() > 0) {
      return checker.problem(code::kConflict, "shape or scale, and " + facts.text(), ways);
    }
    if (shape.has_value() != scale.has_value())
      return checker.missing(shape ? "scale" : "shape", "a law needs both");
    if (!shape) check_solved(checker, facts, 2, ways, solve());
  }
};

}  // namespace

template <class Model>
Entry<Model> weibull_law() {
  return entry<Model, WeibullFields<Model>>(
      {.name = "weibull",
       .meaning = "The usual law of times to failure; from shape and scale or any two facts.",
       .source = "Weibull 1951; shapes of disks in Schroeder and Gibson 2007",
       .leaves_out = "Bathtubs: infant mortality and wear together are a mixture.",
       .validated_by = {kLawSuite}},
      [](const WeibullFields<Model>& fields) { return *fields.solve().sampler; });
}

WINDTUNNEL_LAW(weibull_law);

}  // namespace windtunnel
