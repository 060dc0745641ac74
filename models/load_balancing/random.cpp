// Random: any replica, each as likely as the next.
//
// The policy that needs to know nothing, and the yardstick for the others: with it each replica sees a
// Poisson stream of its own and is an M/M/1 queue of its own.
#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class Random final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    return rng.below(up.size());
  }
};

}  // namespace

Entry<Balancing> random_policy() {
  return entry<Balancing, NoFields>({.name = "random",
                                     .meaning = "Any replica, each equally likely.",
                                     .source = "The baseline of Mitzenmacher 2001, d = 1; Envoy's RANDOM",
                                     .leaves_out = "Weights: every replica is equally likely.",
                                     .validated_by = {"A-LBN"}},
                                    [](const NoFields&) { return std::make_unique<Random>(); });
}

}  // namespace windtunnel
