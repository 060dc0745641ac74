// What a runtime hands out for what it carries on: a host to work on, a ticket for what is in progress.
#pragma once

#include <cstdint>

namespace windtunnel {

using HostIndex = std::uint32_t;
using DiskIndex = std::uint32_t;

enum class DiskAccess : std::uint8_t { kRead, kWrite };

// A ticket for work or a message in progress; a stale one is recognised, so aborting what has ended is
// harmless.
struct Activity {
  std::uint32_t slot = 0xffffffffu;
  std::uint32_t generation = 0;
};

}  // namespace windtunnel
