// Balancers and what their health checks know: who is up, as old as the checks are.
//
// A check changes a belief only when a replica's state changed, so checks are not simulated one by one: each
// (balancer, replica) has a phase of its own, and the moment at which the n-th check in a row has failed (or
// passed) follows by arithmetic. A replica that dies at a random time is found out, on average, after
//   every / 2 + (fails - 1) x every + time-out   (silent; a refused connection answers in a round trip
//   instead).
// A check goes from where the balancer stands to the replica and back, so a partition between the two makes
// it fail as silence does. Checks cost the replica nothing here, and one that is merely slow still passes, as
// does one on a link that loses or delays: all three are left out.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::wire_balancers() {
  const std::uint32_t places = plan_.places.count();
  identities_ = replica_identities(plan_);
  balancer_of_.assign(plan_.classes.size() * depth_ * places, kNobody);
  std::vector<BalancerKey>& keys = balancer_keys_;
  keys.clear();
  for (std::uint32_t c = 0; c < plan_.classes.size(); ++c) {
    const ClassPlan& planned = plan_.classes[c];
    for (std::uint32_t s = 0; s < planned.path.size(); ++s) {
      const StepPlan& step = planned.path[s];
      for (PlaceIndex caller = 0; caller < places; ++caller) {
        // Clients call the first step (any step, in a walk); replicas call the others.
        if (!planned.walk && plan_.places.is_edge(caller) != (s == 0)) continue;
        const bool spill = plan_.places.is_edge(caller) ? planned.spill : plan_.tiers[step.tier].spill;
        balancer_of_[(static_cast<std::size_t>(c) * depth_ + s) * places + caller] =
            balancer_for(step.tier, step.only_region, spill, caller);
      }
    }
  }
  checked_by_replica_.resize(plan_.replicas.size());
  for (std::uint32_t i = 0; i < checked_.size(); ++i)
    checked_by_replica_[balancers_[checked_[i].balancer].replica(checked_[i].member)].push_back(i);
}

// Callers of one region share a balancer (of one zone, where zones are preferred; all, where nothing is).
template <class Runtime>
std::uint32_t World<Runtime>::balancer_for(std::uint32_t tier, std::optional<std::uint32_t> only_region,
                                           bool spill, PlaceIndex caller) {
  const TierPlan& planned = plan_.tiers[tier];
  const std::uint32_t home = plan_.places.region_of(caller);
  const std::uint32_t scope = planned.prefer == Prefer::kZone     ? caller
                              : planned.prefer == Prefer::kRegion ? home
                                                                  : 0;
  const BalancerKey key{tier, only_region.value_or(kNobody), scope, spill};
  for (std::uint32_t i = 0; i < balancer_keys_.size(); ++i)
    if (balancer_keys_[i] == key) return i;

  // Regions by distance from the caller; equal distances in the order of the scenario.
  std::vector<std::uint32_t> regions(plan_.places.regions.size());
  for (std::uint32_t r = 0; r < regions.size(); ++r) regions[r] = r;
  const auto distance = [&](std::uint32_t region) {
    return region == home ? Duration::from_ns(-1)
                          : plan_.network.latency(plan_.places.edge(home), plan_.places.edge(region));
  };
  std::stable_sort(regions.begin(), regions.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return distance(a) < distance(b); });
  std::vector<std::uint32_t> rank(regions.size());
  for (std::uint32_t i = 0; i < regions.size(); ++i) rank[regions[i]] = i;

  const auto index = static_cast<std::uint32_t>(balancers_.size());
  std::vector<Balancer::Member> members;
  for (const std::uint32_t replica : planned.replicas) {
    const std::uint32_t zone = plan_.replicas[replica].zone;
    const std::uint32_t region = plan_.places.region_of_zone[zone];
    if (only_region && *only_region != region) continue;
    std::uint32_t group = 0;
    if (planned.prefer == Prefer::kRegion) group = rank[region];
    if (planned.prefer == Prefer::kZone) group = zone == caller ? 0 : 1 + rank[region];
    members.push_back(Balancer::Member{replica, group, plan_.replicas[replica].weight});
  }
  std::uint32_t groups_max = 2 + static_cast<std::uint32_t>(regions.size());
  if (!spill && !only_region) groups_max = planned.prefer == Prefer::kZone ? 2 : 1;
  // Streams are named by who it is, never by its index: what is added elsewhere changes nobody's luck.
  const std::uint64_t name = hash64(planned.name);
  const std::uint64_t whose =
      combine64(combine64(only_region ? hash64(plan_.places.regions[*only_region]) : 0, spill ? 1 : 0),
                planned.prefer == Prefer::kNone ? 0
                : planned.prefer == Prefer::kZone && !plan_.places.is_edge(caller)
                    ? hash64(plan_.places.zones[caller])
                    : hash64(plan_.places.regions[home]));
  for (std::uint32_t member = 0; planned.health_check && member < members.size(); ++member) {
    Rng rng = Rng::stream(options_.seed, "health", {name, whose, identities_[members[member].replica]});
    const PlaceIndex there = plan_.replicas[members[member].replica].zone;
    const Duration every = planned.health_check->every;
    checked_.push_back(Checked{
        index, member,
        Duration::from_ns(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(every.ns())))),
        plan_.network.latency(caller, there) + plan_.network.latency(there, caller), Timer{}});
  }
  balancers_.emplace_back(planned.policy(), std::move(members), groups_max,
                          Rng::stream(options_.seed, "balancer", {name, whose}));
  balancer_keys_.push_back(key);
  balancer_stands_.push_back(plan_.party_of_place(caller));
  return index;
}

