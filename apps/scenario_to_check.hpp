// Reading the files of `check` and `baseline`: scenarios, and a word that helps where one is something else.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/config/catalog.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// Nothing, and a word about it on standard error, when it can not be read.
std::shared_ptr<const Loaded> read_scenario_to_check(const std::string& file,
                                                     const std::vector<std::string>& sets,
                                                     const Catalog& catalog);

}  // namespace windtunnel
