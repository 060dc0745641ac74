// Clocks of replicas that are wrong for a while: what they say, and how long a time by them takes.
//
// A clock says the true time and, for each fault that holds it, the fault's offset and what has drifted since
// it struck; when the fault heals that is gone in one step. Cores read clocks as times from the start of the
// run, so all clocks of a run whose clocks may go wrong begin that far ahead that none falls below zero.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/failures/failure.hpp"
#include "sim/base/check.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

class WrongClocks {
 public:
  // `ahead` of the true time: more than all faults together can set a clock back.
  WrongClocks(std::uint32_t replicas, Duration ahead) : ahead_(ahead), held_(replicas) {}

  void strike(std::uint32_t replica, std::uint64_t fault, ClockSkew skew, Time now) {
    held_[replica].push_back({fault, skew, now});
  }
  void heal(std::uint32_t replica, std::uint64_t fault) {
    const std::size_t gone =
        std::erase_if(held_[replica], [&](const Held& each) { return each.fault == fault; });
    CHECK(gone == 1, "a clock was set right that was not wrong");
  }

  Time read(std::uint32_t replica, Time now) const {
    Time says = now + ahead_;
    for (const Held& each : held_[replica])
      says += each.skew.offset + Duration::from_seconds((now - each.since).seconds() * each.skew.drift);
    return says;
  }
  // The true time until this clock has gone on by so much.
  Duration until(std::uint32_t replica, Duration by_clock) const {
    double rate = 1;
    for (const Held& each : held_[replica]) rate += each.skew.drift;
    if (rate == 1) return by_clock;
    return Duration::from_seconds(by_clock.seconds() / std::max(rate, 0.001));
  }

 private:
  struct Held {
    std::uint64_t fault = 0;
    ClockSkew skew;
    Time since;
  };
  Duration ahead_;
  std::vector<std::vector<Held>> held_;  // by replica
};

}  // namespace windtunnel
