// What can happen to a message on its way: a connection to open or to wait for, loss and sending again, held
// back by a clog, swallowed by a partition. All of it is decided here, above the engine, so that every engine
// and every kind of network loses the same messages; what is left for the engine is when bytes arrive.
//
// A message has one fate at a time and one event pending: it waits in line for a connection, for its opening,
// for a time-out, for a clog to end, or it is under way. With TCP what is lost is sent again until it arrives
// or the connection is given up; what has arrived out of order on a connection that several share waits for
// what is missing (head-of-line blocking). A datagram that is lost is gone, and whoever waits for it learns
// that from its own clock. What is under way when a partition begins still arrives.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::wire_network() {
  const WirePlan& wire = plan_.network.wire;
  const std::size_t pairs = static_cast<std::size_t>(plan_.network.places) * plan_.network.places;
  if (plan_.network.jitter_memory > Duration() && !plan_.network.jitter.empty()) jitter_draws_.resize(pairs);
  if (!wire.effect.nothing()) {
    conditions_.emplace(wire.effect, Rng::stream_key(options_.seed, "wire"), pairs);
    wire_mask_ |= kWireAlways;
  }
  if (plan_.network.wiring.sharing == Sharing::kQueues) wire_mask_ |= kWireQueues;
  if (wire.connections) {
    pools_.emplace(*wire.connections);
    wire_mask_ |= kWireConnections;
  }
}

template <class Runtime>
typename World<Runtime>::Carried& World<Runtime>::carried(std::uint32_t slot) {
  if (slot >= carried_.size()) {
    carried_.resize(std::max<std::size_t>(64, attempts_.size() * std::size_t{2}));
    call_connections_.resize(carried_.size() * depth_, kNoConnection);
  }
  return carried_[slot];
}

template <class Runtime>
void World<Runtime>::send_on_wire(std::uint32_t slot, Endpoint from, Endpoint to, Bytes size,
                                  bool is_answer) {
  Carried& message = carried(slot);
  message = Carried{};
  message.from = from;
  message.to = to;
  message.size = size;
  message.packets = packets_of(size);
  message.is_answer = is_answer;
  ++facts_.wire.messages;
  if (!pools_) return begin_sending(slot);
  const Attempt& attempt = attempts_[slot];
  const std::uint32_t step = plan_.classes[attempt.request_class].walk ? 0 : attempt.step;
  if (is_answer) {
    message.connection = call_connection(slot, step);
    return begin_sending(slot);
  }
  const ConnectionPools::Grant grant = pools_->take(from.party, to.party, slot, runtime_.now());
  if (grant.connection == kNoConnection) {
    message.stage = Carried::Stage::kInLine;
    if (attempt.traced) say(true, "it waits for a free connection");
    return;
  }
  granted(grant);
}

// A request has its connection: it may have to be opened, or to wait until another has opened it.
template <class Runtime>
void World<Runtime>::granted(const ConnectionPools::Grant& grant) {
  const std::uint32_t slot = grant.ticket;
  Carried& message = carried_[slot];
  message.connection = grant.connection;
  const Attempt& attempt = attempts_[slot];
  call_connection(slot, plan_.classes[attempt.request_class].walk ? 0 : attempt.step) = grant.connection;
  if (grant.connection >= connection_orders_.size()) connection_orders_.resize(grant.connection + 1u);
  ConnectionOrder& order = connection_orders_[grant.connection];
  if (grant.round_trips > 0) {
    // The slot was another connection's: what its users gave up on is still under way, and on none now.
    for (const std::uint32_t first : order.first)
      for (std::uint32_t each = first; each != kNobody; each = carried_[each].next)
        carried_[each].connection = kNoConnection;
    order = ConnectionOrder{};
    order.opening = true;
    message.packets = grant.round_trips;  // until it is open: the round trips that takes
    open_connection(slot);
  } else if (order.opening) {
    message.stage = Carried::Stage::kOpening;
    order.waits.push_back(slot);
  } else {
    begin_sending(slot);
  }
}

// One try at all round trips of opening: a packet lost on the way costs the time-out of the first.
template <class Runtime>
void World<Runtime>::open_connection(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Carried& message = carried_[slot];
  message.stage = Carried::Stage::kOpening;
  if (hold_if_clogged(slot, message.from.party, message.to.party)) return;
  Duration delay = round_trip(message.from, message.to) * message.packets;
  bool lost = cut(message.from.party, message.to.party) || cut(message.to.party, message.from.party);
  if (!lost) {
    Carried back = message;
    std::swap(back.from, back.to);
    Verdict verdict = judge(message, message.packets);
    verdict.merge(judge(back, message.packets));
    delay += verdict.delay;
    lost = verdict.losses.lost > 0;
    if (!plan_.network.jitter.empty()) {
      const std::uint32_t places = plan_.network.places;
      delay += jitter(std::size_t{message.from.place} * places + message.to.place) +
               jitter(std::size_t{message.to.place} * places + message.from.place);
    }
  }
  if (lost) return time_out(slot);
  if (attempts_[slot].traced) say(true, "it opens a connection, which takes " + text(delay));
  message.timer = runtime_.after(delay, event<&World::connection_opened>(*this, slot));
}

