// The runtime's own half: the agenda inside, tickets, and the order in which ends are delivered.
#include "sim/simgrid/simgrid_runtime.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/simgrid/platform.hpp"

namespace windtunnel {

SimgridRuntime::SimgridRuntime(SimgridNetworkModel model)
    : platform_(std::make_unique<SimgridPlatform>(*this, model)) {}

SimgridRuntime::~SimgridRuntime() = default;

HostIndex SimgridRuntime::add_host(std::int64_t cores) {
  first_.push_back(kNone);
  platform_->add_host(cores);
  return native_.add_host(cores);
}

std::uint32_t SimgridRuntime::take_slot(Event done) {
  if (free_.empty()) {
    CHECK(foreign_.size() < kForeign - 1, "more than two thousand million activities at once");
    free_.push_back(static_cast<std::uint32_t>(foreign_.size()));
    foreign_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  Foreign& foreign = foreign_[slot];
  foreign.done = done;
  foreign.serial = serial_++;
  foreign.state = State::kRunning;
  foreign.host = kNone;
  return slot;
}

void SimgridRuntime::release(std::uint32_t slot) {
  platform_->forget(slot);
  Foreign& foreign = foreign_[slot];
  if (foreign.host != kNone) unlink(slot);
  foreign.state = State::kFree;
  ++foreign.generation;
  free_.push_back(slot);
}

void SimgridRuntime::link(std::uint32_t slot, HostIndex host) {
  Foreign& foreign = foreign_[slot];
  foreign.host = host;
  foreign.previous = kNone;
  foreign.next = first_[host];
  if (foreign.next != kNone) foreign_[foreign.next].previous = slot;
  first_[host] = slot;
}

void SimgridRuntime::unlink(std::uint32_t slot) {
  Foreign& foreign = foreign_[slot];
  if (foreign.previous != kNone)
    foreign_[foreign.previous].next = foreign.next;
  else
    first_[foreign.host] = foreign.next;
  if (foreign.next != kNone) foreign_[foreign.next].previous = foreign.previous;
  foreign.host = kNone;
}

bool SimgridRuntime::is_mine(Activity activity) const {
  if ((activity.slot & kForeign) == 0 || activity.slot == kNone) return false;
  const std::uint32_t slot = activity.slot & ~kForeign;
  return slot < foreign_.size() && foreign_[slot].state != State::kFree &&
         foreign_[slot].generation == activity.generation;
}

Activity SimgridRuntime::share(HostIndex host, Duration work, Event done) {
  const std::uint32_t slot = take_slot(done);
  link(slot, host);
  Foreign& foreign = foreign_[slot];
  if (work > Duration())
    platform_->start_execution(slot, host, static_cast<double>(work.ns()) / native_.speed(host));
  else
    deliver_at(slot, now());
  return Activity{slot | kForeign, foreign.generation};
}

void SimgridRuntime::wire(const Wiring& wiring) {
  CHECK(wiring.sharing != Sharing::kQueues, "queues on the wire are the native engine's");
  wiring_ = wiring;
  if (wiring.sharing == Sharing::kNone)
    native_.wire(wiring);
  else
    platform_->wire(wiring);
}

Activity SimgridRuntime::transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow,
                                  Duration above, Event delivered) {
  if (wiring_.sharing == Sharing::kNone) return native_.transfer(from, to, size, flow, above, delivered);
  const std::uint32_t slot = take_slot(delivered);
  Foreign& foreign = foreign_[slot];
  foreign.from = from;
  foreign.to = to;
  foreign.size = size;
  foreign.flow = flow;
  const Activity ticket{slot | kForeign, foreign.generation};
  // Equal weights are those of flows without latency, so SimGrid is told of none and the flow enters later by
  // it; while its latency lasts a flow takes no bandwidth anyway.
  if (wiring_.weights == FlowWeights::kEqual) {
    const double latency_ns = static_cast<double>(wiring_.topology->latency(from, to).ns());
    above += Duration::from_ns(static_cast<std::int64_t>(latency_ns * wiring_.latency_factor + 0.5));
  }
  if (above > Duration()) {
    foreign.state = State::kWaiting;
    foreign.due = native_.after(above, event<&SimgridRuntime::enter>(*this, slot));
  } else {
    enter(slot);
  }
  return ticket;
}

DiskIndex SimgridRuntime::add_disk(Bandwidth read, Bandwidth write) {
  platform_->add_disk(read, write);
  return disks_++;
}

Activity SimgridRuntime::io(DiskIndex disk, Bytes size, DiskAccess access, Event done) {
  const std::uint32_t slot = take_slot(done);
  if (size > Bytes())
    platform_->start_io(slot, disk, size, access);
  else
    deliver_at(slot, now());
  return Activity{slot | kForeign, foreign_[slot].generation};
}

void SimgridRuntime::enter(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Foreign& foreign = foreign_[slot];
  foreign.state = State::kRunning;
  const auto& links = wiring_.topology->links();
  double latency_ns = 0;
  bool shared = false;
  wiring_.topology->path(foreign.from, foreign.to, foreign.flow, path_);
  for (const LinkIndex link : path_) {
    latency_ns += static_cast<double>(links[link].latency.ns());
    shared = shared || links[link].bandwidth > Bandwidth();
  }
  if (shared)
    return platform_->start_communication(slot, foreign.from, foreign.to, foreign.size, foreign.flow, path_);
  // Nothing on the way can be a bottleneck: a timer, as on every engine.
  if (wiring_.weights == FlowWeights::kEqual) latency_ns = 0;
  deliver_at(slot,
             now() + Duration::from_ns(static_cast<std::int64_t>(latency_ns * wiring_.latency_factor + 0.5)));
}

void SimgridRuntime::deliver_at(std::uint32_t slot, Time when) {
  foreign_[slot].state = State::kEnded;
  foreign_[slot].due = native_.at(when, event<&SimgridRuntime::deliver>(*this, slot));
}

Duration SimgridRuntime::work_left(Activity activity) const {
  CHECK(!is_mine(activity), "what is left of shared work is its engine's to know");
  return native_.work_left(activity);
}

void SimgridRuntime::abort(Activity activity) {
  if ((activity.slot & kForeign) == 0) return native_.abort(activity);
  if (!is_mine(activity)) return;
  const std::uint32_t slot = activity.slot & ~kForeign;
  if (foreign_[slot].state == State::kRunning) {
    platform_->cancel(slot);
    ended_.erase(std::remove(ended_.begin(), ended_.end(), slot), ended_.end());
  } else {
    native_.cancel(foreign_[slot].due);
  }
  release(slot);
}

// SimGrid's hosts keep their speed: all works of a host share it alike, so a change of speed is the same as a
// change of what is left of each, and that SimGrid lets us say at any time.
void SimgridRuntime::set_speed(HostIndex host, double speed) {
  const double before = native_.speed(host);
  native_.set_speed(host, speed);
  for (std::uint32_t slot = first_[host]; slot != kNone; slot = foreign_[slot].next) {
    if (foreign_[slot].state != State::kRunning) continue;
    const double left = platform_->units_left(slot) * before / speed;
    platform_->cancel(slot);
    platform_->forget(slot);
    platform_->start_execution(slot, host, left);
  }
}

void SimgridRuntime::ended(std::uint32_t slot) {
  if (over_) return;
  if (ended_.empty()) platform_->ask_for_turn();
  ended_.push_back(slot);
}

void SimgridRuntime::deliver(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  const Event done = foreign_[slot].done;
  release(slot);
  done.fire(done.self, done.payload);
}

void SimgridRuntime::turn() {
  turns_.store(turns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (over_) return;
  // SimGrid adds up steps of time, so its clock may stand a rounding beside what a timer was set for.
  const double clock_s = platform_->clock_s();
  Time time = std::max(now(), Time::from_ns(static_cast<std::int64_t>(std::nearbyint(clock_s * 1e9))));
  if (armed_ != Time::never() && clock_s >= static_cast<double>(armed_.ns()) * 1e-9)
    time = std::max(time, armed_);
  try {
    turn_to(std::min(time, limits_.until));
  } catch (...) {
    broken_ = std::current_exception();
    finish();
  }
}

void SimgridRuntime::turn_to(Time time) {
  std::sort(ended_.begin(), ended_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return foreign_[a].serial < foreign_[b].serial; });
  for (const std::uint32_t slot : ended_) deliver_at(slot, time);
  ended_.clear();
  RunLimits limits = limits_;
  limits.until = time;
  reason_ = native_.kernel().run(limits);
  if (reason_ != StopReason::kUntil || (time == limits_.until && time != Time::never())) return finish();
  arm();
}

void SimgridRuntime::arm() {
  const Time next = std::min(native_.kernel().next_due(), limits_.until);
  if (next == armed_) return;
  armed_ = next;
  if (next == Time::never())
    platform_->clear_head();
  else
    platform_->set_head(static_cast<double>(next.ns()) * 1e-9);
}

// Nothing of ours is left to SimGrid, so its loop ends.
void SimgridRuntime::finish() {
  over_ = true;
  armed_ = Time::never();
  platform_->clear_head();
  for (std::uint32_t slot = 0; slot < foreign_.size(); ++slot)
    if (foreign_[slot].state == State::kRunning) platform_->cancel(slot);
}

StopReason SimgridRuntime::run(const RunLimits& limits) {
  CHECK(!over_, "a runtime on SimGrid runs once");
  limits_ = limits;
  reason_ = StopReason::kEmpty;
  arm();
  platform_->run();
  over_ = true;
  if (broken_) std::rethrow_exception(broken_);
  return reason_ == StopReason::kUntil && limits.until == Time::never() ? StopReason::kEmpty : reason_;
}

}  // namespace windtunnel
