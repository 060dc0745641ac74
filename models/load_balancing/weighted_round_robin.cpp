// Weighted round robin, smooth: turns in proportion to weights, spread out instead of in bursts.
//
// nginx's algorithm (commit 52327e0627f4, 2012): every replica's credit grows by its weight, the one with the
// most credit is chosen and pays the sum of all weights. With weights 5, 1, 1 the order is a a b a c a a and
// not a a a a a b c. Credit never leaves the range of the sum, so shares are exact over each full turn.
#include <vector>

#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class WeightedRoundRobin final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng&) override {
    if (up.empty()) return std::nullopt;
    if (credits_.size() != up.size()) members_changed(up);
    double total = 0;
    std::size_t best = 0;
    for (std::size_t i = 0; i < up.size(); ++i) {
      total += up[i].weight;
      credits_[i].amount += up[i].weight;
      if (credits_[i].amount > credits_[best].amount) best = i;
    }
    credits_[best].amount -= total;
    return best;
  }

  // Who stays keeps its credit, who comes starts with none.
  void members_changed(std::span<const ReplicaView> up) override {
    std::vector<Credit> credits;
    for (const ReplicaView& view : up) {
      credits.push_back({view.replica, 0});
      for (const Credit& old : credits_)
        if (old.replica == view.replica) credits.back().amount = old.amount;
    }
    credits_ = std::move(credits);
  }

 private:
  struct Credit {
    std::uint32_t replica;
    double amount;
  };
  std::vector<Credit> credits_;  // beside `up`
};

}  // namespace

Entry<Balancing> weighted_round_robin() {
  return entry<Balancing, NoFields>(
      {.name = "weighted_round_robin",
       .meaning = "Turns in proportion to the replicas' weights, evenly spread.",
       .source = "nginx's smooth weighted round robin, ngx_http_upstream_get_peer",
       .leaves_out = "nginx lowers the weight of a replica that fails and raises it again slowly.",
       .validated_by = {"weighted_round_robin_test"}},
      [](const NoFields&) { return std::make_unique<WeightedRoundRobin>(); });
}

}  // namespace windtunnel