template <class Runtime>
void World<Runtime>::connection_opened(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Carried& message = carried_[slot];
  message.packets = packets_of(message.size);
  message.tries = 0;
  message.timeout = Duration();
  if (message.connection == kNoConnection) return begin_sending(slot);
  ConnectionOrder& order = connection_orders_[message.connection];
  order.opening = false;
  std::vector<std::uint32_t> waits;
  waits.swap(order.waits);
  begin_sending(slot);
  for (const std::uint32_t other : waits) begin_sending(other);
}

// From here on it holds its place in the order of its connection.
template <class Runtime>
void World<Runtime>::begin_sending(std::uint32_t slot) {
  Carried& message = carried_[slot];
  if (message.connection != kNoConnection && plan_.network.wire.connections->streams > 1) {
    ConnectionOrder& order = connection_orders_[message.connection];
    const std::size_t way = message.is_answer ? 1 : 0;
    if (order.last[way] != kNobody)
      carried_[order.last[way]].next = slot;
    else
      order.first[way] = slot;
    order.last[way] = slot;
  }
  transmit(slot);
}

template <class Runtime>
void World<Runtime>::transmit(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Carried& message = carried_[slot];
  message.stage = Carried::Stage::kSending;
  if (hold_if_clogged(slot, message.from.party, message.to.party)) return;
  const bool reliable = plan_.network.wire.transport.reliable;
  if (message.tries > 0) facts_.wire.sent_again += message.packets;
  facts_.wire.packets += message.packets;
  const bool again = message.is_again;
  message.is_again = true;  // should it be sent once more
  if (cut(message.from.party, message.to.party)) {
    ++facts_.wire.cut;
    facts_.wire.lost += message.packets;
    if (again) facts_.wire.lost_again += message.packets;
    return reliable ? time_out(slot) : vanish(slot);
  }
  Verdict verdict = judge(message, message.packets);
  if (again) facts_.wire.lost_again += verdict.losses.lost;
  if (!reliable) {
    if (verdict.losses.lost > 0) return vanish(slot);
    if (verdict.duplicated && !message.is_answer) send_twice(slot);
    return launch(slot, verdict.delay);
  }
  FlightFate fate = fate_of(verdict.losses);
  if (fate == FlightFate::kArrivesAfterRoundTrip) {
    // Three packets behind tell of it: what is missing comes a round trip later, unless that is lost too.
    const std::int64_t missing = verdict.losses.lost;
    facts_.wire.sent_again += missing;
    facts_.wire.packets += missing;
    verdict.delay += round_trip(message.from, message.to);
    verdict.losses = judge(message, missing).losses;
    facts_.wire.lost_again += verdict.losses.lost;
    if (verdict.losses.lost > 0) fate = FlightFate::kTimesOut;
  }
  if (fate != FlightFate::kTimesOut) return launch(slot, verdict.delay);
  message.packets = verdict.losses.lost;
  time_out(slot);
}

// The network's own conditions, and those of every fault between the two.
template <class Runtime>
Verdict World<Runtime>::judge(const Carried& message, std::int64_t packets) {
  const std::size_t pair =
      static_cast<std::size_t>(message.from.place) * plan_.network.places + message.to.place;
  Verdict verdict;
  if (conditions_) verdict = conditions_->judge(pair, 0, packets, message.size, runtime_.now());
  for (const auto& fault : wire_faults_) {
    if (!fault->on || !fault->conditions || !fault->sides.apart(message.from.party, message.to.party))
      continue;
    const std::uint32_t way = fault->sides.side(message.from.party) == kFirstSide ? 0 : 1;
    verdict.merge(fault->conditions->judge(pair, way, packets, message.size, runtime_.now()));
  }
  facts_.wire.lost += verdict.losses.lost;
  facts_.wire.corrupted += verdict.corrupted;
  facts_.wire.duplicated += verdict.duplicated ? 1 : 0;
  facts_.wire.reordered += verdict.reordered ? 1 : 0;
  return verdict;
}

