// Join the idle queue: an idle replica if there is one, else any at random.
//
// Lu et al. (2011) let idle servers report to a dispatcher, so that nothing has to be asked when a request
// comes. Here the balancer's own counts say who is idle, which is the same when it is the only one. Among the
// idle ones the choice is random.
#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class JoinIdleQueue final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    std::size_t idle = 0;
    for (const ReplicaView& view : up) idle += view.in_flight == 0 ? 1 : 0;
    if (idle == 0) return rng.below(up.size());
    std::size_t skip = rng.below(idle);
    for (std::size_t i = 0;; ++i) {
      if (up[i].in_flight == 0 && skip-- == 0) return i;
    }
  }
};

}  // namespace

Entry<Balancing> join_idle_queue() {
  return entry<Balancing, NoFields>(
      {.name = "join_idle_queue",
       .meaning = "An idle replica if there is one, else any at random.",
       .source = "Lu, Xie, Kliot, Geller, Larus and Greenberg 2011, Join-Idle-Queue, section 3",
       .leaves_out =
           "Messages from idle replicas: who is idle is known from this balancer's own counts, at once, and "
           "with several balancers a replica idle for one may be busy for another. Weights.",
       .validated_by = {"A-LBN"}},
      [](const NoFields&) { return std::make_unique<JoinIdleQueue>(); });
}

}  // namespace windtunnel
