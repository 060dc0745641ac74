// Writing and reading baselines.
#include "sim/gate/baseline.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "models/expect/asked.hpp"
#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/study/comparison.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

constexpr std::string_view kHead = "windtunnel baseline 1";

// The value on a grid of which the half width has from 100 to 1,000 steps.
double rounded(double value, double half) {
  if (!(half > 0)) return value;
  double grid = 1;
  while (half / grid >= 1000) grid *= 10;
  if (grid > 1) return std::round(value / grid) * grid;
  int decimals = 0;
  for (double steps = half; steps < 100 && decimals < 18; steps *= 10) ++decimals;
  double read = 0;
  const std::string digits = fixed(value, decimals);
  std::from_chars(digits.data(), digits.data() + digits.size(), read);
  return read;
}

std::vector<std::string_view> words_of(std::string_view line, std::size_t most) {
  std::vector<std::string_view> words;
  while (!line.empty() && words.size() + 1 < most) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  if (!line.empty()) words.push_back(line);
  return words;
}

template <class T>
bool read_number(std::string_view word, T& value) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size();
}

// One line; false when it is none of a baseline.
bool read_line(std::string_view line, Baseline& baseline) {
  const std::vector<std::string_view> head = words_of(line, 2);
  const std::string_view what = head.front(), rest = head.size() > 1 ? head[1] : std::string_view();
  if (what == "design") {
    baseline.design = rest;
    return !rest.empty();
  }
  // A name of a file comes last: it may have blanks in it.
  const std::vector<std::string_view> words = words_of(rest, what == "table" ? 3 : what == "code" ? 2 : 8);
  if (what == "version") {
    if (words.size() != 3 || words[1] != "results" || !read_number(words[2], baseline.results_version))
      return false;
    baseline.version = words[0];
    return true;
  }
  if (what == "seed")
    return words.size() == 3 && words[1] == "replications" && read_number(words[0], baseline.seed) &&
           read_number(words[2], baseline.replications);
  if (what == "table") {
    if (words.size() != 3) return false;
    baseline.tables.push_back({std::string(words[2]), std::string(words[0]), std::string(words[1])});
    return true;
  }
  if (what == "code") {
    if (words.size() != 2) return false;
    baseline.code.push_back({std::string(words[1]), std::string(words[0])});
    return true;
  }
  KeptFigure figure;
  figure.metric = what;
  if (words.size() != 5 || find_metric(figure.metric) == nullptr) return false;
  figure.selector = words[0];
  if (!read_number(words[1], figure.mean.value) || !read_number(words[2], figure.mean.low) ||
      !read_number(words[3], figure.mean.high) || !read_number(words[4], figure.mean.replications) ||
      figure.mean.replications < 2 || !(figure.mean.low <= figure.mean.high))
    return false;
  baseline.figures.push_back(std::move(figure));
  return true;
}

}  // namespace

const KeptFigure* Baseline::find(std::string_view metric, std::string_view selector) const {
  for (const KeptFigure& figure : figures)
    if (figure.metric == metric && figure.selector == selector) return &figure;
  return nullptr;
}

std::string selector_words(const Flight& flight, const RowKey& row) {
  std::string words;
  for (const RowPart& part : row_parts())
    if (row.*part.index)
      words += (words.empty() ? "" : ",") + std::string(part.name) + "=" + part.name_of(flight, row);
  return words.empty() ? "-" : words;
}

std::vector<Baseline::KeptTable> kept_tables(const Loaded& loaded) {
  std::vector<Baseline::KeptTable> tables;
  for (const auto& table : loaded.tables)
    tables.push_back({table->name(), table->date().empty() ? "-" : table->date(), table->hash().text()});
  std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return tables;
}

bool is_compared(const Loaded& loaded, const RowKey& row) {
  if (in_overview(row)) return true;
  for (const auto& item : loaded.scenario.expect)
    if (row_of(loaded.flight, *asked_of(item.value).metric, item.value.of) == row) return true;
  return false;
}

Baseline baseline_of(const FlownScenario& flown, std::int64_t replications) {
  const Loaded& loaded = flown.loaded();
  Baseline baseline;
  baseline.version = version();
  baseline.results_version = kResultsVersion;
  baseline.seed = loaded.scenario.run.seed;
  baseline.replications = replications;
  baseline.tables = kept_tables(loaded);
  baseline.code = loaded.code;
  baseline.design = loaded.document.root().to_json();
  for (const AnswerRow& row : flown.answer(loaded.scenario, replications, kConfidence).rows) {
    // A mean that would be the run's length in disguise is no figure to compare with.
    if (!is_compared(loaded, row.key) || row.estimate.lack == Lack::kSaturated) continue;
    std::vector<double> values;
    for (const double value : row.by_replication)
      if (!std::isnan(value)) values.push_back(value);
    if (values.size() < 2) continue;
    const Estimate mean = mean_over_replications(values);
    const double half = mean.half_width();
    baseline.figures.push_back({std::string(row.key.metric->name),
                                selector_words(loaded.flight, row.key),
                                {rounded(mean.value, half), rounded(mean.low, half), rounded(mean.high, half),
                                 static_cast<std::int64_t>(values.size())}});
  }
  return baseline;
}

std::string baseline_text(const Baseline& baseline) {
  std::string text = std::string(kHead) + "\nversion " + baseline.version + " results " +
                     std::to_string(baseline.results_version) + "\n";
  for (const Baseline::KeptTable& table : baseline.tables)
    text += "table " + table.date + " " + table.hash + " " + table.name + "\n";
  for (const CodeHash& code : baseline.code) text += "code " + code.hash + " " + code.name + "\n";
  text += "seed " + std::to_string(baseline.seed) + " replications " + std::to_string(baseline.replications) +
          "\n";
  std::vector<std::string> lines;
  for (const KeptFigure& figure : baseline.figures)
    lines.push_back(figure.metric + " " + figure.selector + " " + shortest(figure.mean.value) + " " +
                    shortest(figure.mean.low) + " " + shortest(figure.mean.high) + " " +
                    std::to_string(figure.mean.replications) + "\n");
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) text += line;
  return text + "design " + baseline.design + "\n";
}

std::optional<Baseline> read_baseline(std::string_view text, std::string& problem) {
  Baseline baseline;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (number == 1 && line != kHead) {
      problem = "line 1: found \"" + std::string(line.substr(0, 40)) + "\", expected \"" +
                std::string(kHead) + "\"";
      return std::nullopt;
    }
    if (number == 1 || line.empty()) continue;
    if (!read_line(line, baseline)) {
      problem = "line " + std::to_string(number) + ": found \"" + std::string(line.substr(0, 60)) +
                "\", expected version, table, code, seed, design, or: metric selector value low high "
                "replications";
      return std::nullopt;
    }
  }
  if (number == 0 || baseline.version.empty() || baseline.replications < 2 || baseline.design.empty()) {
    problem = "it is cut short: version, seed or design is missing";
    return std::nullopt;
  }
  return baseline;
}

}  // namespace windtunnel
