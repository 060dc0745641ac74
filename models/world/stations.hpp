// The stations of a world: one a replica, with its cores, its queue, and the integrals that the audits are
// made of.
//
// A station decides which work runs and on how many cores; the runtime decides when it ends. Queues are lists
// threaded through the attempts, so leaving one from the middle is O(1). Integrals are exact integers: the
// time requests spent here, summed over requests, must equal the number present, summed over time, to the
// nanosecond.
//
// Owner: void served(slot); void turned_away(slot, Outcome); Rng service_rng(attempt, tier); Rng
// patience_rng(attempt).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/nodes/station.hpp"
#include "models/world/plan.hpp"
#include "models/world/pools.hpp"
#include "sim/base/check.hpp"
#include "sim/observe/records.hpp"

namespace windtunnel {

struct Replica {
  std::uint32_t tier = 0;
  Endpoint at;
  std::uint32_t first_queue = 0;    // index of its first priority level's queue
  std::uint32_t serving = kNobody;  // list of attempts in service
  HostIndex host = 0;
  std::int32_t busy = 0;  // cores at work
  std::int32_t queued = 0;
  std::int32_t present = 0;
  std::int32_t down = 0;      // faults that hold it down
  std::int32_t silenced = 0;  // of those, the ones that make it vanish without a word
  bool booting = false;
  bool wanted = true;             // the timeline wants it to serve
  bool gone = false;              // nothing of it is there: not yet, or not any more
  std::uint32_t incarnation = 0;  // grows each time it dies
  Timer boot;
  Time changed;                       // when the integrals were last brought up to date
  const PowerState* power = nullptr;  // at its present speed; nobody asks when absent
  StationTotals totals;               // of the present window

  bool up() const { return down == 0 && !booting && !gone; }
  // What a health check may find out: one that is to leave is up, and nobody's to choose.
  bool in_service() const { return up() && wanted; }
};

template <class Runtime, class Owner>
class Stations {
 public:
  Stations(const Plan& plan, Runtime& runtime, Owner& owner, Pool<Attempt>& attempts)
      : plan_(plan), runtime_(runtime), owner_(owner), attempts_(attempts) {
    replicas_.reserve(plan.replicas.size());
    for (const ReplicaPlan& planned : plan.replicas) {
      const StationPlan& station = plan.tiers[planned.tier].station;
      Replica replica;
      replica.tier = planned.tier;
      replica.at = Endpoint{planned.zone, planned.node, static_cast<Party>(replicas_.size())};
      replica.wanted = planned.from_start;
      replica.gone = !planned.from_start;
      replica.first_queue = static_cast<std::uint32_t>(queues_.size());
      replica.host = runtime.add_host(station.cores);
      if (plan.tiers[planned.tier].power) replica.power = &plan.tiers[planned.tier].power->at(1.0);
      queues_.resize(queues_.size() + station.priorities);
      replicas_.push_back(replica);
    }
  }

  Replica& operator[](std::uint32_t replica) { return replicas_[replica]; }
  const Replica& operator[](std::uint32_t replica) const { return replicas_[replica]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(replicas_.size()); }

  // Brings the integrals up to now; called before every change of what they integrate.
  void touch(Replica& replica) {
    const std::int64_t elapsed = (runtime_.now() - replica.changed).ns();
    if (elapsed == 0) return;
    replica.totals.busy_ns += elapsed * replica.busy;
    replica.totals.queue_ns += static_cast<Int128>(elapsed) * replica.queued;
    if (replica.up()) replica.totals.up_ns += elapsed;
    if (!replica.gone) replica.totals.standing_ns += elapsed;
    if (replica.power != nullptr) [[unlikely]]
      draw(replica, elapsed);
    replica.changed = runtime_.now();
  }

  // How fast its cores run from now on.
  void change_speed(std::uint32_t index, double speed) {
    Replica& replica = replicas_[index];
    touch(replica);
    runtime_.set_speed(replica.host, speed);
    if (replica.power != nullptr) replica.power = &plan_.tiers[replica.tier].power->at(speed);
  }

