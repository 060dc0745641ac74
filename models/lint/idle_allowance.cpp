// An idle allowance: a reason under `lint.allow` for a warning that nobody gives any more.
#include <algorithm>

#include "models/lint/allowances.hpp"
#include "sim/config/path.hpp"

namespace windtunnel {
namespace {

// Allowances that stand in a file which this one extends are for all who do, and may be idle for some.
bool is_of_the_file(const LintSubject& subject, const std::string& path) {
  const Position where = subject.document.where(path);
  return where.known() && where.source->name == subject.document.file();
}

std::vector<LintFinding> look_for_idle_allowance(const LintSubject& subject) {
  std::vector<LintFinding> findings;
  if (!subject.scenario.lint) return findings;
  for (const auto& item : subject.scenario.lint->allow) {
    const LintRule* rule = find_lint_rule(item.name);
    const std::string path = path_join("lint.allow", item.name);
    if (rule == nullptr || rule->look == look_for_idle_allowance || !is_of_the_file(subject, path)) continue;
    const std::vector<LintFinding> theirs = rule->look(subject);
    const bool used = std::any_of(theirs.begin(), theirs.end(), [&](const LintFinding& each) {
      return allowance_for(subject.scenario, item.name, each.path) != nullptr;
    });
    if (used) continue;
    Experiment experiment;
    experiment.verb = Experiment::Verb::kLint;
    experiment.sets = {path + "=null"};
    experiment.shows = "the other warnings, the same without this allowance";
    findings.push_back(LintFinding{path, "nothing here is warned of as " + item.name, std::move(experiment)});
  }
  return findings;
}

}  // namespace

LintRule idle_allowance() {
  return {
      .code = "WL010",
      .name = "idle_allowance",
      .title = "An allowance that allows nothing",
      .why = "A reason that outlives its warning will hide the next one, which it was not written for.",
      .page =
          R"(Under `lint.allow` stands a reason for something that is not warned of, here or at the paths that it names:
the design was changed, or the path. Take it away.

Allowances in a file that is extended are left alone: they are for all files that extend it.)",
      .look = look_for_idle_allowance};
}

}  // namespace windtunnel
