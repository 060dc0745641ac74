// The list of parts, and a row read by it.
#include "sim/study/row_parts.hpp"

#include <algorithm>
#include <array>

#include "sim/study/study_fields.hpp"

namespace windtunnel {
namespace {

// Of bulk work each has its row, also the only one.
bool one_class(const Flight& flight, const Metric& metric) {
  return metric.scope == MetricScope::kRequests && flight.plan.classes.size() == 1;
}
bool one_region(const Flight& flight, const Metric& metric) {
  return (metric.scope == MetricScope::kRequests || metric.scope == MetricScope::kTier ||
          metric.scope == MetricScope::kStore) &&
         flight.plan.places.regions.size() == 1;
}

constexpr std::array kParts = {RowPart{"phase", &RowKey::phase, phase_name},
                               RowPart{"class", &RowKey::request_class, class_name, one_class},
                               RowPart{"region", &RowKey::region, region_name, one_region},
                               RowPart{"tier", &RowKey::tier, tier_name},
                               RowPart{"fault", &RowKey::fault, fault_name},
                               RowPart{"side", &RowKey::side, side_name}};

// How one part is asked for, and what the rows of a metric know of it.
struct Asked {
  bool by = false;
  const std::string* name = nullptr;
  bool told = false;       // some row is of one
  bool untold = false;     // some row is of all
  std::string alone = "";  // the one that there is, where rows of all stand for it

  bool takes(const Flight& flight, const RowPart& part, const RowKey& row) const {
    const bool present = (row.*part.index).has_value();
    if (name != nullptr) return told ? present && part.name_of(flight, row) == *name : alone == *name;
    if (by) return told ? present : !alone.empty();
    return untold ? !present : true;
  }
};

}  // namespace

std::span<const RowPart> row_parts() { return kParts; }

std::vector<std::string> part_names(const Flight& flight, const RowKey& row) {
  std::vector<std::string> names;
  for (const RowPart& part : row_parts()) names.push_back(part.name_of(flight, row));
  return names;
}

std::vector<RowKey> chosen_rows(const Flight& flight, const std::vector<RowKey>& rows, const Metric& metric,
                                const std::vector<std::string>& by, const Selector& of) {
  // Rows come by metric.
  const auto of_metric = [&](const RowKey& row) { return row.metric == &metric; };
  const auto first = std::find_if(rows.begin(), rows.end(), of_metric);
  const std::span<const RowKey> all(first, std::find_if_not(first, rows.end(), of_metric));
  std::vector<RowKey> chosen;
  if (all.empty()) return chosen;
  std::array<Asked, kParts.size()> asked;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const RowPart& part = kParts[i];
    const std::optional<std::string>& name = selected(of, part.name);
    asked[i].by = std::find(by.begin(), by.end(), part.name) != by.end();
    if (name) asked[i].name = &*name;
    for (const RowKey& row : all) ((row.*part.index) ? asked[i].told : asked[i].untold) = true;
    if ((!asked[i].by && !name) || asked[i].told || part.alone == nullptr || !part.alone(flight, metric))
      continue;
    RowKey only;
    only.metric = &metric;
    only.*part.index = 0;
    asked[i].alone = part.name_of(flight, only);
  }
  const auto is_chosen = [&](const RowKey& row) {
    for (std::size_t i = 0; i < kParts.size(); ++i)
      if (!asked[i].takes(flight, kParts[i], row)) return false;
    return true;
  };
  for (const RowKey& row : all)
    if (is_chosen(row)) chosen.push_back(row);
  return chosen;
}

Selector selector_of(const Flight& flight, const RowKey& row) {
  Selector of;
  for (const RowPart& part : row_parts())
    if (row.*part.index) selected(of, part.name) = part.name_of(flight, row);
  return of;
}

}  // namespace windtunnel
