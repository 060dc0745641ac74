// Simulated moments on the calendar, as exact text: nothing of a nanosecond is lost in a double.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/time.hpp"

namespace windtunnel {

// Seconds since 1970 UTC, with the digits of the fraction that are not zero: "1772431200.25".
std::string unix_seconds(std::int64_t starts_s, Time at);
// Nanoseconds since 1970 UTC.
std::string unix_nanoseconds(std::int64_t starts_s, Time at);
// Microseconds since the run began, with three digits below: what traces of Chrome have.
std::string trace_microseconds(Duration since);

}  // namespace windtunnel
