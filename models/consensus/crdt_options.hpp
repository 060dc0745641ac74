// What a member of a store of replicated data types is told before it starts: how often it gossips and what,
// and, for tests of checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace windtunnel {

enum class GossipOf : std::uint8_t {
  kState,  // all that is held, each time
  kDelta,  // what has changed since the peer last acknowledged
};

// Mistakes for positive controls: a checker that misses them is broken.
enum class CrdtMistake : std::uint8_t {
  kNone,
  kTakesSentForReceived,  // a delta counts as acknowledged when it is sent
  kSkippedFsync,          // an operation is answered and not written
  kForgetsWhatIsSeen,     // sets are united without regard to removals that were seen
};

struct CrdtOptions {
  // Between half and one and a half of it a member sends to one other, drawn anew each time.
  Duration gossip_every = Duration::from_ns(100'000'000);
  GossipOf gossip = GossipOf::kDelta;

  CrdtMistake mistake = CrdtMistake::kNone;

  bool operator==(const CrdtOptions&) const = default;
};

}  // namespace windtunnel
