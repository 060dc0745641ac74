// The names under which a store keeps replications, and shares the points of a study.
#pragma once

#include <string>
#include <vector>

#include "sim/config/hash.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {

// All that a replication's facts are a function of, but its number: the resolved scenario with the contents
// of its tables and of the code it brings along, the seed, which rows are read from it, and the version of
// this program and of its results.
Hash128 point_key(const Loaded& loaded, const std::vector<RowKey>& rows);
// The same under a hash that leaves out what no replication sees.
Hash128 point_key(const std::string& hash, const Loaded& loaded, const std::vector<RowKey>& rows);

// The points of a study, by their number: processes that fly the same study share them.
Hash128 study_key(const StudyPlan& plan);

}  // namespace windtunnel
