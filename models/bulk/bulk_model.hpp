// A kind of bulk work as a scenario names it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "models/bulk/bulk.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// When work begins that is not begun by a fault.
struct BulkTimes {
  Duration at;
  std::optional<Duration> every;

  void describe(Schema& schema) {
    schema.field("at", at, "When it begins, from the start of the run.", AtLeast{Duration()});
    schema.field("every", every,
                 "From one beginning to the next, whether the one before has ended or not; "
                 "once when absent.",
                 Positive{});
  }
};

// A plan whose tiers are still names.
struct BulkParts {
  BulkPlan plan;
  std::string from, to;
};

struct BulkModel {
  static constexpr std::string_view kKind = "bulk work";
  using Maker = std::function<BulkParts(const AnyFields&)>;
};

Entry<BulkModel> transfer();
Entry<BulkModel> backup();
Entry<BulkModel> shuffle();
Entry<BulkModel> rebuild();

// Adds every kind of bulk work there is to a catalog.
void add_bulk(Catalog& catalog);

}  // namespace windtunnel
