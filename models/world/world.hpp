// The world: a plan wired on a runtime, and the path that requests take through it.
//
// A client sends a request; a balancer of its side chooses a replica; the attempt crosses the network,
// queues, is served, and calls the next tier of its path, holding nothing but its place in line; the answer
// comes back along the same chain. A client that gives up forgets its attempt, and the attempt goes on
// burning capacity. All of it is events of one runtime; all luck comes from streams keyed by what it belongs
// to. One request costs no allocation.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/load_balancing/balancer.hpp"
#include "models/world/bulk_work.hpp"
#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/pools.hpp"
#include "models/world/stations.hpp"
#include "models/world/stores.hpp"
#include "models/world/world_watch.hpp"
#include "sim/base/random.hpp"
#include "sim/runtime/timeout_line.hpp"

namespace windtunnel {

// How far all runs in the air have come, for whoever watches; no result sees it.
struct ProgressMeter {
  std::atomic<std::uint64_t> events{0};
  std::atomic<std::uint64_t> samples{0};
};

struct WorldOptions {
  std::uint64_t seed = 1;                       // of this replication
  std::optional<std::uint64_t> traced_request;  // its life is told in RunFacts::story
  bool keeps_histories = false;                 // of stores: StoreFacts::history
  StoreWatch* watch = nullptr;                  // sees what members of stores do
  WorldWatch* onlooker = nullptr;               // sees requests, queues, machines and faults
  std::uint32_t samples = 200;                  // of the number in system, over the run
  ProgressMeter* meter = nullptr;
};

template <class Runtime>
class World {
 public:
  World(const Plan& plan, const WorldOptions& options, Runtime& runtime);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Runs to the end of the plan (or until the limits stop it) and hands over what it saw.
  RunFacts fly(RunLimits limits);

 private:
  friend class Stations<Runtime, World>;
  friend class BulkWork<Runtime, World>;
  friend class Stores<Runtime, World>;
  friend class StoreOperator<Runtime, World>;
  friend struct WorldSurgeon;  // tests/unit/models/world: breaks a promise in flight, to see its audit fail

  // --- clients (world_clients.ipp) ---
  struct DeadlineOwner {
    World* world;
    bool still_waits(std::uint32_t slot, std::uint32_t generation) const {
      return world->requests_[slot].generation == generation;
    }
    void timed_out(std::uint32_t slot) { world->deadline_passed(slot); }
  };
  struct AttemptOwner {
    World* world;
    bool still_waits(std::uint32_t slot, std::uint32_t generation) const {
      const Attempt& attempt = world->attempts_[slot];
      return attempt.generation == generation && attempt.request != kNobody;
    }
    void timed_out(std::uint32_t slot) { world->attempt_timed_out(slot); }
  };
  struct Source {
    std::unique_ptr<OpenArrivals> arrivals;
    std::uint64_t sent = 0;
    std::vector<std::uint32_t> sent_by_client;  // of a closed loop
    std::vector<std::int64_t> budget;  // of retries, by region, in millionths of one; empty without a bound
    std::int64_t budget_earned = 0, budget_most = 0;  // the same: of a request, and in all
    std::uint64_t mix_key = 0, deadline_key = 0, think_key = 0, patience_key = 0, walk_key = 0, about_key = 0,
                  size_key = 0;
    std::vector<std::uint64_t> service_key;  // by tier
  };
  void start_workloads();
  void open_arrival(std::uint64_t workload);
  void client_sends(std::uint64_t workload_and_client);
  void new_request(std::uint32_t workload, std::uint64_t number, std::uint32_t client);
  void send_attempt(std::uint32_t request_slot);
  void make_room_for_attempts();
  void deadline_passed(std::uint64_t request_slot);
  void attempt_timed_out(std::uint32_t attempt_slot);
  void retry(std::uint64_t request_slot_and_generation);
  void attempt_failed(std::uint32_t request_slot, Outcome outcome);
  bool may_retry(const Request& request, std::uint32_t workload);
  void finish_request(std::uint32_t request_slot, Outcome outcome, const std::int64_t* parts_ns,
                      std::uint32_t answered = kNobody);
  void give_up_attempt(std::uint32_t request_slot);

