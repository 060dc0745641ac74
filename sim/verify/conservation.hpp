// The audits that every run closes with: what came in went out, to the request and to the nanosecond.
//
// Audits are pure functions of a run's books, so each can be shown to fail. They are exact: all times are
// integers, so a law like Little's holds for a finished run not on average but as an identity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/observe/records.hpp"

namespace windtunnel {

// One promise that every run keeps, and whether this one did.
struct Audit {
  std::string name;
  bool holds = true;
  std::string found;  // the figures, when it does not

  template <class Archive>
  void archive(Archive& a) {
    a(name, holds, found);
  }
};

// What one station did over the whole run, and what it still held at the end.
struct StationBook {
  std::string name;
  StationTotals totals;
  Int128 unfinished_residence_ns = 0;  // time spent here so far by those still present
  Int128 unfinished_service_ns = 0;    // time on a core so far of those still in service
  bool shares_cores = false;  // processor sharing: a core is nobody's alone, so services are not timed by it
};

struct RunBooks {
  std::int64_t issued = 0;           // requests meant to be sent
  std::int64_t ended = 0;            // requests that ended, as their clients know
  std::int64_t recorded = 0;         // requests that ended, as the recorder has it
  std::int64_t in_flight = 0;        // requests open at the end, counted one by one
  std::int64_t calls_counted = 0;    // calls in flight as the balancers count them
  std::int64_t calls_open = 0;       // calls in flight as the attempts have them
  std::int64_t torn_breakdowns = 0;  // good replies whose parts do not add up to their latency
  std::int64_t served_by_the_dead = 0;
  std::vector<StationBook> stations;
};

// In this order: conservation, littles_law, utilisation, calls_outstanding, time_accounted,
// nothing_served_by_the_dead.
std::vector<Audit> audit(const RunBooks& books);

}  // namespace windtunnel
