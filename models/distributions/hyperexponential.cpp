// Hyperexponential: one of several exponentials, drawn anew each time; many short ones and a few long ones.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct HyperexponentialPhase {
  double share = 0;
  typename Model::Quantity mean{};

  void describe(Schema& schema) {
    schema.field("share", share, "How much of the whole; shares are made to sum to 1.", Required{},
                 Positive{});
    schema.field("mean", mean, "Its mean.", Required{}, Positive{});
  }
};

template <class Model>
struct HyperexponentialFields {
  Facts<Model> facts;
  Map<HyperexponentialPhase<Model>> phases;

  void describe(Schema& schema) {
    facts.describe(schema);
    schema.field("phases", phases, "Each with its share and its mean, instead of mean and cv.");
  }
  Solved solve() const {
    if (phases.empty()) return solve_hyperexponential(facts.known());
    std::vector<Sampler::Phase> list;
    for (const auto& phase : phases) list.push_back({phase.value.share, Model::number(phase.value.mean)});
    return {Sampler::hyperexponential(list), ""};
  }
  void check(Checker& checker) const {
    if (!phases.empty() && facts.count() > 0) {
      return checker.problem(code::kConflict, "phases, and " + facts.text(),
                             "phases alone, or two facts and no phases");
    }
    if (phases.empty()) check_solved(checker, facts, 2, "a cv of 1 or more and the mean, or phases", solve());
  }
};

}  // namespace

template <class Model>
Entry<Model> hyperexponential_law() {
  return entry<Model, HyperexponentialFields<Model>>(
      {.name = "hyperexponential",
       .meaning = "One of several exponentials; from mean and cv (two phases with balanced means) or from "
                  "its phases.",
       .source = "Morse 1958; balanced means as in Tijms 2003, appendix B",
       .leaves_out = "Mean and cv leave the third moment open; balanced means are a choice.",
       .validated_by = {kLawSuite, "A-MG1", "A-GIM1"}},
      [](const HyperexponentialFields<Model>& fields) { return *fields.solve().sampler; });
}

WINDTUNNEL_LAW(hyperexponential_law);

}  // namespace windtunnel
