// An engine as a scenario names it: what moves time forward.
#pragma once

#include <functional>
#include <string_view>

#include "sim/config/catalog.hpp"

namespace windtunnel {

struct EngineModel {
  static constexpr std::string_view kKind = "engine";
  using Maker = std::function<void(const AnyFields&)>;  // the study wires the engine by its name
};

Entry<EngineModel> native_engine();

// Adds every engine there is to a catalog.
void add_engines(Catalog& catalog);

}  // namespace windtunnel
