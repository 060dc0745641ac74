// How the rate of an open source goes over time, as a scenario names it.
//
// A rate is a path: given a moment and an amount of "expected requests", it says when that amount has passed.
// Arrivals are then gaps of mean 1 pushed through the path (time change of a unit-rate process, Cinlar 1975),
// so scaling or shifting a rate moves the arrivals but keeps the luck behind them.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/complain.hpp"

namespace windtunnel {

class RatePath {
 public:
  virtual ~RatePath() = default;
  // When `expected` more requests will have been expected since `from`; Time::never() when that never comes.
  // `from` never goes back between calls.
  virtual Time when(Time from, double expected) = 0;
};

// What a scenario's rate comes to, shared by all replications.
struct RateLaw {
  std::function<std::unique_ptr<RatePath>(std::uint64_t key)> start;  // a fresh path for one run
  std::function<double(Time from, Time to)> mean_per_second;          // expected over a span
  double peak_per_second = 0;
  bool constant = false;
};

struct RateModel {
  static constexpr std::string_view kKind = "rate";
  using Maker = std::function<RateLaw(const AnyFields&, const Complain&)>;
};

Entry<RateModel> constant_rate();
Entry<RateModel> diurnal_rate();
Entry<RateModel> mmpp_rate();
Entry<RateModel> series_rate();

// Adds every rate there is to a catalog.
void add_rates(Catalog& catalog);

// A rate that is constant within slots of one length and repeats after the last: the form of a series and of
// a day.
RateLaw slotted_rate(std::vector<double> per_second, Duration slot, Duration shift);

// A constant rate that somebody changes: from each moment on another, in the order of time, the first from
// the start. What is expected of a gap when the rate changes is not drawn anew, it passes faster or slower.
struct RateStep {
  Time at;
  double per_second = 0;
};
RateLaw stepped_rate(std::vector<RateStep> steps);

}  // namespace windtunnel
