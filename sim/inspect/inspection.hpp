// An inspection: what a scenario's network promises before anything is flown.
//
// How far across, how much crosses the middle, which single loss cuts what off, how many losses part clients
// from a tier, and which replicas that are called redundant fall together. A network without a topology is
// looked at as its places: regions, zones and racks, each a thing that can be lost.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/topologies/analysis.hpp"
#include "sim/config/tree.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// Replicas of one tier that one loss takes.
struct SharedFate {
  std::string what;                     // "rack here/a/r1", "switch hub"
  std::vector<std::uint32_t> replicas;  // indices into Plan::replicas
  std::size_t left = 0;
  bool below_needs = false;  // the tier counts as down
  bool no_majority = false;  // half or less is left of three or more
};

struct TierShape {
  std::uint32_t tier = 0;
  std::size_t replicas = 0, needs = 1;
  Cut nodes, cables;                    // to leave fewer than it needs
  std::size_t majority = 0;             // of three or more; 0 where there is none
  Cut majority_nodes, majority_cables;  // to leave no majority
  std::vector<SharedFate> fates;        // the worst of each kind of thing
};

struct Inspection {
  std::shared_ptr<const Fabric> fabric;
  bool of_places = false;                           // no topology: the fabric is the tree of places
  std::vector<NodeIndex> host_of;                   // by replica
  std::vector<std::vector<std::uint32_t>> on_host;  // replicas, by node
  std::optional<Diameter> across;
  std::optional<Duration> clients_farthest;  // one way, from an edge to the farthest host that has a replica
  std::optional<Crossing> crossing;
  std::vector<WeakSpot> weak;
  std::vector<TierShape> tiers;
};

Inspection inspect(const Loaded& loaded);

// At most 100 columns.
std::vector<std::string> inspection_text(const Loaded& loaded, const Inspection& inspection);
Node inspection_json(const Loaded& loaded, const Inspection& inspection);
// Readable with three hosts and with eight thousand: what is alike is drawn once, with its number.
std::string inspection_svg(const Loaded& loaded, const Inspection& inspection);

// "web-2", as faults name it.
std::string replica_title(const Plan& plan, std::uint32_t replica);

}  // namespace windtunnel
