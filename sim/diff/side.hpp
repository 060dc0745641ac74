// One side of a diff: what a run says of itself in its manifest and its summary.
//
// A scenario that is flown for the diff says it in the same two trees as a folder that was kept, so both are
// read by one reader and a diff can not tell them apart. A folder may be another version's: what that version
// says and this one does not know is counted, and not compared.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/expect/metrics.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"
#include "sim/observe/ingredients.hpp"

namespace windtunnel {

// What tells a figure apart, in the order of kSelectorNames; "" for all.
inline constexpr std::array<const char*, 6> kSelectorNames = {"phase", "class", "region",
                                                              "tier",  "fault", "side"};
using FigureOf = std::array<std::string, kSelectorNames.size()>;

struct SideFigure {
  const Metric* metric = nullptr;
  FigureOf of;
  bool saturated = false;              // its mean would be the run's length in disguise
  std::vector<double> by_replication;  // not a number where one has nothing to say
};

struct SideReplication {
  std::string seed;                                     // hexadecimal
  std::array<std::string, kIngredients.size()> prints;  // in the order of kIngredients; hexadecimal
  bool failed = false;
};

// A table or a plug-in: something beside the scenario's file that the flight depends on.
struct SideContent {
  std::string name;
  std::string date;  // "" where it has none
  std::string hash;
};

struct SideExpectation {
  std::string name;
  std::string verdict;  // "holds", "fails", "undecided"
};

struct DiffSide {
  std::string name;     // as the person said it
  std::string version;  // that flew it
  std::string hash;     // of the resolved scenario and its tables
  std::int64_t seed = 0;
  Node scenario;  // resolved
  std::vector<SideContent> contents;
  std::vector<SideReplication> replications;
  std::vector<SideFigure> figures;
  std::vector<SideExpectation> expectations;
  std::int64_t unknown_figures = 0;  // of metrics that this version does not know
};

// Nothing when there were problems; `name` and `folder` stand in their texts.
std::optional<DiffSide> side_of(const std::string& name, const Node& summary, const Node& manifest,
                                Problems& problems);
std::optional<DiffSide> read_side(const std::filesystem::path& folder, Problems& problems);

}  // namespace windtunnel
