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
#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/pools.hpp"
#include "models/world/stations.hpp"
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
    std::uint64_t mix_key = 0, deadline_key = 0, think_key = 0, patience_key = 0, walk_key = 0, about_key = 0,
                  size_key = 0;
    std::vector<std::uint64_t> service_key;  // by tier
  };
  void start_workloads();
  void open_arrival(std::uint64_t workload);
  void client_sends(std::uint64_t workload_and_client);
  void new_request(std::uint32_t workload, std::uint64_t number, std::uint32_t client);
  void send_attempt(std::uint32_t request_slot);
  void deadline_passed(std::uint64_t request_slot);
  void attempt_timed_out(std::uint32_t attempt_slot);
  void retry(std::uint64_t request_slot_and_generation);
  void attempt_failed(std::uint32_t request_slot, Outcome outcome);
  void finish_request(std::uint32_t request_slot, Outcome outcome, const std::int64_t* parts_ns);
  void give_up_attempt(std::uint32_t request_slot);

  // --- the path between client and stations (world_path.ipp) ---
  void dispatch(std::uint32_t slot, PlaceIndex caller);
  void reaches_replica(std::uint64_t slot);
  void served(std::uint32_t slot);
  void turned_away(std::uint32_t slot, Outcome outcome);
  void walk_on(std::uint32_t slot);
  void answer(std::uint32_t slot);
  void answer_arrives(std::uint64_t slot);
  void close_call(std::uint32_t slot, std::uint32_t call, bool ok);
  void back_at_client(std::uint32_t slot);
  void fail_attempt(std::uint32_t slot, Outcome outcome);
  void lose_attempt(std::uint32_t slot);
  void free_attempt(std::uint32_t slot);
  Duration cross(std::uint32_t slot, PlaceIndex from, PlaceIndex to, Bytes size);
  Rng service_rng(const Attempt& attempt, std::uint32_t tier) const;
  Rng patience_rng(const Attempt& attempt) const;
  std::uint64_t key_of(const Attempt& attempt) const;
  Bytes drawn_size(const Attempt& attempt, const Sampler& size, std::uint32_t which) const;
  Call& call(std::uint32_t slot, std::uint32_t step) {
    return calls_[static_cast<std::size_t>(slot) * depth_ + step];
  }
  std::int64_t* parts(std::uint32_t slot) { return &parts_[static_cast<std::size_t>(slot) * parts_count_]; }

  // --- balancers and what their health checks know (world_health.ipp) ---
  struct Checked {  // one balancer's knowledge of one member
    std::uint32_t balancer = 0;
    std::uint32_t member = 0;
    Duration phase;
    Duration round_trip;
    Timer notice;
  };
  void wire_balancers();
  std::uint32_t balancer_for(std::uint32_t tier, std::optional<std::uint32_t> only_region, bool spill,
                             PlaceIndex caller);
  void health_changed(std::uint32_t replica);
  void notice(std::uint64_t checked);

  // --- faults (world_faults.ipp) ---
  struct FaultState {
    std::vector<Rng> streams;                        // by unit
    std::vector<std::uint32_t> waiting;              // units that wait for a repair crew, in order
    std::vector<std::uint32_t> open;                 // by unit: index into RunFacts::faults
    std::vector<std::vector<std::uint32_t>> struck;  // by unit: whom the present strike hit
    std::int64_t repairing = 0;
  };
  void start_faults();
  void strike(std::uint64_t fault_and_unit);
  void heal(std::uint64_t fault_and_unit);
  void draw_struck(std::uint32_t fault, std::uint32_t unit);
  void start_repair(std::uint32_t fault, std::uint32_t unit);
  void take_down(std::uint32_t replica, bool silent);
  void bring_back(std::uint32_t replica, bool silent);
  void booted(std::uint64_t replica);
  void fail_everything_at(std::uint32_t replica);
  void reset_reaches_client(std::uint64_t request_slot_and_generation);
  void up_count_changes(const Replica& replica, int by);

  // --- the timeline (world_timeline.ipp) ---
  void start_changes();
  void change(std::uint64_t index);
  void join(std::uint32_t replica);
  void leave(std::uint32_t replica);
  void maybe_gone(std::uint32_t replica);

  // --- windows, samples, audits (world_books.ipp) ---
  void start_books();
  void next_window(std::uint64_t index);
  void take_sample(std::uint64_t index);
  void close_window();
  void touch_tier(std::uint32_t tier);
  void close_books();

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
  std::uint32_t parts_count_ = 1;    // network, then (queue, service) of each tier
  std::vector<Call> calls_;          // [attempt][step]
  std::vector<std::int64_t> parts_;  // [attempt][part]
  Stations<Runtime, World> stations_;

  std::vector<Source> sources_;
  DeadlineOwner deadline_owner_{this};
  AttemptOwner attempt_owner_{this};
  std::vector<TimeoutLine<Runtime, DeadlineOwner>> deadline_lines_;  // by class
  std::vector<TimeoutLine<Runtime, AttemptOwner>> attempt_lines_;    // by class

  std::vector<Balancer> balancers_;
  std::vector<std::uint32_t> balancer_of_;  // [(class * depth + step) * places + caller]
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
