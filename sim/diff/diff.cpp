// Comparing two sides, from the fields of their scenarios to their figures.
#include "sim/diff/diff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include "sim/base/text.hpp"
#include "sim/observe/fingerprint.hpp"

namespace windtunnel {
namespace {

std::vector<ContentDifference> content_differences(const DiffSide& a, const DiffSide& b) {
  std::map<std::string, ContentDifference> by_name;
  for (const SideContent& each : a.contents) by_name[each.name].a = each;
  for (const SideContent& each : b.contents) by_name[each.name].b = each;
  std::vector<ContentDifference> out;
  for (auto& [name, each] : by_name) {
    each.name = name;
    if (!each.a || !each.b || each.a->hash != each.b->hash) out.push_back(std::move(each));
  }
  return out;
}

std::vector<LayerMove> layer_moves(const DiffSide& a, const DiffSide& b, std::size_t compared) {
  const std::string nothing = hexadecimal(Fingerprint().value());
  std::vector<LayerMove> layers;
  for (const std::size_t ingredient : kCausalOrder) {
    LayerMove& layer = layers.emplace_back();
    layer.layer = kIngredients[ingredient];
    layer.silent = true;
    for (std::size_t i = 0; i < compared; ++i) {
      const std::string &left = a.replications[i].prints[ingredient],
                        &right = b.replications[i].prints[ingredient];
      layer.moved += left != right ? 1 : 0;
      layer.silent = layer.silent && left == nothing && right == nothing;
    }
  }
  return layers;
}

// The values of both where both have one.
struct Pairs {
  std::vector<double> a, b;
};
Pairs pairs_of(const SideFigure& a, const SideFigure& b) {
  Pairs pairs;
  for (std::size_t i = 0; i < std::min(a.by_replication.size(), b.by_replication.size()); ++i)
    if (!std::isnan(a.by_replication[i]) && !std::isnan(b.by_replication[i])) {
      pairs.a.push_back(a.by_replication[i]);
      pairs.b.push_back(b.by_replication[i]);
    }
  return pairs;
}
std::vector<double> said(const std::vector<double>& values) {
  std::vector<double> out;
  std::copy_if(values.begin(), values.end(), std::back_inserter(out),
               [](double v) { return !std::isnan(v); });
  return out;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Difference unpaired(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2 || b.size() < 2) {
    Difference difference;
    difference.absolute =
        Estimate::lacking(Lack::kTooFew, "fewer than two replications", mean_of(b) - mean_of(a));
    difference.relative = Estimate::lacking(Lack::kTooFew, "fewer than two replications");
    return difference;
  }
  const Estimate mean = mean_over_replications(a);
  return unpaired_difference({mean.value, mean.low, mean.high, static_cast<std::int64_t>(a.size())}, b);
}

// A replication that has nothing to say has to have nothing to say on both sides.
bool equal_to_the_bit(const SideFigure& a, const SideFigure& b, std::size_t compared) {
  for (std::size_t i = 0; i < compared; ++i) {
    const double left = i < a.by_replication.size() ? a.by_replication[i] : std::nan(""),
                 right = i < b.by_replication.size() ? b.by_replication[i] : std::nan("");
    if (left != right && !(std::isnan(left) && std::isnan(right))) return false;
  }
  return a.saturated == b.saturated;
}

std::optional<DiffedFigure> figure_difference(const SideFigure& a, const SideFigure& b, const RunDiff& diff,
                                              double matters) {
  DiffedFigure found;
  found.of = a.of;
  found.equal = equal_to_the_bit(a, b, static_cast<std::size_t>(diff.compared));
  MetricDifference& judged = found.judged;
  judged.key.metric = a.metric;
  for (const auto& [index, part] : {std::pair{0, &judged.key.phase},
                                    {1, &judged.key.request_class},
                                    {2, &judged.key.region},
                                    {3, &judged.key.tier},
                                    {4, &judged.key.fault},
                                    {5, &judged.key.side}})
    if (!a.of[static_cast<std::size_t>(index)].empty()) *part = 0;
  Pairs values = diff.paired ? pairs_of(a, b) : Pairs{said(a.by_replication), said(b.by_replication)};
  if (values.a.empty() || values.b.empty()) {
    if (found.equal) return std::nullopt;  // neither side says anything of it
    judged.a = values.a.empty() ? std::nan("") : mean_of(values.a);
    judged.b = values.b.empty() ? std::nan("") : mean_of(values.b);
    judged.difference.absolute = Estimate::lacking(Lack::kTooFew, "one side has nothing to say");
    judged.difference.relative = judged.difference.absolute;
    return found;
  }
  judged.a = mean_of(values.a), judged.b = mean_of(values.b);
  judged.difference = diff.paired ? paired_difference(values.a, values.b) : unpaired(values.a, values.b);
  judged.lack_a = a.saturated ? word(Lack::kSaturated) : "";
  judged.lack_b = b.saturated ? word(Lack::kSaturated) : "";
  const Direction direction =
      a.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter;
  if (judged.lack_a.empty() && judged.lack_b.empty())
    judged.verdict = compare(judged.difference.absolute, direction, matters * scale_of(*a.metric, judged.a));
  if (found.equal && diff.paired) judged.verdict = Compared::kSame;
  return found;
}

void add_figures(const DiffSide& a, const DiffSide& b, double matters, RunDiff& diff) {
  using Key = std::pair<const Metric*, FigureOf>;
  std::map<Key, const SideFigure*> of_b;
  for (const SideFigure& each : b.figures) of_b.emplace(Key{each.metric, each.of}, &each);
  diff.only_a = a.unknown_figures, diff.only_b = b.unknown_figures;
  if (a.unknown_figures == b.unknown_figures) diff.only_a = diff.only_b = 0;  // of one other version
  for (const SideFigure& each : a.figures) {
    const auto other = of_b.find(Key{each.metric, each.of});
    if (other == of_b.end()) {
      ++diff.only_a;
      continue;
    }
    if (auto found = figure_difference(each, *other->second, diff, matters))
      diff.figures.push_back(std::move(*found));
    of_b.erase(other);
  }
  diff.only_b += static_cast<std::int64_t>(of_b.size());
  std::vector<MetricDifference*> all;
  for (DiffedFigure& each : diff.figures) all.push_back(&each.judged);
  allow_for_number(all);
}

}  // namespace

const LayerMove* RunDiff::first_moved() const {
  const auto at =
      std::find_if(layers.begin(), layers.end(), [](const LayerMove& layer) { return layer.moved > 0; });
  return at == layers.end() ? nullptr : &*at;
}

bool RunDiff::differs() const {
  return !files.empty() || !contents.empty() || first_moved() != nullptr || !expectations.empty() ||
         only_a + only_b > 0 ||
         std::any_of(figures.begin(), figures.end(), [](const DiffedFigure& each) { return !each.equal; });
}

RunDiff diff_of(const DiffSide& a, const DiffSide& b, double matters) {
  RunDiff diff;
  diff.files = differences(a.scenario, b.scenario);
  diff.contents = content_differences(a, b);
  diff.replications_a = static_cast<std::int64_t>(a.replications.size());
  diff.replications_b = static_cast<std::int64_t>(b.replications.size());
  diff.compared = std::min(diff.replications_a, diff.replications_b);
  diff.layers = layer_moves(a, b, static_cast<std::size_t>(diff.compared));
  diff.same_luck = true;
  for (std::size_t i = 0; i < static_cast<std::size_t>(diff.compared); ++i)
    diff.same_luck = diff.same_luck && a.replications[i].seed == b.replications[i].seed;
  // Another version may draw other luck from the same seed: then that the same requests came has to be seen.
  diff.paired = diff.same_luck && (a.version == b.version || diff.layers.front().moved == 0);
  for (const SideExpectation& of_a : a.expectations)
    for (const SideExpectation& of_b : b.expectations)
      if (of_a.name == of_b.name && of_a.verdict != of_b.verdict)
        diff.expectations.push_back({of_a.name, of_a.verdict, of_b.verdict});
  add_figures(a, b, matters, diff);
  return diff;
}

}  // namespace windtunnel
