// Join the shortest queue: the replica with the fewest requests in flight of all, ties at random.
//
// The best that counts can do for equal replicas (Winston 1977), at the price of looking at everybody. Ties
// have to be broken at random: with the first one winning, light load would heap up on the first replicas.
#include "models/load_balancing/load.hpp"
#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class JoinShortestQueue final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    std::size_t best = 0, ties = 1;
    for (std::size_t i = 1; i < up.size(); ++i) {
      if (less_busy(up[i], up[best])) {
        best = i;
        ties = 1;
      } else if (!less_busy(up[best], up[i])) {
        ++ties;
      }
    }
    if (ties == 1) return best;
    std::size_t skip = rng.below(ties);
    for (std::size_t i = best;; ++i) {
      if (less_busy(up[best], up[i])) continue;
      if (skip-- == 0) return i;
    }
  }
};

}  // namespace

Entry<Balancing> join_shortest_queue() {
  return entry<Balancing, NoFields>(
      {.name = "join_shortest_queue",
       .meaning = "The least busy of all replicas, ties at random.",
       .source = "Winston 1977; nginx's least_conn, HAProxy's leastconn",
       .leaves_out =
           "Queues are this balancer's own counts: with several balancers each sees only its share.",
       .validated_by = {"A-LBN", "A-JSQ2"}},
      [](const NoFields&) { return std::make_unique<JoinShortestQueue>(); });
}

}  // namespace windtunnel
