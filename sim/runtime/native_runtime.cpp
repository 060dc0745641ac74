// The parts of the native runtime that are off the hot path: sharing, aborting, changes of speed.
#include "sim/runtime/native_runtime.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace windtunnel {

namespace {

// The longest work that is filed at once; what is longer is filed in pieces, one after the other.
constexpr Duration kPieceMax = Duration::from_ns(std::int64_t{1} << 51);

}  // namespace

Activity NativeRuntime::share(HostIndex host_index, Duration work, Event done) {
  Host& host = hosts_[host_index];
  if (!host.shared) host.shared = std::make_unique<SharedCores>(host.cores, host.speed);
  const std::uint32_t slot = take_slot();
  Running& running = running_[slot];
  running.done = done;
  running.host = host_index;
  running.shares = true;
  running.left = work;
  add_piece(*host.shared, slot);
  plan_shared(host_index);
  return Activity{slot, running.generation};
}

Activity NativeRuntime::transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                                 Event delivered, Event lost) {
  if (wiring_.sharing != Sharing::kQueues) return transfer(from, to, size, flow, above, delivered);
  links_->transfer(from, to, size, flow, above, delivered, lost);
  return Activity{};
}

void NativeRuntime::wire(const Wiring& wiring) {
  CHECK(!wiring_.topology && !flows_, "a runtime is wired once, before it has disks");
  wiring_ = wiring;
  if (wiring.sharing == Sharing::kQueues) links_ = std::make_unique<LinkNetwork>(kernel_, wiring);
}

FlowNetwork& NativeRuntime::flows() {
  if (!flows_) flows_ = std::make_unique<FlowNetwork>(kernel_, wiring_);
  return *flows_;
}

Activity NativeRuntime::transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                                 Event delivered) {
  if (wiring_.sharing == Sharing::kQueues) return transfer(from, to, size, flow, above, delivered, Event{});
  if (wiring_.sharing == Sharing::kMaxMin)
    return ticket_of_flow(flows().transfer(from, to, size, flow, above, delivered));
  CHECK(wiring_.sharing == Sharing::kNone, "links are shared in a way that this engine does not know");
  const Duration latency = wiring_.topology->latency(from, to);
  const double stretched_ns = static_cast<double>(latency.ns()) * wiring_.latency_factor;
  kernel_.after(above + Duration::from_ns(static_cast<std::int64_t>(stretched_ns + 0.5)), delivered);
  return Activity{};
}

void NativeRuntime::add_piece(SharedCores& shared, std::uint32_t slot) {
  Running& running = running_[slot];
  const Duration piece = std::min(running.left, kPieceMax);
  running.left -= piece;
  running.ticket = shared.works.add(now(), piece, slot);
}

DiskIndex NativeRuntime::add_disk(Bandwidth read, Bandwidth write) { return flows().add_disk(read, write); }

Activity NativeRuntime::io(DiskIndex disk, Bytes size, DiskAccess access, Event done) {
  return ticket_of_flow(flows().io(disk, size, access, done));
}

void NativeRuntime::plan_shared(HostIndex host_index) {
  SharedCores& shared = *hosts_[host_index].shared;
  const Time next = shared.works.next_completion();
  if (next == shared.planned) return;
  if (shared.planned != Time::never()) kernel_.cancel(shared.timer);
  shared.planned = next;
  if (next != Time::never())
    shared.timer = kernel_.at(next, event<&NativeRuntime::shared_due>(*this, host_index));
}

void NativeRuntime::shared_due(std::uint64_t word) {
  const auto host_index = static_cast<HostIndex>(word);
  SharedCores& shared = *hosts_[host_index].shared;
  shared.planned = Time::never();
  // All that end now leave before any of them is told, so that nobody sees half of an instant.
  ended_.clear();
  while (const std::optional<std::uint32_t> slot = shared.works.take_completed(now())) {
    if (running_[*slot].left > Duration()) {
      add_piece(shared, *slot);
      continue;
    }
    ended_.push_back(running_[*slot].done);
    release(*slot);
  }
  plan_shared(host_index);
  for (const Event& done : ended_) done.fire(done.self, done.payload);
}

void NativeRuntime::abort(Activity activity) {
  if ((activity.slot & kFlow) != 0 && flows_) {
    flows_->abort({activity.slot & ~kFlow, activity.generation});
    return;
  }
  if (activity.slot >= running_.size() || running_[activity.slot].generation != activity.generation) return;
  const Running& running = running_[activity.slot];
  const HostIndex host_index = running.host;
  const bool shares = running.shares;
  if (shares)
    hosts_[host_index].shared->works.remove(now(), running.ticket);
  else
    kernel_.cancel(running.timer);
  release(activity.slot);
  if (shares) plan_shared(host_index);
}

Duration NativeRuntime::work_left(Activity activity) const {
  if (activity.slot >= running_.size() || running_[activity.slot].generation != activity.generation)
    return Duration();
  const Running& running = running_[activity.slot];
  CHECK(!running.shares, "the work of a shared host is left to the host");
  return left_of(running, hosts_[running.host].speed);
}

Duration NativeRuntime::left_of(const Running& running, double speed) const {
  const double done = static_cast<double>((now() - running.since).ns()) * speed;
  return std::max(Duration(), running.left - Duration::from_ns(static_cast<std::int64_t>(done + 0.5)));
}

void NativeRuntime::set_speed(HostIndex host_index, double speed) {
  CHECK(speed > 0 && std::isfinite(speed), "a speed is more than nothing");
  Host& host = hosts_[host_index];
  for (std::uint32_t slot = host.first; slot != kNone; slot = running_[slot].next) {
    Running& running = running_[slot];
    running.left = left_of(running, host.speed);
    running.since = now();
    kernel_.cancel(running.timer);
    running.timer = kernel_.after(stretched(running.left, speed), event<&NativeRuntime::finish>(*this, slot));
  }
  host.speed = speed;
  if (host.shared) {
    host.shared->works.set_speed(now(), speed);
    plan_shared(host_index);
  }
}

}  // namespace windtunnel
