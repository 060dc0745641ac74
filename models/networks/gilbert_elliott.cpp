// Gilbert and Elliott's loss: a chain of two states, so that losses come in bursts.
#include "models/networks/loss_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct GilbertElliottFields {
  double to_bad = 0, to_good = 1, in_good = 0, in_bad = 1;

  void describe(Schema& schema) {
    schema.field("to_bad", to_bad, "Probability, after each packet, that a good wire turns bad.", Required{},
                 Range{0.0, 1.0});
    schema.field("to_good", to_good,
                 "Probability, after each packet, that a bad wire turns good: a bad spell has 1 / to_good "
                 "packets on average.",
                 Required{}, Range{1e-9, 1.0});
    schema.field("in_good", in_good, "Probability that a packet is lost while the wire is good.",
                 Range{0.0, 1.0});
    schema.field("in_bad", in_bad, "The same while it is bad.", Range{0.0, 1.0});
  }
};

}  // namespace

Entry<LossModel> gilbert_elliott_loss() {
  return entry<LossModel, GilbertElliottFields>(
      {.name = "gilbert_elliott",
       .meaning = "Loss in bursts: a good and a bad state, each with its own probability of loss.",
       .source = "Gilbert 1960; Elliott 1963; the parameters of netem's gemodel",
       .leaves_out =
           "Time: the chain moves with each packet of its pair of places, however far apart they are.",
       .validated_by = {"loss_test"}},
      [](const GilbertElliottFields& fields) {
        return LossLaw{fields.to_bad, fields.to_good, fields.in_good, fields.in_bad};
      });
}

}  // namespace windtunnel
