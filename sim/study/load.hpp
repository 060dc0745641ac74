// From a file and `--set`s to a flight that is ready, or to every problem the file has.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/scenario.hpp"
#include "models/world/planner.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

// Code that a scenario brings along (a plug-in, a model written in Python), by the hash of its content.
struct CodeHash {
  std::string name;  // as the scenario says it
  std::string hash;
};

// A scenario that was read and planned.
struct Loaded {
  Document document;
  Scenario scenario;
  Flight flight;
  std::string resolved_json;  // canonical: what is hashed
  std::string hash;           // of the resolved scenario and the contents of its tables, hexadecimal
  std::vector<std::shared_ptr<const Table>> tables;
  std::vector<std::shared_ptr<const Plugin>> plugins;  // plugins_hash() of them is part of `hash`
  std::vector<CodeHash> code;                          // what is kept of a flight is kept under these too
};

// `sets` are PATH=VALUE as on the command line. Nothing when there were problems.
std::optional<Loaded> load_scenario(const std::string& file, const std::vector<std::string>& sets,
                                    const Catalog& catalog, Problems& problems);
// The same from memory; `name` stands for the file in every message.
std::optional<Loaded> load_scenario_text(std::string_view text, const std::string& name,
                                         const std::vector<std::string>& sets, const Catalog& catalog,
                                         Problems& problems);
std::optional<Loaded> load_document(Document document, const Catalog& catalog, Problems& problems);
// The second half of it: plans what was read of the document, with this catalog and its plug-ins.
std::optional<Loaded> load_read(Document document, Scenario scenario, const Catalog& catalog,
                                Problems& problems);

// An upper estimate of what a run costs; a run beyond the limits is refused before it is wired.
struct RunEstimate {
  double events = 0;
  double memory_bytes = 0;
};
RunEstimate estimate_run(const Flight& flight);

}  // namespace windtunnel
