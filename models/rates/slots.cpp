// A rate given slot by slot, going round and round: what a measured series and a smooth day both come to.
#include <algorithm>

#include "models/rates/rate.hpp"
#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

class SlottedPath final : public RatePath {
 public:
  SlottedPath(std::shared_ptr<const std::vector<double>> rates, Duration slot, Duration shift)
      : rates_(std::move(rates)), slot_ns_(slot.ns()) {
    const std::int64_t period = slot_ns_ * static_cast<std::int64_t>(rates_->size());
    offset_ns_ = ((-shift.ns()) % period + period) % period;
  }

  Time when(Time from, double expected) override {
    std::int64_t now = from.ns() + offset_ns_;  // on the clock of the series
    for (std::size_t empty = 0; empty <= rates_->size();) {
      const std::int64_t index = now / slot_ns_;
      const double rate = (*rates_)[static_cast<std::size_t>(index) % rates_->size()];
      const std::int64_t slot_end = (index + 1) * slot_ns_;
      const double in_slot = rate * (static_cast<double>(slot_end - now) * 1e-9);
      if (rate > 0 && expected <= in_slot) {
        const auto ns = static_cast<std::int64_t>(expected / rate * 1e9 + 0.5);
        return Time::from_ns(std::min(now + ns, slot_end) - offset_ns_);
      }
      expected -= in_slot;
      empty = rate > 0 ? 0 : empty + 1;
      now = slot_end;
    }
    return Time::never();  // a whole round without a request
  }

 private:
  std::shared_ptr<const std::vector<double>> rates_;
  std::int64_t slot_ns_;
  std::int64_t offset_ns_ = 0;
};

}  // namespace

RateLaw slotted_rate(std::vector<double> per_second, Duration slot, Duration shift) {
  CHECK(!per_second.empty() && slot > Duration(), "a series has slots");
  auto rates = std::make_shared<const std::vector<double>>(std::move(per_second));
  RateLaw law;
  law.peak_per_second = *std::max_element(rates->begin(), rates->end());
  law.start = [rates, slot, shift](std::uint64_t) {
    return std::make_unique<SlottedPath>(rates, slot, shift);
  };
  law.mean_per_second = [rates, slot, shift](Time from, Time to) {
    if (to <= from) return 0.0;
    const std::int64_t period = slot.ns() * static_cast<std::int64_t>(rates->size());
    const std::int64_t offset = ((-shift.ns()) % period + period) % period;
    double sum = 0;
    for (std::int64_t now = from.ns() + offset, end = to.ns() + offset; now < end;) {
      const std::int64_t index = now / slot.ns();
      const std::int64_t until = std::min(end, (index + 1) * slot.ns());
      sum += (*rates)[static_cast<std::size_t>(index) % rates->size()] * static_cast<double>(until - now);
      now = until;
    }
    return sum / static_cast<double>((to - from).ns());
  };
  return law;
}

}  // namespace windtunnel
