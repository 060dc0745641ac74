// `windtunnel schema`, `metrics`, `models`, `catalog` and `explain`: what there is to know, printed from the
// code.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "apps/session.hpp"
#include "models/expect/metrics.hpp"
#include "models/lint/lint.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/write.hpp"
#include "sim/record/csv.hpp"
#include "sim/study/study_fields.hpp"

namespace windtunnel {
namespace {

Node texts(const std::vector<std::string>& list) {
  Node node = Node::array();
  for (const std::string& each : list) node.items().push_back(Node::string(each));
  return node;
}

Node entry_node(const EntryInfo& entry) {
  Node node = Node::object();
  node.add("name", Node::string(entry.name));
  node.add("meaning", Node::string(entry.meaning));
  node.add("source", Node::string(entry.source));
  node.add("leaves_out", Node::string(entry.leaves_out));
  node.add("validated_by", texts(entry.validated_by));
  node.add("engines", texts(entry.engines));
  return node;
}

int unknown(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  const std::string hint = !near.empty()        ? "; did you mean " + near + "?"
                           : known.size() <= 12 ? "; there is " + list_of(known)
                                                : "";
  fmt::print(stderr, "windtunnel: there is no {} \"{}\"{}\n", what, name, hint);
  return exit_codes::kWrongInput;
}

void print_lines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print("{}\n", line);
}

// The cells of a row of a Markdown table.
std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells;
  for (std::size_t at = 1; at < row.size();) {
    const std::size_t end = std::min(row.find(" |", at), row.size());
    const std::size_t begin = row.find_first_not_of(' ', at);
    cells.push_back(begin < end ? row.substr(begin, end - begin) : "");
    at = end + 2;
  }
  return cells;
}

// A page of the documentation for a terminal: no marks, and a row of its table of fields as a paragraph.
void print_page(const std::string& markdown) {
  std::istringstream stream(markdown);
  bool in_table = false;
  for (std::string line; std::getline(stream, line);) {
    std::string plain;
    for (const char c : line)
      if (c != '*' && c != '`') plain += c;
    const bool row = line.starts_with("|");
    if (!row) print_lines(wrapped("", 0, line.starts_with("# ") ? plain.substr(2) : plain, 20));
    if (row && !in_table) fmt::print("Fields\n");  // the first row names the columns
    if (row && in_table && !line.starts_with("|---")) {
      std::vector<std::string> cells = cells_of(plain);
      cells.resize(5);
      std::string text = cells[2] + " (" + cells[1];
      if (!cells[3].empty()) text += ", " + cells[3];
      if (cells[4] == "required")
        text += "; required";
      else if (!cells[4].empty())
        text += "; " + cells[4] + " when absent";
      print_lines(wrapped("  " + cells[0] + ": ", 4, text + ")", 10));
    }
    in_table = row;
  }
}

// The lists of distributions differ by a row or two: what all of them have is told once.
void print_list(const Catalog& catalog, const std::string& kind, bool alone) {
  fmt::print("{}\n", kind);
  const auto laws = catalog.entries_of("distribution");
  const bool like_them = !alone && kind != "distribution" && kind.ends_with("distribution");
  if (like_them)
    fmt::print("  as distribution above{}\n", catalog.entries_of(kind).size() > laws.size() ? ", and" : "");
  for (const auto& entry : catalog.entries_of(kind)) {
    const auto same = [&](const auto& law) {
      return law->name == entry->name && law->meaning == entry->meaning;
    };
    if (like_them && std::any_of(laws.begin(), laws.end(), same)) continue;
    print_lines(wrapped("  " + entry->name, 24, entry->meaning, 4));
  }
}

}  // namespace

int schema_command(const CommonOptions& common, bool of_studies) {
  const Catalog catalog = whole_catalog_of(common);
  fmt::print("{}\n", of_studies ? json_schema<StudyFields>(catalog, "Windtunnel study")
                                : json_schema<Scenario>(catalog, "Windtunnel scenario"));
  return exit_codes::kFine;
}

int metrics_command(bool json) {
  if (!json) {
    for (const Metric& metric : all_metrics()) {
      const std::string unit(unit_name(metric.unit));
      const bool word = metric.unit == MetricUnit::kCount || metric.unit == MetricUnit::kShare;
      fmt::print(
          "{}  ({}, of {}; {} is better)\n", metric.name, word ? unit : "in " + unit,
          metric.scope == MetricScope::kRequests ? "requests" : "a " + std::string(scope_name(metric.scope)),
          metric.lower_is_better ? "lower" : "higher");
      print_lines(wrapped("    ", 4, std::string(metric.meaning), 4));
      print_lines(wrapped("    counts", 14, std::string(metric.counts), 4));
      print_lines(wrapped("    interval", 14, std::string(estimator_name(metric.estimator)), 4));
    }
    return exit_codes::kFine;
  }
  Node list = Node::array();
  for (const Metric& metric : all_metrics()) {
    Node node = Node::object();
    node.add("name", Node::string(std::string(metric.name)));
    node.add("unit", Node::string(std::string(unit_name(metric.unit))));
    node.add("scope", Node::string(std::string(scope_name(metric.scope))));
    node.add("lower_is_better", Node::boolean(metric.lower_is_better));
    node.add("meaning", Node::string(std::string(metric.meaning)));
    node.add("counts", Node::string(std::string(metric.counts)));
    node.add("estimator", Node::string(std::string(estimator_name(metric.estimator))));
    list.items().push_back(std::move(node));
  }
  fmt::print("{}\n", list.to_pretty_json());
  return exit_codes::kFine;
}

