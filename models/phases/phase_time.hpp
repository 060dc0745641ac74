// Moments of a run as people write them: "10 h", "zone_dies.start", "zone_dies.end + 5 min".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/config/complain.hpp"

namespace windtunnel {

// What a phase may be hung on: a timed fault, enabled or not (a disabled one keeps its windows, so that
// variants compare like with like).
struct Anchor {
  std::string name;
  Time start;
  Time end;
};

// Nothing, and a complaint at `field`, when the text is no such moment.
std::optional<Time> phase_time(std::string_view text, const std::vector<Anchor>& anchors,
                               std::string_view field, const Complain& complain);

}  // namespace windtunnel
