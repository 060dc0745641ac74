// What one replication says of its stores under a protocol: the rows that come from histories.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/study/rows.hpp"

namespace windtunnel {

// The rows of one metric: by tier, and those of operations also by phase and region.
void add_store_rows(const Flight& flight, const Metric& metric, std::vector<RowKey>& rows);

// `windows`: those of the row's phase.
RowValue store_value(const Flight& flight, const RowKey& row, const RunFacts& facts,
                     const std::vector<std::uint32_t>& windows);

// Operations on all stores in these windows.
std::int64_t store_operations(const Flight& flight, const RunFacts& facts,
                              const std::vector<std::uint32_t>& windows);

}  // namespace windtunnel
