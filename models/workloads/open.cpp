// The open loop: requests come at their own rate, however the system fares.
//
// It is the honest model of a crowd of independent users (Schroeder, Wierman and Harchol-Balter, NSDI 2006):
// a slow system does not slow them down, so queues can grow without bound.
#include <array>

#include "models/workloads/workload_model.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {
namespace {

struct OpenFields : WorkloadCommon {
  Choice<RateModel> rate;
  std::optional<Choice<Distribution>> gaps;

  void describe(Schema& schema) {
    schema.field("rate", rate, "How many requests are meant to be sent per unit of time.", Required{},
                 Changeable{});
    schema.field("gaps", gaps,
                 "Law of the time between two requests, scaled to the rate; exponential when absent: a "
                 "Poisson process.");
    WorkloadCommon::describe(schema);
  }
};

// Gaps are pure functions of their numbers, so they are drawn some at a time: one draw is a chain of a
// hundred dependent operations, but several overlap in the processor, and the next arrival does not wait for
// its gap.
class Gaps {
 public:
  Gaps(Sampler gap, std::uint64_t key) : gap_(std::move(gap)), key_(key) {}
  double operator()(std::uint64_t number) {
    const std::uint64_t first = number - number % kAtOnce;
    if (first != first_) {
      first_ = first;
      for (std::uint64_t i = 0; i < kAtOnce; ++i) {
        Rng rng = Rng::for_request(key_, first + i);
        drawn_[i] = gap_(rng);
      }
    }
    return drawn_[number % kAtOnce];
  }

 private:
  static constexpr std::uint64_t kAtOnce = 16;
  Sampler gap_;
  std::uint64_t key_;
  std::uint64_t first_ = ~std::uint64_t{0};
  std::array<double, kAtOnce> drawn_{};
};

// Poisson at a constant rate is by far the commonest source, so it goes without a path.
class PoissonArrivals final : public OpenArrivals {
 public:
  PoissonArrivals(double per_second, std::uint64_t key)
      : gaps_(Sampler::exponential(1.0 / per_second), key) {}
  Time next(Time previous, std::uint64_t number) override {
    return previous + Duration::from_seconds(gaps_(number));
  }

 private:
  Gaps gaps_;
};

class PathArrivals final : public OpenArrivals {
 public:
  PathArrivals(std::unique_ptr<RatePath> path, Sampler unit_gap, std::uint64_t key)
      : path_(std::move(path)), unit_gaps_(std::move(unit_gap), key) {}
  Time next(Time previous, std::uint64_t number) override {
    return path_->when(previous, unit_gaps_(number));
  }

 private:
  std::unique_ptr<RatePath> path_;
  Gaps unit_gaps_;
};

}  // namespace

Entry<WorkloadModel> open_workload() {
  return entry<WorkloadModel, OpenFields>(
      {.name = "open",
       .meaning = "Requests come at their own rate, however the system fares.",
       .source = "Schroeder, Wierman and Harchol-Balter, NSDI 2006",
       .leaves_out = "Users who leave for good after a bad day; sessions.",
       .validated_by = {"A-MM1", "A-GIM1"}},
      [](const OpenFields& fields, const Complain& complain) {
        WorkloadParts parts;
        parts.common = fields;
        parts.rate = fields.rate.make(complain_below(complain, "rate"));
        const Sampler gaps = fields.gaps ? fields.gaps->make() : Sampler::exponential(1.0);
        const double mean = gaps.mean();
        if (!(mean > 0) || !(mean < 1e300)) {
          complain("gaps", "WT005", "a mean of " + std::to_string(mean),
                   "gaps with a mean above 0 that is finite", {}, {});
          return parts;
        }
        const bool poisson = !fields.gaps;
        parts.open_at = [poisson, unit = gaps.scaled(1.0 / mean)](
                            const RateLaw& law, std::uint64_t key) -> std::unique_ptr<OpenArrivals> {
          if (law.constant && poisson) return std::make_unique<PoissonArrivals>(law.peak_per_second, key);
          return std::make_unique<PathArrivals>(law.start(key), unit, key);
        };
        parts.open = [law = *parts.rate, at = parts.open_at](std::uint64_t key) { return at(law, key); };
        return parts;
      });
}

}  // namespace windtunnel
