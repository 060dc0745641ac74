// Faults: they strike, they heal, and what a dying replica held ends as the kind of failure says.
//
// Faults overlap, so a replica counts the faults that hold it down and is back when the last has healed and
// it has booted. A refusing death (a crashed process) resets its connections: who waited learns it at once. A
// silent one (power, network) says nothing: who waited goes on waiting until its own clock tells it to stop.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::start_faults() {
  for (std::uint32_t fault = 0; fault < plan_.faults.size(); ++fault) {
    const FaultPlan& planned = plan_.faults[fault];
    FaultState& state = fault_states_.emplace_back();
    state.open.assign(planned.units.size(), kNobody);
    state.strikes.assign(planned.units.size(), 0);
    state.struck.resize(planned.units.size());
    state.lasts.resize(planned.units.size());
    if (planned.failure.source) state.source = planned.failure.source();
    for (std::uint32_t unit = 0; unit < planned.units.size(); ++unit) {
      const std::uint64_t word = (std::uint64_t{fault} << 32) | unit;
      state.streams.push_back(
          Rng::stream(options_.seed, "fault",
                      {hash64(planned.name), planned.unit_keys.empty() ? unit : planned.unit_keys[unit]}));
      if (planned.failure.at) {
        if (*planned.failure.at < Time() + plan_.lasts)
          runtime_.at(*planned.failure.at, event<&World::strike>(*this, word));
      } else {
        plan_strike(fault, unit);
      }
    }
  }
}

// The next strike of a fault without a stated time.
template <class Runtime>
void World<Runtime>::plan_strike(std::uint32_t fault, std::uint32_t unit) {
  const FailurePlan& planned = plan_.faults[fault].failure;
  FaultState& state = fault_states_[fault];
  Duration up;
  if (state.source) {
    const auto strike = state.source->next(unit, runtime_.now(), state.streams[unit]);
    if (!strike) return;
    up = strike->after;
    state.lasts[unit] = strike->lasts;
  } else {
    up = Duration::from_seconds(planned.renewal->up(state.streams[unit]));
  }
  runtime_.after(up, event<&World::strike>(*this, (std::uint64_t{fault} << 32) | unit));
}

template <class Runtime>
void World<Runtime>::strike(std::uint64_t fault_and_unit) {
  const auto fault = static_cast<std::uint32_t>(fault_and_unit >> 32);
  const auto unit = static_cast<std::uint32_t>(fault_and_unit);
  const FaultPlan& planned = plan_.faults[fault];
  FaultState& state = fault_states_[fault];
  // What is not there can not fail; at random, the next strike comes when it would have.
  if (!planned.wire && std::all_of(planned.units[unit].begin(), planned.units[unit].end(),
                                   [&](std::uint32_t replica) { return stations_[replica].gone; })) {
    if (!planned.failure.at) plan_strike(fault, unit);
    return;
  }
  state.open[unit] = static_cast<std::uint32_t>(facts_.faults.size());
  ++state.strikes[unit];
  facts_.faults.push_back(FaultInterval{fault, unit, runtime_.now(), Time::never()});
  facts_.recorder.fingerprints.faults.fold(fault_and_unit);
  facts_.recorder.fingerprints.faults.fold(static_cast<std::uint64_t>(runtime_.now().ns()));
  draw_struck(fault, unit);
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->strikes(
        fault, unit, planned.wire ? std::span<const std::uint32_t>() : state.struck[unit], runtime_.now());
  if (planned.wire)
    strike_wire(fault_and_unit);
  else
    for (const std::uint32_t replica : state.struck[unit]) strike_replica(fault_and_unit, replica);
  if (planned.failure.at) {
    if (planned.failure.lasts)
      runtime_.after(*planned.failure.lasts, event<&World::heal>(*this, fault_and_unit));
    return;
  }
  const std::int64_t crews = planned.failure.renewal ? planned.failure.renewal->crews : 0;
  if (crews > 0 && state.repairing >= crews)
    state.waiting.push_back(unit);
  else
    start_repair(fault, unit);
}

