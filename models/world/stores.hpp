// Stores under a protocol: their cores run at a tier's replicas, on the same clock, network and machines as
// the requests that ask them.
//
// A request whose path ends at such a tier is an operation of a session. When its visit has been served the
// operation is submitted to the replica's core, and the answer goes back when the core replies; what a client
// saw of it becomes a record of the history. Clients know what clients know: who answered last, who was named
// as leader, and that a call which broke or timed out may have taken effect all the same.
//
// Owner: Endpoint where(replica); void protocol_sends(store, from, to, Bytes, message); void
// store_answers(slot, Outcome, Duration asked); void drop_asker(slot); stretched(replica, Duration) and
// stretched_disk(replica, Duration or Bytes), work at its present speed; void members_changed(tier).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/pools.hpp"
#include "models/world/sessions.hpp"
#include "models/world/store_copies.hpp"
#include "models/world/store_operator.hpp"
#include "models/world/store_tally.hpp"
#include "models/world/wrong_clocks.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {

// Sees every step of every member of a store, and every message between them that is lost.
class StoreWatch {
 public:
  virtual ~StoreWatch() = default;
  virtual void stepped(std::uint32_t tier, const ProtocolStep& step) = 0;
  virtual void lost(std::uint32_t tier, std::uint64_t message, Time at) = 0;
};

template <class Runtime, class Owner>
class Stores {
 public:
  // A client that is sent from one member to the next gives up after so many.
  static constexpr std::uint8_t kRedirectsMax = 8;

