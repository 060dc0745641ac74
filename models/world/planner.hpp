// From a scenario to a plan: every name resolved to an index, every law made, every problem of meaning found.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/bill.hpp"
#include "models/scenario/scenario.hpp"
#include "models/world/plan.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

// A named span of the run: the elementary windows it covers, after the warm-up.
struct PhasePlan {
  std::string name;
  Time start;
  Time end;
  std::vector<std::uint32_t> windows;
};

// What the process of another engine needs to plan the same flight again.
struct ForeignScenario {
  std::string resolved_json;
  std::string hash;
  std::vector<std::shared_ptr<const Table>> tables;
};

// A plan and what has to be known to read its answer.
struct Flight {
  Plan plan;
  EnginePlan engine;
  std::shared_ptr<const ForeignScenario> foreign;  // absent: replications are flown in this process
  std::vector<PhasePlan> phases;                   // the whole measured run is not among them
  std::vector<std::uint32_t> measured;             // windows after the warm-up
  std::vector<std::string> fault_names;            // beside plan.faults
  PriceBook prices;
  bool priced = false;
  double offered_per_second = 0;  // mean over the run, of open workloads
  double offered_peak_per_second = 0;
  bool profile = false;      // a rate that is not constant
  bool timeline = false;     // faults at stated times
  bool rehearses = false;    // it has models of plug-ins, which have to answer the same a second time
  bool takes_turns = false;  // such that can not run in several threads at once

  // Whether anything can happen to a message but that it takes its time.
  bool judges_wire() const {
    const NetworkPlan& network = plan.network;
    if (!network.wire.effect.nothing() || network.wire.connections ||
        network.wiring.sharing == Sharing::kQueues)
      return true;
    for (const FaultPlan& fault : plan.faults)
      if (fault.wire) return true;
    return false;
  }
  // Whether somebody is cut off from somebody, so that requests can be told apart by their clients' side.
  bool splits() const {
    for (const FaultPlan& fault : plan.faults)
      if (fault.wire && fault.wire->cuts) return true;
    return false;
  }
  bool bridges() const {
    for (const FaultPlan& fault : plan.faults)
      if (fault.wire && fault.wire->cuts && fault.wire->shape == SidesShape::kBridge) return true;
    return false;
  }
  // Whether any tier, or the network, says what it draws.
  bool says_power() const {
    for (const TierPlan& tier : plan.tiers)
      if (tier.power) return true;
    return plan.network.link_power.has_value();
  }
};

// Nothing when there were problems, also such as stood in `problems` before: parts that the reader had
// something to say about are left alone, and the others are judged.
std::optional<Flight> make_flight(const Scenario& scenario, const Document& document, Problems& problems);

}  // namespace windtunnel
