// Faults on the wire: they draw their sides, hold between them what they hold, and let it go when they heal.
//
// Who stands where is drawn at each strike from the fault's own stream, and kept in the run's facts. A
// flapping link comes and goes while its fault lasts. Whenever what is cut changes, so does what health
// checks find.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::strike_wire(std::uint64_t fault_and_unit) {
  const auto index = static_cast<std::uint32_t>(fault_and_unit >> 32);
  const auto unit = static_cast<std::uint32_t>(fault_and_unit);
  const FaultPlan& planned = plan_.faults[index];
  const WireFaultPlan& wire = *planned.wire;
  auto fault = std::make_unique<WireFault>();
  fault->fault_and_unit = fault_and_unit;
  Rng& stream = fault_states_[index].streams[unit];
  if (planned.leader) {
    // One side is whoever leads now: the node that holds it, or itself as one end of a link.
    const Party leader = stores_.leader(planned.leader->tier);
    std::vector<std::uint32_t> first;
    for (std::uint32_t node = 0; node < wire.nodes.size(); ++node)
      if (std::find(wire.nodes[node].begin(), wire.nodes[node].end(), leader) != wire.nodes[node].end())
        first.push_back(node);
    fault->sides = wire.ends.empty()
                       ? Sides::draw(wire.shape, wire.nodes, first, wire.others, plan_.parties(), stream)
                       : Sides::between(wire.shape, std::vector<Party>{leader}, wire.peers, plan_.parties());
  } else if (wire.ends.empty()) {
    fault->sides = Sides::draw(wire.shape, wire.nodes, wire.first, wire.others, plan_.parties(), stream);
  } else {
    fault->sides = Sides::between(wire.shape, wire.ends[unit], wire.peers, plan_.parties());
  }
  if (!wire.effect.nothing()) {
    const std::uint64_t whose = planned.unit_keys.empty() ? unit : planned.unit_keys[unit];
    const auto strikes = static_cast<std::uint64_t>(facts_.faults.size());
    fault->conditions.emplace(wire.effect,
                              Rng::stream_key(options_.seed, "wire", {hash64(planned.name), whose, strikes}),
                              static_cast<std::size_t>(plan_.network.places) * plan_.network.places);
  }
  fault->side_interval = static_cast<std::uint32_t>(facts_.sides.size());
  facts_.sides.push_back(SideInterval{index, unit, runtime_.now(), Time::never(), fault->sides});
  if (wire.alternates)
    fault->flap = runtime_.after(Duration::from_seconds(wire.alternates->on(stream)),
                                 event<&World::flap>(*this, fault_and_unit));
  wire_faults_.push_back(std::move(fault));
  wire_mask_ |= kWireFaults;
  if (wire.cuts) reach_changed();
}

template <class Runtime>
void World<Runtime>::heal_wire(std::uint64_t fault_and_unit) {
  const auto at = std::find_if(wire_faults_.begin(), wire_faults_.end(),
                               [&](const auto& fault) { return fault->fault_and_unit == fault_and_unit; });
  CHECK(at != wire_faults_.end(), "a fault on the wire healed that had not struck");
  const std::unique_ptr<WireFault> fault = std::move(*at);
  wire_faults_.erase(at);
  if (wire_faults_.empty()) wire_mask_ &= ~kWireFaults;
  runtime_.cancel(fault->flap);
  facts_.sides[fault->side_interval].end = runtime_.now();
  if (plan_.faults[fault_and_unit >> 32].wire->cuts) reach_changed();
  let_go(*fault);
}

template <class Runtime>
void World<Runtime>::flap(std::uint64_t fault_and_unit) {
  for (const auto& fault : wire_faults_) {
    if (fault->fault_and_unit != fault_and_unit) continue;
    const auto index = static_cast<std::uint32_t>(fault_and_unit >> 32);
    const Alternation& alternates = *plan_.faults[index].wire->alternates;
    fault->on = !fault->on;
    Rng& stream = fault_states_[index].streams[static_cast<std::uint32_t>(fault_and_unit)];
    const double seconds = fault->on ? alternates.on(stream) : alternates.off(stream);
    // A law that draws no time at all would turn for ever at one instant.
    const Duration next = std::max(Duration::from_ns(1), Duration::from_seconds(seconds));
    fault->flap = runtime_.after(next, event<&World::flap>(*this, fault_and_unit));
    return reach_changed();
  }
}

// Messages that a clog held go on, in the order in which they came.
template <class Runtime>
void World<Runtime>::let_go(WireFault& fault) {
  for (const std::uint32_t slot : fault.held) {
    if (carried_[slot].is_opening_held)
      open_connection(slot);
    else
      transmit(slot);
  }
}

template <class Runtime>
bool World<Runtime>::hold_if_clogged(std::uint32_t slot, Party from, Party to) {
  for (const auto& fault : wire_faults_) {
    if (!plan_.faults[fault->fault_and_unit >> 32].wire->clogs || !fault->sides.apart(from, to)) continue;
    Carried& message = carried_[slot];
    message.is_opening_held = message.stage == Carried::Stage::kOpening;
    message.stage = Carried::Stage::kHeld;
    fault->held.push_back(slot);
    ++facts_.wire.held;
    if (attempts_[slot].traced) say(true, "it waits on a clogged wire");
    return true;
  }
  return false;
}

template <class Runtime>
bool World<Runtime>::cut(Party from, Party to) const {
  for (const auto& fault : wire_faults_)
    if (fault->on && plan_.faults[fault->fault_and_unit >> 32].wire->cuts && fault->sides.apart(from, to))
      return true;
  return false;
}

// What checks find has changed somewhere: balancers that know at once do, the others when they are sure.
template <class Runtime>
void World<Runtime>::reach_changed() {
  for (std::uint32_t index = 0; index < balancers_.size(); ++index)
    for (std::uint32_t member = 0; member < balancers_[index].size(); ++member) {
      const std::uint32_t replica = balancers_[index].replica(member);
      if (!plan_.tiers[stations_[replica].tier].health_check)
        balancers_[index].believe(member, check_passes(index, replica));
    }
  for (std::uint32_t index = 0; index < checked_.size(); ++index) {
    Checked& checked = checked_[index];
    const bool passes = check_passes(checked.balancer, balancers_[checked.balancer].replica(checked.member));
    if (passes == checked.passes) continue;
    checked.passes = passes;
    plan_notice(index);
  }
}

}  // namespace windtunnel