// All of the unit; or so many of those that are there, each as likely as the others (Fisher and Yates 1938).
template <class Runtime>
void World<Runtime>::draw_struck(std::uint32_t fault, std::uint32_t unit) {
  const FaultPlan& planned = plan_.faults[fault];
  FaultState& state = fault_states_[fault];
  std::vector<std::uint32_t>& struck = state.struck[unit];
  struck = planned.units[unit];
  if (planned.leader) {
    struck = leader_and_around(*planned.leader);
    for (const std::uint32_t replica : struck) facts_.recorder.fingerprints.faults.fold(replica);
  }
  if (!planned.drawn) return;
  std::erase_if(struck, [&](std::uint32_t replica) { return stations_[replica].gone; });
  const std::size_t wanted = std::min<std::size_t>(*planned.drawn, struck.size());
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(struck[i], struck[i + state.streams[unit].below(struck.size() - i)]);
  struck.resize(wanted);
  for (const std::uint32_t replica : struck) facts_.recorder.fingerprints.faults.fold(replica);
}

// Whoever leads the store now, and all that stand in its rack, zone or region where the fault reaches so far.
template <class Runtime>
std::vector<std::uint32_t> World<Runtime>::leader_and_around(const FaultPlan::Leader& target) {
  using Reach = FaultPlan::Leader::Reach;
  const std::uint32_t leader = stores_.leader(target.tier);
  if (target.reach == Reach::kItself) return {leader};
  const ReplicaPlan& its = plan_.replicas[leader];
  const std::uint32_t region = plan_.places.region_of_zone[its.zone];
  std::vector<std::uint32_t> around;
  for (std::uint32_t index = 0; index < plan_.replicas.size(); ++index) {
    const ReplicaPlan& each = plan_.replicas[index];
    if (target.reach == Reach::kRegion ? plan_.places.region_of_zone[each.zone] == region
        : target.reach == Reach::kZone ? each.zone == its.zone
                                       : each.rack == its.rack && each.zone == its.zone)
      around.push_back(index);
  }
  return around;
}

template <class Runtime>
void World<Runtime>::start_repair(std::uint32_t fault, std::uint32_t unit) {
  FaultState& state = fault_states_[fault];
  ++state.repairing;
  const Duration down =
      state.source ? state.lasts[unit]
                   : Duration::from_seconds(plan_.faults[fault].failure.renewal->down(state.streams[unit]));
  runtime_.after(down, event<&World::heal>(*this, (std::uint64_t{fault} << 32) | unit));
}

template <class Runtime>
void World<Runtime>::heal(std::uint64_t fault_and_unit) {
  const auto fault = static_cast<std::uint32_t>(fault_and_unit >> 32);
  const auto unit = static_cast<std::uint32_t>(fault_and_unit);
  const FaultPlan& planned = plan_.faults[fault];
  FaultState& state = fault_states_[fault];
  facts_.faults[state.open[unit]].end = runtime_.now();
  facts_.recorder.fingerprints.faults.fold(~fault_and_unit);
  facts_.recorder.fingerprints.faults.fold(static_cast<std::uint64_t>(runtime_.now().ns()));
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->heals(fault, unit, runtime_.now());
  if (planned.wire)
    heal_wire(fault_and_unit);
  else
    for (const std::uint32_t replica : state.struck[unit]) heal_replica(fault_and_unit, replica);
  if (planned.failure.at) return;
  --state.repairing;
  if (!state.waiting.empty()) {
    const std::uint32_t next = state.waiting.front();
    state.waiting.erase(state.waiting.begin());
    start_repair(fault, next);
  }
  plan_strike(fault, unit);
}

template <class Runtime>
void World<Runtime>::strike_replica(std::uint64_t fault_and_unit, std::uint32_t replica) {
  const FailureEffect& effect = plan_.faults[fault_and_unit >> 32].failure.effect;
  if (effect.down) return take_down(replica, effect.silent);
  if (effect.wrong_clock)
    return stores_.clocks()->strike(replica, fault_and_unit, effect.clock, runtime_.now());
  stations_.change_speed(replica, runtime_.speed(stations_[replica].host) * effect.speed);
  disk_speeds_.resize(plan_.replicas.size(), 1.0);
  disk_speeds_[replica] *= effect.disk;
}

template <class Runtime>
void World<Runtime>::heal_replica(std::uint64_t fault_and_unit, std::uint32_t replica) {
  const FailureEffect& effect = plan_.faults[fault_and_unit >> 32].failure.effect;
  if (effect.down) return bring_back(replica, effect.silent);
  if (effect.wrong_clock) return stores_.clocks()->heal(replica, fault_and_unit);
  stations_.change_speed(replica, runtime_.speed(stations_[replica].host) / effect.speed);
  disk_speeds_[replica] /= effect.disk;
}

