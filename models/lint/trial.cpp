// Making the settings, in the order in which they have to be applied.
#include "models/lint/trial.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

// Fewer give quantiles no interval, and so no verdict: order statistics of six cover 97%, of five 94%.
constexpr std::int64_t kReplicationsLeast = 6;

}  // namespace

Trial::Trial(const LintSubject& subject) {
  if (!subject.scenario.faults.empty()) set("faults.*.enabled", "false");
  if (!subject.scenario.expect.empty()) set("expect.*.enabled", "false");
  if (subject.scenario.run.replications < kReplicationsLeast)
    set("run.replications", std::to_string(kReplicationsLeast));
}

Trial& Trial::set(const std::string& path, const std::string& value) {
  experiment_.sets.push_back(path + "=" + value);
  return *this;
}

Trial& Trial::fault(const std::string& name, const std::string& fields, Time at, Duration lasts) {
  set("faults." + name, "{" + fields + ", \"at\": " + json_quoted(exact(at - Time())) +
                            ", \"lasts\": " + json_quoted(exact(lasts)) + "}");
  if (!has_phase_)
    set("phases.lint", "[" + json_quoted(name + ".start") + ", " + json_quoted(name + ".end") + "]");
  has_phase_ = true;
  return *this;
}

Trial& Trial::phase(Time start, Time end) {
  std::erase_if(experiment_.sets, [](const std::string& each) { return each.starts_with("phases.lint="); });
  has_phase_ = true;
  return set("phases.lint",
             "[" + json_quoted(exact(start - Time())) + ", " + json_quoted(exact(end - Time())) + "]");
}

Trial& Trial::expect(const std::string& fields) {
  return set("expect.lint", "{" + fields + (has_phase_ ? R"(, "phase": "lint")" : "") + "}");
}

Experiment Trial::shows(std::string words) {
  experiment_.shows = std::move(words);
  return std::move(experiment_);
}

std::pair<Time, Time> measured(const Flight& flight) {
  return {Time() + flight.plan.warm_up, Time() + flight.plan.lasts};
}

Duration rounded(Duration duration) {
  const std::int64_t unit = duration >= Duration::from_ns(10'000'000'000) ? 1'000'000'000
                            : duration >= Duration::from_ns(10'000'000)   ? 1'000'000
                                                                          : 1'000;
  return Duration::from_ns(std::max<std::int64_t>(duration.ns() / unit, 1) * unit);
}

namespace {

std::pair<Time, Duration> around(const Flight& flight, Time middle, Duration lasts) {
  const auto [start, end] = measured(flight);
  const Duration most = (end - start) / 2;
  const Duration length = rounded(std::min(lasts, most));
  Time at = middle - length / 2;
  at = std::clamp(at, start, end - length);
  return {Time() + rounded(at - Time()), length};
}

}  // namespace

std::pair<Time, Duration> in_the_middle(const Flight& flight, Duration lasts) {
  const auto [start, end] = measured(flight);
  return around(flight, start + (end - start) / 2, lasts);
}

std::pair<Time, Duration> at_the_peak(const LintSubject& subject, Duration lasts) {
  if (!subject.flight.profile) return in_the_middle(subject.flight, lasts);
  return around(subject.flight, subject.load.busiest(), lasts);
}

std::string region_selector(const Flight& flight, std::uint32_t region) {
  const auto& regions = flight.plan.places.regions;
  return regions.size() > 1 ? ", \"region\": " + json_quoted(regions[region]) : "";
}

std::string class_selector(const Flight& flight, std::uint32_t request_class) {
  const auto& classes = flight.plan.classes;
  return classes.size() > 1 ? ", \"class\": " + json_quoted(classes[request_class].name) : "";
}

}  // namespace windtunnel
