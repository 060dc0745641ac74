// Exponential: no memory; how much longer does not depend on how long already.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct ExponentialFields {
  Facts<Model> facts;

  void describe(Schema& schema) { facts.describe(schema); }
  void check(Checker& checker) const {
    check_solved(checker, facts, 1, kOneFact, solve_exponential(facts.known()));
  }
};

}  // namespace

template <class Model>
Entry<Model> exponential_law() {
  return entry<Model, ExponentialFields<Model>>(
      {.name = "exponential",
       .meaning = "Without memory, coefficient of variation 1; from its mean or one quantile.",
       .source = "The M of Kendall's notation",
       .leaves_out = "Real service times are seldom as often close to zero.",
       .validated_by = {kLawSuite, "A-MM1", "A-MMC"}},
      [](const ExponentialFields<Model>& fields) {
        return *solve_exponential(fields.facts.known()).sampler;
      });
}

WINDTUNNEL_LAW(exponential_law);

}  // namespace windtunnel
