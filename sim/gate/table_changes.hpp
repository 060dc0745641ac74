// What changed in the tables that a scenario reads: the rows it has to do with, value by value.
//
// A table says by its columns which rows are one: what is text names a row, what is a number is said of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/table.hpp"
#include "sim/gate/outcome.hpp"

namespace windtunnel {

// Tables are paired by name. Rows whose names a scenario says (`resolved_json`) come first.
std::vector<CatalogChange> changes_of_tables(const std::vector<std::shared_ptr<const Table>>& before,
                                             const std::vector<std::shared_ptr<const Table>>& after,
                                             std::string_view resolved_json);

}  // namespace windtunnel
