// Uniform: any value between two, equally likely.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct UniformFields {
  typename Model::Quantity low{}, high{};

  void describe(Schema& schema) {
    if constexpr (Model::kMayBeNegative) {
      schema.field("low", low, "The least.", Required{});
    } else {
      schema.field("low", low, "The least.", Required{}, AtLeast{typename Model::Quantity{}});
    }
    schema.field("high", high, "The most.", Required{});
  }
  void check(Checker& checker) const {
    if (low <= high) return;
    checker.problem("high", code::kOrder, detail::bound_text(high),
                    detail::bound_text(low) + " or more, as low says");
  }
};

}  // namespace

template <class Model>
Entry<Model> uniform_law() {
  return entry<Model, UniformFields<Model>>({.name = "uniform",
                                             .meaning = "Any value between two ends, equally likely.",
                                             .source = "Elementary",
                                             .leaves_out = "A tail: nothing is ever above the upper end.",
                                             .validated_by = {kLawSuite}},
                                            [](const UniformFields<Model>& fields) {
                                              return Sampler::uniform(Model::number(fields.low),
                                                                      Model::number(fields.high));
                                            });
}

WINDTUNNEL_LAW(uniform_law);

}  // namespace windtunnel
