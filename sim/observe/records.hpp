// The facts that a run leaves behind: one record a finished request, and counters a station keeps over time.
//
// Facts are cheap or they are not taken: a record is one cache line, folded into dense cells at once, and
// nothing of it is kept unless somebody asked for a table.
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/observe/outcome.hpp"

namespace windtunnel {

using detail::Int128;

// One finished request. Latency is measured from the moment it was meant to be sent, so a client that had to
// wait for its turn is not left out (coordinated omission).
struct RequestRecord {
  std::uint64_t number = 0;  // within its workload
  Time intended;             // when it was meant to be sent
  Time sent;                 // when its last attempt was sent
  Time ended;                // when its client knew
  Duration deadline;         // what its client would have waited
  std::uint32_t window = 0;  // the elementary window of time that `intended` falls in
  std::uint16_t request_class = 0;
  std::uint16_t origin = 0;  // region index
  std::uint8_t attempts = 1;
  Outcome outcome = Outcome::kOk;
};
static_assert(sizeof(RequestRecord) <= 64, "a record is one cache line");

// What one station (a replica) did in one window. Integrals are of a count over time, in count x ns, exact.
struct StationTotals {
  Int128 busy_ns = 0;        // cores at work
  Int128 queue_ns = 0;       // requests waiting
  Int128 up_ns = 0;          // 1 while the replica is up
  Int128 standing_ns = 0;    // 1 while the replica is there, up or down: what is paid for
  Int128 residence_ns = 0;   // summed over visits: from arrival to departure (or to the end)
  std::int64_t visits = 0;   // requests that reached it while it was up
  std::int64_t waited = 0;   // visits that found no free core
  std::int64_t served = 0;   // services that ran to their end
  std::int64_t blocked = 0;  // turned away by a full queue
  std::int64_t left = 0;     // left the queue by its time-out
  std::int64_t lost = 0;     // died with the replica
  Int128 wait_ns = 0;        // time in queue, of those that began service or left
  Int128 service_ns = 0;     // time on a core; with processor sharing, work done, counted when it ends

  Int128 energy_uw_ns_cores = 0;  // drawn, in microwatts x ns x cores: exact whatever share a core has

  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp

  void merge(const StationTotals& other) {
    busy_ns += other.busy_ns, queue_ns += other.queue_ns, up_ns += other.up_ns;
    standing_ns += other.standing_ns, residence_ns += other.residence_ns;
    visits += other.visits, waited += other.waited, served += other.served, blocked += other.blocked;
    left += other.left, lost += other.lost, wait_ns += other.wait_ns, service_ns += other.service_ns;
    energy_uw_ns_cores += other.energy_uw_ns_cores;
  }
};

}  // namespace windtunnel