// TCP's timer: again after it, twice as long each time, until the connection is given up. It has run since
// the packets were sent.
template <class Runtime>
void World<Runtime>::time_out(std::uint32_t slot, Duration ago) {
  Carried& message = carried_[slot];
  const TransportPlan& transport = plan_.network.wire.transport;
  const bool opens = message.stage == Carried::Stage::kOpening;
  ++facts_.wire.timeouts;
  if (++message.tries > (opens ? transport.retries_opening : transport.retries)) return reset(slot);
  if (message.timeout > Duration())
    message.timeout = next_timeout(transport, message.timeout);
  else
    message.timeout =
        opens ? transport.timeout_opening : first_timeout(transport, round_trip(message.from, message.to));
  if (attempts_[slot].traced)
    say(true, std::string(opens ? "the connection does not open" : "packets are lost") + ": again in " +
                  text(std::max(Duration(), message.timeout - ago)));
  const Duration left = std::max(Duration(), message.timeout - ago);
  message.timer = runtime_.after(
      left, opens ? event<&World::open_connection>(*this, slot) : event<&World::transmit>(*this, slot));
}

// Nothing stands in its way any more: the engine carries it.
template <class Runtime>
void World<Runtime>::launch(std::uint32_t slot, Duration above) {
  Carried& message = carried_[slot];
  message.stage = Carried::Stage::kUnderway;
  const std::size_t pair =
      static_cast<std::size_t>(message.from.place) * plan_.network.places + message.to.place;
  if (!plan_.network.jitter.empty()) above += jitter(pair);
  if (plan_.network.wiring.topology) {
    const Bytes size = std::min(message.size, Bytes(message.packets * kPacketBytes));
    const std::uint64_t flow = mix64(attempts_[slot].number);
    message.launched = runtime_.now();
    if (plan_.network.link_power) carry(message.from, message.to, size, flow);
    if constexpr (requires { runtime_.losses(); })
      runtime_.transfer(message.from.node, message.to.node, size, flow, above,
                        event<&World::wire_delivers>(*this, slot), event<&World::wire_drops>(*this, slot));
    else
      runtime_.transfer(message.from.node, message.to.node, size, flow, above,
                        event<&World::wire_delivers>(*this, slot));
    return;
  }
  const Duration latency = plan_.network.one_way[pair] + above;
  if (latency == Duration()) return wire_delivers(slot);
  runtime_.transfer(latency, event<&World::wire_delivers>(*this, slot));
}

template <class Runtime>
void World<Runtime>::wire_delivers(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Carried& message = carried_[slot];
  message.stage = Carried::Stage::kArrived;
  if (message.connection == kNoConnection || plan_.network.wire.connections->streams == 1)
    return deliver(slot);
  // In the order of the connection: the first that is missing holds up all behind it.
  const std::uint32_t connection = message.connection;
  const std::size_t way = message.is_answer ? 1 : 0;
  if (connection_orders_[connection].first[way] != slot) ++facts_.wire.blocked;
  for (;;) {
    ConnectionOrder& order = connection_orders_[connection];
    const std::uint32_t first = order.first[way];
    if (first == kNobody || carried_[first].stage != Carried::Stage::kArrived) return;
    order.first[way] = carried_[first].next;
    if (order.first[way] == kNobody) order.last[way] = kNobody;
    deliver(first);
  }
}

// Queues on the way were full: the engine tells what is missing, and the transport's rules say what that
// means.
template <class Runtime>
void World<Runtime>::wire_drops([[maybe_unused]] std::uint64_t word) {
  if constexpr (requires { runtime_.losses(); }) {
    const auto slot = static_cast<std::uint32_t>(word);
    Carried& message = carried_[slot];
    const Losses losses = runtime_.losses();
    facts_.wire.lost += losses.lost;
    facts_.wire.dropped += losses.lost;
    if (message.tries > 0) facts_.wire.lost_again += losses.lost;
    message.packets = losses.lost;
    message.stage = Carried::Stage::kSending;
    if (!plan_.network.wire.transport.reliable) return vanish(slot);
    if (fate_of(losses) == FlightFate::kTimesOut) return time_out(slot, runtime_.now() - message.launched);
    // Their acknowledgements tell of it one way later.
    facts_.wire.sent_again += losses.lost;
    message.timer = runtime_.after(distance(message.to, message.from), event<&World::transmit>(*this, slot));
  }
}

template <class Runtime>
void World<Runtime>::deliver(std::uint32_t slot) {
  Carried& message = carried_[slot];
  message.stage = Carried::Stage::kNone;
  message.connection = kNoConnection;
  if (message.store != kNobody) [[unlikely]]
    return protocol_arrives(slot);
  if (message.is_answer) return answer_arrives(slot);
  reaches_replica(slot);
}

// A datagram is gone, and nobody is told.
template <class Runtime>
void World<Runtime>::vanish(std::uint32_t slot) {
  ++facts_.wire.vanished;
  carried_[slot].stage = Carried::Stage::kNone;
  if (carried_[slot].store != kNobody) return protocol_lost(slot);
  if (attempts_[slot].traced) say(true, "the message is lost, and nobody is told");
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->lost(slot, runtime_.now());
  lose_attempt(slot);
}

