// The path between a client and the stations: choose, cross, be served, call on, answer.
//
// An attempt keeps one Call for each tier it has called; the answer closes them one by one on its way back,
// as long as the one who called is still the same incarnation. In a walk (Jackson 1963) nobody waits for an
// answer: a visit is over when its service is.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::dispatch(std::uint32_t slot, Endpoint caller) {
  Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  const std::size_t at =
      (static_cast<std::size_t>(attempt.request_class) * depth_ + attempt.step) * plan_.places.count();
  const std::uint32_t balancer_index = balancer_of_[at + caller.place];
  Balancer& balancer = balancers_[balancer_index];
  const StepPlan& step = planned.path[attempt.step];
  std::optional<std::uint32_t> member;
  if (planned.store && step.tier == planned.store->tier) [[unlikely]]
    member = preferred_member(slot, balancer, step.tier, caller.place);
  if (!member) member = balancer.pick(Question{runtime_.now(), key_of(attempt)});
  if (!member) {
    if (attempt.traced) [[unlikely]]
      say(true, "nobody is known to be up in tier " + plan_.tiers[step.tier].name);
    facts_.recorder.fingerprints.routing.fold(kNobody);
    attempt.outcome = Outcome::kRefused;
    // The caller itself makes the error, where it stands: the client, or the replica of the step before.
    if (attempt.step == 0 || planned.walk) return back_at_client(slot);
    --attempt.step;
    return answer(slot);
  }
  const std::uint32_t replica = balancer.replica(*member);
  if (planned.store && step.tier == planned.store->tier) [[unlikely]]
    stores_.is_sent(slot, replica);
  facts_.recorder.fingerprints.routing.fold(replica);
  balancer.sent(*member, runtime_.now());
  Call& made = call(slot, planned.walk ? 0 : attempt.step);
  made.replica = replica;
  made.balancer = balancer_index;
  made.member = *member;
  made.incarnation = stations_[replica].incarnation;
  made.caller = caller;
  made.sent = runtime_.now();
  attempt.replica = replica;
  ++attempt.visits;
  const Bytes size = attempt.visits == 1 ? drawn_size(attempt, planned.request_size, 0)
                                         : Bytes(plan_.tiers[step.tier].call_bytes);
  if (attempt.traced) [[unlikely]]
    say(true, place_name(caller.place) + " calls " + replica_name(replica) + ", " +
                  text(distance(caller, stations_[replica].at)) + " away");
  send<&World::reaches_replica>(slot, caller, stations_[replica].at, size);
}

// One crossing of the network. How long it takes shows when it ends, for others may share the way.
template <class Runtime>
template <auto Arrives>
void World<Runtime>::send(std::uint32_t slot, Endpoint from, Endpoint to, Bytes size) {
  Attempt& attempt = attempts_[slot];
  const std::size_t pair = static_cast<std::size_t>(from.place) * plan_.network.places + to.place;
  traffic_[pair] += size.count();
  attempt.departed = runtime_.now();
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->sent({.carrier = slot,
                             .request = attempt.number,
                             .request_class = attempt.request_class,
                             .attempt = attempt.attempt_number,
                             .from = from.party,
                             .to = to.party,
                             .is_answer = Arrives == &World::answer_arrives,
                             .outcome = attempt.outcome},
                            runtime_.now());
  if (wire_mask_ != 0) [[unlikely]]
    return send_on_wire(slot, from, to, size, Arrives == &World::answer_arrives);
  const Duration above = plan_.network.jitter.empty() ? Duration() : jitter(pair);
  if (plan_.network.wiring.topology) [[unlikely]] {
    if (plan_.network.link_power) carry(from, to, size, mix64(attempt.number));
    runtime_.transfer(from.node, to.node, size, mix64(attempt.number), above, event<Arrives>(*this, slot));
    return;
  }
  const Duration latency = plan_.network.one_way[pair] + above;
  if (latency == Duration()) return (this->*Arrives)(slot);
  runtime_.transfer(latency, event<Arrives>(*this, slot));
}

// The random part of a message's latency, from the pair's own stream.
template <class Runtime>
Duration World<Runtime>::jitter(std::size_t pair) {
  Rng rng(jitter_key_, pair, jitter_counter_[pair]++ << 16);
  const Sampler& law = plan_.network.jitter[pair];
  const double seconds = jitter_draws_.empty()
                             ? law(rng)
                             : jitter_draws_[pair](law, plan_.network.jitter_memory, runtime_.now(), rng);
  return Duration::from_seconds(std::max(0.0, seconds));
}

// How long the links on the way are busy with it, counted when it is sent: for what they draw.
template <class Runtime>
void World<Runtime>::carry(Endpoint from, Endpoint to, Bytes size, std::uint64_t flow) {
  const Topology& topology = *plan_.network.wiring.topology;
  topology.path(from.node, to.node, flow, links_walked_);
  for (const LinkIndex link : links_walked_)
    if (const Bandwidth bandwidth = topology.links()[link].bandwidth; bandwidth > Bandwidth())
      link_carried_ns_ += transmission_time(size, bandwidth).ns();
}