template <class Runtime>
void World<Runtime>::take_down(std::uint32_t index, bool silent) {
  Replica& replica = stations_[index];
  stations_.touch(replica);
  const bool was_up = replica.up();
  ++replica.down;
  if (silent) ++replica.silenced;
  if (replica.booting) {
    replica.booting = false;
    runtime_.cancel(replica.boot);
  }
  bulk_.died(index);
  if (!was_up) return;
  up_count_changes(replica, -1);
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->stands(index, false, runtime_.now());
  if (pools_) pools_->forget(index);
  fail_everything_at(index);
  show_queue(index);
  if (stores_.any()) stores_.crashed(index, silent);
  health_changed(index);
}

template <class Runtime>
void World<Runtime>::bring_back(std::uint32_t index, bool silent) {
  Replica& replica = stations_[index];
  stations_.touch(replica);
  --replica.down;
  if (silent) --replica.silenced;
  CHECK(replica.down >= 0 && replica.silenced >= 0, "a replica healed of a fault it did not have");
  if (replica.down > 0 || replica.gone) return;
  const Duration boot = plan_.tiers[replica.tier].boot;
  replica.booting = true;
  if (boot == Duration()) return booted(index);
  replica.boot = runtime_.after(boot, event<&World::booted>(*this, index));
}

template <class Runtime>
void World<Runtime>::booted(std::uint64_t word) {
  const auto index = static_cast<std::uint32_t>(word);
  if (bulk_.comes_back(index) != BulkWork<Runtime, World>::Rebuild::kCopies) serves_again(index);
}

template <class Runtime>
void World<Runtime>::serves_again(std::uint32_t index) {
  Replica& replica = stations_[index];
  stations_.touch(replica);
  replica.booting = false;
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->stands(index, true, runtime_.now());
  up_count_changes(replica, +1);
  if (stores_.any()) stores_.restarted(index);
  health_changed(index);
}

// What was on the replica, and what waited there for another's answer.
template <class Runtime>
void World<Runtime>::fail_everything_at(std::uint32_t index) {
  Replica& replica = stations_[index];
  ++replica.incarnation;
  const bool silent = replica.silenced > 0;
  stations_.clear(index, [&](std::uint32_t slot) {
    if (silent) return lose_attempt(slot);
    attempts_[slot].outcome = Outcome::kRefused;
    answer(slot);
  });
  clear_disk(index, silent);
  if (silent) return;
  for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot) {
    Attempt& attempt = attempts_[slot];
    const std::uint32_t request_slot = attempt.request;
    if (attempt.state == AttemptState::kFree || request_slot == kNobody) continue;
    if (plan_.classes[attempt.request_class].walk) continue;
    for (std::uint32_t step = 0; step < attempt.step; ++step) {
      const Call& waiting = call(slot, step);
      if (waiting.replica != index || waiting.incarnation == replica.incarnation) continue;
      // The reset travels to the client; what the dead one had called goes on burning.
      Request& request = requests_[request_slot];
      if (cut(replica.at.party, client_at(request.origin).party)) {
        if (attempt.state == AttemptState::kLost) lose_attempt(slot);
        break;
      }
      if (attempt.traced) say(true, replica_name(index) + " dies while it waits for an answer");
      if (plan_.classes[attempt.request_class].store) stores_.doubtful(request_slot);
      request.attempt = kNobody;
      attempt.request = kNobody;
      const Duration latency = distance(replica.at, client_at(request.origin));
      runtime_.transfer(latency, event<&World::reset_reaches_client>(
                                     *this, (std::uint64_t{request.generation} << 32) | request_slot));
      if (attempt.state == AttemptState::kLost) lose_attempt(slot);
      break;
    }
  }
}

template <class Runtime>
void World<Runtime>::reset_reaches_client(std::uint64_t request_slot_and_generation) {
  const auto slot = static_cast<std::uint32_t>(request_slot_and_generation);
  if (requests_[slot].generation != static_cast<std::uint32_t>(request_slot_and_generation >> 32)) return;
  attempt_failed(slot, Outcome::kRefused);
}

template <class Runtime>
void World<Runtime>::up_count_changes(const Replica& replica, int by) {
  if (!replica.wanted) return;
  touch_tier(replica.tier);
  tier_up_[replica.tier].up += by;
}

}  // namespace windtunnel
