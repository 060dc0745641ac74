// The platform: one SimGrid engine with a zone of our own, and what runs in it.
//
// The engine replaces the handlers of SIGINT and SIGSEGV when it is made; they are put back, so that a crash
// ends the process with its signal and Ctrl-C is whoever's who started it. Options are set after the engine
// is made, before the zone: SimGrid reads them when the platform begins.
#include "sim/simgrid/platform.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <string>

#include "sim/base/check.hpp"
#include "sim/simgrid/simgrid_api.hpp"

namespace windtunnel {

namespace s4u = simgrid_api::s4u;
namespace routing = simgrid_api::routing;

namespace {

constexpr double kUnitsPerSecond = 1e9;
bool engine_exists = false;

// The whole topology, as SimGrid sees it: links, and two hosts that every transfer runs between. Which way it
// takes is ours to say, so there is no table of routes and no host a node: a fabric costs its links and
// nothing else.
class Zone final : public routing::NetZoneImpl {
 public:
  explicit Zone(const Wiring& wiring) : NetZoneImpl("world"), wiring_(wiring) {}

  void use(simgrid_api::LinkImpl* link) { links_.push_back(link); }
  // What the next transfer starts along.
  void set_out(NodeIndex from, NodeIndex to, std::uint64_t flow, const std::vector<LinkIndex>& path) {
    from_ = from;
    to_ = to;
    flow_ = flow;
    path_ = &path;
  }

  // SimGrid asks for the way there, and for cross-traffic for the way back.
  void get_local_route(const routing::NetPoint* from, const routing::NetPoint* to, routing::Route* route,
                       double* latency) override {
    const bool there = from->id() <= to->id();
    if (!there) wiring_.topology->path(to_, from_, flow_, back_);
    for (const LinkIndex link : there ? *path_ : back_) {
      if (links_[link] != nullptr) route->link_list_.push_back(links_[link]);
      if (latency != nullptr && wiring_.weights == FlowWeights::kByLatency)
        *latency += static_cast<double>(wiring_.topology->links()[link].latency.ns()) * 1e-9;
    }
  }
  void get_graph(const s_xbt_graph_t*, std::map<std::string, xbt_node_t, std::less<>>*,
                 std::map<std::string, xbt_edge_t, std::less<>>*) override {}

 private:
  const Wiring& wiring_;
  std::vector<simgrid_api::LinkImpl*>
      links_;  // by the topology's index; nullptr where there is no bottleneck
  std::vector<LinkIndex> back_;
  const std::vector<LinkIndex>* path_ = nullptr;
  NodeIndex from_ = kNoIndex;
  NodeIndex to_ = kNoIndex;
  std::uint64_t flow_ = 0;
};

void set_option(const std::string& name, double value) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  s4u::Engine::set_config(name + ":" + std::string(digits.data(), end));
}

}  // namespace

struct SimgridPlatform::Parts {
  struct Arguments {
    int count = 2;
    std::array<std::string, 2> words{"windtunnel-simgrid", "--log=root.thres:critical"};
    std::array<char*, 3> pointers{words[0].data(), words[1].data(), nullptr};
  };

  explicit Parts(SimgridRuntime& its_runtime)
      : runtime(its_runtime), engine(&arguments.count, arguments.pointers.data()) {}

  SimgridRuntime& runtime;
  Arguments arguments;
  s4u::Engine engine;
  Zone* zone = nullptr;       // SimGrid's to destroy
  s4u::Host* here = nullptr;  // the two that every transfer runs between
  s4u::Host* there = nullptr;
  std::vector<s4u::Host*> hosts;
  std::vector<s4u::Disk*> disks;
  std::vector<s4u::ActivityPtr> activities;  // by slot
  std::vector<s4u::ActivityPtr> cancelled;   // kept until SimGrid has let go of them
  double cancelled_at_s = -1;
  simgrid_api::KernelTimer* head = nullptr;

  static std::uint32_t slot_of(const s4u::Activity& activity) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(activity.get_data<void>()));
  }
  static void* as_data(std::uint32_t slot) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(slot));
  }

  void completed(const s4u::Activity& activity) {
    const std::uint32_t slot = slot_of(activity);
    // One that was cancelled is told of too, when another may have its slot.
    if (slot < activities.size() && activities[slot].get() == &activity) runtime.ended(slot);
  }
  void keep(std::uint32_t slot, s4u::ActivityPtr activity) {
    if (slot >= activities.size()) activities.resize(slot + std::size_t{1});
    activities[slot] = std::move(activity);
  }
};

SimgridPlatform::SimgridPlatform(SimgridRuntime& runtime, SimgridNetworkModel model) : model_(model) {
  CHECK(!engine_exists, "a second SimGrid engine in one process");
  engine_exists = true;
  const auto interrupt = std::signal(SIGINT, SIG_DFL);
  const auto crash = std::signal(SIGSEGV, SIG_DFL);
  parts_ = std::make_unique<Parts>(runtime);
  std::signal(SIGINT, interrupt);
  std::signal(SIGSEGV, crash);
  simgrid_api::on_completion(
      [parts = parts_.get()](const s4u::Activity& activity) { parts->completed(activity); });
}

// The engine stays until the process ends: taking it down with work in the air crashes at times, and there
// can be no second one anyway.
SimgridPlatform::~SimgridPlatform() {
  static Parts* kept = nullptr;
  kept = parts_.release();
  (void)kept;
}

