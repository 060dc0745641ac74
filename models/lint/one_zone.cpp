// One zone: all replicas of a tier stand where one power feed or one switch ends them.
#include <algorithm>
#include <set>

#include "models/lint/trial.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// The one zone in which all of a tier's first replicas stand.
std::optional<std::uint32_t> only_zone(const Plan& plan, const TierPlan& tier) {
  std::set<std::uint32_t> zones;
  for (const std::uint32_t replica : tier.replicas)
    if (plan.replicas[replica].from_start) zones.insert(plan.replicas[replica].zone);
  if (zones.size() != 1) return std::nullopt;
  return *zones.begin();
}

// A class that goes by the tier, or nothing.
std::optional<std::uint32_t> class_through(const Plan& plan, std::uint32_t tier) {
  for (std::uint32_t c = 0; c < plan.classes.size(); ++c)
    for (const StepPlan& step : plan.classes[c].path)
      if (step.tier == tier) return c;
  return std::nullopt;
}

LintFinding finding(const LintSubject& subject, const std::string& path, std::uint32_t zone,
                    const std::string& tier, std::uint32_t request_class) {
  const Plan& plan = subject.flight.plan;
  const std::string& name = plan.places.zones[zone];
  const auto [at, lasts] = in_the_middle(subject.flight, plan.lasts / 10);
  std::string target = "\"zone\": " + json_quoted(name);
  if (!tier.empty()) target += ", \"tier\": " + json_quoted(tier);
  Trial trial(subject);
  trial.fault("lint_zone_dies", R"("kind": "zone_outage", "target": {)" + target + "}", at, lasts)
      .expect(R"("metric": "availability", "at_least": 0.5)" + class_selector(subject.flight, request_class));
  return {path,
          (tier.empty() ? "everything" : "all replicas of " + tier) +
              (subject.scenario.places ? " in zone " + name : " in one zone: there are no `places`"),
          trial.shows("availability while the zone is down: no replica is left elsewhere")};
}

std::vector<LintFinding> look_for_one_zone(const LintSubject& subject) {
  const Plan& plan = subject.flight.plan;
  struct Alone {
    std::uint32_t tier, zone, request_class;
  };
  std::vector<Alone> alone;
  std::size_t called = 0;
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier) {
    const auto request_class = class_through(plan, tier);
    if (!request_class) continue;
    ++called;
    if (const auto zone = only_zone(plan, plan.tiers[tier]))
      alone.push_back(Alone{tier, *zone, *request_class});
  }
  if (alone.empty()) return {};
  const bool all = alone.size() == called && std::all_of(alone.begin(), alone.end(), [&](const Alone& each) {
                     return each.zone == alone.front().zone;
                   });
  if (all)
    return {finding(subject, subject.scenario.places ? "places.regions" : "tiers", alone.front().zone, "",
                    alone.front().request_class)};
  std::vector<LintFinding> findings;
  for (const Alone& each : alone)
    findings.push_back(finding(subject, "tiers." + plan.tiers[each.tier].name, each.zone,
                               plan.tiers[each.tier].name, each.request_class));
  return findings;
}

}  // namespace

LintRule one_zone() {
  return {
      .code = "WL002",
      .name = "one_zone",
      .title = "One zone",
      .why =
          "A zone is what a provider lets fail as a whole: power, cooling and the network of one "
          "building; replicas that share it do not protect each other.",
      .page =
          R"(All replicas of a tier that some request needs stand in one zone when the run begins. However many they are,
they go together; providers' own agreements promise little for a single zone, and more from two zones on.

What is looked at: where replicas stand at the start, of tiers that some path goes by. A scenario without `places`
has one zone. Racks are not looked at: a zone with many is still one zone.

    "replicas": 3            with places.regions: {"us-central1": ["a", "b", "c"]}, which spreads them

A file that asks a question of one machine, or of a queue, says so under `lint.allow`.)",
      .look = look_for_one_zone};
}

}  // namespace windtunnel
