// The window of intervals, and the tail of the law that they are taken to follow.
#include "models/consensus/phi_accrual.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"

namespace windtunnel {

PhiAccrual::PhiAccrual(const PhiOptions& options) : options_(options) {
  CHECK(options.window >= 2, "a deviation needs two intervals");
  // As Akka begins: two intervals around the expected one, a quarter of it apart from it.
  const std::int64_t first = options.first.ns();
  remember(first - first / 4);
  remember(first + first / 4);
}

void PhiAccrual::remember(std::int64_t interval_ns) {
  if (intervals_ns_.size() < options_.window)
    intervals_ns_.push_back(interval_ns);
  else
    intervals_ns_[next_] = interval_ns;
  next_ = (next_ + 1) % options_.window;
}

void PhiAccrual::heartbeat(Time now) {
  if (heard_) remember(std::max<std::int64_t>((now - last_).ns(), 0));
  heard_ = true;
  last_ = now;
}

void PhiAccrual::heartbeat_after_suspicion(Time now) {
  heard_ = true;
  last_ = now;
}

double PhiAccrual::mean_seconds() const {
  double sum = 0;
  for (const std::int64_t ns : intervals_ns_) sum += static_cast<double>(ns) / 1e9;
  return sum / static_cast<double>(intervals_ns_.size());
}

double PhiAccrual::deviation_seconds() const {
  const double mean = mean_seconds();
  double sum = 0;
  for (const std::int64_t ns : intervals_ns_) {
    const double apart = static_cast<double>(ns) / 1e9 - mean;
    sum += apart * apart;
  }
  return std::max(std::sqrt(sum / static_cast<double>(intervals_ns_.size())),
                  options_.deviation_min.seconds());
}

double PhiAccrual::phi(Time now) const {
  if (!heard_) return 0;
  return phi_of(std::max((now - last_).seconds(), 0.0), mean_seconds() + options_.pause.seconds(),
                deviation_seconds());
}

double PhiAccrual::phi_of(double passed, double mean, double deviation) const {
  constexpr double kLn10 = 2.302585092994045684;
  if (options_.tail == PhiTail::kExponential) return passed / (mean * kLn10);
  const double y = (passed - mean) / deviation;
  const double e = exp(-y * (1.5976 + 0.070566 * y * y));
  // Far out 1 / (1 + e) is e to the last digit, and e itself may be too small for a double.
  if (y > 4) return (y * (1.5976 + 0.070566 * y * y)) / kLn10;
  return passed > mean ? -log(e / (1 + e)) / kLn10 : -log(1 - 1 / (1 + e)) / kLn10;
}

Duration PhiAccrual::silence_until(double threshold) const {
  const double mean = mean_seconds() + options_.pause.seconds(), deviation = deviation_seconds();
  // phi only grows with the time that has passed.
  double low = 0, high = 86'400;
  while (high - low > 1e-6) {
    const double middle = (low + high) / 2;
    (phi_of(middle, mean, deviation) < threshold ? low : high) = middle;
  }
  return Duration::from_seconds(high);
}

}  // namespace windtunnel
