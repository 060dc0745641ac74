// MSER-5, batch means, trends and saturation.
#include "sim/stats/stationarity.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/base/text.hpp"
#include "sim/stats/moments.hpp"

namespace windtunnel {
namespace {

// Means of `groups` equal stretches; what does not divide is dropped from the front, where the warm-up was.
std::vector<double> averaged(std::span<const double> series, std::size_t groups) {
  const std::size_t length = series.size() / groups;
  const std::size_t offset = series.size() - length * groups;
  std::vector<double> means(groups);
  for (std::size_t group = 0; group < groups; ++group) {
    double sum = 0;
    for (std::size_t i = 0; i < length; ++i) sum += series[offset + group * length + i];
    means[group] = sum / static_cast<double>(length);
  }
  return means;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::string refusal(const Changes& changes) {
  if (changes.profile && changes.timeline)
    return "the rate follows a profile and the timeline changes the system";
  return changes.profile ? "the rate follows a profile" : "the timeline changes the system";
}

}  // namespace

WarmUp mser5(std::span<const double> series) {
  constexpr std::size_t kFive = 5;
  const std::size_t n = series.size() / kFive;
  WarmUp warm_up;
  if (n < 10) {
    warm_up.why = "fewer than 50 observations";
    return warm_up;
  }
  std::vector<double> fives(n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < kFive; ++j) sum += series[i * kFive + j];
    fives[i] = sum / kFive;
  }
  // From the back, so that each cut adds one value; the last five fives are never judged (their error is all
  // luck).
  Moments rest;
  double least = math::kInfinity;
  std::size_t cut = 0;
  for (std::size_t i = n; i-- > 0;) {
    rest.add(fives[i]);
    if (rest.count() < 5) continue;
    const auto count = static_cast<double>(rest.count());
    const double error = rest.variance() * (count - 1) / (count * count);
    if (error <= least) {
      least = error;
      cut = i;
    }
  }
  warm_up.observations = cut * kFive;
  warm_up.found = cut <= n / 2;
  if (!warm_up.found) warm_up.why = "the series has not settled in its first half";
  return warm_up;
}

double von_neumann_score(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 4) return 0;
  const double mean = mean_of(values);
  double squares = 0;
  double steps = 0;
  for (std::size_t i = 0; i < n; ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) steps += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
  }
  if (squares == 0) return 0;
  // The ratio has mean 2 and variance 4 (n - 2) / (n^2 - 1) (Young 1941).
  const auto count = static_cast<double>(n);
  return (steps / squares - 2) / std::sqrt(4 * (count - 2) / (count * count - 1));
}

double mann_kendall_score(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 4) return 0;
  double s = 0;
  std::map<double, double> ties;
  for (std::size_t i = 0; i < n; ++i) {
    ties[values[i]] += 1;
    for (std::size_t j = i + 1; j < n; ++j) s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
  }
  const auto count = static_cast<double>(n);
  double variance = count * (count - 1) * (2 * count + 5);
  for (const auto& [value, t] : ties) variance -= t * (t - 1) * (2 * t + 5);
  variance /= 18;
  if (variance <= 0 || s == 0) return 0;
  return (s > 0 ? s - 1 : s + 1) / std::sqrt(variance);
}

Estimate batch_means(std::span<const double> series, const Changes& changes, double confidence) {
  if (changes.profile || changes.timeline)
    return Estimate::lacking(Lack::kNotStationary,
                             refusal(changes) + ", so there is no steady state to average");
  constexpr std::size_t kBatches = 32;
  constexpr std::size_t kFewest = 8;
  if (series.size() < kBatches * 8)
    return Estimate::lacking(Lack::kTooFew, "fewer than 256 observations for batch means");
  const double alike = math::normal_quantile(0.05);
  for (std::size_t batches = kBatches; batches >= kFewest; batches /= 2) {
    const std::vector<double> means = averaged(series, batches);
    if (von_neumann_score(means) < alike) continue;
    Estimate estimate = mean_over_replications(means, confidence);
    estimate.replications = 1;
    return estimate;
  }
  return Estimate::lacking(Lack::kTooFew,
                           "the run is too short for its dependence: 8 batches still resemble each other",
                           mean_of(series));
}

Estimate steady_state_mean(std::span<const double> series, const Changes& changes, double confidence) {
  if (changes.profile || changes.timeline) return batch_means(series, changes, confidence);
  const WarmUp warm_up = mser5(series);
  if (!warm_up.found) return Estimate::lacking(Lack::kTooFew, "no end of the warm-up: " + warm_up.why);
  return batch_means(series.subspan(warm_up.observations), changes, confidence);
}

namespace {

double growth_of(const QueueGrowth& seen) {
  if (seen.third_quarter > 0) return seen.last_quarter / seen.third_quarter;
  return seen.last_quarter > 0 ? math::kInfinity : 1;
}

}  // namespace

QueueGrowth queue_growth(std::span<const double> in_system) {
  constexpr std::size_t kAverages = 16;
  constexpr double kGrowth = 1.15;
  QueueGrowth seen;
  const std::size_t half = in_system.size() / 2;
  if (half < kAverages) return seen;
  seen.told = true;
  const std::span<const double> late = in_system.subspan(in_system.size() - half);
  seen.third_quarter = mean_of(late.first(half / 2));
  seen.last_quarter = mean_of(late.subspan(half / 2));
  const double score = mann_kendall_score(averaged(late, kAverages));
  seen.rises = score > -math::normal_quantile(0.001) && growth_of(seen) >= kGrowth;
  return seen;
}

Saturation saturation(const QueueGrowth& growth, double offered_load, double capacity_cores,
                      double busy_share_late) {
  constexpr double kBusy = 0.97;
  Saturation answer;
  answer.load = capacity_cores > 0 ? offered_load / capacity_cores : 0;
  if (!growth.told) {
    answer.why = "too few samples of the queue to tell";
    return answer;
  }
  answer.growth = growth_of(growth);
  answer.saturated = growth.rises && busy_share_late >= kBusy;
  if (answer.saturated)
    answer.why =
        "offered load is " + percent(answer.load, 0) +
        " of capacity and the queue still grows at the end: " + significant(growth.third_quarter, 3) +
        " in the third quarter, " + significant(growth.last_quarter, 3) + " in the last";
  return answer;
}

Saturation saturation(const QueueTrace& trace) {
  return saturation(queue_growth(trace.in_system), trace.offered_load, trace.capacity_cores,
                    trace.busy_share_late);
}

}  // namespace windtunnel
