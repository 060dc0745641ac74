// A synchronous call across regions: inside one request, a tier waits for another that stands far away.
#include <algorithm>
#include <map>

#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// Between the nearest zones of two regions, there and back.
Duration round_trip(const Plan& plan, std::uint32_t a, std::uint32_t b) {
  Duration least = Duration::from_seconds(1e6);
  for (const std::uint32_t from : plan.places.zones_of(a))
    for (const std::uint32_t to : plan.places.zones_of(b))
      least = std::min(least, plan.network.latency(from, to) + plan.network.latency(to, from));
  return least;
}

// Where the step stands in the file: workloads without classes have one path.
std::string path_of(const LintSubject& subject, const OfferedLoad::Crossing& crossing) {
  const ClassPlan& planned = subject.flight.plan.classes[crossing.request_class];
  const std::string workload = path_join("workload", subject.flight.plan.workloads[planned.workload].name);
  const std::string in_class = path_join(workload + ".classes", planned.name) + ".path";
  const std::string step = "." + std::to_string(crossing.step);
  return (subject.document.at(in_class) != nullptr ? in_class : workload + ".path") + step;
}

std::vector<LintFinding> look_for_cross_region_call(const LintSubject& subject) {
  const Plan& plan = subject.flight.plan;
  std::map<std::pair<std::uint32_t, std::uint32_t>, OfferedLoad::Crossing> worst;  // by class and step
  const auto away = [&](const OfferedLoad::Crossing& each) {
    return round_trip(plan, each.from_region, each.to_region);
  };
  for (const OfferedLoad::Crossing& each : subject.load.crossings()) {
    if (each.step == 0 || each.from_region == each.to_region) continue;
    const auto [at, added] = worst.try_emplace({each.request_class, each.step}, each);
    if (!added && away(each) > away(at->second)) at->second = each;
  }
  std::vector<LintFinding> findings;
  for (const auto& [key, each] : worst) {
    const Duration rtt = away(each);
    if (rtt <= Duration()) continue;
    const ClassPlan& planned = plan.classes[each.request_class];
    const StepPlan& step = planned.path[each.step];
    Trial trial(subject);
    trial.expect(R"("metric": "latency_p50", "at_most": )" + json_quoted(exact(rounded(rtt))) +
                 class_selector(subject.flight, each.request_class) +
                 region_selector(subject.flight, each.origin));
    const std::string& from = plan.places.regions[each.from_region];
    const std::string& to = plan.places.regions[each.to_region];
    findings.push_back(LintFinding{
        path_of(subject, each),
        planned.name + " waits in " + from + " for " + plan.tiers[step.tier].name + " in " + to + ": " +
            text(rtt) + " there and back, in every request",
        trial.shows("latency_p50 of " + planned.name + " from " + plan.places.regions[each.origin] +
                    ": the crossing alone takes " + text(rtt))});
  }
  return findings;
}

}  // namespace

LintRule cross_region_call() {
  return {
      .code = "WL006",
      .name = "cross_region_call",
      .title = "A synchronous call across regions",
      .why =
          "The caller is as slow as the distance and as available as both regions together: the far region's "
          "outage, and every cable's in between, is its own.",
      .page =
          R"(A tier calls the next one of the path in another region, and the client waits for it. Distance can not be
optimised away: a round trip costs at least 1 ms for every 100 km of fibre. And two regions that have to be up at the
same time are up less often than one.

What is looked at: steps after the first of each path, from each origin, in normal operation: where the callee has
replicas in the caller's region, nothing is said, however far the callers of other regions are. Members of a store
under a protocol that agree across regions are not looked at: that is what the protocol is for.

    "path": ["web", "app", "store.write"]     with "writes": "us-central1" for everybody

Replicas in the caller's region, writes that are taken in nearby and sent on later, or a reason under `lint.allow`.)",
      .look = look_for_cross_region_call};
}

}  // namespace windtunnel
