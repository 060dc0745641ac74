// SimGrid's side of the runtime: the engine, its zone, and the activities in flight, one a slot.
//
// All that knows SimGrid's types stands behind this small surface of numbers and slots, so that the runtime
// can be read without them and a change of SimGrid's API stays in one folder.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/simgrid/simgrid_runtime.hpp"
#include "sim/topology/wiring.hpp"

namespace windtunnel {

class SimgridPlatform {
 public:
  SimgridPlatform(SimgridRuntime& runtime, SimgridNetworkModel model);
  ~SimgridPlatform();
  SimgridPlatform(const SimgridPlatform&) = delete;
  SimgridPlatform& operator=(const SimgridPlatform&) = delete;

  // A host for works that share `cores` cores; one of them does 10^9 units a second, so a unit is a
  // nanosecond.
  void add_host(std::int64_t cores) { cores_.push_back(cores); }
  // A disk that its accesses share; before anything starts.
  void add_disk(Bandwidth read, Bandwidth write) { disks_.emplace_back(read, write); }
  // The links that transfers share; before anything starts.
  void wire(const Wiring& wiring) { wiring_ = wiring; }

  void start_io(std::uint32_t slot, DiskIndex disk, Bytes size, DiskAccess access);
  void start_execution(std::uint32_t slot, std::uint32_t host, double units);
  // Along `path`, which has at least one link that can be a bottleneck, unless the model knows no links.
  void start_communication(std::uint32_t slot, NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow,
                           const std::vector<LinkIndex>& path);
  double units_left(std::uint32_t slot) const;
  // It stops where it is, and nothing is said of its end.
  void cancel(std::uint32_t slot);
  // Forgets what ended in this slot; never called while SimGrid is telling of its end.
  void forget(std::uint32_t slot);

  double clock_s() const;
  // The one timer that stands for the agenda's head.
  void set_head(double date_s);
  void clear_head();
  // Calls the runtime's turn() at the present instant, after all that SimGrid has to say of it.
  void ask_for_turn();

  // Until nothing is pending for SimGrid.
  void run();

 private:
  struct Parts;

  // SimGrid takes options after the engine is made and before its first zone, so the zone waits for the
  // wiring.
  void build();

  SimgridNetworkModel model_;
  std::vector<std::int64_t> cores_;                     // by host
  std::vector<std::pair<Bandwidth, Bandwidth>> disks_;  // read, write
  Wiring wiring_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace windtunnel
