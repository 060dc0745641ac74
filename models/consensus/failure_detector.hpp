// When a member suspects another of which it hears nothing: after a fixed time, or when the phi-accrual
// detector is sure enough.
//
// The fixed time is a floor for both: leases rest on nobody being replaced before it, whatever a detector
// thinks. So phi makes a member more patient where heartbeats come unevenly, and no less where they do not;
// whoever wants it quick chooses a short fixed time and lets phi say when that is too short.
#pragma once

#include <algorithm>
#include <optional>

#include "models/consensus/phi_accrual.hpp"

namespace windtunnel {

struct DetectorOptions {
  std::optional<PhiOptions> phi;  // absent: the fixed time alone
  double threshold = 8;           // of phi: Cassandra's and Akka's
  bool operator==(const DetectorOptions&) const = default;
};

class FailureDetector {
 public:
  explicit FailureDetector(const DetectorOptions& options) : threshold_(options.threshold) {
    if (options.phi) phi_.emplace(*options.phi);
  }

  void heartbeat(Time now) {
    if (!phi_) return;
    if (silence_ && now >= last_ + *silence_)
      phi_->heartbeat_after_suspicion(now);
    else
      phi_->heartbeat(now);
    silence_ = phi_->silence_until(threshold_);
    last_ = now;
  }
  // From now on, when so long without any word has been agreed on as too long.
  Duration patience(Time now, Duration fixed) const {
    return silence_ ? std::max(fixed, last_ + *silence_ - now) : fixed;
  }
  // Whether who was last heard then is to be taken for dead.
  bool suspects(Time now, Time heard, Duration fixed) const {
    return now >= heard + fixed && (!silence_ || now >= last_ + *silence_);
  }
  bool operator==(const FailureDetector&) const = default;

 private:
  double threshold_;
  std::optional<PhiAccrual> phi_;
  std::optional<Duration> silence_;  // after the last heartbeat, at which phi reaches the threshold
  Time last_;
};

}  // namespace windtunnel
