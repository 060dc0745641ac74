// An engine as a scenario names it: what moves time forward, and in which program.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/scalar.hpp"

namespace windtunnel {

// SimGrid's network models, by its own names where it has one; docs/engines.md has their figures.
enum class FlowModel : std::uint8_t { kCm02, kLv08, kRaw, kConstant };
constexpr auto enum_names(FlowModel) {
  return std::array{
      EnumName{"CM02", FlowModel::kCm02,
               "Latency and bandwidth as written; shares weighted by 1 / latency (Casanova & Marchal 2002)."},
      EnumName{"LV08", FlowModel::kLv08,
               "SimGrid's default: latency x 13.01, bandwidth x 0.97, slow links weigh more (Velho & Legrand "
               "2009)."},
      EnumName{"raw", FlowModel::kRaw, "Latency and bandwidth as written, equal weights, no other effect."},
      EnumName{"constant", FlowModel::kConstant,
               "Every message takes one second: for tests of everything else."}};
}

// What a network model makes of latency, bandwidth and weights where the scenario says nothing itself
// (SimGrid 3.32, "SimGrid models" and the defaults of src/surf/network_cm02.cpp).
struct FlowPreset {
  double latency_factor = 1.0;
  double bandwidth_factor = 1.0;
  Bytes link_weight;  // SimGrid's weight-S
  bool equal_weights = false;
};
FlowPreset preset_of(FlowModel model);

// The share of a flow's rate that SimGrid gives its acknowledgements, where cross-traffic is on at all.
inline constexpr double kSimgridCrossTraffic = 0.05;

struct EnginePlan {
  std::string_view program{};  // that flies a replication; "" when this process does
  FlowModel flow_model = FlowModel::kCm02;
};

struct EngineModel {
  static constexpr std::string_view kKind = "engine";
  using Maker = std::function<EnginePlan(const AnyFields&)>;
};

Entry<EngineModel> native_engine();
Entry<EngineModel> simgrid_engine();

// Adds every engine there is to a catalog.
void add_engines(Catalog& catalog);

}  // namespace windtunnel
