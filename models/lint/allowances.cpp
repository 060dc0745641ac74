// Matching warnings against what is allowed, step by step along their paths.
#include "models/lint/allowances.hpp"

#include "sim/config/path.hpp"

namespace windtunnel {
namespace {

bool covers(std::string_view pattern, std::string_view path) {
  const auto steps = [](std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('.'), text.size());
      parts.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
  };
  const std::vector<std::string> wanted = steps(pattern), given = steps(path);
  if (wanted.size() > given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i] != "*" && wanted[i] != given[i]) return false;
  return true;
}

}  // namespace

const AllowFields* allowance_for(const Scenario& scenario, std::string_view rule, std::string_view path) {
  if (!scenario.lint) return nullptr;
  const AllowFields* allowed = scenario.lint->allow.find(rule);
  if (allowed == nullptr || allowed->at.empty()) return allowed;
  for (const std::string& pattern : allowed->at)
    if (covers(pattern, path)) return allowed;
  return nullptr;
}

void judge_allowances(const LintSubject& subject, Problems& problems) {
  if (!subject.scenario.lint) return;
  std::vector<std::string> known;
  for (const LintRule& rule : lint_rules()) known.emplace_back(rule.name);
  for (const auto& item : subject.scenario.lint->allow)
    if (find_lint_rule(item.name) == nullptr || item.name.starts_with("WL"))
      problems.at(subject.document, "lint.allow." + item.name, code::kReference, "\"" + item.name + "\"",
                  "the name of a warning, as `windtunnel lint` prints it", item.name, known);
}

}  // namespace windtunnel
