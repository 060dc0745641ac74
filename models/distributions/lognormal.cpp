// Lognormal: a product of many small things, the usual shape of service times and file sizes.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct LognormalFields {
  Facts<Model> facts;

  void describe(Schema& schema) { facts.describe(schema); }
  void check(Checker& checker) const {
    check_solved(checker, facts, 2, kTwoFacts, solve_lognormal(facts.known()));
  }
};

}  // namespace

template <class Model>
Entry<Model> lognormal_law() {
  return entry<Model, LognormalFields<Model>>(
      {.name = "lognormal",
       .meaning = "Its logarithm is normal: the usual shape of service times; from any two facts.",
       .source = "Limpert, Stahel and Abbt 2001; drawn by inversion",
       .leaves_out = "Several humps: a hit and a miss are a mixture.",
       .validated_by = {kLawSuite, "A-ERLB"}},
      [](const LognormalFields<Model>& fields) { return *solve_lognormal(fields.facts.known()).sampler; });
}

WINDTUNNEL_LAW(lognormal_law);

}  // namespace windtunnel
