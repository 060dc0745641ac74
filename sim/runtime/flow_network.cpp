// A flow's life: its latency, its entry, changes of its rate, its end.
#include "sim/runtime/flow_network.hpp"

#include <algorithm>
#include <string>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// A path without any link that is ever a bottleneck, and no window: nothing to wait for.
constexpr double kInstantly = 1e30;

std::int64_t to_nearest_ns(double ns) {
  return ns >= 4e18 ? std::int64_t{4'000'000'000'000'000'000} : static_cast<std::int64_t>(ns + 0.5);
}

}  // namespace

FlowNetwork::FlowNetwork(Kernel& kernel, const Wiring& wiring) : kernel_(kernel), wiring_(wiring) {
  if (!wiring_.topology) return;
  resource_of_.reserve(wiring_.topology->links().size());
  for (const TopologyLink& link : wiring_.topology->links())
    resource_of_.push_back(
        link.bandwidth == Bandwidth() ? kNone : solver_.add_resource(link.bandwidth.bytes_per_second()));
}

DiskIndex FlowNetwork::add_disk(Bandwidth read, Bandwidth write) {
  const double reads = read.bytes_per_second(), writes = write.bytes_per_second();
  disks_.push_back({solver_.add_resource(std::max(reads, writes)), solver_.add_resource(reads),
                    solver_.add_resource(writes)});
  return static_cast<DiskIndex>(disks_.size() - 1);
}

FlowNetwork::Moving& FlowNetwork::take(MaxMin::FlowIndex slot, Bytes size, double factor, Event done) {
  CHECK(size >= Bytes(), "a message of " + std::to_string(size.count()) + " bytes");
  if (slot >= moving_.size()) moving_.resize(slot + 1);
  Moving& moving = moving_[slot];
  moving.done = done;
  moving.left = static_cast<double>(size.count());
  moving.factor = factor;
  moving.serial = begun_++;
  moving.in_use = true;
  return moving;
}

Activity FlowNetwork::transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                               Event delivered) {
  const Topology& topology = *wiring_.topology;
  topology.path(from, to, flow, path_);
  uses_.clear();
  std::int64_t latency_ns = 0;
  double slow_links_s = 0.0;  // what slow links add to the weight
  const auto link_weight = static_cast<double>(wiring_.link_weight.count());
  for (const LinkIndex link : path_) {
    latency_ns += topology.links()[link].latency.ns();
    if (const Bandwidth bandwidth = topology.links()[link].bandwidth;
        link_weight > 0 && bandwidth > Bandwidth())
      slow_links_s += link_weight / bandwidth.bytes_per_second();
    use(link, 1.0);
  }
  if (wiring_.cross_traffic > 0.0) {
    topology.path(to, from, flow, path_);
    for (const LinkIndex link : path_) use(link, wiring_.cross_traffic);
  }
  // As in SimGrid, a path without latency weighs as one of a second.
  const double latency_s = static_cast<double>(latency_ns) * 1e-9;
  const double penalty_s = latency_s + slow_links_s;
  const bool by_latency = wiring_.weights == FlowWeights::kByLatency && penalty_s > 0;
  double bound = uses_.empty() ? kInstantly : MaxMin::kUnbounded;
  if (wiring_.tcp_window && latency_ns > 0)
    bound = static_cast<double>(wiring_.tcp_window->count()) / (2.0 * latency_s);
  const MaxMin::FlowIndex slot = solver_.add(uses_, by_latency ? penalty_s : 1.0, bound);
  Moving& moving = take(slot, size, wiring_.bandwidth_factor, delivered);
  const std::int64_t pays_ns = wiring_.latency_factor == 1.0
                                   ? latency_ns
                                   : to_nearest_ns(static_cast<double>(latency_ns) * wiring_.latency_factor);
  moving.timer = kernel_.after(above + Duration::from_ns(pays_ns), event<&FlowNetwork::enters>(*this, slot));
  return {slot, moving.generation};
}

Activity FlowNetwork::io(DiskIndex index, Bytes size, DiskAccess access, Event done) {
  const Disk& disk = disks_[index];
  uses_.clear();
  uses_.push_back({disk.both, 1.0});
  uses_.push_back({access == DiskAccess::kRead ? disk.read : disk.write, 1.0});
  const MaxMin::FlowIndex slot = solver_.add(uses_, 1.0);
  Moving& moving = take(slot, size, 1.0, done);
  moving.timer = kernel_.after(Duration(), event<&FlowNetwork::enters>(*this, slot));
  return {slot, moving.generation};
}

void FlowNetwork::enters(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Moving& moving = moving_[slot];
  if (moving.left == 0.0) return ends(word);
  moving.since_ns = kernel_.now().ns();
  moving.timer = Timer{};
  if (solver_.enter(slot)) [[likely]]
    plan_end(slot);
  else
    plan_settling();
}

void FlowNetwork::plan_end(std::uint32_t slot) {
  Moving& moving = moving_[slot];
  const double ns = moving.left / (solver_.rate(slot) * moving.factor) * 1e9;
  moving.timer = kernel_.after(Duration::from_ns(to_nearest_ns(ns)), event<&FlowNetwork::ends>(*this, slot));
}

void FlowNetwork::ends(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Moving& moving = moving_[slot];
  const Event done = moving.done;
  moving.in_use = false;
  ++moving.generation;
  if (!solver_.remove(slot)) [[unlikely]]
    plan_settling();
  done.fire(done.self, done.payload);
}

bool FlowNetwork::abort(Activity activity) {
  if (!is_current(activity)) return false;
  Moving& moving = moving_[activity.slot];
  kernel_.cancel(moving.timer);
  moving.in_use = false;
  ++moving.generation;
  if (!solver_.remove(activity.slot)) plan_settling();
  return true;
}

void FlowNetwork::set_bandwidth(LinkIndex link, Bandwidth bandwidth) {
  CHECK(resource_of_[link] != kNone, "an unlimited link has no bandwidth to change");
  solver_.set_capacity(resource_of_[link], bandwidth.bytes_per_second());
  plan_settling();
}

double FlowNetwork::bytes_per_second(Activity activity) const {
  return is_current(activity) ? solver_.rate(activity.slot) * moving_[activity.slot].factor : 0.0;
}

void FlowNetwork::plan_settling() {
  if (settling_planned_) return;
  settling_planned_ = true;
  kernel_.after(Duration(), event<&FlowNetwork::settle>(*this));
}

void FlowNetwork::settle(std::uint64_t) {
  settling_planned_ = false;
  const std::int64_t now_ns = kernel_.now().ns();
  changed_.clear();
  solver_.settle([&](MaxMin::FlowIndex slot, double before) {
    changed_.push_back({moving_[slot].serial, slot, before});
  });
  // Who began first is told first where several end at one instant, whatever order the solver met them in.
  std::sort(changed_.begin(), changed_.end(),
            [](const Changed& a, const Changed& b) { return a.serial < b.serial; });
  for (const auto& [serial, slot, rate_before] : changed_) {
    Moving& moving = moving_[slot];
    const double moved = rate_before * moving.factor * (static_cast<double>(now_ns - moving.since_ns) * 1e-9);
    moving.left = std::max(0.0, moving.left - moved);
    moving.since_ns = now_ns;
    kernel_.cancel(moving.timer);
    plan_end(slot);
  }
}

}  // namespace windtunnel
