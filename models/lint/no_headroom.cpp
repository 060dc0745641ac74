// No headroom: what is left when one of them fails can not do what comes at the peak.
#include <algorithm>
#include <map>

#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// The most of a pool that one failure takes: its fullest zone where it stands in several, else one replica.
struct Loss {
  std::string target;  // of a fault, as JSON; empty: nobody else is there, it only gets slower
  std::string words;
  double left = 1;  // share of the capacity
};
constexpr double kSlower = 0.8;

Loss greatest_loss(const Plan& plan, std::uint32_t tier, std::uint32_t region) {
  std::map<std::uint32_t, std::int64_t> by_zone;
  std::int64_t all = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < plan.tiers[tier].replicas.size(); ++i) {
    const ReplicaPlan& replica = plan.replicas[plan.tiers[tier].replicas[i]];
    if (!replica.from_start || plan.places.region_of_zone[replica.zone] != region) continue;
    if (all == 0) first = i;
    ++by_zone[replica.zone];
    ++all;
  }
  const std::string& name = plan.tiers[tier].name;
  if (by_zone.size() > 1) {
    const auto fullest = std::max_element(by_zone.begin(), by_zone.end(),
                                          [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::string& zone = plan.places.zones[fullest->first];
    return {"\"zone\": " + json_quoted(zone) + ", \"tier\": " + json_quoted(name), zone + " is gone",
            static_cast<double>(all - fullest->second) / static_cast<double>(all)};
  }
  if (all > 1)
    return {"\"replica\": " + json_quoted(name + "-" + std::to_string(first + 1)), "one of them is gone",
            static_cast<double>(all - 1) / static_cast<double>(all)};
  return {"", "it is a fifth slower", kSlower};
}

std::vector<LintFinding> look_for_no_headroom(const LintSubject& subject) {
  std::vector<LintFinding> findings;
  const Plan& plan = subject.flight.plan;
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier) {
    if (plan.tiers[tier].store) continue;  // who leads does most, and who that is changes
    std::optional<std::uint32_t> worst;
    for (std::uint32_t region = 0; region < plan.places.regions.size(); ++region) {
      if (subject.load.load(tier, region) <= 0) continue;
      const auto after = [&](std::uint32_t r) {
        return subject.load.load(tier, r) / greatest_loss(plan, tier, r).left;
      };
      if (after(region) >= 1 && (!worst || after(region) > after(*worst))) worst = region;
    }
    if (!worst) continue;
    const std::string& name = plan.tiers[tier].name;
    const Loss loss = greatest_loss(plan, tier, *worst);
    const double now = subject.load.load(tier, *worst);
    const HealthCheckPlan& checks = plan.tiers[tier].health_check.value_or(HealthCheckPlan{});
    const auto [at, lasts] =
        at_the_peak(subject, std::max(plan.lasts / 10, checks.every * checks.fails * 10));
    const std::string fault = loss.target.empty()
                                  ? R"("kind": "slow_node", "factor": )" + significant(kSlower, 2) +
                                        R"(, "target": {"tier": )" + json_quoted(name) + "}"
                                  : R"("kind": "crash", "target": {)" + loss.target + "}";
    Trial trial(subject);
    trial.fault("lint_loss", fault, at, lasts)
        .expect(R"("metric": "utilisation", "at_most": 0.95, "tier": )" + json_quoted(name) +
                region_selector(subject.flight, *worst));
    findings.push_back(
        LintFinding{"tiers." + name,
                    percent(now, 0) + " of its cores are busy at the peak" +
                        (plan.places.regions.size() > 1 ? " in " + plan.places.regions[*worst] : "") + ", " +
                        percent(now / loss.left, 0) + " of what is left when " + loss.words,
                    trial.shows("utilisation of " + name + " when " + loss.words +
                                ": no core is ever free, and the queue only grows")});
  }
  return findings;
}

}  // namespace

LintRule no_headroom() {
  return {
      .code = "WL005",
      .name = "no_headroom",
      .title = "No headroom",
      .why =
          "Redundancy that is in use is none: when one fails, its load goes to the others, and if they can "
          "not carry it they follow (Beyer et al., Site Reliability Engineering 2016, ch. 22: cascading "
          "failures).",
      .page =
          R"(At the peak of the load, what is left of a tier after one failure has more to do than it can. One failure is
the fullest zone of a region where the tier stands in several, else one replica; a replica that is alone is only
taken to be a fifth slower, as a busy neighbour makes it.

What is looked at: the highest rate of each open workload, its share by origin and class, the visits of paths and
walks and the mean service, over the cores that stand at the start, region by region. Left out: retries and what
queues turn away, disks, stores under a protocol, closed workloads, and replicas that the timeline brings.

    "replicas": 4            write as many as carry the peak without the largest zone

`windtunnel compare FILE --set-b tiers.web.replicas=6` says what that buys.)",
      .look = look_for_no_headroom};
}

}  // namespace windtunnel
