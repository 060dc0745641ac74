// A rate that is constant between the moments at which somebody changes it.
#include <algorithm>

#include "models/rates/rate.hpp"
#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

class SteppedPath final : public RatePath {
 public:
  explicit SteppedPath(std::shared_ptr<const std::vector<RateStep>> steps) : steps_(std::move(steps)) {}

  Time when(Time from, double expected) override {
    while (step_ + 1 < steps_->size() && (*steps_)[step_ + 1].at <= from) ++step_;
    for (std::size_t step = step_; step < steps_->size(); ++step) {
      const double rate = (*steps_)[step].per_second;
      const Time end = step + 1 < steps_->size() ? (*steps_)[step + 1].at : Time::never();
      const double until_end = rate * (end - from).seconds();
      if (expected <= until_end) return std::min(end, from + Duration::from_seconds(expected / rate));
      expected -= until_end;
      from = end;
    }
    return Time::never();
  }

 private:
  std::shared_ptr<const std::vector<RateStep>> steps_;
  std::size_t step_ = 0;  // the one that `from` fell in last
};

}  // namespace

RateLaw stepped_rate(std::vector<RateStep> steps) {
  CHECK(!steps.empty() && steps.front().at == Time(), "a first rate, from the start");
  for (std::size_t i = 0; i < steps.size(); ++i)
    CHECK(steps[i].per_second > 0 && (i == 0 || steps[i - 1].at <= steps[i].at),
          "rates in the order of time");
  auto shared = std::make_shared<const std::vector<RateStep>>(std::move(steps));
  RateLaw law;
  law.start = [shared](std::uint64_t) { return std::make_unique<SteppedPath>(shared); };
  for (const RateStep& step : *shared) law.peak_per_second = std::max(law.peak_per_second, step.per_second);
  law.mean_per_second = [shared](Time from, Time to) {
    if (to <= from) return 0.0;
    double sum = 0;
    for (std::size_t i = 0; i < shared->size(); ++i) {
      const Time begins = std::max(from, (*shared)[i].at);
      const Time ends = i + 1 < shared->size() ? std::min(to, (*shared)[i + 1].at) : to;
      if (begins < ends) sum += (*shared)[i].per_second * (ends - begins).seconds();
    }
    return sum / (to - from).seconds();
  };
  return law;
}

}  // namespace windtunnel
