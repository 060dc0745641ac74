// Consistent hashing: the same key goes to the same replica, and a replica that leaves takes only its own
// keys along.
//
// A ring of 64-bit hashes with many points a replica (Karger et al. 1997; ketama): a key belongs to the first
// point at or after its hash. The share of a replica has a coefficient of variation of about 1 /
// sqrt(points), which is why there are many. With bounded loads (Mirrokni, Thorup and Zadimoghaddam 2018) a
// replica that already has its share times the bound is passed over to the next on the ring.
#include <algorithm>
#include <cmath>
#include <vector>

#include "models/load_balancing/policies.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct ConsistentHashingFields {
  std::int64_t virtual_nodes = 160;
  std::optional<double> load_bound;

  void describe(Schema& schema) {
    schema.field("virtual_nodes", virtual_nodes, "Points on the ring of a replica of weight 1.",
                 Range<std::int64_t>{1, 100'000});
    schema.field("load_bound", load_bound,
                 "A replica with more than this many times the mean in flight is passed over; absent: never.",
                 Range<double>{1.01, 100});
  }
};

class ConsistentHashing final : public Policy {
 public:
  explicit ConsistentHashing(ConsistentHashingFields fields) : fields_(fields) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question, Rng&) override {
    if (up.empty()) return std::nullopt;
    if (members_ != up.size()) members_changed(up);
    const std::uint64_t hash =
        mix64(question.key ^ 0x6a09e667f3bcc909u);  // not the hash that made the points
    auto at = std::lower_bound(ring_.begin(), ring_.end(), hash,
                               [](const Point& point, std::uint64_t value) { return point.hash < value; });
    if (at == ring_.end()) at = ring_.begin();
    if (!fields_.load_bound) return at->index;
    std::int64_t total = 1;
    double weights = 0;
    for (const ReplicaView& view : up) total += view.in_flight, weights += view.weight;
    // Somebody is always below the bound, because it is above the mean.
    for (std::size_t step = 0; step < ring_.size(); ++step) {
      const ReplicaView& view = up[at->index];
      const double share = weights > 0 ? view.weight / weights : 1.0 / static_cast<double>(up.size());
      if (view.in_flight + 1 <= std::ceil(*fields_.load_bound * share * static_cast<double>(total))) break;
      if (++at == ring_.end()) at = ring_.begin();
    }
    return at->index;
  }

  void members_changed(std::span<const ReplicaView> up) override {
    members_ = up.size();
    ring_.clear();
    for (std::size_t i = 0; i < up.size(); ++i) {
      const double wanted = up[i].weight * static_cast<double>(fields_.virtual_nodes);
      const auto points = static_cast<std::uint64_t>(std::max(1.0, std::floor(wanted + 0.5)));
      for (std::uint64_t point = 0; point < points; ++point) {
        ring_.push_back({combine64(up[i].replica, point), static_cast<std::uint32_t>(i)});
      }
    }
    std::sort(ring_.begin(), ring_.end(), [](const Point& a, const Point& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
    });
  }

 private:
  struct Point {
    std::uint64_t hash;
    std::uint32_t index;  // in `up`
  };
  ConsistentHashingFields fields_;
  std::size_t members_ = 0;
  std::vector<Point> ring_;
};

}  // namespace

Entry<Balancing> consistent_hashing() {
  return entry<Balancing, ConsistentHashingFields>(
      {.name = "consistent_hashing",
       .meaning =
           "The replica that owns the request's key on a hash ring, so the same key meets the same replica.",
       .source = "Karger et al. 1997; ketama and Envoy's RING_HASH; bounds as in Mirrokni, Thorup and "
                 "Zadimoghaddam 2018",
       .leaves_out = "The hash is ours: shares are those of the law, not of a given Envoy's ring.",
       .validated_by = {"consistent_hashing_test"}},
      [](const ConsistentHashingFields& fields) { return std::make_unique<ConsistentHashing>(fields); });
}

}  // namespace windtunnel
