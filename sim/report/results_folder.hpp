// A folder that `windtunnel run` or `windtunnel sweep` wrote, read back: what a report is made of.
//
// Whoever reads results may be handed anything: a folder of something else, one that a dying process left,
// tables that somebody opened in a spreadsheet. So each file is judged as a scenario is: all problems at
// once, each with its place, what was found and what belongs there.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

struct ResultsFolder {
  enum class Kind { kRun, kStudy };

  Kind kind = Kind::kRun;
  std::string name;    // of the folder, and of the one it is in: "quickstart/20261126T045148Z-204c10c0"
  Node summary;        // summary.json
  Node manifest;       // manifest.json
  std::string answer;  // answer.txt
  std::map<std::string, Node> tables;  // by name, "timeline": an object of columns, each a list
  Node record;             // {"head": {}, "events": []} of record.jsonl; null where the run was not recorded
  std::string space_time;  // space_time.svg; empty where there is none
};

// Nothing when there were problems.
std::optional<ResultsFolder> read_results(const std::filesystem::path& folder, Problems& problems);

// A CSV text as columns: numbers where every cell of a column is one or is empty, else texts; null where
// empty. `wanted` columns have to be there, and those in `numeric` have to be numbers.
std::optional<Node> table_columns(std::string_view text, const std::string& file,
                                  std::span<const std::string_view> wanted,
                                  std::span<const std::string_view> numeric, Problems& problems);

}  // namespace windtunnel
