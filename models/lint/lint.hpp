// The linter: known mistakes of designs, looked for in a scenario that reads well and could be flown.
//
// A scenario without problems may still describe a system that should not be built. Each rule knows one such
// mistake, says why it is one, and gives the experiment that shows it: a flight of the same scenario in which
// the trouble comes. A warning is no verdict. Whoever means it so says why under `lint.allow`, beside the
// design and not in somebody's head.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/lint/offered_load.hpp"
#include "models/scenario/scenario.hpp"
#include "models/world/planner.hpp"
#include "sim/config/document.hpp"

namespace windtunnel {

// What rules look at: a scenario that was read and planned without a problem.
struct LintSubject {
  const Document& document;
  const Scenario& scenario;
  const Flight& flight;
  OfferedLoad load;

  LintSubject(const Document& read, const Scenario& typed, const Flight& planned)
      : document(read), scenario(typed), flight(planned), load(typed, planned) {}
};

// A flight that shows what the warning is about: `windtunnel run FILE` with an expectation that fails, or
// `windtunnel compare FILE` with what the trouble changes.
struct Experiment {
  enum class Verb { kRun, kCompare, kLint };
  Verb verb = Verb::kRun;
  std::vector<std::string> sets;  // PATH=VALUE of the scenario; of side b alone where it is compared
  std::string shows;              // what to look at, and what will stand there
};

struct LintFinding {
  std::string path;   // what it is about: "tiers.web"
  std::string found;  // in the scenario's own names and figures
  Experiment experiment;
};

struct LintRule {
  std::string_view code;  // "WL002": a promise to whoever searches for it, never used again
  std::string_view name;  // "one_zone": what `lint.allow` says
  std::string_view title;
  std::string_view why;  // a sentence: what goes wrong, and who has seen it
  std::string_view
      page;  // for `windtunnel explain`: what is looked at, what is left out, what to write instead
  std::vector<LintFinding> (*look)(const LintSubject& subject) = nullptr;
};

// One file each; the list is in list.cpp.
LintRule one_provider();
LintRule one_zone();
LintRule no_deadline();
LintRule retries_without_budget();
LintRule no_headroom();
LintRule cross_region_call();
LintRule latency_ignored();
LintRule cost_unbounded();
LintRule timeout_below_round_trip();
LintRule idle_allowance();

std::span<const LintRule> lint_rules();
// By code or by name; nullptr when there is none.
const LintRule* find_lint_rule(std::string_view code_or_name);

// What `windtunnel explain` prints of one, below its code and title: why, and the page.
std::string lint_page(const LintRule& rule);

struct LintWarning {
  const LintRule* rule = nullptr;
  Position where;
  LintFinding finding;
  std::string because;  // why it is allowed; "" where it is not
};

// Every warning in the order of the file, also those that are allowed. A name under `lint.allow` that is no
// rule's is a problem.
std::vector<LintWarning> lint(const LintSubject& subject, Problems& problems);

}  // namespace windtunnel
