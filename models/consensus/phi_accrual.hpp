// The phi-accrual failure detector: how surprising it is that no heartbeat has come yet (Hayashibara, Defago,
// Yared & Katayama, "The phi Accrual Failure Detector", SRDS 2004).
//
// A value: heartbeats in, suspicion out. phi = -log10 of the probability that an interval is longer than what
// has passed, if intervals are normal with the mean and deviation of the last few; so at a threshold of 1 one
// in ten suspicions is wrong, at 3 one in a thousand, if they are. The normal tail is Akka's logistic
// approximation (PhiAccrualFailureDetector.scala, after Bowling et al. 2009; relative error below 0.0002 of
// the tail's middle part), which has no underflow. Cassandra takes intervals for exponential: phi = passed /
// (mean * ln 10).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"

namespace windtunnel {

enum class PhiTail : std::uint8_t { kNormal, kExponential };

struct PhiOptions {
  std::size_t window = 200;  // intervals that are remembered; 1000 in the paper, 200 in Akka
  Duration deviation_min = Duration::from_ns(100'000'000);
  Duration pause = Duration();  // that is no surprise, on top of the mean
  Duration first =
      Duration::from_ns(1'000'000'000);  // the interval before any is known, with a quarter's deviation
  PhiTail tail = PhiTail::kNormal;
  bool operator==(const PhiOptions&) const = default;
};

class PhiAccrual {
 public:
  explicit PhiAccrual(const PhiOptions& options);

  void heartbeat(Time now);
  // The first after a silence that was taken for a death: nothing is learnt from how long it was, or one
  // outage would make every later one longer (Akka's detector leaves it out for the same reason).
  void heartbeat_after_suspicion(Time now);
  // 0 before the first heartbeat.
  double phi(Time now) const;
  // How long after the last heartbeat phi reaches so much, to a microsecond: a day at most.
  Duration silence_until(double threshold) const;
  double mean_seconds() const;
  double deviation_seconds() const;  // of the window, not less than the least that is allowed
  bool operator==(const PhiAccrual&) const = default;

 private:
  void remember(std::int64_t interval_ns);
  double phi_of(double passed, double mean, double deviation) const;

  PhiOptions options_;
  std::vector<std::int64_t> intervals_ns_;  // a ring
  std::size_t next_ = 0;
  bool heard_ = false;
  Time last_;
};

}  // namespace windtunnel
