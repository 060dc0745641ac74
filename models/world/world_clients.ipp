// The clients of a world: they send, wait, retry and give up.
//
// A client knows nothing but its own clock and what comes back. When a deadline or an attempt's time-out
// passes it forgets the attempt, and the servers are not told. What belongs to a request is drawn by its
// number, so it is the same whatever happens to the others.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::start_workloads() {
  for (std::uint32_t workload = 0; workload < plan_.workloads.size(); ++workload) {
    const WorkloadPlan& planned = plan_.workloads[workload];
    Source& source = sources_.emplace_back();
    const std::uint64_t name = hash64(planned.name);
    const auto key = [&](std::string_view what) { return Rng::stream_key(options_.seed, what, {name}); };
    source.mix_key = key("mix");
    source.deadline_key = key("deadline");
    source.think_key = key("think");
    source.patience_key = key("patience");
    source.walk_key = key("walk");
    source.about_key = key("about");
    source.size_key = key("size");
    if (planned.retry_budget) {
      source.budget_earned = static_cast<std::int64_t>(planned.retry_budget->share * kWholeRetry + 0.5);
      source.budget_most = planned.retry_budget->most * kWholeRetry;
      source.budget.assign(plan_.places.regions.size(), source.budget_most);
    }
    for (const TierPlan& tier : plan_.tiers)
      source.service_key.push_back(Rng::stream_key(options_.seed, "service", {name, hash64(tier.name)}));
    if (planned.closed) {
      source.sent_by_client.assign(static_cast<std::size_t>(planned.closed->clients), 0);
      for (std::uint32_t client = 0; client < planned.closed->clients; ++client) {
        Rng rng = Rng::for_request(source.think_key, std::uint64_t{client} << 32);
        runtime_.after(Duration::from_seconds(planned.closed->think(rng)),
                       event<&World::client_sends>(*this, (std::uint64_t{workload} << 32) | client));
      }
    } else {
      source.arrivals = planned.open(Rng::stream_key(options_.seed, "arrivals", {name}));
      const Time first = source.arrivals->next(Time(), 0);
      if (first < Time() + plan_.lasts) runtime_.at(first, event<&World::open_arrival>(*this, workload));
    }
  }
}

template <class Runtime>
void World<Runtime>::open_arrival(std::uint64_t workload) {
  Source& source = sources_[workload];
  const std::uint64_t number = source.sent++;
  const Time next = source.arrivals->next(runtime_.now(), number + 1);
  if (next < Time() + plan_.lasts) runtime_.at(next, event<&World::open_arrival>(*this, workload));
  new_request(static_cast<std::uint32_t>(workload), number, kNobody);
}

template <class Runtime>
void World<Runtime>::client_sends(std::uint64_t workload_and_client) {
  const auto workload = static_cast<std::uint32_t>(workload_and_client >> 32);
  const auto client = static_cast<std::uint32_t>(workload_and_client);
  const std::uint32_t turn = sources_[workload].sent_by_client[client]++;
  new_request(workload, (std::uint64_t{client} << 32) | turn, client);
}