void SimgridPlatform::build() {
  Parts& parts = *parts_;
  const bool flows = model_ == SimgridNetworkModel::kFlows;
  s4u::Engine::set_config(flows ? "network/model:CM02" : "network/model:Constant");
  // The constant model's one second is its latency factor.
  set_option("network/latency-factor", flows ? wiring_.latency_factor : 1.0);
  if (flows) {
    set_option("network/bandwidth-factor", wiring_.bandwidth_factor);
    set_option("network/weight-S", static_cast<double>(wiring_.link_weight.count()));
    set_option("network/TCP-gamma",
               wiring_.tcp_window ? static_cast<double>(wiring_.tcp_window->count()) : 0.0);
    s4u::Engine::set_config(wiring_.cross_traffic > 0 ? "network/crosstraffic:1" : "network/crosstraffic:0");
  }
  parts.zone = new Zone(wiring_);
  simgrid_api::place_zone(parts.engine, *parts.zone);
  s4u::NetZone* const zone = parts.zone->get_iface();
  parts.here = simgrid_api::new_host(zone, "here", kUnitsPerSecond, 1);
  parts.there = simgrid_api::new_host(zone, "there", kUnitsPerSecond, 1);
  for (const auto& [read, write] : disks_)
    parts.disks.push_back(
        simgrid_api::new_disk(parts.here, "disk-" + std::to_string(parts.disks.size()), read, write));
  parts.here->seal();
  parts.there->seal();
  for (const std::int64_t cores : cores_) {
    const std::string name = "host-" + std::to_string(parts.hosts.size());
    parts.hosts.push_back(simgrid_api::new_host(zone, name, kUnitsPerSecond, static_cast<int>(cores)));
    parts.hosts.back()->seal();
  }
  if (wiring_.topology != nullptr) {
    std::size_t number = 0;
    for (const TopologyLink& link : wiring_.topology->links()) {
      const std::string name = "link-" + std::to_string(number++);
      const bool bottleneck = flows && link.bandwidth > Bandwidth();
      parts.zone->use(bottleneck ? simgrid_api::new_link(zone, name, link.bandwidth, link.latency)->get_impl()
                                 : nullptr);
    }
  }
  zone->seal();
}

void SimgridPlatform::start_execution(std::uint32_t slot, std::uint32_t host, double units) {
  if (parts_->zone == nullptr) build();
  s4u::ExecPtr execution = s4u::Exec::init();
  execution->set_data(Parts::as_data(slot));
  parts_->keep(slot, execution);
  execution->set_flops_amount(units)->set_host(parts_->hosts[host])->start();
}

void SimgridPlatform::start_io(std::uint32_t slot, DiskIndex disk, Bytes size, DiskAccess access) {
  if (parts_->zone == nullptr) build();
  s4u::IoPtr io = s4u::Io::init();
  io->set_data(Parts::as_data(slot));
  parts_->keep(slot, io);
  io->set_disk(parts_->disks[disk])
      ->set_size(static_cast<sg_size_t>(size.count()))
      ->set_op_type(access == DiskAccess::kRead ? s4u::Io::OpType::READ : s4u::Io::OpType::WRITE)
      ->start();
}

void SimgridPlatform::start_communication(std::uint32_t slot, NodeIndex from, NodeIndex to, Bytes size,
                                          std::uint64_t flow, const std::vector<LinkIndex>& path) {
  if (parts_->zone == nullptr) build();
  parts_->zone->set_out(from, to, flow, path);
  s4u::CommPtr transfer = s4u::Comm::sendto_init(parts_->here, parts_->there);
  transfer->set_data(Parts::as_data(slot));
  parts_->keep(slot, transfer);
  transfer->set_payload_size(static_cast<std::uint64_t>(size.count()));
  // SimGrid derives the window's bound from the latency that it knows; where it was told of none, it is told
  // the bound.
  if (wiring_.weights == FlowWeights::kEqual && wiring_.tcp_window && model_ == SimgridNetworkModel::kFlows) {
    const double latency_s =
        wiring_.topology->latency(from, to).seconds();  // without its factor, as SimGrid has it
    if (latency_s > 0) transfer->set_rate(static_cast<double>(wiring_.tcp_window->count()) / (2 * latency_s));
  }
  transfer->start();
}

double SimgridPlatform::units_left(std::uint32_t slot) const {
  return parts_->activities[slot]->get_remaining();
}

void SimgridPlatform::cancel(std::uint32_t slot) {
  s4u::ActivityPtr activity = std::move(parts_->activities[slot]);
  parts_->activities[slot] = nullptr;
  if (activity == nullptr) return;
  // SimGrid still holds what was cancelled at this instant, and has let go of what was cancelled before.
  if (clock_s() > parts_->cancelled_at_s) parts_->cancelled.clear();
  parts_->cancelled_at_s = clock_s();
  activity->cancel();
  parts_->cancelled.push_back(std::move(activity));
}

void SimgridPlatform::forget(std::uint32_t slot) {
  if (slot < parts_->activities.size()) parts_->activities[slot] = nullptr;
}

double SimgridPlatform::clock_s() const { return s4u::Engine::get_clock(); }

void SimgridPlatform::set_head(double date_s) {
  clear_head();
  parts_->head = simgrid_api::KernelTimer::set(date_s, [parts = parts_.get()] {
    parts->head = nullptr;
    parts->runtime.turn();
  });
}

void SimgridPlatform::clear_head() {
  if (parts_->head != nullptr) parts_->head->remove();
  parts_->head = nullptr;
}

void SimgridPlatform::ask_for_turn() {
  simgrid_api::KernelTimer::set(clock_s(), [parts = parts_.get()] { parts->runtime.turn(); });
}

void SimgridPlatform::run() {
  if (parts_->zone == nullptr) build();
  parts_->engine.run();
}

std::string SimgridRuntime::library_version() { return simgrid_api::version_text(); }

}  // namespace windtunnel
