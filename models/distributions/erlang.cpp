// Erlang: a sum of exponential stages; as many stages, as regular.
#include <cmath>

#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct ErlangFields {
  Facts<Model> facts;
  std::optional<std::int64_t> stages;

  void describe(Schema& schema) {
    facts.describe(schema);
    schema.field("stages", stages, "How many exponential stages; the cv is 1 / sqrt(stages).",
                 Range<std::int64_t>{1, 1000});
  }
  // Stages say the cv.
  Known known() const {
    Known known = facts.known();
    if (stages) known.cv = 1 / std::sqrt(static_cast<double>(*stages));
    return known;
  }
  void check(Checker& checker) const {
    if (stages && facts.cv) return checker.not_both("stages", "cv");
    const Solved solved = solve_erlang(known());
    check_solved(checker, facts, stages ? 1 : 2,
                 stages ? kOneFact : "stages or cv, and the mean or a quantile", solved);
  }
};

}  // namespace

template <class Model>
Entry<Model> erlang_law() {
  return entry<Model, ErlangFields<Model>>(
      {.name = "erlang",
       .meaning = "A sum of equal exponential stages, cv 1 / sqrt(stages).",
       .source = "Erlang 1917",
       .leaves_out = "Only cv 1, 0.71, 0.58 ... ; gamma takes any.",
       .validated_by = {kLawSuite, "A-MG1"}},
      [](const ErlangFields<Model>& fields) { return *solve_erlang(fields.known()).sampler; });
}

WINDTUNNEL_LAW(erlang_law);

}  // namespace windtunnel
