// Processor sharing on one host, by attained service: O(log n) for a start, an end or a change of speed.
//
// All works present get the same rate, speed * min(1, cores / works), so the service each has attained since
// it came differs from everybody else's by a constant: one clock of attained service runs for all, and a work
// ends when that clock reaches the value it had at its start plus the work (Kleinrock 1976; virtual time
// after Zhang 1990). The clock is a double in ns and starts anew whenever the host is empty; ends are rounded
// up to the nanosecond.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "sim/base/time.hpp"
#include "sim/kernel/event.hpp"

namespace windtunnel {

class SharedHost {
 public:
  explicit SharedHost(std::int64_t cores) : cores_(cores) {}

  bool empty() const { return works_.empty(); }
  std::size_t size() const { return works_.size(); }

  // Brings the clock of attained service up to now; called before any change.
  void advance(Time now, double speed) {
    if (!works_.empty()) clock_ += static_cast<double>((now - since_).ns()) * rate(speed);
    since_ = now;
  }
  // The key under which the work is filed.
  double add(Duration work, std::uint32_t slot) {
    if (works_.empty()) clock_ = 0;
    const double ends = clock_ + static_cast<double>(work.ns());
    works_.emplace(ends, slot);
    return ends;
  }
  void remove(double ends, std::uint32_t slot) { works_.erase({ends, slot}); }

  std::uint32_t first() const { return works_.begin()->second; }
  Duration until_first(double speed) const {
    const double left = std::max(0.0, works_.begin()->first - clock_) / rate(speed);
    const auto whole = static_cast<std::int64_t>(left);
    return Duration::from_ns(whole + (static_cast<double>(whole) < left ? 1 : 0));
  }
  // A work is over when less than half a nanosecond of it is left.
  bool first_is_over() const { return works_.begin()->first - clock_ < 0.5; }

  Timer timer;

 private:
  double rate(double speed) const {
    const auto present = static_cast<double>(works_.size());
    return speed * std::min(1.0, static_cast<double>(cores_) / present);
  }

  std::int64_t cores_;
  double clock_ = 0;
  Time since_;
  std::set<std::pair<double, std::uint32_t>> works_;
};

}  // namespace windtunnel