template <class Runtime>
void World<Runtime>::new_request(std::uint32_t workload, std::uint64_t number, std::uint32_t client) {
  const WorkloadPlan& planned = plan_.workloads[workload];
  const std::uint32_t slot = requests_.take();
  Request& request = requests_[slot];
  request.number = number;
  request.intended = runtime_.now();
  request.client = client;
  request.window = window_;
  request.attempts = 0;
  request.attempt = kNobody;
  request.open = true;
  request.traced = options_.traced_request && *options_.traced_request == number && workload == 0;
  request.request_class = static_cast<std::uint16_t>(planned.classes.front());
  request.origin = 0;
  if (planned.classes.size() > 1 || planned.origin_shares.size() > 1) {
    Rng rng = Rng::for_request(sources_[workload].mix_key, number);
    const auto draw = [&rng](const std::vector<double>& cumulative) {
      const double u = rng.uniform();
      std::size_t index = 0;
      while (index + 1 < cumulative.size() && u >= cumulative[index]) ++index;
      return index;
    };
    request.request_class = static_cast<std::uint16_t>(planned.classes[draw(planned.class_shares)]);
    request.origin = static_cast<std::uint16_t>(draw(planned.origin_shares));
  }
  const ClassPlan& planned_class = plan_.classes[request.request_class];
  ++issued_;
  facts_.recorder.issued(request.request_class, request.origin, window_, request.intended);
  facts_.recorder.fingerprints.workload.fold(number ^ (std::uint64_t{request.request_class} << 48) ^
                                             (std::uint64_t{request.origin} << 56));
  facts_.recorder.fingerprints.workload.fold(static_cast<std::uint64_t>(request.intended.ns()));
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->begins(request.request_class, number, request.origin, request.intended);
  if (planned_class.fixed_deadline) {
    request.deadline = *planned_class.fixed_deadline;
    deadline_lines_[request.request_class].arm(slot, request.generation);
  } else {
    Rng rng = Rng::for_request(sources_[workload].deadline_key, number);
    request.deadline = Duration::from_seconds(planned_class.deadline(rng));
    request.timer = runtime_.after(request.deadline, event<&World::deadline_passed>(*this, slot));
  }
  if (request.traced) [[unlikely]]
    say(true, "request " + std::to_string(number) + " (" + planned_class.name +
                  ") is meant to be sent from " + place_name(plan_.places.edge(request.origin)));
  if (planned_class.store) [[unlikely]]
    stores_.invoked(slot, request, store_key(request));
  if (Source& source = sources_[workload]; !source.budget.empty()) [[unlikely]] {
    std::int64_t& budget = source.budget[request.origin];
    budget = std::min(budget + source.budget_earned, source.budget_most);
  }
  send_attempt(slot);
}

template <class Runtime>
void World<Runtime>::make_room_for_attempts() {
  if (attempts_.size() * static_cast<std::size_t>(depth_) <= calls_.size()) return;
  calls_.resize(static_cast<std::size_t>(attempts_.size()) * depth_ * 2);
  parts_.resize(static_cast<std::size_t>(attempts_.size()) * parts_count_ * 2);
}

template <class Runtime>
void World<Runtime>::send_attempt(std::uint32_t request_slot) {
  const std::uint32_t slot = attempts_.take();
  make_room_for_attempts();
  Request& request = requests_[request_slot];
  Attempt& attempt = attempts_[slot];
  attempt.number = request.number;
  attempt.request = request_slot;
  attempt.request_class = request.request_class;
  attempt.origin = request.origin;
  attempt.attempt_number = request.attempts++;
  attempt.step = 0;
  attempt.visits = 0;
  attempt.replica = kNobody;
  attempt.state = AttemptState::kMoving;
  attempt.outcome = Outcome::kOk;
  attempt.traced = request.traced;
  request.attempt = slot;
  request.sent = runtime_.now();
  std::fill_n(parts(slot), parts_count_, 0);
  const ClassPlan& planned = plan_.classes[request.request_class];
  if (planned.store) [[unlikely]]
    stores_.attempted(request_slot, slot);
  if (planned.attempt_timeout > Duration())
    attempt_lines_[request.request_class].arm(slot, attempt.generation);
  if (planned.walk) {
    Rng rng =
        Rng::for_request(sources_[planned.workload].walk_key, request.number, 0, attempt.attempt_number);
    const double u = rng.uniform();
    std::uint8_t tier = 0;
    while (tier + 1u < planned.walk->enters.size() && u >= planned.walk->enters[tier]) ++tier;
    attempt.step = tier;
  }
  dispatch(slot, client_at(request.origin));
}

template <class Runtime>
void World<Runtime>::deadline_passed(std::uint64_t request_slot) {
  const auto slot = static_cast<std::uint32_t>(request_slot);
  if (requests_[slot].traced) [[unlikely]]
    say(true, "the deadline passes: the client gives up");
  give_up_attempt(slot);
  finish_request(slot, Outcome::kTimedOut, nullptr);
}

template <class Runtime>
void World<Runtime>::attempt_timed_out(std::uint32_t attempt_slot) {
  const std::uint32_t request_slot = attempts_[attempt_slot].request;
  if (requests_[request_slot].traced) [[unlikely]]
    say(true, "attempt " + std::to_string(requests_[request_slot].attempts) + " times out");
  give_up_attempt(request_slot);
  attempt_failed(request_slot, Outcome::kTimedOut);
}

