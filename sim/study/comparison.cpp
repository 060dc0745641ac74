// Comparing two answers, replication by replication.
#include "sim/study/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/config/write.hpp"
#include "sim/observe/ingredients.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

void walk(const Node* a, const Node* b, const std::string& path, std::vector<FileDifference>& out) {
  if (a != nullptr && b != nullptr && a->is_object() && b->is_object()) {
    for (const Member& member : a->members()) {
      const Member* other = b->find(member.key);
      walk(&member.value, other != nullptr ? &other->value : nullptr,
           path.empty() ? member.key : path + "." + member.key, out);
    }
    for (const Member& member : b->members())
      if (a->find(member.key) == nullptr)
        walk(nullptr, &member.value, path.empty() ? member.key : path + "." + member.key, out);
    return;
  }
  const std::string left = a != nullptr ? a->to_json() : "", right = b != nullptr ? b->to_json() : "";
  if (left != right) out.push_back(FileDifference{path, left, right});
}

constexpr double kFalseAlarms = 0.05;  // of a whole family

std::vector<std::string> row_text(const Flight& flight, const MetricDifference& each) {
  const Metric& metric = *each.key.metric;
  std::string where;
  for (const std::string& part :
       {phase_name(flight, each.key), class_name(flight, each.key), region_name(flight, each.key),
        tier_name(flight, each.key), fault_name(flight, each.key), side_name(flight, each.key)})
    if (!part.empty()) where += (where.empty() ? "" : " ") + part;
  const Estimate& d = each.difference.absolute;
  const std::string a = each.lack_a.empty() ? show(metric, each.a) : each.lack_a,
                    b = each.lack_b.empty() ? show(metric, each.b) : each.lack_b;
  std::string interval;
  if (!each.lack_a.empty() || !each.lack_b.empty())
    interval = "";
  else if (d.has_interval() && d.low == d.high)
    interval = d.value == 0 ? "equal" : signed_text(metric, d.value);
  else if (d.has_interval())
    interval = "[" + signed_text(metric, d.low) + ", " + signed_text(metric, d.high) + "]";
  return {word(each.verdict), std::string(metric.name) + (where.empty() ? "" : " (" + clip(where, 30) + ")"),
          a + " -> " + b, interval};
}

}  // namespace

std::string signed_text(const Metric& metric, double value) {
  const double size = std::abs(value);
  const char* sign = value < 0 ? "-" : "+";
  if (metric.unit == MetricUnit::kShare) return sign + significant(size * 100, 2) + " pt";
  if (metric.unit == MetricUnit::kRate) return sign + significant(size, 3) + " /s";
  return sign + show(metric, size);
}

double scale_of(const Metric& metric, double value) {
  if (metric.estimator == Estimator::kProportion) return std::min(std::abs(value), std::abs(1 - value));
  return std::abs(value);
}

std::vector<FileDifference> differences(const Node& a, const Node& b) {
  std::vector<FileDifference> out;
  walk(&a, &b, "", out);
  return out;
}

const AnswerRow* counterpart(const Flight& a, const RowKey& key, const Flight& b, const Answer& answer_b) {
  const auto other = row_of(b, *key.metric, selector_of(a, key));
  return other ? answer_b.find(*other) : nullptr;
}

// The rest is a question for --all or --json.
bool in_overview(const RowKey& key) {
  if (key.request_class || key.region) return false;
  const std::string_view name = key.metric->name;
  if (name == "utilisation") return !key.phase;
  return name == "availability" || name == "latency_p50" || name == "latency_p99" || name == "goodput" ||
         name == "time_to_recover" || name == "cost_per_month";
}

