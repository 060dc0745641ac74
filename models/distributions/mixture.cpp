// Mixture: one of several laws, drawn anew each time; a cache hit or a miss.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

template <class Model>
struct MixturePart {
  double share = 0;
  Choice<Model> of;

  void describe(Schema& schema) {
    schema.field("share", share, "How much of the whole; shares are made to sum to 1.", Required{},
                 Positive{});
    schema.field("of", of, "The law of this part.", Required{});
  }
};

template <class Model>
struct MixtureFields {
  Map<MixturePart<Model>> parts;

  void describe(Schema& schema) {
    schema.field("parts", parts, "Each with its share and its law.", Required{}, NonEmpty{});
  }
};

}  // namespace

template <class Model>
Entry<Model> mixture_law() {
  return entry<Model, MixtureFields<Model>>(
      {.name = "mixture",
       .meaning = "One of several laws, each with its share.",
       .source = "Elementary",
       .leaves_out = "Runs: which part comes next does not depend on the last one.",
       .validated_by = {kLawSuite}},
      [](const MixtureFields<Model>& fields) {
        std::vector<Sampler::Part> parts;
        for (const auto& part : fields.parts) parts.push_back({part.value.share, part.value.of.make()});
        return Sampler::mixture(std::move(parts));
      });
}

WINDTUNNEL_LAW(mixture_law);

}  // namespace windtunnel
