// Bernoulli loss: each packet by its own luck.
#include "models/networks/loss_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct BernoulliFields {
  double probability = 0;

  void describe(Schema& schema) {
    schema.field("probability", probability, "That a packet is lost.", Required{}, Range{0.0, 1.0});
  }
};

}  // namespace

Entry<LossModel> bernoulli_loss() {
  return entry<LossModel, BernoulliFields>(
      {.name = "bernoulli",
       .meaning = "Each packet is lost by its own luck.",
       .source = "Elementary",
       .leaves_out = "Bursts: real loss comes in them, and then strikes fewer messages harder.",
       .validated_by = {"loss_test"},
       .short_form = "probability"},
      [](const BernoulliFields& fields) { return LossLaw::bernoulli(Probability(fields.probability)); });
}

}  // namespace windtunnel