std::optional<MetricDifference> difference_of(const Flight& a, const AnswerRow& row, const Flight& b,
                                              const Answer& answer_b, double matters, double confidence) {
  const AnswerRow* other = counterpart(a, row.key, b, answer_b);
  if (other == nullptr) return std::nullopt;
  std::vector<double> left, right;
  for (std::size_t i = 0; i < std::min(row.by_replication.size(), other->by_replication.size()); ++i)
    if (!std::isnan(row.by_replication[i]) && !std::isnan(other->by_replication[i])) {
      left.push_back(row.by_replication[i]);
      right.push_back(other->by_replication[i]);
    }
  if (left.size() < 2) return std::nullopt;
  MetricDifference found;
  found.key = row.key;
  for (const double value : left) found.a += value / static_cast<double>(left.size());
  for (const double value : right) found.b += value / static_cast<double>(right.size());
  found.difference = paired_difference(left, right, confidence);
  const Direction direction =
      row.key.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter;
  const auto lack = [](const Estimate& estimate) {
    return estimate.lack == Lack::kSaturated ? std::string(word(estimate.lack)) : "";
  };
  found.lack_a = lack(row.estimate), found.lack_b = lack(other->estimate);
  if (found.lack_a.empty() && found.lack_b.empty())
    found.verdict =
        compare(found.difference.absolute, direction, matters * scale_of(*row.key.metric, found.a));
  return found;
}

namespace {

void allow_for_number(std::span<MetricDifference* const> metrics, bool of_overview) {
  std::vector<MetricDifference*> family;
  std::vector<double> p_values;
  for (MetricDifference* each : metrics) {
    if (in_overview(each->key) != of_overview || !each->lack_a.empty() || !each->lack_b.empty()) continue;
    if (!each->difference.absolute.has_interval()) continue;
    family.push_back(each);
    p_values.push_back(each->difference.p_value);
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < family.size(); ++i) {
    MetricDifference& each = *family[i];
    each.p_adjusted = adjusted[i];
    if ((each.verdict == Compared::kBetter || each.verdict == Compared::kWorse) &&
        each.p_adjusted > kFalseAlarms)
      each.verdict = Compared::kUndecided;
  }
}

}  // namespace

void allow_for_number(std::span<MetricDifference* const> metrics) {
  for (const bool of_overview : {true, false}) allow_for_number(metrics, of_overview);
}

Comparison compare_answers(const Loaded& a, const Answer& answer_a, const Loaded& b, const Answer& answer_b,
                           double matters) {
  Comparison comparison;
  comparison.files = differences(resolved(a.document, a.scenario), resolved(b.document, b.scenario));
  comparison.pairs = std::min(answer_a.replications, answer_b.replications);
  for (const std::size_t i : kCausalOrder)
    if (answer_a.fingerprints[i] != answer_b.fingerprints[i]) comparison.moved.push_back(kIngredients[i]);
  for (const ExpectationAnswer& of_a : answer_a.expectations)
    for (const ExpectationAnswer& of_b : answer_b.expectations)
      if (of_a.name == of_b.name)
        comparison.expectations.push_back({of_a.name, of_a.judgement.verdict, of_b.judgement.verdict});
  for (const AnswerRow& row : answer_a.rows)
    if (auto found = difference_of(a.flight, row, b.flight, answer_b, matters))
      comparison.metrics.push_back(std::move(*found));
  std::vector<MetricDifference*> all;
  for (MetricDifference& each : comparison.metrics) all.push_back(&each);
  allow_for_number(all);
  return comparison;
}

