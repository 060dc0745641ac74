// What a member of a chain is told before it starts: who answers reads, timers, batches, and, for tests of
// checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "models/consensus/failure_detector.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

enum class ChainReads : std::uint8_t {
  kTail,    // the tail alone: chain replication
  kAnyone,  // any member of the chain, which asks the tail about what is not yet clean: CRAQ
};

// Who tells whoever asked that a change is done.
enum class ChainAnswers : std::uint8_t {
  kTail,  // the tail, as soon as it has it (van Renesse & Schneider 2004, section 2)
  kHead,  // the head, when the acknowledgement has come back up the chain (the code of CRAQ's authors,
          // github.com/jterrace/craq, chain_node.Tc at 1e373e26, process_ack)
};

// Mistakes for positive controls: a checker that misses them is broken.
enum class ChainMistake : std::uint8_t {
  kNone,
  kTailAcknowledgesEarly,  // who stands before the tail answers for it, before the tail has the change
  kSkippedFsync,           // changes are passed on and not written
  kReadsDirty,             // a member answers from its clean copy although it knows of a change under way
  kOutlivesItsLease,       // a member goes on answering when it no longer hears the head
};

struct ChainOptions {
  ChainReads reads = ChainReads::kTail;
  ChainAnswers answers = ChainAnswers::kTail;

  Duration heartbeat = Duration::from_ns(50'000'000);
  // A member that has not answered for the least of it is taken out of the chain; one that has not heard of a
  // head for a time from this range tries to become one.
  Duration failover_least = Duration::from_ns(150'000'000);
  Duration failover_most = Duration::from_ns(300'000'000);
  DetectorOptions detector;  // what may make them wait longer than that
  // Leases are shorter by so many thousandths: clocks may run at rates that differ by less than that.
  std::int64_t drift_per_mille = 100;

  // A batch goes out when it is this large or this old; 1 is no batching.
  std::uint32_t batch_most = 64;
  Duration batch_delay;                // zero: at once
  std::uint32_t message_most = 1'024;  // entries in one message to a member that has to catch up
  std::uint64_t keep = 10'000;         // entries kept for members that are late; those later get all data

  ChainMistake mistake = ChainMistake::kNone;

  bool operator==(const ChainOptions&) const = default;
};

}  // namespace windtunnel
