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
  const RowPart& part;
  bool by = false;
  std::optional<std::string> name;
  bool told = false;       // some row is of one
  bool untold = false;     // some row is of all
  std::string alone = "";  // the one that there is, where rows of all stand for it

  bool takes(const Flight& flight, const RowKey& row) const {
    const bool present = (row.*part.index).has_value();
    if (name) return told ? present && part.name_of(flight, row) == *name : alone == *name;
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
  std::vector<RowKey> chosen;  // all of the metric at first
  for (const RowKey& row : rows)
    if (row.metric == &metric) chosen.push_back(row);
  if (chosen.empty()) return chosen;
  std::vector<Asked> all;
  Selector wanted = of;
  for (const RowPart& part : row_parts()) {
    Asked asked{part, std::find(by.begin(), by.end(), part.name) != by.end(), selected(wanted, part.name)};
    for (const RowKey& row : chosen) ((row.*part.index) ? asked.told : asked.untold) = true;
    if (!asked.told && part.alone != nullptr && part.alone(flight, metric)) {
      RowKey only;
      only.metric = &metric;
      only.*part.index = 0;
      asked.alone = part.name_of(flight, only);
    }
    all.push_back(std::move(asked));
  }
  const auto left_out = [&](const RowKey& row) {
    return !std::all_of(all.begin(), all.end(), [&](const Asked& asked) { return asked.takes(flight, row); });
  };
  chosen.erase(std::remove_if(chosen.begin(), chosen.end(), left_out), chosen.end());
  return chosen;
}

Selector selector_of(const Flight& flight, const RowKey& row) {
  Selector of;
  for (const RowPart& part : row_parts())
    if (row.*part.index) selected(of, part.name) = part.name_of(flight, row);
  return of;
}

}  // namespace windtunnel
