// The parts that tell a metric's rows apart (phase, class, region ...): the closed list, by the names that
// selectors use.
//
// Whatever writes, reads or groups rows by their parts walks this list, so a part is added in one place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/rows.hpp"

namespace windtunnel {

struct RowPart {
  std::string_view name;  // as the field of Selector
  std::optional<std::uint32_t> RowKey::*index;
  std::string (*name_of)(const Flight& flight, const RowKey& row);  // "" for all
  // Where there is but one, and rows of all stand for it; nullptr for parts of which each has its row.
  bool (*alone)(const Flight& flight, const Metric& metric) = nullptr;
};
// In the order of Selector's fields.
std::span<const RowPart> row_parts();

// The names of a row's parts, beside row_parts(); "" for all.
std::vector<std::string> part_names(const Flight& flight, const RowKey& row);
// Those of `rows` that are of this metric, told apart by the parts in `by` and no others, and are what `of`
// selects. A part that every row of the metric has (the tier of its queue length) is told apart unasked.
std::vector<RowKey> chosen_rows(const Flight& flight, const std::vector<RowKey>& rows, const Metric& metric,
                                const std::vector<std::string>& by, const Selector& of);
// A row as a selector that finds it.
Selector selector_of(const Flight& flight, const RowKey& row);

}  // namespace windtunnel
