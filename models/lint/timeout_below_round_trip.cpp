// A time-out below the round trip: it passes before the fastest answer can be there.
#include <algorithm>
#include <map>

#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"

namespace windtunnel {
namespace {

// What a request of this class and origin spends on the way, were every server infinitely fast.
Duration on_the_way(const LintSubject& subject, std::uint32_t request_class, std::uint32_t origin) {
  const Plan& plan = subject.flight.plan;
  std::map<std::uint32_t, Duration> by_step;  // the nearest way of each
  for (const OfferedLoad::Crossing& each : subject.load.crossings()) {
    if (each.request_class != request_class || each.origin != origin) continue;
    Duration least = Duration::from_seconds(1e6);
    for (const std::uint32_t to : plan.places.zones_of(each.to_region)) {
      const auto via = [&](PlaceIndex from) {
        return plan.network.latency(from, to) + plan.network.latency(to, from);
      };
      if (each.step == 0) {
        least = std::min(least, via(plan.places.edge(each.from_region)));
      } else {
        for (const std::uint32_t from : plan.places.zones_of(each.from_region))
          least = std::min(least, via(from));
      }
    }
    const auto [at, added] = by_step.try_emplace(each.step, least);
    if (!added) at->second = std::min(at->second, least);
  }
  Duration sum;
  for (const auto& [step, least] : by_step) sum += least;
  return sum;
}

std::string path_of(const LintSubject& subject, std::uint32_t request_class, bool of_attempt) {
  const ClassPlan& planned = subject.flight.plan.classes[request_class];
  const std::string workload = path_join("workload", subject.flight.plan.workloads[planned.workload].name);
  if (of_attempt && subject.document.at(workload + ".retries.timeout") != nullptr)
    return workload + ".retries.timeout";
  const std::string in_class = path_join(workload + ".classes", planned.name) + ".deadline";
  return subject.document.at(in_class) != nullptr ? in_class : workload + ".deadline";
}

std::vector<LintFinding> look_for_timeout_below_round_trip(const LintSubject& subject) {
  std::vector<LintFinding> findings;
  const Plan& plan = subject.flight.plan;
  for (std::uint32_t c = 0; c < plan.classes.size(); ++c) {
    const ClassPlan& planned = plan.classes[c];
    std::optional<Duration> shortest = planned.fixed_deadline;
    const bool of_attempt =
        planned.attempt_timeout > Duration() && (!shortest || planned.attempt_timeout < *shortest);
    if (of_attempt) shortest = planned.attempt_timeout;
    if (!shortest) continue;
    std::uint32_t farthest = 0;
    for (std::uint32_t origin = 1; origin < plan.places.regions.size(); ++origin)
      if (on_the_way(subject, c, origin) > on_the_way(subject, c, farthest)) farthest = origin;
    const Duration way = on_the_way(subject, c, farthest);
    if (way < *shortest) continue;
    Trial trial(subject);
    trial.expect(R"("metric": "availability", "at_least": 0.5)" + class_selector(subject.flight, c) +
                 region_selector(subject.flight, farthest));
    findings.push_back(
        LintFinding{path_of(subject, c, of_attempt),
                    std::string(of_attempt ? "an attempt" : "a client") + " waits " + text(*shortest) +
                        ", and " + planned.name + " from " + plan.places.regions[farthest] + " is " +
                        text(way) + " on the way, there and back",
                    trial.shows("availability of " + planned.name + " from " + plan.places.regions[farthest] +
                                ": every answer comes too late")});
  }
  return findings;
}

}  // namespace

LintRule timeout_below_round_trip() {
  return {
      .code = "WL009",
      .name = "timeout_below_round_trip",
      .title = "A time-out below the round trip",
      .why =
          "A time-out that is shorter than the way there and back fails every request from there, and each "
          "of "
          "its retries, while every server is well.",
      .page =
          R"(An attempt's time-out, or the deadline, is no longer than what the messages of the path spend on the way,
from some region. Often the value was right in the region it was tuned in.

What is looked at: the latencies of the nearest replicas along each path, from each origin, without jitter, service
or queues; the fixed deadline of each class, and the time-out of an attempt, which is an even share of the deadline
where none is written and there are retries. Time-outs of health checks and elections are not looked at.

    "timeout": "80 ms"       write more than the slowest origin's round trips, and its service at the 99th percentile

Fewer calls on the path, or replicas nearer to those clients, are the other ways out.)",
      .look = look_for_timeout_below_round_trip};
}

}  // namespace windtunnel
