// The parts of the native runtime that are off the hot path: sharing, aborting, changes of speed.
#include "sim/runtime/native_runtime.hpp"

#include <cmath>

namespace windtunnel {

Activity NativeRuntime::share(HostIndex host_index, Duration work, Event done) {
  Host& host = hosts_[host_index];
  if (!host.shared) host.shared = std::make_unique<SharedHost>(host.cores);
  const std::uint32_t slot = take_slot();
  Running& running = running_[slot];
  running.done = done;
  running.host = host_index;
  running.shares = true;
  host.shared->advance(now(), host.speed);
  running.shared_end = host.shared->add(work, slot);
  plan_shared(host_index);
  return Activity{slot, running.generation};
}

Activity NativeRuntime::transfer(NodeIndex from, NodeIndex to, Bytes, std::uint64_t, Duration above,
                                 Event delivered) {
  CHECK(wiring_.sharing == Sharing::kNone, "links are shared in a way that this engine does not know");
  const Duration latency = wiring_.topology->latency(from, to);
  const double stretched_ns = static_cast<double>(latency.ns()) * wiring_.latency_factor;
  kernel_.after(above + Duration::from_ns(static_cast<std::int64_t>(stretched_ns + 0.5)), delivered);
  return Activity{};
}

void NativeRuntime::plan_shared(HostIndex host_index) {
  Host& host = hosts_[host_index];
  kernel_.cancel(host.shared->timer);
  if (host.shared->empty()) return;
  host.shared->timer = kernel_.after(host.shared->until_first(host.speed),
                                     event<&NativeRuntime::shared_due>(*this, host_index));
}

void NativeRuntime::shared_due(std::uint64_t word) {
  const auto host_index = static_cast<HostIndex>(word);
  Host& host = hosts_[host_index];
  host.shared->advance(now(), host.speed);
  // All that end now leave before any of them is told, so that nobody sees half of an instant.
  std::vector<Event> ended;
  while (!host.shared->empty() && host.shared->first_is_over()) {
    const std::uint32_t slot = host.shared->first();
    host.shared->remove(running_[slot].shared_end, slot);
    ended.push_back(running_[slot].done);
    release(slot);
  }
  plan_shared(host_index);
  for (const Event& done : ended) done.fire(done.self, done.payload);
}

void NativeRuntime::abort(Activity activity) {
  if (activity.slot >= running_.size() || running_[activity.slot].generation != activity.generation) return;
  Running& running = running_[activity.slot];
  if (running.shares) {
    Host& host = hosts_[running.host];
    host.shared->advance(now(), host.speed);
    host.shared->remove(running.shared_end, activity.slot);
    const HostIndex host_index = running.host;
    release(activity.slot);
    plan_shared(host_index);
  } else {
    kernel_.cancel(running.timer);
    release(activity.slot);
  }
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
  if (host.shared) host.shared->advance(now(), host.speed);
  host.speed = speed;
  if (host.shared) plan_shared(host_index);
}

}  // namespace windtunnel
