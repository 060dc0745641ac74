// One provider: every region that anything stands in is the same company's.
#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::vector<bool> regions_in_use(const Plan& plan) {
  std::vector<bool> used(plan.places.regions.size(), false);
  for (const ReplicaPlan& replica : plan.replicas) used[plan.places.region_of_zone[replica.zone]] = true;
  return used;
}

std::string word(Provider provider) {
  for (const auto& row : enum_names(provider))
    if (row.value == provider) return std::string(row.name);
  return "";
}

std::vector<LintFinding> look_for_one_provider(const LintSubject& subject) {
  if (!subject.scenario.places) return {};
  const Plan& plan = subject.flight.plan;
  const std::vector<bool> used = regions_in_use(plan);
  std::optional<Provider> only;
  for (std::size_t region = 0; region < used.size(); ++region) {
    if (!used[region]) continue;
    const Provider* provider = subject.scenario.places->provider.find(plan.places.regions[region]);
    if (provider == nullptr || *provider == Provider::kAny || (only && *only != *provider)) return {};
    only = *provider;
  }
  if (!only) return {};

  Trial trial(subject);
  std::vector<std::string> names;
  const auto [at, lasts] = in_the_middle(subject.flight, subject.flight.plan.lasts / 10);
  for (std::size_t region = 0; region < used.size(); ++region) {
    if (!used[region]) continue;
    names.push_back(plan.places.regions[region]);
    trial.fault("lint_provider_" + std::to_string(names.size()),
                R"("kind": "region_outage", "target": {"region": ")" + names.back() + "\"}", at, lasts);
  }
  trial.expect(R"("metric": "availability", "at_least": 0.5)");
  return {
      LintFinding{"places.provider",
                  "all of " + list_of(names) + (names.size() == 1 ? " is " : " are ") + word(*only) + "'s",
                  trial.shows("availability while the provider is down: nobody is left who could answer")}};
}

}  // namespace

LintRule one_provider() {
  return {
      .code = "WL001",
      .name = "one_provider",
      .title = "One provider",
      .why =
          "Regions of one provider share its accounts, its backbone and its control plane, and have failed "
          "together: Google Cloud's on 12 June 2025, by one policy change (its incident report).",
      .page =
          R"(Every region in which something stands belongs to the same provider. Regions are built to fail apart, and do
when power or a cable goes; what all of them share is software: identity, quotas, configuration, the backbone.

What is looked at: `places.provider`, one name for all regions or one for each. Nothing is said where it is "any",
the default.

    "provider": "gcp"        a second provider, or a reason under `lint.allow`:

    "provider": {"us-central1": "gcp", "us-east-1": "aws"}

Most designs stay with one, and should say so: a second provider doubles what has to be known and run.)",
      .look = look_for_one_provider};
}

}  // namespace windtunnel
