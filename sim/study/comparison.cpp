// Comparing two answers, replication by replication.
#include "sim/study/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

void walk(const Node* a, const Node* b, const std::string& path, std::vector<FileDifference>& out) {
  if (a != nullptr && b != nullptr && a->is_object() && b->is_object()) {
    for (const Member& member : a->members()) {
      const Member* other = b->find(member.key);
      walk(&member.value, other != nullptr ? &other->value : nullptr, path.empty() ? member.key : path + "." + member.key, out);
    }
    for (const Member& member : b->members())
      if (a->find(member.key) == nullptr) walk(nullptr, &member.value, path.empty() ? member.key : path + "." + member.key, out);
    return;
  }
  const std::string left = a != nullptr ? a->to_json() : "", right = b != nullptr ? b->to_json() : "";
  if (left != right) out.push_back(FileDifference{path, left, right});
}

// The same row in b's terms, by names: b may have other phases, classes or tiers.
const AnswerRow* counterpart(const Flight& flight_a, const RowKey& key, const Flight& flight_b, const Answer& answer_b) {
  Selector of;
  const auto set = [](std::optional<std::string>& to, const std::string& name) {
    if (!name.empty()) to = name;
  };
  set(of.phase, phase_name(flight_a, key));
  set(of.request_class, class_name(flight_a, key));
  set(of.region, region_name(flight_a, key));
  set(of.tier, tier_name(flight_a, key));
  set(of.fault, fault_name(flight_a, key));
  const auto other = row_of(flight_b, *key.metric, of);
  return other ? answer_b.find(*other) : nullptr;
}

std::string clip(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 1) + "~";
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace

std::vector<FileDifference> differences(const Node& a, const Node& b) {
  std::vector<FileDifference> out;
  walk(&a, &b, "", out);
  return out;
}

Comparison compare_answers(const Loaded& a, const Answer& answer_a, const Loaded& b, const Answer& answer_b, double matters) {
  Comparison comparison;
  comparison.files = differences(resolved(a.document, a.scenario), resolved(b.document, b.scenario));
  comparison.pairs = std::min(answer_a.replications, answer_b.replications);
  for (const AnswerRow& row : answer_a.rows) {
    const AnswerRow* other = counterpart(a.flight, row.key, b.flight, answer_b);
    if (other == nullptr) continue;
    std::vector<double> left, right;
    for (std::size_t i = 0; i < std::min(row.by_replication.size(), other->by_replication.size()); ++i)
      if (!std::isnan(row.by_replication[i]) && !std::isnan(other->by_replication[i])) {
        left.push_back(row.by_replication[i]);
        right.push_back(other->by_replication[i]);
      }
    if (left.size() < 2) continue;
    MetricDifference found;
    found.key = row.key;
    for (const double value : left) found.a += value / static_cast<double>(left.size());
    for (const double value : right) found.b += value / static_cast<double>(right.size());
    found.difference = paired_difference(left, right);
    const Direction direction = row.key.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter;
    const bool saturated = row.estimate.lack == Lack::kSaturated || other->estimate.lack == Lack::kSaturated;
    if (!saturated) found.verdict = compare(found.difference.absolute, direction, matters * std::abs(found.a));
    comparison.metrics.push_back(std::move(found));
  }
  return comparison;
}

std::string comparison_text(const Loaded& a, const Comparison& comparison) {
  std::string out = "What differs in the files\n";
  if (comparison.files.empty()) out += "  nothing: the same scenario\n";
  for (std::size_t i = 0; i < comparison.files.size() && i < 12; ++i) {
    const FileDifference& each = comparison.files[i];
    out += "  " + clip(each.path, 44) + ": " + (each.a.empty() ? "(absent)" : clip(each.a, 24)) + " -> " + (each.b.empty() ? "(absent)" : clip(each.b, 24)) + "\n";
  }
  if (comparison.files.size() > 12) out += "  and " + std::to_string(comparison.files.size() - 12) + " more\n";
  out += "\nWhat that does (b against a, " + std::to_string(comparison.pairs) + " pairs under the same luck, 95% intervals)\n";
  std::size_t same = 0;
  for (const MetricDifference& each : comparison.metrics) {
    // The overview: whole run and phases, all classes and regions; the rest is in --json.
    if (each.key.request_class || each.key.region) continue;
    if (each.verdict == Compared::kSame) {
      ++same;
      continue;
    }
    if (each.verdict == Compared::kUndecided && each.key.phase) continue;
    std::string where = phase_name(a.flight, each.key);
    for (const std::string& part : {tier_name(a.flight, each.key), fault_name(a.flight, each.key)})
      if (!part.empty()) where += (where.empty() ? "" : " ") + part;
    std::string name(each.key.metric->name);
    if (!where.empty()) name += " (" + where + ")";
    const Estimate& d = each.difference.absolute;
    const auto signed_value = [&](double value) { return (value < 0 ? "-" : "+") + show(*each.key.metric, std::abs(value)); };
    out += "  " + padded(word(each.verdict), 10) + padded(clip(name, 38), 39) + padded(show(*each.key.metric, each.a) + " -> " + show(*each.key.metric, each.b), 25) +
           (d.has_interval() ? "[" + signed_value(d.low) + ", " + signed_value(d.high) + "]" : "") + "\n";
  }
  if (same > 0) out += "  same      " + std::to_string(same) + " other figures, within the smallest difference that matters\n";
  return out;
}

Node comparison_json(const Loaded& a, const Comparison& comparison) {
  const auto number = [](double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); };
  Node node = Node::object();
  Node files = Node::array();
  for (const FileDifference& each : comparison.files) {
    Node item = Node::object();
    item.add("path", Node::string(each.path));
    item.add("a", each.a.empty() ? Node::null() : Node::string(each.a));
    item.add("b", each.b.empty() ? Node::null() : Node::string(each.b));
    files.items().push_back(std::move(item));
  }
  node.add("files", std::move(files));
  node.add("pairs", Node::integer(comparison.pairs));
  Node metrics = Node::array();
  for (const MetricDifference& each : comparison.metrics) {
    Node item = Node::object();
    const auto text = [](const std::string& name) { return name.empty() ? Node::null() : Node::string(name); };
    item.add("metric", Node::string(std::string(each.key.metric->name)));
    item.add("unit", Node::string(std::string(unit_name(each.key.metric->unit))));
    item.add("phase", text(phase_name(a.flight, each.key)));
    item.add("class", text(class_name(a.flight, each.key)));
    item.add("region", text(region_name(a.flight, each.key)));
    item.add("tier", text(tier_name(a.flight, each.key)));
    item.add("fault", text(fault_name(a.flight, each.key)));
    item.add("a", number(each.a));
    item.add("b", number(each.b));
    item.add("difference", number(each.difference.absolute.value));
    item.add("low", number(each.difference.absolute.low));
    item.add("high", number(each.difference.absolute.high));
    item.add("relative", number(each.difference.relative.value));
    item.add("p_value", number(each.difference.p_value));
    item.add("verdict", Node::string(word(each.verdict)));
    metrics.items().push_back(std::move(item));
  }
  node.add("metrics", std::move(metrics));
  return node;
}

}  // namespace windtunnel
