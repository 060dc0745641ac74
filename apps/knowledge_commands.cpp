// `windtunnel schema`, `metrics`, `models`, `catalog` and `explain`: what there is to know, printed from the code.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "apps/session.hpp"
#include "models/expect/metrics.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/write.hpp"

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
  fmt::print(stderr, "windtunnel: there is no {} \"{}\"{}\n", what, name, near.empty() ? "" : "; did you mean " + near + "?");
  return exit_codes::kWrongInput;
}

}  // namespace

int schema_command(const CommonOptions& common) {
  fmt::print("{}\n", json_schema<Scenario>(catalog_of(common), "Windtunnel scenario"));
  return exit_codes::kFine;
}

int metrics_command(bool json) {
  if (!json) {
    for (const Metric& metric : all_metrics())
      fmt::print("{} ({}, of the {}; {} is better)\n  {}\n  counts: {}\n  interval: {}\n", metric.name, unit_name(metric.unit), scope_name(metric.scope),
                 metric.lower_is_better ? "lower" : "higher", metric.meaning, metric.counts, estimator_name(metric.estimator));
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

int models_command(const CommonOptions& common, const std::string& kind, const std::string& name, bool json, bool markdown) {
  const Catalog catalog = catalog_of(common);
  const std::vector<std::string> kinds = catalog.kinds();
  if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return unknown("kind of model", kind, kinds);
  if (!name.empty()) {
    const auto entry = catalog.find_entry(kind, name);
    if (entry == nullptr) {
      std::vector<std::string> known;
      for (const auto& each : catalog.entries_of(kind)) known.push_back(each->name);
      return unknown(kind, name, known);
    }
    if (json) fmt::print("{}\n", entry_node(*entry).to_pretty_json());
    else fmt::print("{}", reference_page(*entry, kind, catalog));
    return exit_codes::kFine;
  }
  if (markdown) fmt::print("{}", kind.empty() ? "# The scenario file\n\n" + reference<Scenario>(catalog) : std::string());
  Node all = Node::object();
  for (const std::string& each : kinds) {
    if (!kind.empty() && each != kind) continue;
    Node list = Node::array();
    if (!json && !markdown) fmt::print("{}\n", each);
    for (const auto& entry : catalog.entries_of(each)) {
      if (json) list.items().push_back(entry_node(*entry));
      else if (markdown) fmt::print("\n{}", reference_page(*entry, each, catalog));
      else fmt::print("  {:<24} {}\n", entry->name, entry->meaning);
    }
    if (json) all.add(each, std::move(list));
  }
  if (json) fmt::print("{}\n", all.to_pretty_json());
  return exit_codes::kFine;
}

int catalog_command(const CommonOptions& common, const std::string& table) {
  const Catalog catalog = catalog_of(common);
  const std::vector<std::string> names = catalog.tables().names();
  if (!table.empty()) {
    Problems problems;
    const auto found = catalog.tables().load(table, Position{}, "", problems);
    if (!found) return unknown("table", table, names);
    std::string line;
    for (const std::string& column : found->columns()) line += (line.empty() ? "" : ",") + column;
    fmt::print("# {}\n# source: {}\n# date: {}\n# licence: {}\n{}\n", found->name(), found->source(), found->date(), found->licence(), line);
    for (std::size_t row = 0; row < found->rows(); ++row) {
      line.clear();
      for (std::size_t column = 0; column < found->columns().size(); ++column) line += (column == 0 ? "" : ",") + found->cell(row, column);
      fmt::print("{}\n", line);
    }
    return exit_codes::kFine;
  }
  for (const std::string& name : names) {
    Problems problems;
    const auto found = catalog.tables().load(name, Position{}, "", problems);
    if (!found) {
      fmt::print(stderr, "{}", problems.text(name));
      return exit_codes::kCouldNotRun;
    }
    fmt::print("catalog:{:<32} {}  {:>6} rows  {}\n", name, found->date(), found->rows(), found->licence());
  }
  return exit_codes::kFine;
}

int explain_command(const std::string& code) {
  const CodePage* page = find_code(code);
  if (page == nullptr) {
    std::vector<std::string> known;
    for (const CodePage& each : code_pages()) known.emplace_back(each.code);
    return unknown("code", code, known);
  }
  fmt::print("{}  {}\n\n{}\n", page->code, page->title, page->page);
  return exit_codes::kFine;
}

}  // namespace windtunnel
