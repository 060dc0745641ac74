// The books of a run: windows, samples over time, and the audits that every run closes with.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::start_books() {
  for (const ReplicaPlan& replica : plan_.replicas) {
    if (!replica.from_start) continue;
    ++tier_up_[replica.tier].up;
    ++tier_up_[replica.tier].wanted;
  }
  busy_before_ = capacity_before_ = busy_closed_ = capacity_closed_ =
      std::vector<detail::Int128>(plan_.pools(), 0);
  for (std::uint32_t window = 1; window < plan_.window_starts.size(); ++window)
    runtime_.at(plan_.window_starts[window], event<&World::next_window>(*this, window));
  if (options_.samples > 0)
    runtime_.at(Time() + plan_.lasts / options_.samples, event<&World::take_sample>(*this, 1));
}

template <class Runtime>
void World<Runtime>::touch_tier(std::uint32_t index) {
  TierUp& tier = tier_up_[index];
  const std::int64_t elapsed = (runtime_.now() - tier.changed).ns();
  if (tier.up >= plan_.tiers[index].needs) tier.enough_ns += elapsed;
  if (tier.up == tier.wanted) tier.full_ns += elapsed;
  tier.changed = runtime_.now();
}

template <class Runtime>
void World<Runtime>::close_window() {
  auto& stations = facts_.stations.emplace_back();
  stations.reserve(stations_.size());
  for (std::uint32_t index = 0; index < stations_.size(); ++index) {
    Replica& replica = stations_[index];
    stations_.touch(replica);
    stations.push_back(replica.totals);
    busy_closed_[plan_.pool_of(index)] += replica.totals.busy_ns;
    capacity_closed_[plan_.pool_of(index)] += replica.totals.up_ns * plan_.tiers[replica.tier].station.cores;
    replica.totals = StationTotals{};
  }
  auto& enough = facts_.tier_up_ns.emplace_back();
  auto& full = facts_.tier_full_ns.emplace_back();
  for (std::uint32_t index = 0; index < plan_.tiers.size(); ++index) {
    touch_tier(index);
    enough.push_back(tier_up_[index].enough_ns);
    full.push_back(tier_up_[index].full_ns);
    tier_up_[index].enough_ns = tier_up_[index].full_ns = 0;
  }
  facts_.link_carried_ns.push_back(link_carried_ns_);
  link_carried_ns_ = 0;
  facts_.traffic_bytes.push_back(traffic_);
  std::fill(traffic_.begin(), traffic_.end(), 0);
}

template <class Runtime>
void World<Runtime>::next_window(std::uint64_t index) {
  close_window();
  window_ = static_cast<std::uint32_t>(index);
}

template <class Runtime>
void World<Runtime>::take_sample(std::uint64_t number) {
  auto& sample = facts_.in_system.emplace_back(plan_.pools(), 0);
  std::vector<detail::Int128> busy = busy_closed_, capacity = capacity_closed_;
  for (std::uint32_t index = 0; index < stations_.size(); ++index) {
    Replica& replica = stations_[index];
    stations_.touch(replica);
    const std::uint32_t pool = plan_.pool_of(index);
    sample[pool] += replica.present;
    busy[pool] += replica.totals.busy_ns;
    capacity[pool] += replica.totals.up_ns * plan_.tiers[replica.tier].station.cores;
  }
  auto& worked = facts_.busy_ns.emplace_back();
  auto& there = facts_.capacity_ns.emplace_back();
  for (std::uint32_t pool = 0; pool < plan_.pools(); ++pool) {
    worked.push_back(busy[pool] - busy_before_[pool]);
    there.push_back(capacity[pool] - capacity_before_[pool]);
  }
  busy_before_ = std::move(busy);
  capacity_before_ = std::move(capacity);
  if (options_.meter != nullptr) {
    const std::uint64_t fired = runtime_.events_fired();
    options_.meter->events += fired - events_metered_;
    options_.meter->samples += 1;
    events_metered_ = fired;
  }
  if (number < options_.samples)
    runtime_.at(Time() + plan_.lasts / options_.samples * static_cast<std::int64_t>(number + 1),
                event<&World::take_sample>(*this, number + 1));
}

template <class Runtime>
void World<Runtime>::close_books() {
  close_window();
  RunBooks books;
  books.issued = issued_;
  books.ended = ended_;
  for (const Cell& cell : facts_.recorder.cells()) books.recorded += cell.finished();
  for (std::uint32_t slot = 0; slot < requests_.size(); ++slot)
    books.in_flight += requests_[slot].open ? 1 : 0;
  for (const Balancer& balancer : balancers_)
    for (std::uint32_t member = 0; member < balancer.size(); ++member)
      books.calls_counted += balancer.in_flight(member);
  for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot)
    for (std::uint32_t step = 0; step < depth_; ++step)
      if (attempts_[slot].state != AttemptState::kFree && call(slot, step).replica != kNobody &&
          call(slot, step).balancer != kNobody)
        ++books.calls_open;
  books.torn_breakdowns = torn_breakdowns_;
  books.served_by_the_dead = served_by_the_dead_;
  books.stations.reserve(stations_.size());
  for (std::uint32_t index = 0; index < stations_.size(); ++index) {
    StationBook& station = books.stations.emplace_back();
    station.name = replica_name(index);
    for (const auto& window : facts_.stations) station.totals.merge(window[index]);
    station.unfinished_residence_ns = stations_.unfinished_residence(index);
    station.unfinished_service_ns = stations_.unfinished_service(index);
    station.shares_cores =
        plan_.tiers[stations_[index].tier].station.discipline == Discipline::kProcessorSharing;
  }
  facts_.audits = audit(books);
  stores_.close(options_.keeps_histories);
  if (pools_) facts_.wire.connections = pools_->totals();
}

}  // namespace windtunnel