// One way, were nobody else there.
template <class Runtime>
Duration World<Runtime>::distance(Endpoint from, Endpoint to) const {
  if (plan_.network.wiring.topology) return plan_.network.wiring.topology->latency(from.node, to.node);
  return plan_.network.latency(from.place, to.place);
}

template <class Runtime>
void World<Runtime>::reaches_replica(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Attempt& attempt = attempts_[slot];
  parts(slot)[0] += (runtime_.now() - attempt.departed).ns();
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->arrived(slot, runtime_.now());
  const Replica& replica = stations_[attempt.replica];
  if (!replica.up()) [[unlikely]] {
    if (replica.silenced > 0) {
      if (attempt.traced) say(true, replica_name(attempt.replica) + " is down and says nothing");
      if (attempt.request == kNobody) return lose_attempt(slot);
      attempt.state = AttemptState::kLost;
      return;
    }
    if (attempt.traced) say(true, replica_name(attempt.replica) + " refuses the connection");
    attempt.outcome = Outcome::kRefused;
    return answer(slot);
  }
  // A new incarnation answers to the same address.
  call(slot, plan_.classes[attempt.request_class].walk ? 0 : attempt.step).incarnation = replica.incarnation;
  if (attempt.traced) [[unlikely]]
    say(true, "it reaches " + replica_name(attempt.replica) + ": " + std::to_string(replica.busy) + " of " +
                  std::to_string(plan_.tiers[replica.tier].station.cores) + " cores busy, " +
                  std::to_string(replica.queued) + " waiting");
  const std::uint32_t where = attempt.replica;
  stations_.arrive(slot);
  show_queue(where);
}

template <class Runtime>
void World<Runtime>::served(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  const std::uint32_t tier = stations_[attempt.replica].tier;
  if (!stations_[attempt.replica].up()) [[unlikely]]
    ++served_by_the_dead_;
  show_queue(attempt.replica);
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->served(slot, attempt.waited, runtime_.now());
  std::int64_t* spent = parts(slot);
  const std::int64_t residence = (runtime_.now() - attempt.arrived).ns();
  spent[1 + 2 * tier] += attempt.waited.ns();
  spent[2 + 2 * tier] += residence - attempt.waited.ns();
  if (attempt.traced) [[unlikely]]
    say(true, replica_name(attempt.replica) + " has served it: " + text(attempt.waited) + " waiting, " +
                  text(Duration::from_ns(residence) - attempt.waited) + " at work");
  if (!plan_.tiers[tier].disk_use.empty()) return reads_disk(slot);
  after_service(slot);
}

template <class Runtime>
void World<Runtime>::after_service(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  if (planned.walk) [[unlikely]]
    return walk_on(slot);
  if (attempt.step + 1u >= planned.path.size()) {
    if (planned.store) [[unlikely]]
      return asks_store(slot);
    return answer(slot);
  }
  ++attempt.step;
  dispatch(slot, stations_[attempt.replica].at);
}

template <class Runtime>
void World<Runtime>::turned_away(std::uint32_t slot, Outcome outcome) {
  Attempt& attempt = attempts_[slot];
  if (attempt.traced) [[unlikely]]
    say(true, replica_name(attempt.replica) + " turns it away");
  show_queue(attempt.replica);
  attempt.outcome = outcome;
  answer(slot);
}

// After a service in a walk: the call is over, and the dice say where to go next.
template <class Runtime>
void World<Runtime>::walk_on(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  const std::vector<double>& next = planned.walk->next[attempt.step];
  Rng rng = Rng::for_request(sources_[planned.workload].walk_key, attempt.number, attempt.visits,
                             attempt.attempt_number);
  const double u = rng.uniform();
  std::uint8_t tier = 0;
  while (tier < next.size() && u >= next[tier]) ++tier;
  if (tier == next.size()) return answer(slot);
  close_call(slot, 0, true);
  attempt.step = tier;
  dispatch(slot, stations_[attempt.replica].at);
}

// The answer (or the error) leaves the replica of the present step for whoever called it.
template <class Runtime>
void World<Runtime>::answer(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  const std::uint32_t step = planned.walk ? 0 : attempt.step;
  const Call& made = call(slot, step);
  const bool ok = attempt.outcome == Outcome::kOk;
  Bytes size;  // an error weighs nothing
  if (ok)
    size = step == 0 ? drawn_size(attempt, planned.reply_size, 1)
                     : Bytes(plan_.tiers[planned.path[step].tier].answer_bytes);
  // A walk leaves from wherever it is: whoever sent it there is not waiting.
  const Endpoint to = planned.walk ? client_at(attempt.origin) : made.caller;
  send<&World::answer_arrives>(slot, stations_[made.replica].at, to, size);
}

