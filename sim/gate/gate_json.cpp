// The parts of the object: files, expectations, differences, counts.
#include "sim/gate/gate_json.hpp"

#include <cmath>

#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

Node number(double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); }
Node text(const std::string& value) { return value.empty() ? Node::null() : Node::string(value); }
Node words(const auto& list) {
  Node node = Node::array();
  for (const std::string& each : list) node.items().push_back(Node::string(each));
  return node;
}

Node place(const FileVerdict& file, const Position& where) {
  Node node = Node::object();
  const bool known = where.source && where.source->kind == Source::Kind::file;
  node.add("file", Node::string(known ? where.source->name : file.file));
  node.add("line", known && where.line > 0 ? Node::integer(where.line) : Node::null());
  node.add("column", known && where.line > 0 ? Node::integer(where.column) : Node::null());
  return node;
}

void add_estimate(Node& node, const Estimate& estimate) {
  node.add("value", number(estimate.value));
  node.add("low", estimate.has_interval() ? number(estimate.low) : Node::null());
  node.add("high", estimate.has_interval() ? number(estimate.high) : Node::null());
}

Node difference_json(const FileVerdict& file, const DifferenceVerdict& each) {
  Node node = Node::object();
  node.add("metric", Node::string(std::string(each.metric->name)));
  node.add("unit", Node::string(std::string(unit_name(each.metric->unit))));
  for (std::size_t i = 0; i < each.parts.size(); ++i)
    node.add(std::string(row_parts()[i].name), text(each.parts[i]));
  node.add("figure", Node::string(each.figure));
  node.add("expectation", text(each.expectation));
  node.add("where", place(file, each.where));
  node.add("cause", Node::string(word(each.cause)));
  node.add("paired", Node::boolean(each.paired));
  node.add("verdict", Node::string(word(each.verdict)));
  node.add("before", number(each.before));
  node.add("after", number(each.after));
  node.add("difference", number(each.absolute.value));
  node.add("low", each.absolute.has_interval() ? number(each.absolute.low) : Node::null());
  node.add("high", each.absolute.has_interval() ? number(each.absolute.high) : Node::null());
  node.add("matters", number(each.matters));
  node.add("lack_before", text(each.lack_before));
  node.add("lack_after", text(each.lack_after));
  node.add("confidence", number(each.confidence));
  node.add("replications", Node::integer(each.replications));
  return node;
}

Node file_json(const FileVerdict& file) {
  Node node = Node::object();
  node.add("file", Node::string(file.file));
  node.add("title", Node::string(file.title));
  node.add("grade", Node::string(word(grade_of(file))));
  node.add("hash", Node::string(file.hash));
  node.add("seed", Node::integer(file.seed));
  node.add("against", text(word(file.held)));
  node.add("note", text(file.note));
  node.add("looks", Node::integer(file.looks));
  node.add("replications", Node::integer(file.replications));
  Node changes = Node::array();
  for (const FileDifference& each : file.changes) {
    Node item = Node::object();
    item.add("path", Node::string(each.path));
    item.add("before", text(each.a));
    item.add("after", text(each.b));
    changes.items().push_back(std::move(item));
  }
  node.add("changes", std::move(changes));
  Node catalog = Node::array();
  for (const CatalogChange& each : file.catalog) {
    Node item = Node::object();
    item.add("table", Node::string(each.table));
    item.add("row", Node::string(each.row));
    item.add("column", Node::string(each.column));
    item.add("before", text(each.before));
    item.add("after", text(each.after));
    catalog.items().push_back(std::move(item));
  }
  node.add("catalog", std::move(catalog));
  node.add("engine", words(file.engine));
  Node expectations = Node::array(), differences = Node::array();
  for (const ExpectationVerdict& each : file.expectations)
    expectations.items().push_back(expectation_json(file, each, each.judgement.verdict));
  for (const DifferenceVerdict& each : file.differences)
    differences.items().push_back(difference_json(file, each));
  node.add("expectations", std::move(expectations));
  node.add("differences", std::move(differences));
  node.add("failures", words(file.failures));
  node.add("broken", words(file.broken_audits));
  node.add("unjudged", words(file.unjudged));
  return node;
}

}  // namespace

Node expectation_json(const FileVerdict& file, const ExpectationVerdict& each, Expected verdict) {
  Node node = Node::object();
  node.add("name", Node::string(each.name));
  node.add("metric", Node::string(std::string(each.metric->name)));
  node.add("unit", Node::string(std::string(unit_name(each.metric->unit))));
  node.add("figure", Node::string(each.figure));
  node.add("where", place(file, each.where));
  const bool at_most = each.side == Side::kAtMost || each.side == Side::kBelow;
  node.add("side", Node::string(at_most ? "at_most" : "at_least"));
  node.add("limit", number(each.limit));
  node.add("verdict", Node::string(word(verdict)));
  add_estimate(node, each.estimate);
  node.add("margin", number(each.judgement.margin));
  node.add("why", text(each.judgement.why));
  node.add("confidence", number(each.confidence));
  node.add("replications", Node::integer(each.replications));
  return node;
}

Node flown_json(const FlownCosts& costs) {
  Node node = Node::object();
  node.add("replications", Node::integer(costs.flown));
  node.add("kept", Node::integer(costs.kept));
  node.add("seconds", number(costs.seconds));
  node.add("budget_seconds", number(costs.budget_seconds));
  node.add("out_of_time", Node::boolean(costs.out_of_time));
  node.add("interrupted", Node::boolean(costs.interrupted));
  return node;
}

Node gate_json(const CheckOutcome& outcome) {
  Node node = Node::object();
  node.add("against", text(outcome.against));
  node.add("error_rate", number(outcome.error_rate));
  node.add("exit_code", Node::integer(exit_code(outcome)));
  const Tally tally = tally_of(outcome);
  Node counts = Node::object();
  const auto count = [&](const char* name, std::size_t value) {
    counts.add(name, Node::integer(static_cast<std::int64_t>(value)));
  };
  count("scenarios", outcome.files.size());
  count("expectations", tally.expectations), count("hold", tally.hold), count("fail", tally.fail);
  count("undecided", tally.undecided);
  count("differences", tally.differences), count("same", tally.same), count("worse", tally.worse);
  count("better", tally.better), count("differences_undecided", tally.differences_undecided);
  node.add("counts", std::move(counts));
  Node files = Node::array();
  for (const FileVerdict& file : outcome.files) files.items().push_back(file_json(file));
  node.add("files", std::move(files));
  node.add("flown", flown_json({outcome.flown, outcome.kept, outcome.seconds, outcome.budget_seconds,
                                outcome.out_of_time, outcome.interrupted}));
  return node;
}

}  // namespace windtunnel