  // --- the path between client and stations (world_path.ipp) ---
  void dispatch(std::uint32_t slot, Endpoint caller);
  void reaches_replica(std::uint64_t slot);
  void served(std::uint32_t slot);
  void after_service(std::uint32_t slot);
  void turned_away(std::uint32_t slot, Outcome outcome);
  void walk_on(std::uint32_t slot);
  void answer(std::uint32_t slot);
  void answer_arrives(std::uint64_t slot);
  void close_call(std::uint32_t slot, std::uint32_t call, bool ok);
  void back_at_client(std::uint32_t slot);
  void fail_attempt(std::uint32_t slot, Outcome outcome);
  void lose_attempt(std::uint32_t slot);
  void free_attempt(std::uint32_t slot);
  template <auto Arrives>
  void send(std::uint32_t slot, Endpoint from, Endpoint to, Bytes size);
  void carry(Endpoint from, Endpoint to, Bytes size, std::uint64_t flow);
  Duration distance(Endpoint from, Endpoint to) const;
  Endpoint client_at(std::uint32_t region) const {
    return Endpoint{plan_.places.edge(region), plan_.edge_nodes.empty() ? kNoIndex : plan_.edge_nodes[region],
                    plan_.party_of_place(plan_.places.edge(region))};
  }
  Rng service_rng(const Attempt& attempt, std::uint32_t tier) const;
  Rng patience_rng(const Attempt& attempt) const;
  std::uint64_t key_of(const Attempt& attempt) const;
  Bytes drawn_size(const Attempt& attempt, const Sampler& size, std::uint32_t which) const;
  Call& call(std::uint32_t slot, std::uint32_t step) {
    return calls_[static_cast<std::size_t>(slot) * depth_ + step];
  }
  std::int64_t* parts(std::uint32_t slot) { return &parts_[static_cast<std::size_t>(slot) * parts_count_]; }

  // --- what can happen to a message (world_wire.ipp) ---
  // A message that goes by the wire's rules, while it is on its way; by attempt, which has one at a time.
  struct Carried {
    Endpoint from, to;
    Bytes size;
    std::int64_t packets = 0;  // still to arrive
    std::int64_t tries = 0;    // time-outs so far
    Duration timeout;          // the next one; zero before the first
    Time launched;             // into a network with queues
    std::uint32_t connection = kNoConnection;
    std::uint32_t next = kNobody;  // behind it on its connection, in its direction
    Timer timer;
    enum class Stage : std::uint8_t { kNone, kInLine, kOpening, kSending, kHeld, kUnderway, kArrived };
    Stage stage = Stage::kNone;
    bool is_answer = false;
    bool is_again = false;          // some of its packets are sent again
    std::uint32_t store = kNobody;  // of a message between members of a store
    ProtocolMessage message = 0;
    bool is_opening_held = false;  // by a clog, before its connection was open
  };
  // A fault on the wire that has struck.
  struct WireFault {
    std::uint64_t fault_and_unit = 0;
    Sides sides;
    std::optional<Conditions> conditions;
    bool on = true;                   // false while a link that flaps is whole
    std::vector<std::uint32_t> held;  // by a clog: slots, in order
    Timer flap;
    std::uint32_t side_interval = kNobody;
  };
  // The order of messages on a connection that several share, by direction.
  struct ConnectionOrder {
    bool opening = false;
    std::vector<std::uint32_t> waits;  // slots that go when it is open
    std::uint32_t first[2] = {kNobody, kNobody};
    std::uint32_t last[2] = {kNobody, kNobody};
  };
  static constexpr std::uint32_t kWireAlways = 1, kWireConnections = 2, kWireFaults = 4, kWireQueues = 8;
  void wire_network();
  Carried& carried(std::uint32_t slot);
  void send_on_wire(std::uint32_t slot, Endpoint from, Endpoint to, Bytes size, bool is_answer);
  void granted(const ConnectionPools::Grant& grant);
  void open_connection(std::uint64_t slot);
  void connection_opened(std::uint64_t slot);
  void begin_sending(std::uint32_t slot);
  void transmit(std::uint64_t slot);
  Verdict judge(const Carried& message, std::int64_t packets);
  void time_out(std::uint32_t slot, Duration ago = Duration());
  void launch(std::uint32_t slot, Duration above);
  void wire_delivers(std::uint64_t slot);
  void wire_drops(std::uint64_t slot);
  void deliver(std::uint32_t slot);
  void vanish(std::uint32_t slot);
  void reset(std::uint32_t slot);
  void fail_message(std::uint32_t slot);
  void send_twice(std::uint32_t slot);
  void release_connection(std::uint32_t slot, std::uint32_t step);
  void leave_connection(std::uint32_t slot);
  bool hold_if_clogged(std::uint32_t slot, Party from, Party to);
  bool cut(Party from, Party to) const;
  Duration round_trip(Endpoint from, Endpoint to) const { return distance(from, to) + distance(to, from); }
  Duration jitter(std::size_t pair);
  std::uint32_t& call_connection(std::uint32_t slot, std::uint32_t step) {
    return call_connections_[static_cast<std::size_t>(slot) * depth_ + step];
  }
  // Faults on the wire (world_wire_faults.ipp).
  void strike_wire(std::uint64_t fault_and_unit);
  void heal_wire(std::uint64_t fault_and_unit);
  void flap(std::uint64_t fault_and_unit);
  void let_go(WireFault& fault);
  void reach_changed();