// The client forgets the attempt it waits for. One whose server died without a word is swept up now; any
// other goes on.
template <class Runtime>
void World<Runtime>::give_up_attempt(std::uint32_t request_slot) {
  Request& request = requests_[request_slot];
  const std::uint32_t slot = request.attempt;
  if (slot == kNobody) return;
  request.attempt = kNobody;
  attempts_[slot].request = kNobody;
  if (plan_.classes[request.request_class].store) [[unlikely]] {
    stores_.doubtful(request_slot);
    stores_.lost_touch(client_at(request.origin).place);
    if (attempts_[slot].state == AttemptState::kAsking) return stores_.given_up(slot);
  }
  if (attempts_[slot].state == AttemptState::kLost) return lose_attempt(slot);
  if (pools_) [[unlikely]]
    leave_connection(slot);
}

// Takes one retry from the budget of the request's region, where there is a budget and anything left of it.
template <class Runtime>
bool World<Runtime>::may_retry(const Request& request, std::uint32_t workload) {
  Source& source = sources_[workload];
  if (source.budget.empty()) return true;
  std::int64_t& budget = source.budget[request.origin];
  if (budget < kWholeRetry) {
    if (request.traced) [[unlikely]]
      say(true, "the retry budget is used up");
    return false;
  }
  budget -= kWholeRetry;
  return true;
}

template <class Runtime>
void World<Runtime>::attempt_failed(std::uint32_t request_slot, Outcome outcome) {
  Request& request = requests_[request_slot];
  const ClassPlan& planned = plan_.classes[request.request_class];
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->attempt_ends(request.request_class, request.number,
                                    static_cast<std::uint8_t>(request.attempts - 1), outcome, runtime_.now());
  request.attempt = kNobody;
  if (request.attempts > planned.retries || !may_retry(request, planned.workload))
    return finish_request(request_slot, outcome, nullptr);
  double backoff_ns = static_cast<double>(planned.backoff.ns());
  for (std::uint8_t i = 1; i < request.attempts; ++i) backoff_ns *= planned.backoff_factor;
  const Duration backoff = Duration::from_seconds(backoff_ns * 1e-9);
  if (request.traced) [[unlikely]]
    say(true, "the client backs off before it tries again");
  runtime_.after(backoff,
                 event<&World::retry>(*this, (std::uint64_t{request.generation} << 32) | request_slot));
}

template <class Runtime>
void World<Runtime>::retry(std::uint64_t request_slot_and_generation) {
  const auto slot = static_cast<std::uint32_t>(request_slot_and_generation);
  if (requests_[slot].generation != static_cast<std::uint32_t>(request_slot_and_generation >> 32)) return;
  send_attempt(slot);
}

template <class Runtime>
void World<Runtime>::finish_request(std::uint32_t request_slot, Outcome outcome, const std::int64_t* parts_ns,
                                    std::uint32_t answered) {
  Request& request = requests_[request_slot];
  const ClassPlan& planned = plan_.classes[request.request_class];
  if (planned.store) [[unlikely]]
    stores_.ended(request_slot, request, outcome == Outcome::kOk, answered);
  RequestRecord record;
  record.number = request.number;
  record.intended = request.intended;
  record.sent = request.sent;
  record.ended = runtime_.now();
  record.deadline = request.deadline;
  record.window = request.window;
  record.request_class = request.request_class;
  record.origin = request.origin;
  record.attempts = request.attempts;
  record.outcome = outcome;
  ++ended_;
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->ends(record);
  facts_.recorder.finished(record,
                           std::span<const std::int64_t>(parts_ns, parts_ns != nullptr ? parts_count_ : 0));
  if (request.traced) [[unlikely]]
    say(true, "the request ends: " + std::string(kOutcomeNames[static_cast<std::size_t>(outcome)]) + ", " +
                  text(record.ended - record.intended) + " after it was meant to be sent");
  if (!planned.fixed_deadline) runtime_.cancel(request.timer);
  const std::uint32_t client = request.client;
  request.open = false;
  requests_.give_back(request_slot);
  if (client == kNobody) return;
  Source& source = sources_[planned.workload];
  Rng rng = Rng::for_request(source.think_key, (std::uint64_t{client} << 32) | source.sent_by_client[client]);
  const Duration think = Duration::from_seconds(plan_.workloads[planned.workload].closed->think(rng));
  runtime_.after(think, event<&World::client_sends>(*this, (std::uint64_t{planned.workload} << 32) | client));
}

}  // namespace windtunnel
