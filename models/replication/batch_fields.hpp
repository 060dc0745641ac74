// How a leader puts commands together, as a scenario writes it: the same words for every protocol that does.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/text.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

struct BatchFields {
  std::int64_t commands = 64;
  Duration delay;

  void describe(Schema& schema) {
    schema.field("commands", commands, "As many commands at most go out together; 1 is no batching.",
                 Range{std::int64_t{1}, std::int64_t{65'536}});
    schema.field("delay", delay, "So long at most the first waits for others; 0 is not at all.",
                 AtLeast{Duration()});
  }
  std::string words() const {
    if (commands == 1) return "none";
    const std::string most = "up to " + std::to_string(commands) + " commands";
    return delay == Duration() ? most : most + " or " + text(delay);
  }
};

}  // namespace windtunnel
