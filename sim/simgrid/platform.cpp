// The platform: one SimGrid engine with a zone of our own, and what runs in it.
//
// The engine replaces the handlers of SIGINT and SIGSEGV when it is made; they are put back, so that a crash ends the
// process with its signal and Ctrl-C is whoever's who started it. Options are set after the engine is made, before the
// zone: SimGrid reads them when the platform begins.
#include "sim/simgrid/platform.hpp"

#include <array>
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

class Zone final : public routing::NetZoneImpl {
 public:
  Zone() : NetZoneImpl("world") {}

  void get_local_route(const routing::NetPoint*, const routing::NetPoint*, routing::Route*, double*) override {}
  void get_graph(const s_xbt_graph_t*, std::map<std::string, xbt_node_t, std::less<>>*,
                 std::map<std::string, xbt_edge_t, std::less<>>*) override {}
};

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
  Zone* zone = nullptr;  // SimGrid's to destroy
  std::vector<s4u::Host*> hosts;
  std::vector<s4u::ActivityPtr> activities;  // by slot
  std::vector<s4u::ActivityPtr> cancelled;   // kept until SimGrid has let go of them
  simgrid_api::KernelTimer* head = nullptr;

  static std::uint32_t slot_of(const s4u::Activity& activity) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(activity.get_data<void>()));
  }
  static void* as_data(std::uint32_t slot) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(slot)); }

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

SimgridPlatform::SimgridPlatform(SimgridRuntime& runtime, SimgridNetworkModel model) {
  CHECK(!engine_exists, "a second SimGrid engine in one process");
  engine_exists = true;
  const auto interrupt = std::signal(SIGINT, SIG_DFL);
  const auto crash = std::signal(SIGSEGV, SIG_DFL);
  parts_ = std::make_unique<Parts>(runtime);
  std::signal(SIGINT, interrupt);
  std::signal(SIGSEGV, crash);
  s4u::Engine::set_config(model == SimgridNetworkModel::kLv08       ? "network/model:LV08"
                          : model == SimgridNetworkModel::kConstant ? "network/model:Constant"
                                                                    : "network/model:CM02");
  parts_->zone = new Zone;
  simgrid_api::place_zone(parts_->engine, *parts_->zone);
  simgrid_api::on_completion([parts = parts_.get()](const s4u::Activity& activity) { parts->completed(activity); });
}

SimgridPlatform::~SimgridPlatform() = default;

void SimgridPlatform::add_host(std::int64_t cores) {
  const std::string name = "host-" + std::to_string(parts_->hosts.size());
  parts_->hosts.push_back(
      simgrid_api::new_host(parts_->zone->get_iface(), name, kUnitsPerSecond, static_cast<int>(cores)));
}

void SimgridPlatform::start_execution(std::uint32_t slot, std::uint32_t host, double units) {
  s4u::ExecPtr execution = s4u::Exec::init();
  execution->set_data(Parts::as_data(slot));
  parts_->keep(slot, execution);
  execution->set_flops_amount(units)->set_host(parts_->hosts[host])->start();
}

double SimgridPlatform::units_left(std::uint32_t slot) const { return parts_->activities[slot]->get_remaining(); }

void SimgridPlatform::cancel(std::uint32_t slot) {
  s4u::ActivityPtr activity = std::move(parts_->activities[slot]);
  parts_->activities[slot] = nullptr;
  if (activity == nullptr) return;
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
  parts_->zone->get_iface()->seal();
  parts_->engine.run();
}

std::string SimgridRuntime::library_version() { return simgrid_api::version_text(); }

}  // namespace windtunnel