int models_command(const CommonOptions& common, const std::string& kind, const std::string& name, bool json,
                   bool markdown) {
  const Catalog catalog = whole_catalog_of(common);
  const std::vector<std::string> kinds = catalog.kinds();
  if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    return unknown("kind of model", kind, kinds);
  if (!name.empty()) {
    const auto entry = catalog.find_entry(kind, name);
    if (entry == nullptr) {
      std::vector<std::string> known;
      for (const auto& each : catalog.entries_of(kind)) known.push_back(each->name);
      return unknown(kind, name, known);
    }
    if (json)
      fmt::print("{}\n", entry_node(*entry).to_pretty_json());
    else if (markdown)
      fmt::print("{}", reference_page(*entry, kind, catalog));
    else
      print_page(reference_page(*entry, kind, catalog));
    return exit_codes::kFine;
  }
  if (markdown)
    fmt::print("{}", kind.empty() ? "# The scenario file\n\n" + reference<Scenario>(catalog) : std::string());
  Node all = Node::object();
  for (const std::string& each : kinds) {
    if (!kind.empty() && each != kind) continue;
    Node list = Node::array();
    if (!json && !markdown) print_list(catalog, each, !kind.empty());
    for (const auto& entry : catalog.entries_of(each)) {
      if (json) list.items().push_back(entry_node(*entry));
      if (markdown) fmt::print("\n{}", reference_page(*entry, each, catalog));
    }
    if (json) all.add(each, std::move(list));
  }
  if (json) fmt::print("{}\n", all.to_pretty_json());
  return exit_codes::kFine;
}

int catalog_command(const CommonOptions& common, const std::string& wanted) {
  const Catalog catalog = whole_catalog_of(common);
  const std::vector<std::string> names = catalog.tables().names();
  if (!wanted.empty()) {
    // As a scenario names it, or without the prefix.
    const std::string table = wanted.starts_with("catalog:") ? wanted.substr(8) : wanted;
    Problems problems;
    const auto found = catalog.tables().load(table, Position{}, "", problems);
    if (!found) return unknown("table", table, names);
    fmt::print("# {}\n# source: {}\n# date: {}\n# licence: {}\n", found->name(), found->source(),
               found->date(), found->licence());
    Csv csv(found->columns());
    std::vector<std::string> cells(found->columns().size());
    for (std::size_t row = 0; row < found->rows(); ++row) {
      for (std::size_t column = 0; column < cells.size(); ++column) cells[column] = found->cell(row, column);
      csv.row(cells);
    }
    fmt::print("{}", csv.text());
    return exit_codes::kFine;
  }
  TextTable list("llrl");
  list.row({"Table", "date", "rows", "licence"});
  for (const std::string& name : names) {
    Problems problems;
    const auto found = catalog.tables().load(name, Position{}, "", problems);
    if (!found) {
      fmt::print(stderr, "{}", problems.text(name));
      return exit_codes::kCouldNotRun;
    }
    list.row({"catalog:" + name, found->date(), grouped(static_cast<std::int64_t>(found->rows())),
              found->licence()});
  }
  print_lines(list.lines());
  return exit_codes::kFine;
}

namespace {

int explain_warning(const LintRule& rule) {
  fmt::print("{}  {} ({})\n\n{}\n", rule.code, rule.title, rule.name, lint_page(rule));
  return exit_codes::kFine;
}

}  // namespace

int explain_command(const std::string& wanted) {
  if (wanted.empty()) {
    for (const CodePage& each : code_pages()) fmt::print("{}  {}\n", each.code, each.title);
    for (const LintRule& each : lint_rules()) fmt::print("{}  {}\n", each.code, each.title);
    return exit_codes::kFine;
  }
  if (const LintRule* rule = find_lint_rule(wanted)) return explain_warning(*rule);
  std::string code = wanted;
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (const LintRule* rule = find_lint_rule(code)) return explain_warning(*rule);
  const CodePage* page = find_code(code);
  if (page == nullptr) {
    fmt::print(stderr, "windtunnel: there is no code \"{}\"; `windtunnel explain` lists them\n", wanted);
    return exit_codes::kWrongInput;
  }
  fmt::print("{}  {}\n\n{}\n", page->code, page->title, page->page);
  return exit_codes::kFine;
}

}  // namespace windtunnel
