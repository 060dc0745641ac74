// A check as rows, one a verdict, for every format that lists them (JUnit, Markdown, annotations, page).
#pragma once

#include <string>
#include <vector>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

struct GateRow {
  // What it makes of the check, gravest first.
  enum class Level { kBroken, kFails, kUndecided, kWarns, kNotes, kPasses };
  Level level = Level::kPasses;
  std::string verdict;  // "fails", "worse", "undecided", "broken", "better", "holds", "same"
  const FileVerdict* file = nullptr;
  Position where;
  std::string name;                     // "fast", "latency_p99 (before) against main (3f2a91c)"
  std::string figure, limit, interval;  // "" where there is none
  std::string margin, difference;
  std::string details;   // sentences: what was found, and whose change it is
  bool expects = false;  // an expectation's row
};
// "broken", "fails", ... for class names and types.
const char* word(GateRow::Level level);

// In the order of the files; of each: what is broken, expectations, differences.
std::vector<GateRow> gate_rows(const CheckOutcome& outcome);
// The same, gravest first.
std::vector<GateRow> gate_rows_by_level(const CheckOutcome& outcome);

}  // namespace windtunnel
