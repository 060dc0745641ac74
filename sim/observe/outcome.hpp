// How a request ends, as its client sees it. Every request ends exactly once, or is still in flight when the
// run ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace windtunnel {

enum class Outcome : std::uint8_t {
  kOk,        // a good reply arrived within the deadline
  kTimedOut,  // no reply within the deadline (or within the last attempt's time-out)
  kRejected,  // a bounded queue was full, or the request waited longer than the queue allows
  kRefused,   // a connection was refused or reset, or nobody was known to be up
};

inline constexpr std::size_t kOutcomes = 4;
inline constexpr std::array<std::string_view, kOutcomes> kOutcomeNames = {"ok", "timed_out", "rejected",
                                                                          "refused"};

}  // namespace windtunnel