template <class Runtime>
void World<Runtime>::answer_arrives(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Attempt& attempt = attempts_[slot];
  parts(slot)[0] += (runtime_.now() - attempt.departed).ns();
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->arrived(slot, runtime_.now());
  const bool walks = plan_.classes[attempt.request_class].walk.has_value();
  const std::uint32_t step = walks ? 0 : attempt.step;
  const Endpoint back = call(slot, step).caller;
  close_call(slot, step, attempt.outcome == Outcome::kOk);
  if (plan_.classes[attempt.request_class].store) [[unlikely]]
    if (asks_another(slot, step, back)) return;
  if (step == 0) return back_at_client(slot);
  --attempt.step;
  const Call& waiting = call(slot, attempt.step);
  // A datagram that came twice: whoever called has the first one's answer.
  if (waiting.replica == kNobody) [[unlikely]]
    return lose_attempt(slot);
  attempt.replica = waiting.replica;
  const Replica& caller = stations_[waiting.replica];
  if (caller.incarnation != waiting.incarnation || !caller.up()) [[unlikely]] {
    // Whoever waited for this answer has died meanwhile; fail_everything_at has told the client what there
    // was to tell.
    return lose_attempt(slot);
  }
  answer(slot);
}

template <class Runtime>
void World<Runtime>::close_call(std::uint32_t slot, std::uint32_t step, bool ok) {
  Call& made = call(slot, step);
  if (made.replica == kNobody) return;
  if ((wire_mask_ & kWireConnections) != 0) [[unlikely]]
    release_connection(slot, step);
  // A datagram that came twice was nobody's choice.
  if (made.balancer != kNobody) [[likely]]
    balancers_[made.balancer].finished(made.member, runtime_.now(), runtime_.now() - made.sent, ok);
  const std::uint32_t replica = made.replica;
  made.replica = kNobody;
  if (leaving_) [[unlikely]]
    maybe_gone(replica);
}

template <class Runtime>
void World<Runtime>::back_at_client(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  const std::uint32_t request_slot = attempt.request;
  if (request_slot == kNobody) return free_attempt(slot);
  const Outcome outcome = attempt.outcome;
  if (outcome != Outcome::kOk) {
    free_attempt(slot);
    return attempt_failed(request_slot, outcome);
  }
  const std::int64_t* spent = parts(slot);
  std::int64_t sum = 0;
  for (std::uint32_t part = 0; part < parts_count_; ++part) sum += spent[part];
  if (sum != (runtime_.now() - requests_[request_slot].sent).ns()) ++torn_breakdowns_;
  requests_[request_slot].attempt = kNobody;
  finish_request(request_slot, Outcome::kOk, spent, slot);
  free_attempt(slot);
}

// Every call it still has open is closed as failed, and it is gone: nobody waits for it, or nobody can tell.
template <class Runtime>
void World<Runtime>::lose_attempt(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  if (attempt.request != kNobody) {
    attempt.state = AttemptState::kLost;
    return;
  }
  const bool walks = plan_.classes[attempt.request_class].walk.has_value();
  const std::uint32_t last = walks ? 0 : attempt.step;
  for (std::uint32_t step = 0; step <= last; ++step) close_call(slot, step, false);
  free_attempt(slot);
}

template <class Runtime>
void World<Runtime>::free_attempt(std::uint32_t slot) {
  attempts_[slot].state = AttemptState::kFree;
  attempts_[slot].request = kNobody;
  for (std::uint32_t step = 0; step < depth_; ++step) call(slot, step).replica = kNobody;
  attempts_.give_back(slot);
}

template <class Runtime>
Rng World<Runtime>::service_rng(const Attempt& attempt, std::uint32_t tier) const {
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  const std::uint32_t visit = planned.walk ? attempt.visits : planned.path[attempt.step].visit;
  return Rng::for_request(sources_[planned.workload].service_key[tier], attempt.number, visit,
                          attempt.attempt_number);
}

template <class Runtime>
Rng World<Runtime>::patience_rng(const Attempt& attempt) const {
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  return Rng::for_request(sources_[planned.workload].patience_key, attempt.number, attempt.visits,
                          attempt.attempt_number);
}

template <class Runtime>
std::uint64_t World<Runtime>::key_of(const Attempt& attempt) const {
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  const std::optional<Sampler>& keys = plan_.workloads[planned.workload].keys;
  if (!keys) return mix64(attempt.number);
  Rng rng = Rng::for_request(sources_[planned.workload].about_key, attempt.number);
  return mix64(static_cast<std::uint64_t>(std::max(0.0, (*keys)(rng))));
}

// `which`: 0 the request, 1 the reply; the same for every attempt of a request.
template <class Runtime>
Bytes World<Runtime>::drawn_size(const Attempt& attempt, const Sampler& size, std::uint32_t which) const {
  if (size.is_constant()) return Bytes::from_double(size.mean());
  Rng rng = Rng::for_request(sources_[plan_.classes[attempt.request_class].workload].size_key, attempt.number,
                             which);
  return Bytes::from_double(std::max(0.0, size(rng)));
}

}  // namespace windtunnel
