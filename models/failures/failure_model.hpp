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
#include "sim/wire/conditions.hpp"
#include "sim/wire/sides.hpp"

namespace windtunnel {

// Whom a fault strikes. Several keys narrow each other: {"zone": ..., "tier": ...} is that tier's replicas in
// that zone.
struct TargetFields {
  std::optional<std::string> region, zone, rack, tier, replica, share, role;

  void describe(Schema& schema) {
    describe_places(schema);
    schema.field("role", role,
                 "Whoever has this role in the store when it strikes, or the place where that one stands; of "
                 "`tier`, where several are stores under a protocol.",
                 OneOf{{"leader"}});
    schema.field("share", share,
                 "So many replicas of a tier, drawn when it strikes: \"2 of store\"; they fail and return "
                 "together.");
  }
  void describe_places(Schema& schema) {
    schema.field("region", region, "All in this region.", Ref{"places.regions"});
    schema.field("zone", zone, "All in this zone, as region/zone.");
    schema.field("rack", rack, "All in this rack, as region/zone/rack.");
    schema.field("tier", tier, "The replicas of this tier.", Ref{"tiers"});
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

// An end of a link, or a side: also who sends from a region.
struct EndFields : TargetFields {
  std::optional<std::string> clients;

  void describe(Schema& schema) {
    describe_places(schema);
    schema.field("clients", clients, "The clients of this region.", Ref{"places.regions"});
  }
  bool names_nobody() const { return !region && !zone && !rack && !tier && !replica && !clients; }
};

struct FailureCommon {
  TargetFields target;
  std::optional<Time> at;
  std::optional<Duration> lasts;
  std::optional<Choice<Distribution>> mttf, mttr;
  std::int64_t crews = 0;

  void describe(Schema& schema);
  void describe_whom(Schema& schema);
  void describe_when(Schema& schema);
  void check(Checker& checker) const;
  void check_whom(Checker& checker) const;
  void check_when(Checker& checker) const;
};

// What strikes at once: each replica for itself, all of a rack, a zone or a region, or the whole target.
enum class Together { kReplica, kRack, kZone, kRegion, kAll };

// What a fault does to messages, and between whom (wire_failure.hpp, partition.cpp).
struct WireFailure {
  WireEffect effect;
  bool cuts = false;   // no message passes
  bool clogs = false;  // none passes until it is over, and then all do
  SidesShape shape = SidesShape::kIsolate;
  std::optional<EndFields> peer;  // of a link; absent: everybody else
  bool partition = false;  // its target is split into sides by `shape`; `together` says what moves as one
  std::optional<EndFields> side;    // of a partition: who stands on the first side; absent: drawn
  bool clients_everywhere = false;  // they reach all sides
  std::optional<Alternation> alternates;
};

struct FailureParts {
  FailureCommon common;
  FailureEffect effect;
  Together together = Together::kReplica;
  std::optional<WireFailure> wire{};
  std::function<std::unique_ptr<FailureSource>()> source{};  // instead of `common`'s times
};

struct FailureModel {
  static constexpr std::string_view kKind = "failure";
  using Maker = std::function<FailureParts(const AnyFields&)>;
};

Entry<FailureModel> crash();
Entry<FailureModel> rack_outage();
Entry<FailureModel> zone_outage();
Entry<FailureModel> region_outage();
Entry<FailureModel> slow_node();
Entry<FailureModel> clock_skew();
Entry<FailureModel> partition_fault();
Entry<FailureModel> flapping_fault();
Entry<FailureModel> clogging_fault();
Entry<FailureModel> delay_fault();
Entry<FailureModel> loss_fault();
Entry<FailureModel> duplicate_fault();
Entry<FailureModel> corrupt_fault();
Entry<FailureModel> reorder_fault();
Entry<FailureModel> bandwidth_fault();

// Adds every kind of fault there is to a catalog.
void add_failures(Catalog& catalog);

}  // namespace windtunnel