  // A request comes in at a replica that is up.
  void arrive(std::uint32_t slot) {
    Attempt& attempt = attempts_[slot];
    Replica& replica = replicas_[attempt.replica];
    const StationPlan& station = plan_.tiers[replica.tier].station;
    touch(replica);
    attempt.arrived = runtime_.now();
    ++replica.totals.visits;
    if (station.discipline == Discipline::kProcessorSharing)
      return arrive_sharing(slot, attempt, replica, station);
    draw_work(attempt, replica);
    if (replica.busy < station.cores) {
      ++replica.present;
      begin(slot, attempt, replica);
      return;
    }
    ++replica.totals.waited;
    if (station.discipline == Discipline::kPriorityPreempt && preempt_for(slot, attempt, replica)) return;
    if (replica.queued >= station.length_max) {
      ++replica.totals.blocked;
      owner_.turned_away(slot, Outcome::kRejected);
      return;
    }
    ++replica.present;
    enqueue(slot, attempt, replica, station.discipline == Discipline::kLifo);
    if (station.queue_timeout) {
      Rng rng = owner_.patience_rng(attempt);
      const Duration patience = Duration::from_seconds((*station.queue_timeout)(rng));
      attempt.patience = runtime_.after(patience, event<&Stations::lose_patience>(*this, slot));
    }
  }

  // The replica dies: everything it holds is handed to `dead(slot)`, no work of it goes on.
  template <class Dead>
  void clear(std::uint32_t index, Dead&& dead) {
    Replica& replica = replicas_[index];
    touch(replica);
    std::vector<std::uint32_t> victims;
    for (std::uint32_t slot = replica.serving; slot != kNobody; slot = attempts_[slot].next)
      victims.push_back(slot);
    for (std::uint32_t level = 0; level < plan_.tiers[replica.tier].station.priorities; ++level)
      for (std::uint32_t slot = queues_[replica.first_queue + level].first; slot != kNobody;
           slot = attempts_[slot].next)
        victims.push_back(slot);
    for (const std::uint32_t slot : victims) {
      Attempt& attempt = attempts_[slot];
      if (attempt.state == AttemptState::kServing) {
        runtime_.abort(attempt.activity);
        replica.totals.service_ns += time_on_core(attempt, replica).ns();
      } else {
        runtime_.cancel(attempt.patience);
      }
      leave(attempt, replica);
      ++replica.totals.lost;
      attempt.state = AttemptState::kMoving;
    }
    replica.serving = kNobody;
    for (std::uint32_t level = 0; level < plan_.tiers[replica.tier].station.priorities; ++level)
      queues_[replica.first_queue + level] = Queue{};
    replica.busy = replica.queued = 0;
    CHECK(replica.present == 0, "a dead replica still holds requests");
    for (const std::uint32_t slot : victims) dead(slot);
  }

  // Time on a core of those still in service, for the audit of utilisation (not with processor sharing).
  detail::Int128 unfinished_service(std::uint32_t index) const {
    detail::Int128 total = 0;
    for (std::uint32_t slot = replicas_[index].serving; slot != kNobody; slot = attempts_[slot].next)
      total += (runtime_.now() - attempts_[slot].began).ns();
    return total;
  }

  // Time requests still present have spent here so far, for Little's law at the end of the run.
  Int128 unfinished_residence(std::uint32_t index) const {
    Int128 total = 0;
    const Replica& replica = replicas_[index];
    const auto add = [&](std::uint32_t first) {
      for (std::uint32_t slot = first; slot != kNobody; slot = attempts_[slot].next)
        total += (runtime_.now() - attempts_[slot].arrived).ns();
    };
    add(replica.serving);
    for (std::uint32_t level = 0; level < plan_.tiers[replica.tier].station.priorities; ++level)
      add(queues_[replica.first_queue + level].first);
    return total;
  }

