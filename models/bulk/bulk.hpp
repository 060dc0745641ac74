// Bulk work: many bytes that move between tiers beside the requests, and contend with them for links and
// disks.
//
// A piece of work is a set of moves, each from one replica to another. It begins at a time, or when a replica
// comes back from a fault, and has ended when its last byte has arrived.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

enum class BulkPattern : std::uint8_t {
  kTransfer,  // so many flows, the i-th from the i-th replica of one tier to the i-th of the other
  kBackup,    // each replica of one tier to one of the other
  kShuffle,   // each replica of one tier to each of the other
  kRebuild    // from its peers to a replica that comes back
};

struct BulkPlan {
  std::string name;
  BulkPattern pattern = BulkPattern::kTransfer;
  std::uint32_t from = 0;  // tiers; of a rebuild both are the same
  std::uint32_t to = 0;
  Bytes bytes;                    // in all; of a backup, of each replica
  std::int64_t flows = 1;         // of a transfer; of a rebuild, the peers that it copies from
  std::int64_t at_once = 0;       // moves that go on together; 0 is all of them
  Duration at;                    // of the first; a rebuild has none
  std::optional<Duration> every;  // until the run ends
  bool serves_meanwhile = false;  // of a rebuild: the replica takes requests before it is whole
};

}  // namespace windtunnel
