// `windtunnel lint`: known mistakes of designs, each with the experiment that shows it.
//
// Warnings are read by people and by editors: each begins with file:line:column as a compiler's does, and
// what is allowed is counted and not told, unless somebody asks.
#include <fmt/core.h>

#include <cstdio>

#include "apps/made.hpp"
#include "apps/session.hpp"
#include "models/lint/lint.hpp"
#include "sim/base/layout.hpp"
#include "sim/config/write.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {
namespace {

std::string command_of(const CommonOptions& common, const LintOptions& options, const std::string& file,
                       const Experiment& experiment) {
  const bool compares = experiment.verb == Experiment::Verb::kCompare;
  std::string line = std::string("windtunnel ") +
                     (compares                                     ? "compare "
                      : experiment.verb == Experiment::Verb::kLint ? "lint "
                                                                   : "run ") +
                     shell_quoted(file);
  line += common_words(common);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  for (const std::string& set : experiment.sets)
    line += (compares ? " --set-b " : " --set ") + shell_quoted(set);
  return line;
}

// Where it stands, as far as anybody wrote it.
std::string place_of(const LintWarning& warning, const std::string& file) {
  const std::string text = warning.where.text();
  return text.empty() ? file : text;
}

void print(const LintWarning& warning, const std::string& file, const std::string& command) {
  fmt::print("{}: {} {}, at {}\n", place_of(warning, file), warning.rule->code, warning.rule->name,
             warning.finding.path);
  const auto lines = [](const char* head, const std::string& words) {
    for (const std::string& line : wrapped(head, 12, words, 4)) fmt::print("{}\n", line);
  };
  lines("  found", warning.finding.found);
  lines("  why", std::string(warning.rule->why));
  if (!warning.because.empty()) return lines("  allowed", warning.because);
  fmt::print("  try       {}\n", command);
  lines("  shows", warning.finding.experiment.shows);
}

Node node_of(const LintWarning& warning, const std::string& file, const std::string& command) {
  const Experiment& experiment = warning.finding.experiment;
  Node node = Node::object();
  node.add("file", Node::string(warning.where.known() ? warning.where.source->name : file));
  node.add("line", warning.where.line > 0 ? Node::integer(warning.where.line) : Node::null());
  node.add("column", warning.where.line > 0 ? Node::integer(warning.where.column) : Node::null());
  node.add("code", Node::string(std::string(warning.rule->code)));
  node.add("name", Node::string(std::string(warning.rule->name)));
  node.add("path", Node::string(warning.finding.path));
  node.add("found", Node::string(warning.finding.found));
  node.add("why", Node::string(std::string(warning.rule->why)));
  Node tried = Node::object();
  tried.add("command", Node::string(command));
  Node sets = Node::array();
  for (const std::string& set : experiment.sets) sets.items().push_back(Node::string(set));
  tried.add("sets", std::move(sets));
  tried.add("shows", Node::string(experiment.shows));
  node.add("experiment", std::move(tried));
  node.add("allowed", warning.because.empty() ? Node::null() : Node::string(warning.because));
  return node;
}

struct Count {
  std::size_t warned = 0, allowed = 0;
};

// The warnings of one file, printed or added to `list`; nothing when it can not be read.
std::optional<Count> lint_file(const CommonOptions& common, const LintOptions& options,
                               const Catalog& catalog, const std::string& file, Node& list) {
  Problems problems;
  Document document = Document::load(file, problems);
  if (problems.empty() && is_study(document)) {
    fmt::print(stderr,
               "windtunnel: {0} is a study of many points; look at one of them:\n"
               "  windtunnel resolve {0} --points POINT --json > point.json; windtunnel lint point.json\n",
               shell_quoted(file));
    return std::nullopt;
  }
  for (const std::string& set : options.sets) document.set_from_argument(set, problems);
  const auto loaded = load_document(std::move(document), catalog, problems);
  std::vector<LintWarning> warnings;
  if (loaded) warnings = lint(LintSubject(loaded->document, loaded->scenario, loaded->flight), problems);
  if (!problems.empty()) {
    fmt::print(stderr, "{}", problems.text(file));
    return std::nullopt;
  }
  Count count;
  for (const LintWarning& warning : warnings) {
    ++(warning.because.empty() ? count.warned : count.allowed);
    const std::string command = command_of(common, options, file, warning.finding.experiment);
    if (options.json)
      list.items().push_back(node_of(warning, file, command));
    else if (warning.because.empty() || options.all)
      print(warning, file, command);
  }
  if (!options.json && count.warned == 0)
    fmt::print("{}: clean{}\n", file,
               count.allowed == 0 ? ""
                                  : fmt::format(", {} allowed with {}", count.allowed,
                                                count.allowed == 1 ? "its reason" : "their reasons"));
  return count;
}

}  // namespace

int lint_command(const CommonOptions& common, const LintOptions& options) {
  const Catalog catalog = catalog_of(common);
  Node list = Node::array();
  bool warned = false, unread = false;
  for (const std::string& file : options.files) {
    const auto count = lint_file(common, options, catalog, file, list);
    unread = unread || !count;
    warned = warned || (count && count->warned > 0);
  }
  if (options.json) fmt::print("{}\n", list.to_pretty_json());
  return unread ? exit_codes::kWrongInput : warned ? exit_codes::kExpectationFailed : exit_codes::kFine;
}

}  // namespace windtunnel
