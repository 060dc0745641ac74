// Look-ups in price lists; maps are ordered, so that candidates and bills come out the same everywhere.
#include "models/costs/price_list.hpp"

#include <algorithm>

namespace windtunnel {

std::string_view name_of(Purchase purchase) {
  switch (purchase) {
    case Purchase::on_demand:
      return "on_demand";
    case Purchase::spot:
      return "spot";
    case Purchase::commit_1y:
      return "commit_1y";
    case Purchase::commit_3y:
      return "commit_3y";
  }
  return "";
}

std::optional<UnitPrice> InstanceRow::price(Purchase purchase) const {
  switch (purchase) {
    case Purchase::on_demand:
      return on_demand_hour;
    case Purchase::spot:
      return spot_hour;
    case Purchase::commit_1y:
      return commit_1y_month;
    case Purchase::commit_3y:
      return commit_3y_month;
  }
  return std::nullopt;
}

void InstanceList::add(InstanceRow row) {
  std::string instance = row.instance;
  std::string region = row.region;
  rows_[std::move(instance)].insert_or_assign(std::move(region), std::move(row));
}

const InstanceRow* InstanceList::find(std::string_view instance, std::string_view region) const {
  const auto type = rows_.find(instance);
  if (type == rows_.end()) return nullptr;
  const auto row = type->second.find(region);
  return row == type->second.end() ? nullptr : &row->second;
}

const InstanceRow* InstanceList::shape(std::string_view instance) const {
  const auto type = rows_.find(instance);
  return type == rows_.end() ? nullptr : &type->second.begin()->second;
}

std::vector<std::string> InstanceList::instances() const {
  std::vector<std::string> names;
  for (const auto& [instance, regions] : rows_) names.push_back(instance);
  return names;
}

std::vector<std::string> InstanceList::regions_of(std::string_view instance) const {
  std::vector<std::string> names;
  const auto type = rows_.find(instance);
  if (type == rows_.end()) return names;
  for (const auto& [region, row] : type->second) names.push_back(region);
  return names;
}

void TrafficList::add(TrafficKind kind, const std::string& from, const std::string& to, TrafficTier tier) {
  std::vector<TrafficTier>& tiers = rows_[{kind, from}][to];
  const auto after =
      std::upper_bound(tiers.begin(), tiers.end(), tier.above_gib,
                       [](std::int64_t above, const TrafficTier& other) { return above < other.above_gib; });
  tiers.insert(after, std::move(tier));
}

std::optional<TrafficList::Found> TrafficList::find(TrafficKind kind, std::string_view from,
                                                    std::string_view to) const {
  const auto source = rows_.find({kind, std::string(from)});
  if (source == rows_.end()) return std::nullopt;
  auto row = source->second.find(to);
  if (row == source->second.end()) row = source->second.find(kAnywhere);
  if (row == source->second.end()) return std::nullopt;
  return Found{row->first, &row->second};
}

std::vector<std::string> TrafficList::sources_of(TrafficKind kind) const {
  std::vector<std::string> names;
  for (const auto& [key, destinations] : rows_) {
    if (key.first == kind) names.push_back(key.second);
  }
  return names;
}

std::vector<std::string> TrafficList::destinations_of(TrafficKind kind, std::string_view from) const {
  std::vector<std::string> names;
  const auto source = rows_.find({kind, std::string(from)});
  if (source == rows_.end()) return names;
  for (const auto& [to, tiers] : source->second) names.push_back(to);
  return names;
}

}  // namespace windtunnel
