// What a member of a SWIM group is told before it starts. The defaults are memberlist's for a LAN (config.go,
// DefaultLANConfig, at commit 1b4c746), without its exchanges over TCP.
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace windtunnel {

enum class SwimProbing : std::uint8_t {
  kRandom,      // anybody, each time anew (DSN 2002, section 3)
  kRoundRobin,  // everybody once, in an order that is drawn anew for each round (section 4.3)
};

struct SwimOptions {
  Duration probe_interval = Duration::from_ns(1'000'000'000);
  Duration probe_timeout = Duration::from_ns(500'000'000);  // then others are asked to probe
  std::uint32_t indirect = 3;                               // so many
  SwimProbing probing = SwimProbing::kRoundRobin;

  std::int64_t suspicion_mult = 4;  // a suspicion lasts so many intervals, scaled by the members, at least
  std::int64_t suspicion_max_mult = 6;  // and so many times that at most (Lifeguard)
  std::uint32_t confirmations = 2;      // that bring it from most to least: suspicion_mult - 2 in memberlist
  std::uint32_t awareness_max = 8;  // who fails to hear slows down, up to so many times; 1: never (Lifeguard)

  std::uint32_t retransmit_mult = 4;
  std::uint32_t rumours_most = 8;  // in one message
  // Rumours are also sent on their own, to so many others so often; zero: only with probes, as in the paper.
  Duration gossip_interval = Duration::from_ns(200'000'000);
  std::uint32_t gossip_nodes = 3;
  // Somebody taken for dead is written to so often, or two halves that buried each other stay apart (Serf's
  // ReconnectInterval); zero: never.
  Duration reconnect_interval = Duration::from_ns(30'000'000'000);

  bool operator==(const SwimOptions&) const = default;
};

}  // namespace windtunnel