  // --- balancers and what their health checks know (world_health.ipp) ---
  struct Checked {  // one balancer's knowledge of one member
    std::uint32_t balancer = 0;
    std::uint32_t member = 0;
    Duration phase;
    Duration round_trip;
    Timer notice;
    bool passes = true;  // a check that begins now
  };
  void wire_balancers();
  std::uint32_t balancer_for(std::uint32_t tier, std::optional<std::uint32_t> only_region, bool spill,
                             PlaceIndex caller);
  void health_changed(std::uint32_t replica);
  void notice(std::uint64_t checked);
  void plan_notice(std::uint32_t checked);
  bool check_passes(std::uint32_t balancer, std::uint32_t replica) const;

  // --- faults (world_faults.ipp) ---
  struct FaultState {
    std::vector<Rng> streams;                        // by unit
    std::vector<std::uint32_t> waiting;              // units that wait for a repair crew, in order
    std::vector<std::uint32_t> open;                 // by unit: index into RunFacts::faults
    std::vector<std::vector<std::uint32_t>> struck;  // by unit: whom the present strike hit
    std::vector<std::uint32_t> strikes;              // by unit: so far
    std::unique_ptr<FailureSource> source{};         // where the fault has one
    std::vector<Duration> lasts{};  // by unit: the present or next strike, as the source said
    std::int64_t repairing = 0;
  };
  void start_faults();
  void strike(std::uint64_t fault_and_unit);
  void heal(std::uint64_t fault_and_unit);
  void draw_struck(std::uint32_t fault, std::uint32_t unit);
  std::vector<std::uint32_t> leader_and_around(const FaultPlan::Leader& target);
  void start_repair(std::uint32_t fault, std::uint32_t unit);
  void plan_strike(std::uint32_t fault, std::uint32_t unit);
  void strike_replica(std::uint64_t fault_and_unit, std::uint32_t replica);
  void heal_replica(std::uint64_t fault_and_unit, std::uint32_t replica);
  void take_down(std::uint32_t replica, bool silent);
  void bring_back(std::uint32_t replica, bool silent);
  void booted(std::uint64_t replica);
  void serves_again(std::uint32_t replica);
  void fail_everything_at(std::uint32_t replica);
  void reset_reaches_client(std::uint64_t request_slot_and_generation);
  void up_count_changes(const Replica& replica, int by);

  // --- the timeline (world_timeline.ipp) ---
  void start_changes();
  void change(std::uint64_t index);
  void change_members(const ChangePlan& change);
  void join(std::uint32_t replica);
  void leave(std::uint32_t replica);
  void maybe_gone(std::uint32_t replica);
  void members_changed(std::uint32_t tier);

  // --- disks and bulk work (world_disk.ipp) ---
  void add_disks();
  const DiskUse& disk_use_of(const Attempt& attempt) const;
  void reads_disk(std::uint32_t slot);
  void writes_disk(std::uint64_t slot);
  void leaves_disk(std::uint64_t slot);
  void clear_disk(std::uint32_t replica, bool silent);
  bool is_up(std::uint32_t replica) const { return stations_[replica].up(); }
  Endpoint where(std::uint32_t replica) const { return stations_[replica].at; }
  std::optional<DiskIndex> disk_of(std::uint32_t replica) const { return disks_[replica]; }
  // Work of a protocol's thread, and what is asked of a disk, at the replica's present speed.
  Duration stretched(std::uint32_t replica, Duration work) const;
  Duration stretched_disk(std::uint32_t replica, Duration time) const;
  Bytes stretched_disk(std::uint32_t replica, Bytes size) const;
  void bulk_moves(Endpoint from, Endpoint to, Bytes bytes);
  void rebuilt(std::uint32_t replica);

