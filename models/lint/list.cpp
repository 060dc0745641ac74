// The explicit list of lint rules, in the order of their codes, and what is done with what they find.
#include <algorithm>
#include <array>

#include "models/lint/allowances.hpp"
#include "models/lint/lint.hpp"
#include "sim/base/layout.hpp"

namespace windtunnel {

std::span<const LintRule> lint_rules() {
  static const std::array rules = {
      one_provider(),      one_zone(),        no_deadline(),    retries_without_budget(),   no_headroom(),
      cross_region_call(), latency_ignored(), cost_unbounded(), timeout_below_round_trip(), idle_allowance(),
  };
  return rules;
}

const LintRule* find_lint_rule(std::string_view code_or_name) {
  for (const LintRule& rule : lint_rules())
    if (rule.code == code_or_name || rule.name == code_or_name) return &rule;
  return nullptr;
}

std::string lint_page(const LintRule& rule) {
  std::string text;
  for (const std::string& line : wrapped("", 0, std::string(rule.why), 6)) text += line + "\n";
  return text + "\n" + std::string(rule.page);
}

std::vector<LintWarning> lint(const LintSubject& subject, Problems& problems) {
  judge_allowances(subject, problems);
  std::vector<LintWarning> warnings;
  for (const LintRule& rule : lint_rules())
    for (LintFinding& finding : rule.look(subject)) {
      LintWarning warning;
      warning.rule = &rule;
      warning.where = subject.document.where(finding.path);
      if (const AllowFields* allowed = allowance_for(subject.scenario, rule.name, finding.path))
        warning.because = allowed->because;
      warning.finding = std::move(finding);
      warnings.push_back(std::move(warning));
    }
  std::stable_sort(warnings.begin(), warnings.end(),
                   [](const LintWarning& a, const LintWarning& b) { return before(a.where, b.where); });
  return warnings;
}

}  // namespace windtunnel
