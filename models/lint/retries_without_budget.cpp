// Retries without a budget: when all fail, the crowd comes several times, and keeps what it broke broken.
#include <algorithm>

#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// How many attempts a request makes before its deadline when each one times out.
std::int64_t attempts_when_all_fail(const ClassPlan& planned) {
  std::int64_t attempts = 1;
  Duration spent = planned.attempt_timeout;
  double wait = planned.backoff.seconds();
  while (attempts <= planned.retries) {
    spent += Duration::from_seconds(wait);
    if (planned.fixed_deadline && spent >= *planned.fixed_deadline) break;
    ++attempts;
    spent += planned.attempt_timeout;
    wait *= planned.backoff_factor;
  }
  return attempts;
}

// How long the last in a full queue of one of its replicas is there; nothing where a queue has no bound.
std::optional<Duration> longest_stay(const LintSubject& subject, const OfferedLoad::Pool& pool) {
  const StationPlan& station = subject.flight.plan.tiers[pool.tier].station;
  if (station.length_max == kUnbounded) return std::nullopt;
  const double service = subject.load.service_s(pool.tier, pool.region);
  const double ahead = static_cast<double>(station.length_max) / static_cast<double>(station.cores);
  return Duration::from_seconds(std::min((ahead + 1) * service, 1e6));
}

std::vector<LintFinding> look_for_retries_without_budget(const LintSubject& subject) {
  std::vector<LintFinding> findings;
  const Plan& plan = subject.flight.plan;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    const WorkloadPlan& workload = plan.workloads[w];
    if (workload.retry_budget || workload.closed) continue;
    const ClassPlan& planned = plan.classes[workload.classes.front()];
    const std::int64_t attempts = attempts_when_all_fail(planned);
    if (planned.retries == 0 || attempts < 2 || planned.attempt_timeout <= Duration()) continue;

    // Where so many attempts are more than there is, and a full queue is longer than anybody waits.
    std::optional<OfferedLoad::Pool> stuck;
    for (const OfferedLoad::Crossing& each : subject.load.crossings()) {
      const ClassPlan& passing = plan.classes[each.request_class];
      if (passing.workload != w) continue;
      const std::uint32_t tier = passing.path[each.step].tier;
      const OfferedLoad::Pool pool{tier, each.to_region, subject.load.load(tier, each.to_region)};
      if (pool.load <= 0 || pool.load >= 1 || pool.load * static_cast<double>(attempts) < 1.05) continue;
      const auto stay = longest_stay(subject, pool);
      if (stay && *stay < planned.attempt_timeout) continue;
      if (!stuck || pool.load > stuck->load) stuck = pool;
    }
    if (!stuck) continue;

    const std::string& tier = plan.tiers[stuck->tier].name;
    const auto [start, end] = measured(subject.flight);
    const Duration freeze = rounded(std::clamp(planned.attempt_timeout * 10, Duration::from_ns(1'000'000'000),
                                               std::max((end - start) / 10, Duration::from_ns(1'000'000))));
    // The last quarter, without those whose deadline lies beyond the end.
    const Duration margin = std::min(planned.attempt_timeout * (attempts + 1), (end - start) / 10);
    const Time late = end - (end - start) / 4;
    Trial trial(subject);
    trial
        .fault("lint_freeze",
               R"("kind": "slow_node", "factor": 0.001, "target": {"tier": )" + json_quoted(tier) + "}",
               Time() + rounded(start - Time() + (end - start) / 10), freeze)
        .phase(Time() + rounded(late - Time()), Time() + rounded(end - margin - Time()))
        .expect(R"("metric": "availability", "at_least": 0.9)" +
                class_selector(subject.flight, workload.classes.front()));
    findings.push_back(LintFinding{
        path_join("workload", workload.name) + ".retries",
        std::to_string(attempts) +
            " attempts when all fail: " + percent(stuck->load * static_cast<double>(attempts), 0) +
            " of what " + tier + " can do, " + percent(stuck->load, 0) + " when all is well",
        trial.shows("availability long after " + tier +
                    " stood still for a moment: retries alone keep it from coming back")});
  }
  return findings;
}

}  // namespace

LintRule retries_without_budget() {
  return {
      .code = "WL004",
      .name = "retries_without_budget",
      .title = "Retries without a budget",
      .why =
          "When everything fails, everybody retries, and the load that retries add keeps everything failing "
          "after its cause has gone (Bronson et al., HotOS 2021; Huang et al., OSDI 2022).",
      .page =
          R"(A workload retries, nothing bounds what retries add, and so many attempts are more than some tier can serve,
in a queue that is longer than an attempt waits. A trigger of seconds then leaves a state that stays: every answer
comes too late, and every late answer is asked for again.

What is looked at: the peak rate times the attempts that fit into the deadline, against each tier's cores; and
whether a full queue of that tier holds more than an attempt's time-out. Retries that could not do this are not
warned of. A queue that is short enough (`queue.length_max`) is one way out, a budget another:

    "retries": {"attempts": 3}     write    "retries": {"attempts": 3, "budget": {"share": 0.1}}

A budget lets retries add a share to the requests, whatever fails.)",
      .look = look_for_retries_without_budget};
}

}  // namespace windtunnel
