// How a member of a protocol takes another for dead, as a scenario names it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/consensus/failure_detector.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

struct DetectorParts {
  // With heartbeats so far apart.
  std::function<DetectorOptions(Duration heartbeat)> options;
  std::string words;  // "phi accrual, 8"; nothing of a fixed time-out, which the timers tell
};

struct DetectorModel {
  static constexpr std::string_view kKind = "detector";
  using Maker = std::function<DetectorParts(const AnyFields&)>;
};

Entry<DetectorModel> timeout_detector();
Entry<DetectorModel> phi_accrual_detector();

// Adds every detector there is to a catalog.
void add_detectors(Catalog& catalog);

// Binds the field `detector`.
void describe_detector(Schema& schema, Choice<DetectorModel>& detector);

}  // namespace windtunnel