  // --- stores under a protocol (world_stores.ipp) ---
  void asks_store(std::uint32_t slot);
  std::optional<std::uint32_t> preferred_member(std::uint32_t slot, const Balancer& balancer,
                                                std::uint32_t tier, PlaceIndex caller) const;
  bool asks_another(std::uint32_t slot, std::uint32_t step, Endpoint caller);
  void store_answers(std::uint32_t slot, Outcome outcome, Duration asked);
  void drop_asker(std::uint32_t slot);
  void protocol_sends(std::uint32_t store, std::uint32_t from, std::uint32_t to, Bytes size,
                      ProtocolMessage message);
  void protocol_arrives(std::uint64_t store_and_message);
  void protocol_lost(std::uint32_t slot);
  StoreKey store_key(const Request& request) const;

  // --- windows, samples, audits (world_books.ipp) ---
  void start_books();
  void next_window(std::uint64_t index);
  void take_sample(std::uint64_t index);
  void close_window();
  void touch_tier(std::uint32_t tier);
  void close_books();

  void show_queue(std::uint32_t replica) {
    if (options_.onlooker != nullptr) [[unlikely]]
      options_.onlooker->queue_is(replica, stations_[replica].busy, stations_[replica].queued,
                                  runtime_.now());
  }
  void say(bool traced, const std::string& words);
  std::string replica_name(std::uint32_t replica) const;
  std::string place_name(PlaceIndex place) const;

  const Plan& plan_;
  WorldOptions options_;
  Runtime& runtime_;
  RunFacts facts_;

  Pool<Request> requests_;
  Pool<Attempt> attempts_;
  std::uint32_t depth_ = 1;          // calls an attempt can have open
  std::uint32_t parts_count_ = 1;    // network, (queue, service) of each tier, replication where there is any
  std::vector<Call> calls_;          // [attempt][step]
  std::vector<std::int64_t> parts_;  // [attempt][part]
  Stations<Runtime, World> stations_;
  std::vector<std::optional<DiskIndex>> disks_;  // by replica
  std::vector<double> disk_speeds_;              // by replica; empty as long as no disk was ever slow
  BulkWork<Runtime, World> bulk_;
  Stores<Runtime, World> stores_;

  std::vector<Source> sources_;
  DeadlineOwner deadline_owner_{this};
  AttemptOwner attempt_owner_{this};
  std::vector<TimeoutLine<Runtime, DeadlineOwner>> deadline_lines_;  // by class
  std::vector<TimeoutLine<Runtime, AttemptOwner>> attempt_lines_;    // by class

  std::vector<Balancer> balancers_;
  std::vector<std::uint32_t> balancer_of_;  // [(class * depth + step) * places + caller]
  std::vector<Party> balancer_stands_;      // where its checks are made from
  std::vector<Checked> checked_;
  std::vector<std::uint64_t> identities_;  // of replicas: what their streams are named by
  std::vector<std::vector<std::uint32_t>> checked_by_replica_;
  struct BalancerKey {
    std::uint32_t tier, region, scope;
    bool spill;
    bool operator==(const BalancerKey&) const = default;
  };
  std::vector<BalancerKey> balancer_keys_;

  std::vector<FaultState> fault_states_;

  std::uint32_t wire_mask_ = 0;  // zero: messages take their latency, and nothing else can happen to them
  std::vector<Carried> carried_;
  std::vector<std::unique_ptr<WireFault>> wire_faults_;  // struck, in that order
  std::optional<Conditions> conditions_;                 // the network's own
  std::optional<ConnectionPools> pools_;
  std::vector<ConnectionOrder> connection_orders_;
  std::vector<std::uint32_t> call_connections_;  // beside calls_
  std::vector<CorrelatedDraw> jitter_draws_;     // by pair, where jitter remembers
  struct TierUp {
    std::int64_t up = 0;
    std::int64_t wanted = 0;
    Time changed;
    detail::Int128 enough_ns = 0;
    detail::Int128 full_ns = 0;
  };
  std::vector<TierUp> tier_up_;

  std::vector<detail::Int128> busy_before_, capacity_before_;  // by pool, at the last sample
  std::vector<detail::Int128> busy_closed_, capacity_closed_;  // by pool, in windows that are closed
  std::vector<std::int64_t> traffic_;                          // of the present window
  detail::Int128 link_carried_ns_ = 0;                         // of the present window
  std::vector<LinkIndex> links_walked_;
  std::vector<std::uint64_t> jitter_counter_;
  std::uint64_t jitter_key_ = 0;
  bool leaving_ = false;  // some replica of the plan is to leave at some time
  std::uint32_t window_ = 0;
  std::uint64_t events_metered_ = 0;
  std::int64_t issued_ = 0;
  std::int64_t ended_ = 0;
  std::int64_t torn_breakdowns_ = 0;
  std::int64_t served_by_the_dead_ = 0;
};

}  // namespace windtunnel
