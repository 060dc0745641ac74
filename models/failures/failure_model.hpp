// A kind of fault as a scenario names it: the grammar that all share, and what each kind does.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "models/distributions/distribution.hpp"
#include "models/failures/failure.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// Whom a fault strikes. Several keys narrow each other: {"zone": ..., "tier": ...} is that tier's replicas in
// that zone.
struct TargetFields {
  std::optional<std::string> region, zone, tier, replica, share;

  void describe(Schema& schema) {
    schema.field("region", region, "All in this region.", Ref{"places.regions"});
    schema.field("zone", zone, "All in this zone, as region/zone.");
    schema.field("tier", tier, "The replicas of this tier.", Ref{"tiers"});
    schema.field("share", share,
                 "So many replicas of a tier, drawn when it strikes: \"2 of store\"; they fail and return "
                 "together.");
    schema.field("replica", replica, "One replica, as tier-number, counted from 1: \"app-2\".");
  }
};

// "2 of store": so many replicas of a tier, drawn anew at each strike.
struct TargetShare {
  std::int64_t count = 0;
  std::string tier;
};
// Nothing when the text is no such share.
std::optional<TargetShare> parse_share(std::string_view text);

struct FailureCommon {
  TargetFields target;
  std::optional<Time> at;
  std::optional<Duration> lasts;
  std::optional<Choice<Distribution>> mttf, mttr;
  std::int64_t crews = 0;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// What strikes at once: each replica for itself, or all of a zone or a region together.
enum class Together { kReplica, kZone, kRegion };

struct FailureParts {
  FailureCommon common;
  FailureEffect effect;
  Together together = Together::kReplica;
};

struct FailureModel {
  static constexpr std::string_view kKind = "failure";
  using Maker = std::function<FailureParts(const AnyFields&)>;
};

Entry<FailureModel> crash();
Entry<FailureModel> zone_outage();
Entry<FailureModel> region_outage();
Entry<FailureModel> slow_node();

// Adds every kind of fault there is to a catalog.
void add_failures(Catalog& catalog);

}  // namespace windtunnel
