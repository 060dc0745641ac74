// Stores under a protocol: whom callers ask, how answers go back, and the messages between members on the
// same wire as everybody's.

namespace windtunnel {

template <class Runtime>
StoreKey World<Runtime>::store_key(const Request& request) const {
  const std::uint32_t workload = plan_.classes[request.request_class].workload;
  Rng rng = Rng::for_request(sources_[workload].about_key, request.number);
  return static_cast<StoreKey>(std::max(0.0, (*plan_.workloads[workload].keys)(rng)));
}

// Whom the caller would rather ask, as long as its balancer believes that one up.
template <class Runtime>
std::optional<std::uint32_t> World<Runtime>::preferred_member(std::uint32_t slot, const Balancer& balancer,
                                                              std::uint32_t tier, PlaceIndex caller) const {
  const std::uint32_t replica = stores_.preferred(slot, tier, caller);
  if (replica == kNobody) return std::nullopt;
  const std::optional<std::uint32_t> member = balancer.member_of(replica);
  if (!member || !balancer.believes_up(*member)) return std::nullopt;
  return member;
}

template <class Runtime>
void World<Runtime>::asks_store(std::uint32_t slot) {
  const Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  stores_.weighs(slot, planned.path.size() == 1 ? drawn_size(attempt, planned.request_size, 0)
                                                : Bytes(plan_.tiers[planned.store->tier].call_bytes));
  stores_.ask(slot);
}

template <class Runtime>
void World<Runtime>::store_answers(std::uint32_t slot, Outcome outcome, Duration asked) {
  Attempt& attempt = attempts_[slot];
  parts(slot)[parts_count_ - 1] += asked.ns();
  attempt.outcome = outcome;
  if (attempt.traced) [[unlikely]]
    say(true, replica_name(attempt.replica) + " has its store's answer after " + text(asked));
  answer(slot);
}

template <class Runtime>
void World<Runtime>::drop_asker(std::uint32_t slot) {
  attempts_[slot].state = AttemptState::kMoving;
  lose_attempt(slot);
}

// The answer of a store has come back to its caller: a member that does not lead has named who may.
template <class Runtime>
bool World<Runtime>::asks_another(std::uint32_t slot, std::uint32_t step, Endpoint caller) {
  Attempt& attempt = attempts_[slot];
  const ClassPlan& planned = plan_.classes[attempt.request_class];
  if (step + 1u != planned.path.size()) return false;
  if (!stores_.redirected(slot, planned.store->tier, caller.place)) return false;
  if (step > 0) {
    const Call& waiting = call(slot, step - 1);
    const Replica& who = stations_[waiting.replica];
    if (waiting.replica == kNobody || who.incarnation != waiting.incarnation || !who.up()) return false;
  }
  attempt.outcome = Outcome::kOk;
  if (attempt.traced) say(true, "it was told to ask another");
  dispatch(slot, caller);
  return true;
}

template <class Runtime>
void World<Runtime>::protocol_sends(std::uint32_t store, std::uint32_t from, std::uint32_t to, Bytes size,
                                    ProtocolMessage message) {
  const Endpoint here = stations_[from].at, there = stations_[to].at;
  const std::size_t pair = static_cast<std::size_t>(here.place) * plan_.network.places + there.place;
  traffic_[pair] += size.count();
  const std::uint32_t slot = attempts_.take();
  make_room_for_attempts();
  Attempt& carrier = attempts_[slot];
  const std::uint32_t generation = carrier.generation;
  carrier = Attempt{};
  carrier.generation = generation;
  carrier.state = AttemptState::kMoving;
  carrier.number = (std::uint64_t{from} << 32) | to;  // the members' standing connection takes one way
  Carried& carried_message = carried(slot);
  carried_message = Carried{};
  carried_message.from = here;
  carried_message.to = there;
  carried_message.size = size;
  carried_message.store = store;
  carried_message.message = message;
  carried_message.packets = packets_of(size);
  if (wire_mask_ == 0) return launch(slot, Duration());
  ++facts_.wire.messages;
  begin_sending(slot);
}

template <class Runtime>
void World<Runtime>::protocol_arrives(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  const std::uint32_t store = carried_[slot].store;
  const ProtocolMessage message = carried_[slot].message;
  carried_[slot].store = kNobody;
  free_attempt(slot);
  stores_.delivered(store, message);
}

template <class Runtime>
void World<Runtime>::protocol_lost(std::uint32_t slot) {
  const std::uint32_t store = carried_[slot].store;
  const ProtocolMessage message = carried_[slot].message;
  carried_[slot].store = kNobody;
  free_attempt(slot);
  stores_.lost(store, message);
}

}  // namespace windtunnel