std::string comparison_text(const Loaded& a, const Comparison& comparison, bool all) {
  std::vector<std::string> lines = {"What differs in the files"};
  constexpr std::size_t kFilesMax = 10, kRowsMax = 26;
  if (comparison.files.empty()) lines.emplace_back("  nothing: the same scenario");
  for (std::size_t i = 0; i < comparison.files.size() && (all || i < kFilesMax); ++i) {
    const FileDifference& each = comparison.files[i];
    lines.push_back(clip("  " + clip(each.path, 50) + ": " +
                         (each.a.empty() ? "(absent)" : clip(each.a, 40)) + " -> " +
                         (each.b.empty() ? "(absent)" : clip(each.b, 40))));
  }
  if (!all && comparison.files.size() > kFilesMax)
    lines.push_back("  ... and " + std::to_string(comparison.files.size() - kFilesMax) + " more");
  lines.emplace_back();
  if (comparison.pairs < 2) {
    lines.emplace_back("No comparison: fewer than two replications of both were finished.");
  } else {
    TextTable table("llrl");
    table.row({"Verdict", "figure", "a -> b", "b less a, 95% interval"});
    std::size_t shown = 0, more = 0, counts[4] = {};
    for (const MetricDifference& each : comparison.metrics) {
      ++counts[static_cast<std::size_t>(each.verdict)];
      if (!all && !in_overview(each.key)) continue;
      if (!all && shown == kRowsMax)
        ++more;
      else
        ++shown, table.row(row_text(a.flight, each));
    }
    for (std::string& line : table.lines()) lines.push_back(std::move(line));
    for (const ExpectationDifference& each : comparison.expectations)
      if (each.a != each.b)
        lines.push_back(clip("  expectation " + each.name + ": " + word(each.a) + " -> " + word(each.b)));
    lines.emplace_back();
    std::string tally = "Of all " + std::to_string(comparison.metrics.size()) + " figures";
    for (const Compared verdict :
         {Compared::kBetter, Compared::kWorse, Compared::kSame, Compared::kUndecided})
      tally += (verdict == Compared::kBetter ? ": " : ", ") +
               std::to_string(counts[static_cast<std::size_t>(verdict)]) + " " + word(verdict);
    lines.push_back(
        clip(tally + (all        ? ""
                      : more > 0 ? "; " + std::to_string(more) + " of the overview and the rest by --all"
                                 : "; the rest by --all")));
    lines.push_back(
        std::to_string(comparison.pairs) +
        " pairs under the same luck; better and worse allow for the number of figures (Holm); see "
        "`metrics`.");
  }
  std::string moved;
  for (const std::string_view layer : comparison.moved)
    moved += (moved.empty() ? "" : ", ") + std::string(layer);
  lines.push_back(moved.empty()
                      ? "No layer moved: every event of one happened in the other, at the same moment."
                      : "Layers that moved, in the order of cause: " + moved + "; see `diff`.");
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
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
  Node moved = Node::array();
  for (const std::string_view layer : comparison.moved)
    moved.items().push_back(Node::string(std::string(layer)));
  node.add("moved", std::move(moved));
  Node expectations = Node::array();
  for (const ExpectationDifference& each : comparison.expectations) {
    Node item = Node::object();
    item.add("name", Node::string(each.name));
    item.add("a", Node::string(word(each.a)));
    item.add("b", Node::string(word(each.b)));
    expectations.items().push_back(std::move(item));
  }
  node.add("expectations", std::move(expectations));
  Node metrics = Node::array();
  for (const MetricDifference& each : comparison.metrics) {
    Node item = Node::object();
    const auto text = [](const std::string& name) {
      return name.empty() ? Node::null() : Node::string(name);
    };
    item.add("metric", Node::string(std::string(each.key.metric->name)));
    item.add("unit", Node::string(std::string(unit_name(each.key.metric->unit))));
    item.add("phase", text(phase_name(a.flight, each.key)));
    item.add("class", text(class_name(a.flight, each.key)));
    item.add("region", text(region_name(a.flight, each.key)));
    item.add("tier", text(tier_name(a.flight, each.key)));
    item.add("fault", text(fault_name(a.flight, each.key)));
    item.add("side", text(side_name(a.flight, each.key)));
    item.add("a", each.lack_a.empty() ? number(each.a) : Node::null());
    item.add("b", each.lack_b.empty() ? number(each.b) : Node::null());
    item.add("lack_a", text(each.lack_a));
    item.add("lack_b", text(each.lack_b));
    item.add("difference", number(each.difference.absolute.value));
    item.add("low", number(each.difference.absolute.low));
    item.add("high", number(each.difference.absolute.high));
    item.add("relative", number(each.difference.relative.value));
    item.add("p_value", number(each.difference.p_value));
    item.add("p_adjusted", number(each.p_adjusted));
    item.add("verdict", Node::string(word(each.verdict)));
    metrics.items().push_back(std::move(item));
  }
  node.add("metrics", std::move(metrics));
  return node;
}

}  // namespace windtunnel
