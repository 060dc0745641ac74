// A diff as a person reads it: what was changed, where it came in, what it did.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/diff/diff.hpp"

namespace windtunnel {
namespace {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string side_line(const char* letter, const DiffSide& side) {
  return clip(std::string(letter) + "  " + clip(side.name, 50) + " (windtunnel " + side.version + ", seed " +
              std::to_string(side.seed) + ", " +
              counted(static_cast<std::int64_t>(side.replications.size()), "replication", "replications") +
              ")");
}

std::string content_text(const std::optional<SideContent>& content) {
  if (!content) return "(absent)";
  return (content->date.empty() ? "" : content->date + " ") + content->hash.substr(0, 8);
}

void add_fields(const RunDiff& diff, bool all, std::vector<std::string>& lines) {
  constexpr std::size_t kFieldsMax = 9, kContentsMax = 3;
  lines.emplace_back("What differs in the scenarios");
  if (diff.files.empty()) lines.emplace_back("  nothing: the same scenario");
  for (std::size_t i = 0; i < diff.files.size() && (all || i < kFieldsMax); ++i) {
    const FileDifference& each = diff.files[i];
    const auto value = [](const std::string& json) { return json.empty() ? "(absent)" : clip(json, 40); };
    lines.push_back(clip("  " + clip(each.path, 50) + ": " + value(each.a) + " -> " + value(each.b)));
  }
  if (!all && diff.files.size() > kFieldsMax)
    lines.push_back("  ... and " + std::to_string(diff.files.size() - kFieldsMax) + " more by --all");
  if (!diff.contents.empty()) lines.emplace_back("What differs in tables and plug-ins");
  for (std::size_t i = 0; i < diff.contents.size() && (all || i < kContentsMax); ++i) {
    const ContentDifference& each = diff.contents[i];
    lines.push_back(
        clip("  " + clip(each.name, 50) + ": " + content_text(each.a) + " -> " + content_text(each.b)));
  }
  if (!all && diff.contents.size() > kContentsMax)
    lines.push_back("  ... and " + std::to_string(diff.contents.size() - kContentsMax) + " more by --all");
}

// What it says of a change that this layer is the first that moved.
const char* reading_of(std::string_view layer) {
  struct Reading {
    std::string_view layer;
    const char* text;
  };
  static constexpr std::array<Reading, 5> kReadings = {
      {{"workload", "other requests came, or at other moments; all else may follow from that"},
       {"faults", "the same requests came, and other things broke, or at other moments"},
       {"routing", "the same requests met the same faults, and were sent to other replicas"},
       {"protocol", "the same requests went the same ways, and members of a store said other things"},
       {"metrics", "the same requests went the same ways, and ended otherwise"}}};
  for (const Reading& reading : kReadings)
    if (reading.layer == layer) return reading.text;
  return "";
}

void add_layers(const DiffSide& a, const DiffSide& b, const RunDiff& diff, std::vector<std::string>& lines) {
  lines.emplace_back("Which layer moved");
  if (diff.compared == 0) {
    lines.emplace_back("  no replication of both was flown");
    return;
  }
  const std::string of = " of " + counted(diff.compared, "replication", "replications");
  for (const LayerMove& layer : diff.layers) {
    const std::string name = std::string(layer.layer) + std::string(9 - layer.layer.size(), ' ');
    lines.push_back("  " + name +
                    (layer.silent       ? " nothing of the kind happened"
                     : layer.moved == 0 ? " the same"
                                        : " moved in " + std::to_string(layer.moved) + of) +
                    (&layer == diff.first_moved() ? "  <- first" : ""));
  }
  if (!diff.same_luck)
    lines.push_back("  The seeds differ (" + std::to_string(a.seed) + ", " + std::to_string(b.seed) +
                    "), so every layer may move by luck alone.");
  else if (const LayerMove* first = diff.first_moved())
    lines.push_back(std::string("  So ") + reading_of(first->layer) + ".");
  else
    lines.emplace_back("  Every event of one happened in the other, at the same moment.");
}

std::vector<std::string> row_text(const DiffedFigure& each) {
  const MetricDifference& judged = each.judged;
  const Metric& metric = *judged.key.metric;
  std::string where;
  for (const std::string& part : each.of)
    if (!part.empty()) where += (where.empty() ? "" : " ") + part;
  const Estimate& d = judged.difference.absolute;
  const bool saturated = !judged.lack_a.empty() || !judged.lack_b.empty();
  std::string interval;
  if (!saturated && d.has_interval() && d.low == d.high)
    interval = d.value == 0 ? "equal" : signed_text(metric, d.value);
  else if (!saturated && d.has_interval())
    interval = "[" + signed_text(metric, d.low) + ", " + signed_text(metric, d.high) + "]";
  return {word(judged.verdict),
          std::string(metric.name) + (where.empty() ? "" : " (" + clip(where, 30) + ")"),
          (judged.lack_a.empty() ? show(metric, judged.a) : judged.lack_a) + " -> " +
              (judged.lack_b.empty() ? show(metric, judged.b) : judged.lack_b),
          interval};
}

// Those of the overview first, which were chosen before anything was seen.
std::vector<const DiffedFigure*> those_that_differ(const RunDiff& diff, bool all) {
  std::vector<const DiffedFigure*> out;
  for (const DiffedFigure& each : diff.figures)
    if (!each.equal && (all || in_overview(each.judged.key))) out.push_back(&each);
  if (!out.empty()) return out;
  for (const DiffedFigure& each : diff.figures)
    if (!each.equal) out.push_back(&each);
  return out;
}

void add_figures(const DiffSide& a, const DiffSide& b, const RunDiff& diff, bool all,
                 std::vector<std::string>& lines) {
  constexpr std::size_t kRowsMax = 14;
  std::int64_t equal = 0;
  std::array<std::int64_t, 4> counts{};
  for (const DiffedFigure& each : diff.figures) {
    equal += each.equal ? 1 : 0;
    if (!each.equal) ++counts[static_cast<std::size_t>(each.judged.verdict)];
  }
  const auto moved = static_cast<std::int64_t>(diff.figures.size()) - equal;
  lines.emplace_back();
  if (moved == 0) {
    lines.push_back("All " + std::to_string(diff.figures.size()) + " figures are equal to the bit.");
  } else {
    TextTable table("llrl");
    table.row({"Verdict", "figure", "a -> b", "b less a, 95% interval"});
    const auto shown = those_that_differ(diff, all);
    for (std::size_t i = 0; i < shown.size() && (all || i < kRowsMax); ++i) table.row(row_text(*shown[i]));
    for (std::string& line : table.lines()) lines.push_back(std::move(line));
    std::string tally = "Of " + std::to_string(diff.figures.size()) + " figures " + std::to_string(equal) +
                        " are equal to the bit";
    for (const Compared verdict :
         {Compared::kBetter, Compared::kWorse, Compared::kSame, Compared::kUndecided})
      tally += ", " + std::to_string(counts[static_cast<std::size_t>(verdict)]) + " " + word(verdict);
    for (std::string& line : wrapped("", 0, tally + (all ? "." : "; each by --all."), 2))
      lines.push_back(std::move(line));
  }
  for (const RunDiff::ExpectationMove& each : diff.expectations)
    lines.push_back(clip("Expectation " + each.name + ": " + each.a + " -> " + each.b));
  if (diff.only_a + diff.only_b > 0)
    lines.push_back(std::to_string(diff.only_a) + " figures are only a's, " + std::to_string(diff.only_b) +
                    " only b's.");
  if (moved == 0) return;
  if (diff.paired)
    lines.push_back("How sure: " + counted(diff.compared, "pair", "pairs") +
                    " under the same luck; better and worse allow for the number of figures (Holm).");
  else
    lines.push_back(clip(std::string("How sure: unpaired (Welch), for ") +
                         (diff.same_luck     ? "other versions drew other requests from one seed"
                          : a.seed != b.seed ? "the seeds differ"
                                             : "the replications have other seeds") +
                         "; better and worse allow for the number (Holm)."));
}

}  // namespace

std::string diff_text(const DiffSide& a, const DiffSide& b, const RunDiff& diff, bool all) {
  std::vector<std::string> lines = {side_line("a", a), side_line("b", b)};
  if (a.version != b.version) lines.emplace_back("Two versions of Windtunnel flew them.");
  if (diff.replications_a != diff.replications_b)
    lines.push_back("Replication by replication, the first " + std::to_string(diff.compared) +
                    " are compared.");
  lines.emplace_back();
  add_fields(diff, all, lines);
  add_layers(a, b, diff, lines);
  add_figures(a, b, diff, all, lines);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace windtunnel
