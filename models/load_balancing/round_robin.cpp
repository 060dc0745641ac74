// Round robin: one after the other, and again from the first.
//
// It starts at a replica drawn at random, as Envoy does: balancers that all start at the first one send their
// first requests to the same place.
#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class RoundRobin final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    if (!started_) {
      next_ = rng.below(up.size());
      started_ = true;
    }
    if (next_ >= up.size()) next_ = 0;
    return next_++;
  }

 private:
  std::size_t next_ = 0;
  bool started_ = false;
};

}  // namespace

Entry<Balancing> round_robin() {
  return entry<Balancing, NoFields>(
      {.name = "round_robin",
       .meaning = "One replica after the other.",
       .source = "Envoy's ROUND_ROBIN and nginx without weights; with one balancer each replica is an "
                 "E_N/M/1 queue",
       .leaves_out =
           "Weights. Each balancer turns by itself: several of them do not take turns with each other.",
       .validated_by = {"A-LBN"}},
      [](const NoFields&) { return std::make_unique<RoundRobin>(); });
}

}  // namespace windtunnel
