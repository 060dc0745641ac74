// Least requests: look at a few replicas drawn at random, take the one with the fewest in flight.
//
// Two choices already buy most of what knowing every queue would (Mitzenmacher 2001); more choices chase
// stale counts into a herd. The replicas looked at are distinct, as in the theory for few replicas; Envoy may
// draw one twice, which with N replicas and two choices wastes one look in N. Ties go to the replica drawn
// first.
#include <array>

#include "models/load_balancing/load.hpp"
#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

constexpr std::int64_t kChoicesMax = 64;

struct LeastRequestsFields {
  std::int64_t choices = 2;

  void describe(Schema& schema) {
    schema.field("choices", choices, "How many replicas to look at; 1 is plain random.",
                 Range<std::int64_t>{1, kChoicesMax});
  }
};

class LeastRequests final : public Policy {
 public:
  explicit LeastRequests(LeastRequestsFields fields) : choices_(static_cast<std::size_t>(fields.choices)) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    const std::size_t looks = choices_ < up.size() ? choices_ : up.size();
    std::size_t best = rng.below(up.size());
    std::array<std::size_t, kChoicesMax> seen;  // ascending
    seen[0] = best;
    for (std::size_t look = 1; look < looks; ++look) {
      // The n-th of those not seen yet.
      std::size_t other = rng.below(up.size() - look);
      std::size_t place = 0;
      while (place < look && other >= seen[place]) ++other, ++place;
      for (std::size_t i = look; i > place; --i) seen[i] = seen[i - 1];
      seen[place] = other;
      if (less_busy(up[other], up[best])) best = other;
    }
    return best;
  }

 private:
  std::size_t choices_;
};

}  // namespace

Entry<Balancing> least_requests() {
  return entry<Balancing, LeastRequestsFields>(
      {.name = "least_requests",
       .meaning = "The least busy of a few replicas drawn at random.",
       .source =
           "Mitzenmacher 2001, The power of two choices in randomized load balancing; Envoy's LEAST_REQUEST",
       .leaves_out = "Loads are this balancer's own counts, not the replicas'.",
       .validated_by = {"A-LBN"}},
      [](const LeastRequestsFields& fields) { return std::make_unique<LeastRequests>(fields); });
}

}  // namespace windtunnel