  Stores(const Plan& plan, Runtime& runtime, Owner& owner, Pool<Attempt>& attempts, std::uint64_t seed,
         std::vector<StoreFacts>& facts, Fingerprint& fingerprint, StoreWatch* watch)
      : plan_(plan),
        runtime_(runtime),
        owner_(owner),
        attempts_(attempts),
        facts_(facts),
        fingerprint_(fingerprint),
        watch_(watch),
        store_of_tier_(plan.tiers.size(), kNobody),
        sessions_(plan) {
    if (plan.clocks_ahead > Duration())
      clocks_.emplace(static_cast<std::uint32_t>(plan.replicas.size()), plan.clocks_ahead);
    for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier)
      if (plan.tiers[tier].store) add(tier, seed);
  }
  Stores(const Stores&) = delete;
  Stores& operator=(const Stores&) = delete;

  bool any() const { return !stores_.empty(); }
  void start() {
    for (auto& store : stores_) store->protocol->start();
  }
  bool holds(std::uint32_t tier) const { return store_of_tier_[tier] != kNobody; }

  // --- clients ---

  // A request is made that will ask a store: it takes a session that is free, or opens one.
  void invoked(std::uint32_t request_slot, const Request& request, StoreKey key) {
    const StoreUse& use = *plan_.classes[request.request_class].store;
    if (request_slot >= asked_.size()) asked_.resize(request_slot + std::size_t{64});
    Asked& asked = asked_[request_slot];
    asked = Asked{};
    asked.store = store_of_tier_[use.tier];
    asked.session = sessions_.take(request);
    asked.on = true;
    Store& store = *stores_[asked.store];
    History& history = facts_[asked.store].history;
    asked.record = static_cast<std::uint32_t>(history.operations.size());
    Sessions::Session& session = sessions_[asked.session];
    OperationRecord record;
    record.process = asked.session;
    record.kind = use.kind;
    record.region = request.origin;
    record.key = key;
    record.invoked = runtime_.now();
    // A value is a name: no two writes of a run write the same.
    if (use.kind == OperationKind::kAdd)
      record.value = 1;
    else if (!only_reads(use.kind))
      record.value = static_cast<StoreValue>(asked.record) + 1;
    if (use.kind == OperationKind::kCompareAndSet)
      record.expected = key < store.last_seen.size() ? store.last_seen[key] : kNoValue;
    asked.operation = Operation{.id = {asked.session, ++session.number},
                                .kind = record.kind,
                                .key = key,
                                .value = record.value,
                                .expected = record.expected};
    history.operations.push_back(std::move(record));
  }

  // One more attempt at it; the operation bears the same number.
  void attempted(std::uint32_t request_slot, std::uint32_t slot) {
    if (slot >= asks_.size()) asks_.resize(slot + std::size_t{64});
    asks_[slot] = Ask{};
    asks_[slot].operation = asked_[request_slot].operation;
    asks_[slot].not_again = asked_[request_slot].tried;
  }
  void attempt_doubled(std::uint32_t from, std::uint32_t to) {
    if (to >= asks_.size()) asks_.resize(to + std::size_t{64});
    asks_[to] = asks_[from];
  }

  // Its client can not tell whether it took effect.
  void doubtful(std::uint32_t request_slot) {
    if (request_slot < asked_.size()) asked_[request_slot].doubtful = true;
  }

  // The request has ended; `slot` is the attempt whose good answer ended it.
  void ended(std::uint32_t request_slot, const Request& request, bool ok, std::uint32_t slot) {
    Asked& asked = asked_[request_slot];
    CHECK(asked.on, "an operation ended twice");
    asked.on = false;
    Store& store = *stores_[asked.store];
    OperationRecord& record = facts_[asked.store].history.operations[asked.record];
    Sessions::Session& session = sessions_[asked.session];
    if (ok) {
      const Ask& ask = asks_[slot];
      record.status =
          ask.reply.status == ReplyStatus::kRefused ? OperationStatus::kFail : OperationStatus::kOk;
      record.ended = runtime_.now();
      record.replica = ask.replica;
      record.version = ask.reply.version;
      record.witnessed = true;
      if (only_reads(record.kind)) {
        record.read = ask.reply.value;
        record.elements = ask.reply.elements;
      }
      if (record.key >= store.last_seen.size()) store.last_seen.resize(record.key + std::size_t{1}, kNoValue);
      store.last_seen[record.key] = ask.reply.value;
      session.replica = ask.replica;
    } else {
      record.status = asked.doubtful ? OperationStatus::kInfo : OperationStatus::kFail;
      if (!asked.doubtful) record.ended = runtime_.now();
      session.replica = kNobody;
    }
    sessions_.give_back(asked.session, request, record.status == OperationStatus::kInfo);
  }

  // --- the path ---

  // It is sent to this replica.
  void is_sent(std::uint32_t slot, std::uint32_t replica) {
    if (attempts_[slot].request != kNobody) asked_[attempts_[slot].request].tried = replica;
  }

  // Whom a caller at this place asks first, as far as it knows; kNobody: whoever its balancer chooses.
  // Whoever could not answer is not asked again: the next one in turn is, as drivers of such stores do.
  std::uint32_t preferred(std::uint32_t slot, std::uint32_t tier, PlaceIndex caller) const {
    const Store& store = *stores_[store_of_tier_[tier]];
    const Ask& ask = asks_[slot];
    if (ask.not_again != kNobody) {
      const std::uint32_t next = member_of(ask.not_again).value() + 1;
      return replica_of(store, MemberId(next % store.plan->site.members));
    }
    const Asks asks = only_reads(ask.operation.kind) ? store.plan->reads : store.plan->writes;
    if (asks == Asks::kLeader) return store.leader_known[caller];
    const ClassPlan& planned = plan_.classes[attempts_[slot].request_class];
    if (!plan_.workloads[planned.workload].sticky_sessions) return kNobody;
    return sessions_[ask.operation.id.session].replica;
  }

  // Its visit at the replica has been served: the core is asked.
  void ask(std::uint32_t slot) {
    Attempt& attempt = attempts_[slot];
    Ask& ask = asks_[slot];
    Store& store = *stores_[store_of_tier_[plan_.replicas[attempt.replica].tier]];
    ask.replica = attempt.replica;
    ask.since = runtime_.now();
    ask.operation.bytes = static_cast<std::uint32_t>(std::clamp<std::int64_t>(ask.size.count(), 0, 1 << 30));
    attempt.state = AttemptState::kAsking;
    const std::uint32_t session = ask.operation.id.session;
    if (session >= store.waiting.size()) store.waiting.resize(session + std::size_t{64});
    store.waiting[session].push_back(slot);
    store.protocol->submit(member_of(attempt.replica), ask.operation);
  }
  void weighs(std::uint32_t slot, Bytes size) { asks_[slot].size = size; }

  // The answer has come back to whoever called: whether it has to ask another.
  bool redirected(std::uint32_t slot, std::uint32_t tier, PlaceIndex caller) {
    Ask& ask = asks_[slot];
    Store& store = *stores_[store_of_tier_[tier]];
    if (!ask.redirected) {
      const bool answered = ask.reply.id == ask.operation.id && ask.replica != kNobody;
      const Asks asks = only_reads(ask.operation.kind) ? store.plan->reads : store.plan->writes;
      if (asks == Asks::kLeader)
        store.leader_known[caller] = !answered                    ? kNobody
                                     : ask.reply.leader.is_none() ? ask.replica
                                                                  : replica_of(store, ask.reply.leader);
      return false;
    }
    ask.redirected = false;
    store.leader_known[caller] = ask.reply.leader.is_none() ? kNobody : replica_of(store, ask.reply.leader);
    ask.not_again = ask.reply.leader.is_none() ? ask.replica : kNobody;
    ask.replica = kNobody;
    if (++ask.redirects > kRedirectsMax) return false;
    ask.reply = Reply{};
    return true;
  }

  // Nobody waits for it any more.
  void given_up(std::uint32_t slot) {
    forget(slot);
    owner_.drop_asker(slot);
  }
  // A client's call has failed or timed out: whoever led may not lead any more.
  void lost_touch(PlaceIndex caller) {
    for (auto& store : stores_) store->leader_known[caller] = kNobody;
  }

  // --- machines ---

  void crashed(std::uint32_t replica, bool silent) {
    Store* store = store_at(replica);
    if (store == nullptr) return;
    store->protocol->crash(member_of(replica));
    for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot) {
      if (attempts_[slot].state != AttemptState::kAsking || attempts_[slot].replica != replica) continue;
      forget(slot);
      attempts_[slot].state = AttemptState::kMoving;
      // The connection breaks: the client learns that, and not what has become of its operation.
      if (attempts_[slot].request != kNobody) doubtful(attempts_[slot].request);
      if (silent)
        owner_.drop_asker(slot);
      else
        owner_.store_answers(slot, Outcome::kRefused, runtime_.now() - asks_[slot].since);
    }
  }
  void restarted(std::uint32_t replica) {
    if (Store* store = store_at(replica)) store->protocol->restart(member_of(replica));
  }
  // Its process is stopped.
  void gone(std::uint32_t replica) {
    Store* store = store_at(replica);
    if (store != nullptr && store->protocol->up(member_of(replica)))
      store->protocol->crash(member_of(replica));
  }
  // Whether it may be stopped: a change of members that leaves it out is over.
  bool may_go(std::uint32_t replica) {
    const Store* store = store_at(replica);
    return store == nullptr || !store->operates->changes();
  }
  std::optional<WrongClocks>& clocks() { return clocks_; }
  // The timeline wants that this replica leads, and that those of the tier that are wanted decide.
  void wants_leader(std::uint32_t replica) { store_at(replica)->operates->wants_leader(member_of(replica)); }
  void wants_members(std::uint32_t tier, MemberBits members) {
    stores_[store_of_tier_[tier]]->operates->wants_members(members);
  }
  // Who leads the tier's store; whoever led last when nobody does; its first replica before anybody has.
  std::uint32_t leader(std::uint32_t tier) {
    Store& store = *stores_[store_of_tier_[tier]];
    const MemberId leader = store.protocol->leader();
    if (!leader.is_none()) store.led = replica_of(store, leader);
    return store.led;
  }

  // --- messages ---

  void delivered(std::uint32_t store, ProtocolMessage message) { stores_[store]->protocol->deliver(message); }
  void doubled(std::uint32_t store, ProtocolMessage message) { stores_[store]->protocol->copy(message); }
  void lost(std::uint32_t store, ProtocolMessage message) {
    if (watch_ != nullptr)
      watch_->lost(stores_[store]->tier, stores_[store]->protocol->serial(message), runtime_.now());
    stores_[store]->protocol->lose(message);
  }

  // At the end of the run: the history is judged, and forgotten unless somebody wants it.
  void close(bool keeps_histories) {
    for (std::uint32_t index = 0; index < stores_.size(); ++index) {
      Store& store = *stores_[index];
      StoreFacts& facts = facts_[index];
      facts.totals = store.protocol->totals();
      facts.consistency = check_consistency(facts.history);
      facts.agreement = store.order.report();
      const std::vector<MemberCopy> copies = copies_of(*store.protocol);
      facts.convergence = check_convergence(
          settled_copies(*store.protocol, store.plan->site, facts.history, copies, runtime_.now()));
      facts.lost_writes = check_lost_writes(facts.history, copies, store.order.discarded());
      tally(facts, plan_);
      facts.consistency.reads = {};
      if (!keeps_histories) facts.history = {};
    }
  }

 private:
  struct Store;
  // What the protocol sees of the world.
  class Ports final : public ProtocolPorts {
   public:
    Ports(Stores& owner, std::uint32_t store) : owner_(owner), store_(store) {}
    Time now() const override { return owner_.runtime_.now(); }
    Time clock(MemberId member) const override {
      return owner_.clocks_ ? owner_.clocks_->read(replica(member), now()) : now();
    }
    Duration by_clock(MemberId member, Duration delay) const override {
      return owner_.clocks_ ? owner_.clocks_->until(replica(member), delay) : delay;
    }
    Duration on_thread(MemberId member, Duration work) const override {
      return owner_.owner_.stretched(replica(member), work);
    }
    Timer after(Duration delay, Event event) override { return owner_.runtime_.after(delay, event); }
    void cancel(Timer timer) override { owner_.runtime_.cancel(timer); }
    void send(MemberId from, MemberId to, Bytes size, ProtocolMessage message) override {
      owner_.sends(store_, from, to, size, message);
    }
    void persist(MemberId member, Bytes size, Event done) override {
      owner_.persists(store_, member, size, done);
    }
    void applied(MemberId member, const Applied& applied) override {
      owner_.has_applied(store_, member, applied);
    }
    void reply(MemberId member, const Reply& reply) override { owner_.replies(store_, member, reply); }

   private:
    std::uint32_t replica(MemberId member) const {
      return owner_.replica_of(*owner_.stores_[store_], member);
    }
    Stores& owner_;
    std::uint32_t store_;
  };
  struct Store {
    Store(Stores& owner, std::uint32_t index) : ports(owner, index) {}
    std::uint32_t tier = 0;
    const StorePlan* plan = nullptr;
    Ports ports;
    std::unique_ptr<Protocol> protocol;
    std::unique_ptr<StoreOperator<Runtime, Owner>> operates;
    std::vector<Rng> sync_streams;                    // by member
    std::vector<std::vector<std::uint32_t>> waiting;  // attempts by session
    std::vector<std::uint32_t> leader_known;          // by place of the caller
    std::vector<StoreValue> last_seen;                // by key: what some client last saw there
    AppliedOrder order;                               // what members applied, as it happens
    std::uint32_t led = 0;
  };
  // What a request's client knows of its operation.
  struct Asked {
    std::uint32_t store = 0, session = 0, record = 0;
    std::uint32_t tried = kNobody;  // whom its last attempt was sent to
    bool doubtful = false, on = false;
    Operation operation;
  };
  // What an attempt carries to the store and back.
  struct Ask {
    Operation operation;
    Reply reply;
    Bytes size;
    Time since;
    std::uint32_t replica = kNobody;
    std::uint32_t not_again = kNobody;  // who could not answer the attempt before
    std::uint8_t redirects = 0;
    bool redirected = false;
  };
  // A write on its way to a disk.
  struct WriteSlot {
    Event done;
    Duration sync;
    std::uint32_t generation = 0;
  };

  void add(std::uint32_t tier, std::uint64_t seed) {
    const auto index = static_cast<std::uint32_t>(stores_.size());
    store_of_tier_[tier] = index;
    stores_.push_back(std::make_unique<Store>(*this, index));
    Store& store = *stores_.back();
    store.tier = tier;
    store.plan = plan_.tiers[tier].store.get();
    store.led = plan_.tiers[tier].replicas.front();
    store.leader_known.assign(plan_.places.count(), kNobody);
    const std::uint64_t name = hash64(plan_.tiers[tier].name);
    for (std::uint32_t member = 0; member < store.plan->site.members; ++member)
      store.sync_streams.push_back(Rng::stream(seed, "sync", {name, member}));
    store.protocol = store.plan->make(
        store.plan->site, ClusterOptions{Rng::stream_key(seed, "protocol", {name}), store.plan->costs},
        store.ports);
    store.operates = std::make_unique<StoreOperator<Runtime, Owner>>(runtime_, owner_, *store.protocol, tier);
    for (std::uint32_t member = 0; member < store.plan->site.members; ++member)
      if (!store.plan->site.founds(member)) store.protocol->absent(MemberId(member));
    if (watch_ != nullptr)
      store.protocol->watch([watch = watch_, tier](const ProtocolStep& step) { watch->stepped(tier, step); });
    facts_.emplace_back().tier = tier;
    if (member_of_.empty()) member_of_.resize(plan_.replicas.size());
    for (std::uint32_t member = 0; member < plan_.tiers[tier].replicas.size(); ++member)
      member_of_[plan_.tiers[tier].replicas[member]] = MemberId(member);
  }

  std::uint32_t replica_of(const Store& store, MemberId member) const {
    return plan_.tiers[store.tier].replicas[member.index()];
  }
  MemberId member_of(std::uint32_t replica) const { return member_of_[replica]; }
  Store* store_at(std::uint32_t replica) {
    const std::uint32_t store = store_of_tier_[plan_.replicas[replica].tier];
    return store == kNobody ? nullptr : stores_[store].get();
  }

  void forget(std::uint32_t slot) {
    Store& store = *store_at(attempts_[slot].replica);
    std::erase(store.waiting[asks_[slot].operation.id.session], slot);
  }

  void sends(std::uint32_t index, MemberId from, MemberId to, Bytes size, ProtocolMessage message) {
    const Store& store = *stores_[index];
    fingerprint_.fold((std::uint64_t{from.value()} << 32) | to.value());
    fingerprint_.fold(static_cast<std::uint64_t>(runtime_.now().ns()));
    owner_.protocol_sends(index, replica_of(store, from), replica_of(store, to), size, message);
  }

  // Through the disk's bandwidth where the tier says one, then the time until the disk says it is safe.
  void persists(std::uint32_t index, MemberId member, Bytes size, Event done) {
    Store& store = *stores_[index];
    const std::uint32_t replica = replica_of(store, member);
    const Duration sync = owner_.stretched_disk(
        replica, Duration::from_seconds(std::max(0.0, store.plan->sync(store.sync_streams[member.index()]))));
    const auto disk = owner_.disk_of(replica);
    if (!disk || size == Bytes()) {
      runtime_.after(sync, done);
      return;
    }
    const std::uint32_t slot = writes_.take();
    writes_[slot].done = done;
    writes_[slot].sync = sync;
    runtime_.io(*disk, owner_.stretched_disk(replica, size), DiskAccess::kWrite,
                event<&Stores::has_written>(*this, slot));
  }
  void has_written(std::uint64_t word) {
    const auto slot = static_cast<std::uint32_t>(word);
    const WriteSlot write = writes_[slot];
    writes_.give_back(slot);
    runtime_.after(write.sync, write.done);
  }

  void has_applied(std::uint32_t index, MemberId member, const Applied& applied) {
    Store& store = *stores_[index];
    fingerprint_.fold((std::uint64_t{applied.id.session} << 32) | applied.id.number);
    store.order.applied(member, applied);
  }

  void replies(std::uint32_t index, MemberId member, const Reply& reply) {
    Store& store = *stores_[index];
    if (reply.id.session >= store.waiting.size()) return;
    const std::uint32_t replica = replica_of(store, member);
    std::vector<std::uint32_t>& waiting = store.waiting[reply.id.session];
    const auto at = std::find_if(waiting.begin(), waiting.end(), [&](std::uint32_t slot) {
      return attempts_[slot].replica == replica && asks_[slot].operation.id == reply.id;
    });
    if (at == waiting.end()) return;  // whoever asked has given up
    const std::uint32_t slot = *at;
    waiting.erase(at);
    Attempt& attempt = attempts_[slot];
    Ask& ask = asks_[slot];
    attempt.state = AttemptState::kMoving;
    ask.reply = reply;
    Outcome outcome = Outcome::kOk;
    if (reply.status == ReplyStatus::kNotLeader) {
      ask.redirected = true;
      outcome = Outcome::kRefused;
    } else if (reply.status == ReplyStatus::kRejected) {
      outcome = Outcome::kRejected;
    } else if (reply.status == ReplyStatus::kUnknown) {
      if (attempt.request != kNobody) doubtful(attempt.request);
      outcome = Outcome::kRefused;
    }
    owner_.store_answers(slot, outcome, runtime_.now() - ask.since);
  }

  const Plan& plan_;
  Runtime& runtime_;
  Owner& owner_;
  Pool<Attempt>& attempts_;
  std::vector<StoreFacts>& facts_;
  Fingerprint& fingerprint_;
  StoreWatch* watch_;
  std::vector<std::unique_ptr<Store>> stores_;
  std::vector<std::uint32_t> store_of_tier_;
  std::vector<MemberId> member_of_;  // by replica
  Sessions sessions_;
  std::optional<WrongClocks> clocks_;  // where a fault may strike one
  std::vector<Asked> asked_;           // by request slot
  std::vector<Ask> asks_;              // by attempt slot
  Pool<WriteSlot> writes_;
};

}  // namespace windtunnel
