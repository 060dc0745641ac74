// The waist on SimGrid: timers and cores held alone as everywhere, what is shared as SimGrid's solver shares
// it.
//
// It is driven by events and has no actor. The native runtime lives inside: its agenda holds every timer, and
// one SimGrid timer stands for the agenda's head. Works that share cores are SimGrid executions, transfers
// over a topology are SimGrid communications; what it says has ended at an instant is gathered, put in the
// order of submission and then delivered, because its own order is that of its containers and its clock is a
// double. Time stays in whole nanoseconds: an end is rounded to the nearest one. SimGrid takes ends that lie
// within about 1 ns for one.
//
// One runtime a process: SimGrid has one engine, and a second one crashed or kept the clock when it was
// tried. No SimGrid header is seen from here.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/runtime/native_runtime.hpp"

namespace windtunnel {

class SimgridPlatform;

// Which of SimGrid's network models carries the transfers; factors, window and weights are the wiring's.
enum class SimgridNetworkModel : std::uint8_t {
  kFlows,    // the model behind CM02 and LV08: max-min sharing, weighted
  kConstant  // every transfer takes one second
};

class SimgridRuntime {
 public:
  explicit SimgridRuntime(SimgridNetworkModel model = SimgridNetworkModel::kFlows);
  ~SimgridRuntime();
  SimgridRuntime(const SimgridRuntime&) = delete;
  SimgridRuntime& operator=(const SimgridRuntime&) = delete;

  Time now() const { return native_.now(); }
  Timer at(Time when, Event event) { return native_.at(when, event); }
  Timer after(Duration delay, Event event) { return native_.after(delay, event); }
  bool cancel(Timer timer) { return native_.cancel(timer); }

  // Between places of a table of latencies nothing is shared: a timer, as on every engine.
  void transfer(Duration latency, Event delivered) { native_.transfer(latency, delivered); }

  // The network that carries what is sent between nodes; said once, before anything is sent.
  void wire(const Wiring& wiring);
  // A message between two nodes of the topology. It enters the network after `above`; `flow` picks among
  // equal paths. Where messages do not slow each other down it is a timer, as on every engine.
  Activity transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                    Event delivered);

  // A disk whose accesses share it, reads among themselves, writes among themselves, and all of them the
  // faster of both.
  DiskIndex add_disk(Bandwidth read, Bandwidth write);
  Activity io(DiskIndex disk, Bytes size, DiskAccess access, Event done);

  HostIndex add_host(std::int64_t cores);
  // A core held alone ends at now + work / speed on every engine.
  Activity compute(HostIndex host, Duration work, Event done) { return native_.compute(host, work, done); }
  // Work that shares the host's cores with all other shared work, as SimGrid's processor model shares them.
  Activity share(HostIndex host, Duration work, Event done);
  Duration work_left(Activity activity) const;
  void abort(Activity activity);
  void set_speed(HostIndex host, double speed);
  double speed(HostIndex host) const { return native_.speed(host); }

  // Runs until `limits` say so or nothing is pending; once a runtime.
  StopReason run(const RunLimits& limits = {});
  std::uint64_t events_fired() const { return native_.kernel().events_fired(); }
  std::string why_stopped() const { return native_.kernel().why_stopped(); }
  Kernel& kernel() { return native_.kernel(); }
  const Kernel& kernel() const { return native_.kernel(); }

  // How often SimGrid has called so far, for whoever watches from another thread whether it still moves.
  std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }
  static std::string library_version();  // such as "3.32"

 private:
  friend class SimgridPlatform;

  // What SimGrid works on. Its slot is the ticket's, with the highest bit set to tell it from the native
  // ones.
  static constexpr std::uint32_t kForeign = 0x80000000u;
  static constexpr std::uint32_t kNone = 0xffffffffu;
  enum class State : std::uint8_t { kFree, kWaiting, kRunning, kEnded };
  struct Foreign {
    Event done;
    std::uint64_t serial = 0;   // in the order of submission
    Timer due;                  // its start, while it waits; its delivery, once it has ended
    HostIndex host = kNone;     // of an execution
    NodeIndex from = kNoIndex;  // of a transfer
    NodeIndex to = kNoIndex;
    Bytes size;
    std::uint64_t flow = 0;
    std::uint32_t generation = 0;
    std::uint32_t previous = kNone;  // in its host's list
    std::uint32_t next = kNone;
    State state = State::kFree;
  };

  bool is_mine(Activity activity) const;
  std::uint32_t take_slot(Event done);
  void release(std::uint32_t slot);
  void link(std::uint32_t slot, HostIndex host);
  void unlink(std::uint32_t slot);
  void enter(std::uint64_t slot);  // a transfer enters the network
  void deliver_at(std::uint32_t slot, Time when);
  void ended(std::uint32_t slot);    // SimGrid says so
  void deliver(std::uint64_t slot);  // the agenda has come to it
  void turn();                       // SimGrid's clock has come to something of ours
  void turn_to(Time time);
  void arm();
  void finish();

  NativeRuntime native_;
  std::unique_ptr<SimgridPlatform> platform_;
  Wiring wiring_;
  std::vector<LinkIndex> path_;
  DiskIndex disks_ = 0;
  std::vector<std::uint32_t> first_;  // by host: list of executions
  std::vector<Foreign> foreign_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> ended_;  // at the present instant, not delivered yet
  std::uint64_t serial_ = 0;
  RunLimits limits_;
  StopReason reason_ = StopReason::kEmpty;
  std::exception_ptr broken_;  // a promise that broke inside SimGrid's loop
  Time armed_ = Time::never();
  bool over_ = false;
  std::atomic<std::uint64_t> turns_{0};
};

}  // namespace windtunnel
