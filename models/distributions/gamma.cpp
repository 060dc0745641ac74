// Gamma: Erlang's law with a number of stages that need not be whole.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct GammaFields {
  Facts<Model> facts;

  void describe(Schema& schema) { facts.describe(schema); }
  void check(Checker& checker) const {
    check_solved(checker, facts, 2, kTwoFacts, solve_gamma(facts.known()));
  }
};

}  // namespace

template <class Model>
Entry<Model> gamma_law() {
  return entry<Model, GammaFields<Model>>(
      {.name = "gamma",
       .meaning = "Erlang's law with any number of stages: any cv; from any two facts.",
       .source = "Marsaglia and Tsang 2000",
       .leaves_out = "A heavy tail: it falls like an exponential.",
       .validated_by = {kLawSuite, "A-MG1"}},
      [](const GammaFields<Model>& fields) { return *solve_gamma(fields.facts.known()).sampler; });
}

WINDTUNNEL_LAW(gamma_law);

}  // namespace windtunnel
