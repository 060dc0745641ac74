// Peak EWMA: of two replicas drawn at random the one whose recent latency times its requests in flight is
// lower.
//
// Finagle's PeakEwma, used by Linkerd: a reply slower than the average lifts the average at once to itself,
// faster ones pull it down over the decay time; so one slow reply is enough to be avoided, and trust comes
// back slowly. A replica that has answered nothing yet but has requests in flight is avoided altogether: it
// may be dead.
#include <vector>

#include "models/load_balancing/policies.hpp"
#include "sim/base/math.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct PeakEwmaFields {
  Duration decay = 10_s;

  void describe(Schema& schema) {
    schema.field("decay", decay, "How long until a latency weighs only 1/e: shorter forgets faster.",
                 Range<Duration>{1_ms, 1_h});
  }
};

class PeakEwma final : public Policy {
 public:
  explicit PeakEwma(PeakEwmaFields fields) : decay_s_(fields.decay.seconds()) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question,
                                  Rng& rng) override {
    if (up.empty()) return std::nullopt;
    if (up.size() == 1) return 0;
    const std::size_t first = rng.below(up.size());
    std::size_t second = rng.below(up.size() - 1);
    if (second >= first) ++second;
    return cost(up[second], question.now) < cost(up[first], question.now) ? second : first;
  }

  bool wants_feedback() const override { return true; }

  void finished(std::uint32_t replica, Time now, Duration latency, bool /*ok*/) override {
    observe(average_of(replica), now, latency.seconds());
  }

 private:
  struct Average {
    double latency_s = 0;
    Time when;
  };

  Average& average_of(std::uint32_t replica) {
    if (replica >= averages_.size()) averages_.resize(replica + 1);
    return averages_[replica];
  }

  void observe(Average& average, Time now, double latency_s) {
    if (latency_s > average.latency_s) {
      average.latency_s = latency_s;
    } else {
      const double keep = math::exp(-(now - average.when).seconds() / decay_s_);
      average.latency_s = average.latency_s * keep + latency_s * (1 - keep);
    }
    average.when = now;
  }

  // Finagle looks by observing a latency of 0, so that a replica that nobody uses is forgiven with time.
  double cost(const ReplicaView& view, Time now) {
    Average& average = average_of(view.replica);
    observe(average, now, 0);
    constexpr double kUnknown = 1e15;
    const double pending = static_cast<double>(view.in_flight);
    if (average.latency_s == 0 && view.in_flight > 0) return kUnknown + pending;
    return average.latency_s * (pending + 1);
  }

  double decay_s_;
  std::vector<Average> averages_;  // by replica number
};

}  // namespace

Entry<Balancing> peak_ewma() {
  return entry<Balancing, PeakEwmaFields>(
      {.name = "peak_ewma",
       .meaning = "Of two replicas drawn at random, the one with the lower recent peak latency times "
                  "requests in flight.",
       .source = "Finagle's PeakEwma with power of two choices; Linkerd's default",
       .leaves_out = "Weights. As in Finagle a failure that comes fast looks like a fast reply.",
       .validated_by = {"peak_ewma_test"}},
      [](const PeakEwmaFields& fields) { return std::make_unique<PeakEwma>(fields); });
}

}  // namespace windtunnel