 private:
  void draw(Replica& replica, std::int64_t elapsed_ns) {
    const TierPlan& tier = plan_.tiers[replica.tier];
    const std::int64_t cores = tier.station.cores;
    const std::int64_t drawn = replica.down > 0 ? tier.power->off.microwatts() * cores
                                                : drawn_uw_cores(*replica.power, cores, replica.busy);
    replica.totals.energy_uw_ns_cores += static_cast<Int128>(elapsed_ns) * drawn;
  }

  struct Queue {
    std::uint32_t first = kNobody;
    std::uint32_t last = kNobody;
  };

  // With processor sharing a core is never anybody's alone: what counts is the work done.
  Duration time_on_core(const Attempt& attempt, const Replica& replica) const {
    const bool shares = plan_.tiers[replica.tier].station.discipline == Discipline::kProcessorSharing;
    return shares ? attempt.drawn : runtime_.now() - attempt.began;
  }

  void draw_work(Attempt& attempt, const Replica& replica) {
    const TierPlan& tier = plan_.tiers[replica.tier];
    Rng rng = owner_.service_rng(attempt, replica.tier);
    const std::uint32_t operation = plan_.classes[attempt.request_class].path[attempt.step].operation;
    attempt.work = Duration::from_seconds(tier.service[operation][attempt.request_class](rng));
    attempt.drawn = attempt.work;
    attempt.held = Duration();
  }

  void begin(std::uint32_t slot, Attempt& attempt, Replica& replica) {
    ++replica.busy;
    attempt.state = AttemptState::kServing;
    attempt.began = runtime_.now();
    link_serving(slot, attempt, replica);
    attempt.activity = runtime_.compute(replica.host, attempt.work, event<&Stations::finish>(*this, slot));
  }

  void finish(std::uint64_t word) {
    const auto slot = static_cast<std::uint32_t>(word);
    Attempt& attempt = attempts_[slot];
    Replica& replica = replicas_[attempt.replica];
    touch(replica);
    unlink_serving(attempt, replica);
    leave(attempt, replica);
    ++replica.totals.served;
    replica.totals.service_ns += time_on_core(attempt, replica).ns();
    attempt.state = AttemptState::kMoving;
    const StationPlan& station = plan_.tiers[replica.tier].station;
    if (station.discipline == Discipline::kProcessorSharing) {
      replica.busy = static_cast<std::int32_t>(std::min<std::int64_t>(replica.present, station.cores));
      replica.queued = replica.present - replica.busy;
    } else {
      --replica.busy;
      if (replica.queued > 0) serve_next(replica);
    }
    owner_.served(slot);
  }

  void serve_next(Replica& replica) {
    for (std::uint32_t level = 0;; ++level) {
      const std::uint32_t slot = queues_[replica.first_queue + level].first;
      if (slot == kNobody) continue;
      Attempt& attempt = attempts_[slot];
      dequeue(attempt, replica);
      if (plan_.tiers[replica.tier].station.queue_timeout) runtime_.cancel(attempt.patience);
      begin(slot, attempt, replica);
      return;
    }
  }

  // Processor sharing: everybody begins at once, and the runtime shares the cores.
  void arrive_sharing(std::uint32_t slot, Attempt& attempt, Replica& replica, const StationPlan& station) {
    if (replica.present >= station.cores) {
      ++replica.totals.waited;
      if (replica.queued >= station.length_max) {
        ++replica.totals.blocked;
        owner_.turned_away(slot, Outcome::kRejected);
        return;
      }
    }
    draw_work(attempt, replica);
    ++replica.present;
    replica.busy = static_cast<std::int32_t>(std::min<std::int64_t>(replica.present, station.cores));
    replica.queued = replica.present - replica.busy;
    attempt.state = AttemptState::kServing;
    attempt.began = attempt.arrived;
    link_serving(slot, attempt, replica);
    attempt.activity = runtime_.share(replica.host, attempt.work, event<&Stations::finish>(*this, slot));
  }

