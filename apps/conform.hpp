// The conformance suite of its kind over each model of a plug-in.
#pragma once

#include <string>
#include <vector>

#include "sim/base/finding.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

struct JudgeOptions {
  ConformanceOptions asked;
  std::vector<std::string> sets;  // FIELD=VALUE, of every model
  std::int64_t members = 5;       // of a protocol
};

struct ConformanceFinding {
  std::string kind, name;
  Finding finding;        // empty when every promise was kept
  std::string not_tried;  // why there is no finding at all; "" when there is
};

// All models of the plug-in, or the one of this name. `catalog` has them.
std::vector<ConformanceFinding> judge(const Plugin& plugin, const std::string& name, const Catalog& catalog,
                                      const JudgeOptions& options, Problems& problems);

}  // namespace windtunnel
