// The timeline: replicas come and go, and weights change, at the times that the plan says.
//
// A replica that comes boots first, and balancers take it when their health checks have passed: as one that
// is back from a fault. One that leaves is taken off every balancer at once and drains: it serves what it
// holds and what is on its way to it, and is gone, and paid for no more, when the last call to it is closed
// (Kubernetes' endpoints and load balancers' connection draining work so). If it is wanted again before
// that, it never left. A member of a protocol also stays until the others have agreed to go on without it,
// and one that comes is made a member when it is there (store_operator.hpp).

namespace windtunnel {

template <class Runtime>
void World<Runtime>::start_changes() {
  for (std::uint32_t index = 0; index < plan_.changes.size(); ++index) {
    leaving_ = leaving_ || !plan_.changes[index].leave.empty();
    runtime_.at(plan_.changes[index].at, event<&World::change>(*this, index));
  }
  for (std::uint32_t replica = 0; replica < plan_.replicas.size(); ++replica) {
    if (plan_.replicas[replica].from_start) continue;
    for (Balancer& balancer : balancers_)
      if (const auto member = balancer.member_of(replica)) balancer.believe(*member, false);
  }
}

template <class Runtime>
void World<Runtime>::change(std::uint64_t index) {
  const ChangePlan& change = plan_.changes[index];
  change_members(change);
  for (const std::uint32_t replica : change.leave) leave(replica);
  for (const std::uint32_t replica : change.join) join(replica);
  for (const ChangePlan::Weight& changed : change.weights)
    for (Balancer& balancer : balancers_)
      if (const auto member = balancer.member_of(changed.replica)) balancer.reweigh(*member, changed.weight);
}

// What stores are asked for: before anybody leaves, so that whoever does waits for it.
template <class Runtime>
void World<Runtime>::change_members(const ChangePlan& change) {
  for (const std::uint32_t replica : change.leaders) stores_.wants_leader(replica);
  const auto among = [](const std::vector<std::uint32_t>& all, std::uint32_t replica) {
    return std::find(all.begin(), all.end(), replica) != all.end();
  };
  for (std::uint32_t tier = 0; tier < plan_.tiers.size(); ++tier) {
    if (!stores_.holds(tier)) continue;
    const std::vector<std::uint32_t>& replicas = plan_.tiers[tier].replicas;
    MemberBits members = 0;
    bool changes = false;
    for (std::uint32_t i = 0; i < replicas.size(); ++i) {
      const bool joins = among(change.join, replicas[i]), leaves = among(change.leave, replicas[i]);
      changes = changes || joins || leaves;
      if (joins || (stations_[replicas[i]].wanted && !leaves)) members |= bit_of(MemberId(i));
    }
    if (changes) stores_.wants_members(tier, members);
  }
}

template <class Runtime>
void World<Runtime>::join(std::uint32_t index) {
  Replica& replica = stations_[index];
  stations_.touch(replica);
  touch_tier(replica.tier);
  ++tier_up_[replica.tier].wanted;
  replica.wanted = true;
  if (!replica.gone) {  // it was about to leave
    if (replica.up()) up_count_changes(replica, +1);
    return health_changed(index);
  }
  replica.gone = false;
  if (replica.down > 0) return;  // its zone is out; it boots when that is over
  replica.booting = true;
  const Duration boot = plan_.tiers[replica.tier].boot;
  if (boot == Duration()) return booted(index);
  replica.boot = runtime_.after(boot, event<&World::booted>(*this, index));
}

template <class Runtime>
void World<Runtime>::leave(std::uint32_t index) {
  Replica& replica = stations_[index];
  touch_tier(replica.tier);
  if (replica.up()) --tier_up_[replica.tier].up;
  --tier_up_[replica.tier].wanted;
  replica.wanted = false;
  if (plan_.tiers[replica.tier].health_check)
    for (const std::uint32_t checked : checked_by_replica_[index]) runtime_.cancel(checked_[checked].notice);
  for (Balancer& balancer : balancers_)
    if (const auto member = balancer.member_of(index)) balancer.believe(*member, false);
  maybe_gone(index);
}

// A replica that is to leave is gone when no call to it is open any more.
template <class Runtime>
void World<Runtime>::maybe_gone(std::uint32_t index) {
  Replica& replica = stations_[index];
  if (replica.wanted || replica.gone) return;
  for (const Balancer& balancer : balancers_)
    if (const auto member = balancer.member_of(index); member && balancer.in_flight(*member) > 0) return;
  if (!stores_.may_go(index)) return;
  CHECK(replica.present == 0, "a replica left with requests on it");
  stations_.touch(replica);
  replica.gone = true;
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->stands(index, false, runtime_.now());
  if (replica.booting) runtime_.cancel(replica.boot);
  replica.booting = false;
  stores_.gone(index);
}

// The members that are left have agreed: whoever waited for that may go.
template <class Runtime>
void World<Runtime>::members_changed(std::uint32_t tier) {
  for (const std::uint32_t replica : plan_.tiers[tier].replicas) maybe_gone(replica);
}

}  // namespace windtunnel