// The replica has just died or come back: when will each balancer know?
template <class Runtime>
void World<Runtime>::health_changed(std::uint32_t replica_index) {
  const Replica& replica = stations_[replica_index];
  const TierPlan& tier = plan_.tiers[replica.tier];
  if (!tier.health_check) {
    for (std::uint32_t index = 0; index < balancers_.size(); ++index)
      if (const auto member = balancers_[index].member_of(replica_index))
        balancers_[index].believe(*member, check_passes(index, replica_index));
    return;
  }
  for (const std::uint32_t index : checked_by_replica_[replica_index]) {
    checked_[index].passes = check_passes(checked_[index].balancer, replica_index);
    plan_notice(index);
  }
}

template <class Runtime>
bool World<Runtime>::check_passes(std::uint32_t balancer, std::uint32_t replica) const {
  if (!stations_[replica].in_service()) return false;
  const Party here = balancer_stands_[balancer], there = stations_[replica].at.party;
  return !cut(here, there) && !cut(there, here);
}

// What a check would find has just changed: when will the balancer be sure?
template <class Runtime>
void World<Runtime>::plan_notice(std::uint32_t index) {
  Checked& checked = checked_[index];
  const Balancer& balancer = balancers_[checked.balancer];
  const Replica& replica = stations_[balancer.replica(checked.member)];
  const HealthCheckPlan& check = *plan_.tiers[replica.tier].health_check;
  runtime_.cancel(checked.notice);
  if (balancer.believes_up(checked.member) == checked.passes) return;
  const std::int64_t since = (runtime_.now().since_start() - checked.phase).ns();
  const std::int64_t every = check.every.ns();
  const std::int64_t first =
      since <= 0 ? 0 : (since + every - 1) / every;  // number of the first check from now on
  const std::int64_t needed = checked.passes ? check.passes : check.fails;
  // A dead process refuses at once; a dead host and a cut wire say nothing.
  const Party here = balancer_stands_[checked.balancer], there = replica.at.party;
  const bool silent = !checked.passes && (replica.silenced > 0 || cut(here, there) || cut(there, here));
  const Duration answer = silent ? check.timeout : checked.round_trip;
  const Time known =
      Time() + checked.phase + check.every * (first + needed - 1) + std::min(answer, check.timeout);
  checked.notice = runtime_.at(known, event<&World::notice>(*this, index));
}

template <class Runtime>
void World<Runtime>::notice(std::uint64_t index) {
  const Checked& checked = checked_[index];
  balancers_[checked.balancer].believe(checked.member, checked.passes);
}

}  // namespace windtunnel
