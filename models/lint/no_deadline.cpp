// No deadline: nobody said how long a client waits.
#include <algorithm>

#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// What a request takes when nobody else is there, at the mean: crossings and services.
Duration alone(const LintSubject& subject, std::uint32_t request_class) {
  const Plan& plan = subject.flight.plan;
  const ClassPlan& planned = plan.classes[request_class];
  double seconds = 0;
  for (const StepPlan& step : planned.path)
    seconds += plan.tiers[step.tier].service[step.operation][request_class].mean();
  for (const OfferedLoad::Crossing& each : subject.load.crossings())
    if (each.request_class == request_class) {
      const PlaceIndex from = plan.places.edge(each.from_region), to = plan.places.edge(each.to_region);
      seconds += (plan.network.latency(from, to) + plan.network.latency(to, from)).seconds() /
                 static_cast<double>(plan.places.regions.size());
    }
  return Duration::from_seconds(std::min(seconds, 1e6));
}

std::vector<LintFinding> look_for_no_deadline(const LintSubject& subject) {
  std::vector<LintFinding> findings;
  const Plan& plan = subject.flight.plan;
  for (std::uint32_t c = 0; c < plan.classes.size(); ++c) {
    const std::string workload = path_join("workload", plan.workloads[plan.classes[c].workload].name);
    if (subject.document.at(workload + ".deadline") != nullptr ||
        subject.document.at(path_join(workload + ".classes", plan.classes[c].name) + ".deadline") != nullptr)
      continue;
    if (!findings.empty() && findings.back().path == workload) continue;
    // Twice what the tier can do comes for a while: a queue that takes all grows as long as that lasts.
    const OfferedLoad::Pool pool = subject.load.fullest();
    const Duration good = rounded(
        std::clamp(alone(subject, c) * 10, Duration::from_ns(1'000'000), Duration::from_ns(20'000'000'000)));
    const auto [at, lasts] = at_the_peak(subject, std::max(plan.lasts / 10, good * 20));
    const double factor = pool.load > 0 ? std::clamp(pool.load / 2, 0.001, 0.5) : 0.01;
    Trial trial(subject);
    trial
        .fault("lint_slow",
               R"("kind": "slow_node", "target": {"tier": )" + json_quoted(plan.tiers[pool.tier].name) +
                   "}, \"factor\": " + significant(factor, 2),
               at, lasts)
        .expect(R"("metric": "latency_all_p99", "at_most": )" + json_quoted(exact(good)) +
                class_selector(subject.flight, c));
    const std::string longest = plan.classes[c].fixed_deadline ? text(*plan.classes[c].fixed_deadline) : "";
    findings.push_back(LintFinding{
        workload, "no `deadline`: clients wait for " + longest + ", because nobody said how long",
        trial.shows("latency_all_p99 while " + plan.tiers[pool.tier].name + " has too little: beyond " +
                    exact(good) + ", ten times what a request takes alone; a deadline is where it ends")});
  }
  return findings;
}

}  // namespace

LintRule no_deadline() {
  return {
      .code = "WL003",
      .name = "no_deadline",
      .title = "No deadline",
      .why =
          "A client without a deadline waits as long as the slowest part of the system makes it, and holds "
          "its place in every queue on the way meanwhile; work that nobody waits for any more is done all "
          "the same (Beyer et al., Site Reliability Engineering 2016, ch. 22).",
      .page =
          R"(Neither the workload nor the class says how long a client waits, so the default holds, which is generous on
purpose. Under overload it decides how long queues become, and what users call an outage.

What is looked at: whether somebody wrote `deadline`, for the workload or for each of its classes.

    "rate": "80 /s"          write    "rate": "80 /s", "deadline": "1 s"

A study of queues in which everybody waits for ever writes so: "deadline": "1000 h".)",
      .look = look_for_no_deadline};
}

}  // namespace windtunnel
