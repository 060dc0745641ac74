// Cost unbounded: the scenario knows prices and expects nothing of the bill.
#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"

namespace windtunnel {
namespace {

// Settings that double a tier's replicas, however the file counts them.
std::vector<std::string> doubled(const std::string& name, const TierFields& fields) {
  const std::string path = path_join("tiers", name);
  if (fields.each_region)
    return {path + ".each_region.replicas=" + std::to_string(2 * fields.each_region->replicas)};
  if (fields.replicas->is_first())
    return {path + ".replicas=" + std::to_string(2 * *fields.replicas->first())};
  std::vector<std::string> sets;
  for (const auto& item : *fields.replicas->second())
    sets.push_back(path_join(path + ".replicas", item.name) + "=" + std::to_string(2 * item.value));
  return sets;
}

std::vector<LintFinding> look_for_cost_unbounded(const LintSubject& subject) {
  const Flight& flight = subject.flight;
  if (!flight.priced || !flight.prices.instances) return {};
  for (const auto& item : subject.scenario.expect)
    if (item.value.metric.value_or("").starts_with("cost_") && (item.value.at_most || item.value.never_above))
      return {};
  // The tier with most instances: what grows first when somebody turns a knob.
  const TierPlan* largest = nullptr;
  for (const TierPlan& tier : flight.plan.tiers)
    if (!tier.instance.empty() && (largest == nullptr || tier.replicas.size() > largest->replicas.size()))
      largest = &tier;
  if (largest == nullptr) return {};
  Experiment experiment;
  experiment.verb = Experiment::Verb::kCompare;
  experiment.sets = doubled(largest->name, *subject.scenario.tiers.find(largest->name));
  experiment.shows = "cost_per_month with twice the replicas of " + largest->name +
                     ": it grows, and no expectation says a word";
  return {LintFinding{"costs", "prices are given, and nothing is expected of a cost", std::move(experiment)}};
}

}  // namespace

LintRule cost_unbounded() {
  return {
      .code = "WL008",
      .name = "cost_unbounded",
      .title = "Cost unbounded",
      .why =
          "Availability and latency can be bought, so a design that is judged by them alone is always "
          "improved "
          "by spending more.",
      .page =
          R"(The scenario names price lists and instances, and no expectation has an upper limit on a cost. Whoever adds
replicas until the others hold will not be told what that costs.

What is looked at: whether `costs` is there, and whether some entry of `expect` that is on has a metric that begins
with cost_ and `at_most`.

    "expect": {...}          add    "affordable": {"metric": "cost_per_month", "at_most": "4500 USD"})",
      .look = look_for_cost_unbounded};
}

}  // namespace windtunnel
