// What a member of a primary and its backups is told before it starts: when a write counts as done, who is
// read, how a dead primary is replaced, and, for tests of checkers alone, which mistake it makes.
#pragma once

#include <cstdint>

#include "models/consensus/failure_detector.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

enum class BackupReads : std::uint8_t {
  kPrimary,  // the primary's copy alone
  kAny,      // any member's own copy, which may be old
};

enum class Failover : std::uint8_t {
  kManual,     // the first member is the primary until somebody calls promote
  kAutomatic,  // a backup that hears nothing seeks an epoch of its own, which a majority of members grants
};

// Mistakes for positive controls: a checker that misses them is broken.
enum class PrimaryBackupMistake : std::uint8_t {
  kNone,
  kAcknowledgesEarly,  // the primary answers a write before its backups have it, whatever was promised
  kSkippedFsync,       // entries are acknowledged and not written
  kForgetsItsGrant,    // an epoch is granted and not written
  kOutlivesItsLease,   // a primary without a lease goes on answering
};

struct PrimaryBackupOptions {
  // How many backups have to have written an entry before its client is answered: none is asynchronous, all
  // is synchronous (a dead backup stops writes), between them is semi-synchronous.
  std::uint32_t acknowledgements = 0;
  BackupReads reads = BackupReads::kPrimary;
  Failover failover = Failover::kAutomatic;

  Duration heartbeat = Duration::from_ns(50'000'000);
  // A backup seeks an epoch when it has heard of no primary for a time from this range; no member grants one
  // within the least of it after it has heard of a primary.
  Duration failover_least = Duration::from_ns(150'000'000);
  Duration failover_most = Duration::from_ns(300'000'000);
  DetectorOptions detector;  // what may make a backup wait longer than that
  // A primary answers nobody when no majority has answered it for failover_least, less so many thousandths:
  // clocks may run at rates that differ by less than that.
  bool lease = true;
  std::int64_t drift_per_mille = 100;
  bool forward = true;  // backups pass operations on; else they say whom to ask

  // A batch goes out when it is this large or this old; 1 is no batching.
  std::uint32_t batch_most = 64;
  Duration batch_delay;                // zero: at once
  std::uint32_t message_most = 1'024;  // entries in one message to a backup that has to catch up
  std::uint64_t keep = 10'000;         // entries kept for backups that are late; those later get all data

  PrimaryBackupMistake mistake = PrimaryBackupMistake::kNone;

  bool operator==(const PrimaryBackupOptions&) const = default;
};

}  // namespace windtunnel
