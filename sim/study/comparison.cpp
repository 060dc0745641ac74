// Comparing two answers, replication by replication.
#include "sim/study/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/config/write.hpp"

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

// The same row in b's terms, by names: b may have other phases, classes or tiers.
const AnswerRow* counterpart(const Flight& flight_a, const RowKey& key, const Flight& flight_b,
                             const Answer& answer_b) {
  Selector of;
  const auto set = [](std::optional<std::string>& to, const std::string& name) {
    if (!name.empty()) to = name;
  };
  set(of.phase, phase_name(flight_a, key));
  set(of.request_class, class_name(flight_a, key));
  set(of.region, region_name(flight_a, key));
  set(of.tier, tier_name(flight_a, key));
  set(of.fault, fault_name(flight_a, key));
  set(of.side, side_name(flight_a, key));
  const auto other = row_of(flight_b, *key.metric, of);
  return other ? answer_b.find(*other) : nullptr;
}

// What the overview shows of each metric; the rest is a question for --all or --json.
bool in_overview(const MetricDifference& each) {
  if (each.key.request_class || each.key.region) return false;
  const std::string_view name = each.key.metric->name;
  if (name == "utilisation") return !each.key.phase;
  return name == "availability" || name == "latency_p50" || name == "latency_p99" || name == "goodput" ||
         name == "time_to_recover" || name == "cost_per_month";
}

constexpr double kFalseAlarms = 0.05;  // of a whole family

// Takes back "better" and "worse" where a family this large holds such a difference by luck.
void adjust(std::vector<MetricDifference>& metrics, bool of_overview) {
  std::vector<std::size_t> family;
  std::vector<double> p_values;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const MetricDifference& each = metrics[i];
    if (in_overview(each) != of_overview || !each.lack_a.empty() || !each.lack_b.empty()) continue;
    if (!each.difference.absolute.has_interval()) continue;
    family.push_back(i);
    p_values.push_back(each.difference.p_value);
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < family.size(); ++i) {
    MetricDifference& each = metrics[family[i]];
    each.p_adjusted = adjusted[i];
    if ((each.verdict == Compared::kBetter || each.verdict == Compared::kWorse) &&
        each.p_adjusted > kFalseAlarms)
      each.verdict = Compared::kUndecided;
  }
}

// A difference of shares is in points, lest 3% of 93% be read for it.
std::string signed_text(const Metric& metric, double value) {
  const double size = std::abs(value);
  const char* sign = value < 0 ? "-" : "+";
  if (metric.unit == MetricUnit::kShare) return sign + significant(size * 100, 2) + " pt";
  if (metric.unit == MetricUnit::kRate) return sign + significant(size, 3) + " /s";
  return sign + show(metric, size);
}

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

double scale_of(const Metric& metric, double value) {
  if (metric.estimator == Estimator::kProportion) return std::min(std::abs(value), std::abs(1 - value));
  return std::abs(value);
}

std::vector<FileDifference> differences(const Node& a, const Node& b) {
  std::vector<FileDifference> out;
  walk(&a, &b, "", out);
  return out;
}

Comparison compare_answers(const Loaded& a, const Answer& answer_a, const Loaded& b, const Answer& answer_b,
                           double matters) {
  Comparison comparison;
  comparison.files = differences(resolved(a.document, a.scenario), resolved(b.document, b.scenario));
  comparison.pairs = std::min(answer_a.replications, answer_b.replications);
  for (const ExpectationAnswer& of_a : answer_a.expectations)
    for (const ExpectationAnswer& of_b : answer_b.expectations)
      if (of_a.name == of_b.name)
        comparison.expectations.push_back({of_a.name, of_a.judgement.verdict, of_b.judgement.verdict});
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
    const Direction direction =
        row.key.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter;
    const auto lack = [](const Estimate& estimate) {
      return estimate.lack == Lack::kSaturated ? std::string(word(estimate.lack)) : "";
    };
    found.lack_a = lack(row.estimate), found.lack_b = lack(other->estimate);
    if (found.lack_a.empty() && found.lack_b.empty())
      found.verdict =
          compare(found.difference.absolute, direction, matters * scale_of(*row.key.metric, found.a));
    comparison.metrics.push_back(std::move(found));
  }
  for (const bool of_overview : {true, false}) adjust(comparison.metrics, of_overview);
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
      if (!all && !in_overview(each)) continue;
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