// The connection is given up: all that is on it fails.
template <class Runtime>
void World<Runtime>::reset(std::uint32_t slot) {
  ++facts_.wire.resets;
  const std::uint32_t connection = carried_[slot].connection;
  if (connection == kNoConnection) return fail_message(slot);
  pools_->doom(connection);
  ConnectionOrder& order = connection_orders_[connection];
  std::vector<std::uint32_t> fails;
  fails.swap(order.waits);
  order.opening = false;
  bool among = false;
  for (std::uint32_t& first : order.first) {
    for (std::uint32_t each = first; each != kNobody; each = carried_[each].next) {
      // What is under way arrives by itself; it will find no order to wait for.
      if (carried_[each].stage != Carried::Stage::kUnderway) fails.push_back(each);
      carried_[each].connection = kNoConnection;
      among = among || each == slot;
    }
    first = kNobody;
  }
  order.last[0] = order.last[1] = kNobody;
  if (!among) fails.push_back(slot);
  for (const std::uint32_t each : fails) fail_message(each);
}

// Its sender learns at once that it will not arrive. A client that waits for an answer learns nothing.
template <class Runtime>
void World<Runtime>::fail_message(std::uint32_t slot) {
  Carried& message = carried_[slot];
  runtime_.cancel(message.timer);
  if (message.stage == Carried::Stage::kHeld)
    for (const auto& fault : wire_faults_) std::erase(fault->held, slot);
  message.stage = Carried::Stage::kNone;
  message.connection = kNoConnection;
  if (message.store != kNobody) return protocol_lost(slot);
  if (options_.onlooker != nullptr) [[unlikely]]
    options_.onlooker->lost(slot, runtime_.now());
  if (message.is_answer) return lose_attempt(slot);
  // It may have arrived, and its acknowledgement not.
  if (attempts_[slot].request != kNobody && plan_.classes[attempts_[slot].request_class].store)
    stores_.doubtful(attempts_[slot].request);
  if (attempts_[slot].traced) say(true, "its connection is given up");
  attempts_[slot].outcome = Outcome::kRefused;
  answer_arrives(slot);
}

// A second copy of a request, which its server can not tell from the first and serves for nobody.
template <class Runtime>
void World<Runtime>::send_twice(std::uint32_t slot) {
  const std::uint32_t copy = attempts_.take();
  make_room_for_attempts();
  carried(copy);
  const Attempt& original = attempts_[slot];
  Attempt& attempt = attempts_[copy];
  const std::uint32_t generation = attempt.generation;
  attempt = original;
  attempt.generation = generation;
  attempt.request = kNobody;
  attempt.traced = false;
  const std::uint32_t step = plan_.classes[attempt.request_class].walk ? 0 : attempt.step;
  call(copy, step) = call(slot, step);
  call(copy, step).balancer = kNobody;
  std::fill_n(parts(copy), parts_count_, 0);
  carried_[copy] = carried_[slot];
  if (carried_[copy].store != kNobody)
    stores_.doubled(carried_[copy].store, carried_[copy].message);
  else if (plan_.classes[attempt.request_class].store)
    stores_.attempt_doubled(slot, copy);
  launch(copy, Duration());
}

// The call is over: its connection goes to whoever is first in line.
template <class Runtime>
void World<Runtime>::release_connection(std::uint32_t slot, std::uint32_t step) {
  if (slot >= carried_.size()) return;
  std::uint32_t& connection = call_connection(slot, step);
  if (connection == kNoConnection) return;
  const std::uint32_t given = connection;
  connection = kNoConnection;
  if (const auto next = pools_->give_back(given, runtime_.now())) granted(*next);
}

// A client gives up: it leaves the line, ends its stream, or closes the connection that waits for an answer.
template <class Runtime>
void World<Runtime>::leave_connection(std::uint32_t slot) {
  if (slot >= carried_.size()) return;
  Carried& message = carried_[slot];
  const bool first_step = plan_.classes[attempts_[slot].request_class].walk || attempts_[slot].step == 0;
  if (first_step && message.stage == Carried::Stage::kInLine) {
    message.stage = Carried::Stage::kNone;
    pools_->leave(message.from.party, message.to.party, slot);
    return lose_attempt(slot);
  }
  // What it opens is opened all the same. On a connection that others share, what is missing is missed by
  // all, so its message keeps its place there.
  const std::uint32_t connection = call_connection(slot, 0);
  if (connection == kNoConnection || (first_step && message.stage == Carried::Stage::kOpening)) return;
  if (plan_.network.wire.connections->streams == 1) {
    pools_->doom(connection);
    if (first_step) message.connection = kNoConnection;
  }
  release_connection(slot, 0);
}

}  // namespace windtunnel
