// What a team says of a scenario to the gate of its repository (`windtunnel check`): which differences
// matter, what an open question is worth, how often the gate may be wrong.
//
// It stands in the scenario because who knows that two percent of a latency do not matter is who wrote the
// design. It changes no run and no hash.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/units.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// What an expectation or a difference that stays undecided makes of the check.
enum class WhenUndecided { kFail, kWarn, kPass };
constexpr auto enum_names(WhenUndecided) {
  return std::array{EnumName{"fail", WhenUndecided::kFail, "The check ends with exit code 3."},
                    EnumName{"warn", WhenUndecided::kWarn, "The check says so as a warning, and passes."},
                    EnumName{"pass", WhenUndecided::kPass, "The check counts it, and passes."}};
}

struct GateFields {
  OrMap<Probability> matters = Probability(kMatters);  // by metric
  WhenUndecided undecided = WhenUndecided::kFail;
  Probability error_rate = Probability(0.05);
  std::int64_t most = 1000;

  static constexpr double kMatters = 0.01;

  void describe(Schema& schema);
  void check(Checker& checker) const;

  // The smallest relative difference of this metric that matters.
  double matters_of(std::string_view metric) const;
};

}  // namespace windtunnel
