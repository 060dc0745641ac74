// Mergeable moments of a sample, and the integral over time of a value that changes in steps.
//
// Moments follow Welford (1962) and merge after Chan, Golub & LeVeque (1979): the sum of squares around the
// mean never cancels. Merging rounds, so replications are merged in the order of their index. TimeWeighted is
// exact: a whole value times whole nanoseconds in 128 bits, which is why Little's law and utilisation can be
// audited to the last bit of their quotient.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/base/time.hpp"
#include "sim/stats/int128.hpp"

namespace windtunnel {

class Moments {
 public:
  void add(double x) {
    ++count_;
    const double delta = x - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (x - mean_);
  }
  void merge(const Moments& other) {
    if (other.count_ == 0) return;
    const auto n = static_cast<double>(count_);
    const auto m = static_cast<double>(other.count_);
    const double delta = other.mean_ - mean_;
    mean_ += delta * (m / (n + m));
    squares_ += other.squares_ + delta * delta * (n * m / (n + m));
    count_ += other.count_;
  }

  std::int64_t count() const { return count_; }
  double mean() const { return count_ == 0 ? std::numeric_limits<double>::quiet_NaN() : mean_; }
  double variance() const {  // of the population the sample stands for (n - 1); NaN below two values
    return count_ < 2 ? std::numeric_limits<double>::quiet_NaN() : squares_ / static_cast<double>(count_ - 1);
  }
  double deviation() const { return std::sqrt(variance()); }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of (x - mean)^2
};

// A whole number that holds between changes, such as the requests in a station. It starts as 0 at time 0.
// Changes come in the order of time; a change before the last one is the caller's bug and would count a
// negative area.
class TimeWeighted {
 public:
  void set(Time now, std::int64_t value) {
    settle(now);
    value_ = value;
    peak_ = std::max(peak_, value);
  }
  void change(Time now, std::int64_t by) { set(now, value_ + by); }

  std::int64_t value() const { return value_; }
  std::int64_t peak() const { return peak_; }  // largest value since the start or the last forget_peak
  void forget_peak() { peak_ = value_; }       // where a window begins
  Int128 area_ns(Time now) const {             // the integral from 0 to now, value x nanoseconds
    return area_ns_ + static_cast<Int128>(value_) * (now - since_).ns();
  }

  // A window is cut by two marks: at the start and the end of a phase, of the warm-up, of a batch.
  struct Mark {
    Time at;
    Int128 area_ns = 0;
  };
  Mark mark(Time now) const { return {now, area_ns(now)}; }
  // The mean over a window; NaN where it has no length.
  static double mean(const Mark& from, const Mark& to) {
    if (to.at <= from.at) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(to.area_ns - from.area_ns) / static_cast<double>((to.at - from.at).ns());
  }

 private:
  void settle(Time now) {
    area_ns_ = area_ns(now);
    since_ = now;
  }

  std::int64_t value_ = 0;
  std::int64_t peak_ = 0;
  Time since_;
  Int128 area_ns_ = 0;
};

}  // namespace windtunnel
