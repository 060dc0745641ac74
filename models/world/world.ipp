// Wiring a plan and flying it; the parts of the world stand in the .ipp files beside this one, by concern.
//
// Whoever includes this makes the world for one runtime: native_world.cpp for ours, the program of another
// engine for its own.
#pragma once

#include "models/world/world.hpp"

#include <algorithm>
#include <span>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"

// clang-format off: these define templates declared above them
#include "models/world/world_books.ipp"
#include "models/world/world_clients.ipp"
#include "models/world/world_disk.ipp"
#include "models/world/world_faults.ipp"
#include "models/world/world_health.ipp"
#include "models/world/world_path.ipp"
#include "models/world/world_stores.ipp"
#include "models/world/world_timeline.ipp"
#include "models/world/world_wire.ipp"
#include "models/world/world_wire_faults.ipp"
// clang-format on

namespace windtunnel {

template <class Runtime>
World<Runtime>::World(const Plan& plan, const WorldOptions& options, Runtime& runtime)
    : plan_(plan),
      options_(options),
      runtime_(runtime),
      facts_(no_facts(plan)),
      parts_count_(plan.parts()),
      stations_(plan, runtime, *this, attempts_),
      bulk_(plan, runtime, *this, facts_.bulk),
      stores_(plan, runtime, *this, attempts_, options.seed, facts_.stores,
              facts_.recorder.fingerprints.protocol, options.watch),
      tier_up_(plan.tiers.size()),
      traffic_(static_cast<std::size_t>(plan.network.places) * plan.network.places),
      jitter_counter_(plan.network.jitter.empty() ? 0 : traffic_.size()),
      jitter_key_(Rng::stream_key(options.seed, "jitter")) {
  CHECK(plan.network.places == plan.places.count(), "the network knows other places than the plan");
  if (plan.network.wiring.topology) runtime_.wire(plan.network.wiring);
  wire_network();
  add_disks();
  for (const ClassPlan& planned : plan.classes) {
    depth_ = std::max(depth_, static_cast<std::uint32_t>(planned.path.size()));
    CHECK(planned.path.size() < 256, "a path of more than 255 steps");
    deadline_lines_.emplace_back(runtime_, deadline_owner_, planned.fixed_deadline.value_or(Duration()));
    attempt_lines_.emplace_back(runtime_, attempt_owner_, planned.attempt_timeout);
  }
  const auto measured =
      std::find(plan.window_starts.begin(), plan.window_starts.end(), Time() + plan.warm_up);
  CHECK(measured != plan.window_starts.end(), "no window starts where the warm-up ends");
  facts_.recorder.measure_from(static_cast<std::uint32_t>(measured - plan.window_starts.begin()));
}

template <class Runtime>
RunFacts World<Runtime>::fly(RunLimits limits) {
  wire_balancers();
  start_books();
  start_changes();
  start_faults();
  start_workloads();
  bulk_.start();
  stores_.start();
  limits.until = Time() + plan_.lasts;
  limits.events_max = std::min(limits.events_max, plan_.events_max);
  facts_.stopped = runtime_.run(limits);
  facts_.ended = runtime_.now();
  facts_.why_stopped = runtime_.why_stopped();
  facts_.events = runtime_.events_fired();
  if (facts_.stopped == StopReason::kUntil) close_books();
  return std::move(facts_);
}

template <class Runtime>
void World<Runtime>::say(bool traced, const std::string& words) {
  if (traced) facts_.story.push_back(fixed(runtime_.now().seconds(), 6) + " s  " + words);
}

template <class Runtime>
std::string World<Runtime>::replica_name(std::uint32_t replica) const {
  const ReplicaPlan& planned = plan_.replicas[replica];
  const TierPlan& tier = plan_.tiers[planned.tier];
  const auto at = std::find(tier.replicas.begin(), tier.replicas.end(), replica);
  return tier.name + "-" + std::to_string(at - tier.replicas.begin() + 1) + " (" +
         plan_.places.zones[planned.zone] + ")";
}

template <class Runtime>
std::string World<Runtime>::place_name(PlaceIndex place) const {
  if (plan_.places.is_edge(place))
    return "a client in " + plan_.places.regions[plan_.places.region_of(place)];
  return plan_.places.zones[place];
}

}  // namespace windtunnel
