// The flow network: bytes that are on their way over links, and on and off disks, each flow at the rate that
// max-min fair sharing gives it.
//
// A message first pays the latency of its path, then its bytes flow (SimGrid's CM02: Casanova & Marchal 2002;
// LV08 with other factors: Velho & Legrand 2009). Whenever flows begin or end, the rates of those who feel it
// change, and only theirs: what a flow has left is brought up to date when its rate changes and never in
// between, so its end stays planned as it is. All that begins and ends at one instant is solved once, behind
// everything else that this instant holds.
//
// Rounding, which is part of the result: latencies and ends are rounded to the nearest nanosecond, bytes left
// are doubles. A rate times a span and a quotient are all there is, so the bits are the same everywhere.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/flow/max_min.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/runtime/activity.hpp"
#include "sim/topology/wiring.hpp"

namespace windtunnel {

class FlowNetwork {
 public:
  // The wiring's topology may be absent: then there are only disks.
  FlowNetwork(Kernel& kernel, const Wiring& wiring);
  FlowNetwork(const FlowNetwork&) = delete;
  FlowNetwork& operator=(const FlowNetwork&) = delete;

  // Reads share one bandwidth, writes another, and both together the larger of the two, as SimGrid's disks do
  // (S19 model).
  DiskIndex add_disk(Bandwidth read, Bandwidth write);

  // A message of so many bytes (0 or more); it enters the network after `above`. The ticket is for abort().
  Activity transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                    Event delivered);

  // So many bytes on or off a disk.
  Activity io(DiskIndex disk, Bytes size, DiskAccess access, Event done);

  // Forgets it; its event will not fire. False when the ticket is stale.
  bool abort(Activity activity);

  // How much a link, which must not be unlimited, carries from now on.
  void set_bandwidth(LinkIndex link, Bandwidth bandwidth);

  // Bytes a second that a flow moves at; nothing while it pays its latency, and until the instant at which it
  // enters is over.
  double bytes_per_second(Activity activity) const;

  std::uint64_t flows_solved() const { return solver_.flows_solved(); }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  struct Moving {
    Event done;
    Timer timer;          // of the end of its latency, or of its end
    double left = 0.0;    // bytes, at `since_ns`
    double factor = 1.0;  // bytes moved per byte of rate
    std::int64_t since_ns = 0;
    std::uint64_t serial = 0;  // in the order of their beginning
    std::uint32_t generation = 0;
    bool in_use = false;
  };

  bool is_current(Activity activity) const {
    return activity.slot < moving_.size() && moving_[activity.slot].in_use &&
           moving_[activity.slot].generation == activity.generation;
  }
  Moving& take(MaxMin::FlowIndex slot, Bytes size, double factor, Event done);
  void enters(std::uint64_t slot);
  void ends(std::uint64_t slot);
  void plan_end(std::uint32_t slot);
  void plan_settling();
  void settle(std::uint64_t);
  void use(LinkIndex link, double weight) {
    if (resource_of_[link] != kNone) uses_.push_back({resource_of_[link], weight});
  }

  struct Changed {
    std::uint64_t serial;
    std::uint32_t slot;
    double rate_before;
  };

  struct Disk {
    MaxMin::ResourceIndex both, read, write;
  };

  Kernel& kernel_;
  Wiring wiring_;
  MaxMin solver_;
  std::vector<MaxMin::ResourceIndex> resource_of_;  // by link; nobody for one that is never a bottleneck
  std::vector<Disk> disks_;
  std::vector<Moving> moving_;  // by the solver's index
  std::uint64_t begun_ = 0;
  bool settling_planned_ = false;
  std::vector<Changed> changed_;
  std::vector<LinkIndex> path_;
  std::vector<MaxMin::Use> uses_;
};

}  // namespace windtunnel
