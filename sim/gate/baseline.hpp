// A baseline: what one scenario said once, as a small text file that stands in a repository and reads as a
// diff.
//
// It states what it is a function of (version, tables with their dates, code, seed) and keeps the design
// itself, so a later check flies that design again with the present program and the present tables. What
// differs between the two designs is then paired, and somebody's change; what differs between the kept
// figures and the same design flown today is the engine's or the catalog's change, and can only be judged
// unpaired. Figures are means over replications, each rounded to its interval: three digits of the half
// width, so luck moves no more digits than it has to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/gate/flown_scenario.hpp"
#include "sim/stats/comparison.hpp"

namespace windtunnel {

inline constexpr std::string_view kBaselineEnding = ".baseline";

struct KeptFigure {
  std::string metric;
  std::string selector;  // "phase=before,tier=web"; "-" for all
  KeptMean mean;
};

struct Baseline {
  struct KeptTable {
    std::string name, date, hash;
    bool operator==(const KeptTable&) const = default;
  };
  std::string version;
  std::int64_t results_version = 0;
  std::int64_t seed = 0, replications = 0;
  std::vector<KeptTable> tables;
  std::vector<CodeHash> code;
  std::string design;  // as JSON, after `extends` and `--set`
  std::vector<KeptFigure> figures;

  const KeptFigure* find(std::string_view metric, std::string_view selector) const;
};

// How a row is named in a baseline.
std::string selector_words(const Flight& flight, const RowKey& row);
// The tables that a scenario reads, as a baseline states them.
std::vector<Baseline::KeptTable> kept_tables(const Loaded& loaded);
// Whether some expectation of the scenario is about this figure, or the overview shows it.
bool is_compared(const Loaded& loaded, const RowKey& row);

// Of the first `replications`, which have to have landed.
Baseline baseline_of(const FlownScenario& flown, std::int64_t replications);
std::string baseline_text(const Baseline& baseline);
// Nothing, and `problem` a sentence with the line, when it is no baseline.
std::optional<Baseline> read_baseline(std::string_view text, std::string& problem);

}  // namespace windtunnel
