// How HashiCorp's memberlist scales its timers with the size of the cluster (memberlist at commit 1b4c746:
// util.go, suspicion.go; Dadgar, Phillips & Currey, "Lifeguard: Local Health Awareness for More Accurate
// Failure Detection", DSN-W 2018).
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace windtunnel {

// How long a suspicion lasts at least: mult * max(1, log10 n) * interval, the scale cut to thousandths.
Duration suspicion_time(std::int64_t mult, std::uint32_t members, Duration interval);

// What is left of a suspicion that `confirmed` others of `needed` share, after `elapsed`: from `most` down to
// `least`, by logarithms, cut to milliseconds. Negative when it should have ended.
Duration suspicion_left(std::uint32_t confirmed, std::uint32_t needed, Duration elapsed, Duration least,
                        Duration most);

// How often a rumour is sent: mult * ceil(log10(n + 1)).
std::uint32_t retransmit_limit(std::uint32_t mult, std::uint32_t members);

// Full exchanges are so much rarer in clusters of more than 32 members: once more for each doubling.
std::int64_t push_pull_scale(std::uint32_t members);

}  // namespace windtunnel
