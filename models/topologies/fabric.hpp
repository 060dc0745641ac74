// A fabric: what a topology model draws. The topology itself, and what a person wants to see of it: which
// node is what, what stands together, how it is best drawn, and what theory says of its bisection.
//
// Hosts come in racks, a rack being what hangs on one switch; racks are handed to zones in order, as evenly
// as whole racks allow. So a fat tree over two zones gives each half of its pods.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/topologies/places.hpp"
#include "sim/config/complain.hpp"
#include "sim/topology/topology.hpp"

namespace windtunnel {

// The bandwidth that crosses, in one direction, between two halves of the hosts, at its worst over all
// halves. Exact where both bounds are one.
struct Bisection {
  Bandwidth at_least;
  Bandwidth at_most;
  std::string because;  // "k^3/8 cables (Al-Fares 2008)"

  bool exact() const { return at_least == at_most; }
};

enum class Look : std::uint8_t { kLayers, kCircle, kGrid };

struct Fabric {
  std::shared_ptr<const Topology> topology;  // absent after complaints
  std::vector<std::string> roles;            // "core switch", "host" ..., from the clients down to the hosts
  std::vector<std::uint32_t> role_of;        // by node, into `roles`
  std::vector<std::string> groups;      // "pod 1", "zone us-east/a": what is drawn as one when there is much
  std::vector<std::uint32_t> group_of;  // by node, into `groups`; kNoIndex for what no group owns
  std::vector<std::uint32_t> rack_of;   // by node: the fabric's own racks; kNoIndex for all but hosts
  std::vector<std::string> racks;       // by that: its switch's name, or the places' name where it has one
  std::vector<NodeIndex> edges;         // by region: where its clients enter
  Look look = Look::kLayers;
  std::optional<Bisection> bisection;
};

// Nodes and cables as a model adds them.
class FabricBuilder {
 public:
  explicit FabricBuilder(const Places& places) : places_(places) {}

  // A role is named once; its order is that of the first node that has it.
  NodeIndex hub(std::string name, const std::string& role, const std::string& group = {});
  // Hosts of one rack are added in a row, under the name of the rack (its switch).
  NodeIndex host(std::string name, const std::string& rack, const std::string& group = {});
  NodeIndex edge(std::uint32_t region, std::string name = {});  // "clients of <region>"
  // Both ways.
  void cable(NodeIndex a, NodeIndex b, Duration latency, Bandwidth bandwidth);
  void link(NodeIndex from, NodeIndex to, Duration latency, Bandwidth bandwidth);
  void look(Look look) { fabric_.look = look; }
  void bisection(Bisection bisection) { fabric_.bisection = std::move(bisection); }
  // A host whose place the model knows; all others are handed out by `allot_racks`.
  void put(NodeIndex host, StandsAt at);
  bool is_switch(NodeIndex node) const { return nodes_[node].kind == NodeKind::kSwitch; }
  NodeIndex named(const std::string& name) const;  // kNoIndex when there is none
  // Another fabric as a part of this one, its names behind "<prefix>/": its edges become switches of the role
  // "gateway", whose indices are the answer.
  std::vector<NodeIndex> part(const Fabric& fabric, const std::string& prefix, const std::string& group,
                              std::uint32_t zone, const std::vector<std::uint32_t>& racks);

  std::size_t nodes() const { return nodes_.size(); }
  // Racks to zones and to the names that zones gave to theirs. A complaint where there are fewer.
  void allot_racks(const Complain& complain);
  // Computes the routes; complains of nodes that do not reach each other and of fabrics too large to route.
  Fabric finish(const Complain& complain);

 private:
  NodeIndex add(std::string name, NodeKind kind, const std::string& role, const std::string& group);

  const Places& places_;
  Fabric fabric_;
  std::vector<TopologyNode> nodes_;
  std::vector<TopologyLink> links_;
};

}  // namespace windtunnel
