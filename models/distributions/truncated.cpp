// Truncated: a law given that the value lies between two ends; what lies outside is drawn again, not clipped.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct TruncatedFields {
  using Quantity = typename Model::Quantity;
  std::optional<Quantity> at_least, at_most;
  Choice<Model> of;

  void describe(Schema& schema) {
    schema.field("at_least", at_least, "No value below it.");
    schema.field("at_most", at_most, "No value above it.");
    schema.field("of", of, "The law.", Required{});
  }
  double low() const { return at_least ? Model::number(*at_least) : -math::kInfinity; }
  double high() const { return at_most ? Model::number(*at_most) : math::kInfinity; }

  void check(Checker& checker) const {
    if (!at_least && !at_most) {
      return checker.problem(code::kOneOfMissing, "neither at_least nor at_most", "one of them, or both");
    }
    if (at_least && at_most && *at_most < *at_least) {
      return checker.problem("at_most", code::kOrder, detail::bound_text(*at_most),
                             detail::bound_text(*at_least) + " or more, as at_least says");
    }
    // Rarer than 1 in 10^6 is a mistake, and arithmetic there loses its digits.
    if (of.make().mass(low(), high()) >= 1e-6) return;
    checker.problem(code::kContradiction, "a law with nothing between the two ends",
                    "ends that leave at least 1 in 10^6");
  }
};

}  // namespace

template <class Model>
Entry<Model> truncated_law() {
  return entry<Model, TruncatedFields<Model>>(
      {.name = "truncated",
       .meaning = "Another law, given that the value lies between two ends.",
       .source = "Elementary; drawn by inversion where the law is",
       .leaves_out =
           "Clipping: nothing piles up at the ends. Mean and quantiles given for the law are those before.",
       .validated_by = {kLawSuite}},
      [](const TruncatedFields<Model>& fields) {
        return fields.of.make().truncated(fields.low(), fields.high());
      });
}

WINDTUNNEL_LAW(truncated_law);

}  // namespace windtunnel
