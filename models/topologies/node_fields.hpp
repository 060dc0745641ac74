// Nodes that say for themselves what they are and where they stand: of explicit topologies and of GraphML
// files.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/topologies/fabric.hpp"
#include "sim/config/scalar.hpp"

namespace windtunnel {

enum class NodeIs { kHost, kSwitch, kEdge };
constexpr auto enum_names(NodeIs) {
  return std::array{
      EnumName{"host", NodeIs::kHost, "A machine on which a replica can run; it forwards nothing."},
      EnumName{"switch", NodeIs::kSwitch, "It only forwards."},
      EnumName{"edge", NodeIs::kEdge, "Where the clients of a region enter."}};
}

// Adds such nodes to a builder and complains of what does not fit the places.
class PlacedNodes {
 public:
  PlacedNodes(FabricBuilder& builder, const Places& places, const Complain& complain)
      : builder_(builder), places_(places), complain_(complain), has_edge_(places.regions.size(), false) {}

  // `at` is needed where there is more than one place to be; kNoIndex after a complaint.
  NodeIndex add(const std::string& name, NodeIs is, const std::optional<std::string>& at,
                const std::string& path);
  // False, after a complaint at `path`, when a region has no edge.
  bool check_edges(const std::string& path);
  bool fine() const { return fine_; }
  bool has_edge(std::uint32_t region) const { return has_edge_[region]; }

 private:
  std::optional<StandsAt> host_place(const std::optional<std::string>& at, const std::string& path);
  std::optional<std::uint32_t> edge_region(const std::optional<std::string>& at, const std::string& path);
  void complain(const std::string& path, std::string_view code, std::string found, std::string expected,
                std::string_view name = {}, std::vector<std::string> candidates = {});

  FabricBuilder& builder_;
  const Places& places_;
  const Complain& complain_;
  std::vector<bool> has_edge_;
  bool fine_ = true;
};

}  // namespace windtunnel
