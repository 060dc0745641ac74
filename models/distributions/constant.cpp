// Constant: always the same. A bare quantity in a scenario is short for it.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct ConstantFields {
  typename Model::Quantity value{};

  void describe(Schema& schema) {
    if constexpr (Model::kMayBeNegative) {
      schema.field("value", value, "Always this.", Required{});
    } else {
      schema.field("value", value, "Always this.", Required{}, AtLeast{typename Model::Quantity{}});
    }
  }
};

}  // namespace

template <class Model>
Entry<Model> constant_law() {
  return entry<Model, ConstantFields<Model>>(
      {.name = "constant",
       .meaning = "Always the same.",
       .source = "The D of Kendall's notation",
       .leaves_out = "Variation, which is what queues come from.",
       .validated_by = {kLawSuite, "A-MG1"},
       .short_form = "value"},
      [](const ConstantFields<Model>& fields) { return Sampler::constant(Model::number(fields.value)); });
}

WINDTUNNEL_LAW(constant_law);

}  // namespace windtunnel
