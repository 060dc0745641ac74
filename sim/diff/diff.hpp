// What differs between two runs: fields, tables, the layer that moved first, and the figures, with how sure.
//
// A flight has layers, each of which only sees what those before it did: who asked for what and when
// (workload), what broke (faults), who was asked (routing), what members of a store said to each other
// (protocol), how requests ended (metrics). So the first layer whose fingerprint moved is where a change came
// in, and what moved after it is its consequence. Layers feed back in two places, which a reader has to know:
// clients of a closed workload ask again when they are answered, so theirs moves with anything; and members
// that elect a leader change what a fault aimed at the leader strikes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/diff/side.hpp"
#include "sim/study/comparison.hpp"

namespace windtunnel {

// One layer, over the replications that both have.
struct LayerMove {
  std::string_view layer;
  std::int64_t moved = 0;  // in how many replications its fingerprint is not the same
  bool silent = false;     // nothing of the kind happened on either side
};

struct ContentDifference {
  std::string name;
  std::optional<SideContent> a, b;  // nothing where that side has none of that name
};

struct DiffedFigure {
  FigureOf of;
  bool equal = false;       // to the bit, in every replication
  MetricDifference judged;  // its key says the metric, and what is told apart at all
};

struct RunDiff {
  std::vector<FileDifference> files;
  std::vector<ContentDifference> contents;
  std::int64_t replications_a = 0, replications_b = 0, compared = 0;  // compared: of the same number in both
  bool same_luck = false;                                             // those compared had the same seeds
  std::vector<LayerMove> layers;                                      // in the order of kCausalOrder
  // Paired, replication by replication, where the same luck met both; else by the means of all replications.
  bool paired = false;
  std::vector<DiffedFigure> figures;    // those that both have, in a's order
  std::int64_t only_a = 0, only_b = 0;  // figures that the other side has not
  struct ExpectationMove {
    std::string name, a, b;  // verdicts
  };
  std::vector<ExpectationMove> expectations;  // those whose verdict is not the same

  // The first layer that moved; nullptr where none did.
  const LayerMove* first_moved() const;
  // Whether anything does, the version that flew it aside.
  bool differs() const;
};

// `matters`: the smallest relative difference that matters.
RunDiff diff_of(const DiffSide& a, const DiffSide& b, double matters);

// At most 45 lines of 100 columns; with `all`, a line for every field and figure that differs.
std::string diff_text(const DiffSide& a, const DiffSide& b, const RunDiff& diff, bool all = false);
// As docs/schemas/diff.json describes it.
Node diff_json(const DiffSide& a, const DiffSide& b, const RunDiff& diff);

}  // namespace windtunnel
