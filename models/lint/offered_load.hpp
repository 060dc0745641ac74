// The load that the open workloads bring, tier by tier and region by region, worked out and not flown.
//
// It is what a person does on the back of an envelope: rate x visits x service over cores. Retries, failures,
// queues, disks and the time of protocols are left out, as are closed workloads, which slow down where the
// system does. The rate is the highest that each law ever has.
#pragma once

#include <cstdint>
#include <vector>

#include "models/scenario/scenario.hpp"
#include "models/world/planner.hpp"

namespace windtunnel {

class OfferedLoad {
 public:
  // A step of a path as requests of one origin take it, from whichever region has served them so far.
  struct Crossing {
    std::uint32_t request_class = 0;
    std::uint32_t step = 0;
    std::uint32_t from_region = 0, to_region = 0;
    double per_second = 0;
    std::uint32_t origin = 0;
  };

  OfferedLoad(const Scenario& scenario, const Flight& flight);

  // In cores: what would be busy on average at the peak, were there always one free.
  double offered(std::uint32_t tier, std::uint32_t region) const { return cores_[tier * regions_ + region]; }
  double capacity(std::uint32_t tier, std::uint32_t region) const {
    return capacity_[tier * regions_ + region];
  }
  // Of those who come by, at the mean; 0 where nobody does.
  double service_s(std::uint32_t tier, std::uint32_t region) const {
    const double visits = visits_[tier * regions_ + region];
    return visits > 0 ? offered(tier, region) / visits : 0;
  }
  // Offered over capacity; 0 where nobody stands.
  double load(std::uint32_t tier, std::uint32_t region) const {
    const double there = capacity(tier, region);
    return there > 0 ? offered(tier, region) / there : 0;
  }
  // The pool where it is highest.
  struct Pool {
    std::uint32_t tier = 0, region = 0;
    double load = 0;
  };
  Pool fullest() const;
  // At its highest, in requests a second.
  double peak_per_second(std::uint32_t workload) const { return peaks_[workload]; }
  // The middle of the two-hundredth of the run with most requests.
  Time busiest() const { return busiest_; }
  // Steps after the first of paths, and first steps too.
  const std::vector<Crossing>& crossings() const { return crossings_; }

 private:
  void add_class(const Flight& flight, std::uint32_t request_class, std::uint32_t origin, double per_second);
  void add_walk(const Flight& flight, std::uint32_t request_class, std::uint32_t origin, double per_second);

  std::uint32_t regions_ = 1;
  std::vector<double> cores_, capacity_;  // [tier * regions + region]
  std::vector<double> visits_;            // the same, a second
  std::vector<double> peaks_;             // by workload
  Time busiest_;
  std::vector<Crossing> crossings_;
};

// The regions that serve callers in one of them, each with its share: nearest first unless nobody is
// preferred.
std::vector<double> serving_shares(const Plan& plan, const StepPlan& step, std::uint32_t caller_region);

}  // namespace windtunnel
