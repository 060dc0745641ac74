// Shifted: a law and something fixed on top, such as the least that a round trip can take.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct ShiftedFields {
  typename Model::Quantity by{};
  Choice<Model> of;

  void describe(Schema& schema) {
    schema.field("by", by, "What is added; may be negative where nothing falls below 0.", Required{});
    schema.field("of", of, "The law.", Required{});
  }
  Sampler make() const { return of.make().shifted(Model::number(by)); }
  void check(Checker& checker) const { check_not_negative<Model>(checker, make()); }
};

}  // namespace

template <class Model>
Entry<Model> shifted_law() {
  return entry<Model, ShiftedFields<Model>>({.name = "shifted",
                                             .meaning = "Another law plus something fixed.",
                                             .source = "Elementary",
                                             .leaves_out = "Nothing.",
                                             .validated_by = {kLawSuite}},
                                            [](const ShiftedFields<Model>& fields) { return fields.make(); });
}

WINDTUNNEL_LAW(shifted_law);

}  // namespace windtunnel