  // Takes the core of the least urgent one in service, if that is less urgent than the newcomer. The
  // interrupted work goes to the head of its level, with what is left of it.
  bool preempt_for(std::uint32_t slot, Attempt& attempt, Replica& replica) {
    std::uint32_t victim = kNobody;
    std::uint32_t worst = plan_.classes[attempt.request_class].priority;
    for (std::uint32_t other = replica.serving; other != kNobody; other = attempts_[other].next) {
      const std::uint32_t level = plan_.classes[attempts_[other].request_class].priority;
      if (level > worst) worst = level, victim = other;
    }
    if (victim == kNobody) return false;
    Attempt& interrupted = attempts_[victim];
    interrupted.work = runtime_.work_left(interrupted.activity);
    runtime_.abort(interrupted.activity);
    replica.totals.service_ns += time_on_core(interrupted, replica).ns();
    interrupted.held += time_on_core(interrupted, replica);
    unlink_serving(interrupted, replica);
    --replica.busy;
    enqueue(victim, interrupted, replica, true);
    ++replica.present;
    begin(slot, attempt, replica);
    return true;
  }

  void lose_patience(std::uint64_t word) {
    const auto slot = static_cast<std::uint32_t>(word);
    Attempt& attempt = attempts_[slot];
    Replica& replica = replicas_[attempt.replica];
    touch(replica);
    dequeue(attempt, replica);
    leave(attempt, replica);
    ++replica.totals.left;
    attempt.state = AttemptState::kMoving;
    owner_.turned_away(slot, Outcome::kRejected);
  }

  // It goes: the books of this visit are closed.
  void leave(Attempt& attempt, Replica& replica) {
    --replica.present;
    const std::int64_t residence = (runtime_.now() - attempt.arrived).ns();
    replica.totals.residence_ns += residence;
    const bool served = attempt.state == AttemptState::kServing;
    const std::int64_t working =
        served ? (attempt.held + time_on_core(attempt, replica)).ns() : attempt.held.ns();
    attempt.waited = Duration::from_ns(residence - working);
    replica.totals.wait_ns += attempt.waited.ns();
  }

  Queue& queue_of(const Attempt& attempt, const Replica& replica) {
    const bool levels = plan_.tiers[replica.tier].station.priorities > 1;
    return queues_[replica.first_queue + (levels ? plan_.classes[attempt.request_class].priority : 0)];
  }

  void enqueue(std::uint32_t slot, Attempt& attempt, Replica& replica, bool at_the_head) {
    Queue& queue = queue_of(attempt, replica);
    attempt.state = AttemptState::kQueued;
    ++replica.queued;
    attempt.previous = at_the_head ? kNobody : queue.last;
    attempt.next = at_the_head ? queue.first : kNobody;
    if (attempt.previous != kNobody)
      attempts_[attempt.previous].next = slot;
    else
      queue.first = slot;
    if (attempt.next != kNobody)
      attempts_[attempt.next].previous = slot;
    else
      queue.last = slot;
  }

  void dequeue(const Attempt& attempt, Replica& replica) {
    Queue& queue = queue_of(attempt, replica);
    --replica.queued;
    if (attempt.previous != kNobody)
      attempts_[attempt.previous].next = attempt.next;
    else
      queue.first = attempt.next;
    if (attempt.next != kNobody)
      attempts_[attempt.next].previous = attempt.previous;
    else
      queue.last = attempt.previous;
  }

  void link_serving(std::uint32_t slot, Attempt& attempt, Replica& replica) {
    attempt.previous = kNobody;
    attempt.next = replica.serving;
    if (replica.serving != kNobody) attempts_[replica.serving].previous = slot;
    replica.serving = slot;
  }

  void unlink_serving(const Attempt& attempt, Replica& replica) {
    if (attempt.previous != kNobody)
      attempts_[attempt.previous].next = attempt.next;
    else
      replica.serving = attempt.next;
    if (attempt.next != kNobody) attempts_[attempt.next].previous = attempt.previous;
  }

  const Plan& plan_;
  Runtime& runtime_;
  Owner& owner_;
  Pool<Attempt>& attempts_;
  std::vector<Replica> replicas_;
  std::vector<Queue> queues_;
};

}  // namespace windtunnel
