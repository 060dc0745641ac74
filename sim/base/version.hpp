// The version of this program, from the VERSION file at the root.
//
// A run is a function of (scenario, seed, version); the embedded catalog is part of the version and has its
// own hash beside its tables.
#pragma once

#include <cstdint>
#include <string_view>

namespace windtunnel {

std::string_view version();  // such as "0.1.0"

// Raised by whoever changes what some scenario and seed give, be it by a digit: what was kept under another
// number is flown again, and never mixed with what is flown today.
inline constexpr std::int64_t kResultsVersion = 1;

}  // namespace windtunnel
