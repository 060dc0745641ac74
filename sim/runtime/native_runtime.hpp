// The native implementation of the waist between models and engines: a kernel, and hosts whose cores do work.
//
// A station decides which work runs; the runtime decides when it ends, so that an engine that shares cores
// with other activities gives its own answer to the same question. A core held alone ends at now + work /
// speed; works that share a host's cores get speed * min(1, cores / works) each. Work is a Duration: the time
// it takes alone on a core of speed 1. A change of speed moves the ends of everything that runs on the host.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/runtime/activity.hpp"
#include "sim/runtime/flow_network.hpp"
#include "sim/runtime/link_network.hpp"
#include "sim/runtime/processor_sharing.hpp"
#include "sim/topology/wiring.hpp"

namespace windtunnel {

class NativeRuntime {
 public:
  NativeRuntime() = default;
  NativeRuntime(const NativeRuntime&) = delete;
  NativeRuntime& operator=(const NativeRuntime&) = delete;

  Time now() const { return kernel_.now(); }
  Timer at(Time when, Event event) { return kernel_.at(when, event); }
  Timer after(Duration delay, Event event) { return kernel_.at(kernel_.now() + delay, event); }
  bool cancel(Timer timer) { return kernel_.cancel(timer); }
  Kernel& kernel() { return kernel_; }
  const Kernel& kernel() const { return kernel_; }

  StopReason run(const RunLimits& limits) { return kernel_.run(limits); }
  std::string why_stopped() const { return kernel_.why_stopped(); }
  std::uint64_t events_fired() const { return kernel_.events_fired(); }

  // A message over a network that is a table of latencies: delivered after the latency, whoever else sends.
  void transfer(Duration latency, Event delivered) { kernel_.at(kernel_.now() + latency, delivered); }

  // The network that carries what is sent between nodes; said once, before the run and before any disk.
  void wire(const Wiring& wiring);

  // A message between two nodes of the topology. It enters the network after `above`: what was decided above
  // the engine, such as jitter and connection set-up. `flow` picks among equal paths.
  Activity transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                    Event delivered);
  // The same over links with queues (Sharing::kQueues), where packets may be dropped: `lost` then fires
  // instead of `delivered`, and losses() says how many are missing.
  Activity transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                    Event delivered, Event lost);
  const Losses& losses() const { return links_->losses(); }

  // A disk, and bytes read from it or written to it: all that use it at once share it.
  DiskIndex add_disk(Bandwidth read, Bandwidth write);
  Activity io(DiskIndex disk, Bytes size, DiskAccess access, Event done);

  HostIndex add_host(std::int64_t cores) {
    hosts_.push_back(Host{.cores = cores, .speed = 1.0, .first = kNone, .shared = nullptr});
    return static_cast<HostIndex>(hosts_.size() - 1);
  }

  // Work that holds one core alone. The caller sees to it that no more cores are held than there are.
  Activity compute(HostIndex host_index, Duration work, Event done) {
    Host& host = hosts_[host_index];
    const std::uint32_t slot = take_slot();
    Running& running = running_[slot];
    running.done = done;
    running.host = host_index;
    running.left = work;
    running.since = kernel_.now();
    running.next = host.first;
    running.previous = kNone;
    if (host.first != kNone) running_[host.first].previous = slot;
    host.first = slot;
    running.timer =
        kernel_.at(running.since + stretched(work, host.speed), event<&NativeRuntime::finish>(*this, slot));
    return Activity{slot, running.generation};
  }

  // Work that shares the host's cores with all other shared work (processor sharing).
  Activity share(HostIndex host_index, Duration work, Event done);

  // What is left of work that holds a core alone, at speed 1; nothing when it has already ended.
  Duration work_left(Activity activity) const;

  // Forgets the work, or the bytes on their way; its event will not fire. Harmless when it has already ended.
  void abort(Activity activity);

  // How fast the host's cores are from now on; 1 is nominal, 0 is not allowed (stop the station instead).
  void set_speed(HostIndex host_index, double speed);
  double speed(HostIndex host_index) const { return hosts_[host_index].speed; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  static constexpr std::uint32_t kFlow = 0x80000000u;  // this bit in a ticket's slot: it is a flow's

  static Activity ticket_of_flow(Activity flow) { return {flow.slot | kFlow, flow.generation}; }
  FlowNetwork& flows();

  struct Running {
    Event done;
    Duration left;  // work left when `since` began
    Time since;
    Timer timer;
    HostIndex host = 0;
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    std::uint32_t generation = 0;
    ProcessorSharing<std::uint32_t>::Ticket ticket;  // on a shared host
    bool shares = false;
  };
  struct SharedCores {
    SharedCores(std::int64_t cores, double speed) : works(cores, speed) {}

    ProcessorSharing<std::uint32_t> works;  // by slot
    Timer timer;                            // of the next completion
    Time planned = Time::never();
  };
  struct Host {
    std::int64_t cores = 1;
    double speed = 1.0;
    std::uint32_t first = kNone;  // list of works that hold a core alone
    std::unique_ptr<SharedCores> shared;
  };

  // Round up, so that work never ends before it could have: a core is never credited with time it did not
  // have.
  static Duration stretched(Duration work, double speed) {
    if (speed == 1.0) return work;
    return Duration::from_ns(static_cast<std::int64_t>(static_cast<double>(work.ns()) / speed + 0.5));
  }

  Duration left_of(const Running& running, double speed) const;

  std::uint32_t take_slot() {
    if (!free_.empty()) {
      const std::uint32_t slot = free_.back();
      free_.pop_back();
      return slot;
    }
    running_.emplace_back();
    return static_cast<std::uint32_t>(running_.size() - 1);
  }

  void release(std::uint32_t slot) {
    Running& running = running_[slot];
    if (!running.shares) {
      if (running.previous != kNone)
        running_[running.previous].next = running.next;
      else
        hosts_[running.host].first = running.next;
      if (running.next != kNone) running_[running.next].previous = running.previous;
    }
    running.shares = false;
    ++running.generation;
    free_.push_back(slot);
  }

  void finish(std::uint64_t slot) {
    const Event done = running_[slot].done;
    release(static_cast<std::uint32_t>(slot));
    done.fire(done.self, done.payload);
  }

  void shared_due(std::uint64_t host_index);
  void add_piece(SharedCores& shared, std::uint32_t slot);
  void plan_shared(HostIndex host_index);

  Kernel kernel_;
  Wiring wiring_;
  std::unique_ptr<LinkNetwork> links_;
  std::unique_ptr<FlowNetwork> flows_;  // when links are shared, or there are disks
  std::vector<Host> hosts_;
  std::vector<Running> running_;
  std::vector<std::uint32_t> free_;
  std::vector<Event> ended_;  // those of one instant on a shared host, before they are told
};

}  // namespace windtunnel
