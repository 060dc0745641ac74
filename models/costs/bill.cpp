// Adds up a month: instances line by line, traffic summed per row of the price list and then cut into its
// tiers.
//
// Destinations that share a row of the list ("anywhere") share its tiers, so their bytes are summed first:
// two halves of a terabyte cost more than one whole would, if each began in the dearest tier again.
#include "models/costs/bill.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::string place_text(TrafficKind kind, const std::string& from, const std::string& to) {
  switch (kind) {
    case TrafficKind::between_zones:
      return "between zones of " + from;
    case TrafficKind::between_regions:
      return from + " to " + to;
    case TrafficKind::to_internet:
      return from + " to " + (to == TrafficList::kAnywhere ? "the internet" : "users in " + to);
  }
  return "";
}

bool by_month(Purchase purchase) {
  return purchase == Purchase::commit_1y || purchase == Purchase::commit_3y;
}

std::string purchase_text(Purchase purchase) {
  switch (purchase) {
    case Purchase::on_demand:
      return "";
    case Purchase::spot:
      return ", spot";
    case Purchase::commit_1y:
      return ", 1-year commitment";
    case Purchase::commit_3y:
      return ", 3-year commitment";
  }
  return "";
}

BillLine instance_line(const InstanceUse& use, const InstanceRow& row, UnitPrice price,
                       const PriceBook& prices) {
  BillLine line;
  line.tier = use.tier;
  line.what =
      std::to_string(use.count) + " x " + use.instance + " in " + use.region + purchase_text(prices.purchase);
  if (use.each != kBillingMonth)
    line.what += ", " + significant(use.each.seconds() / 3600, 3) + " h of the month each";
  const double all_hours = static_cast<double>(use.count) * use.each.seconds() / 3600;
  if (by_month(prices.purchase)) {
    line.quantity = all_hours / 730;
    line.unit = "month";
    line.amount = amount_by_month(price, use.count, use.each);
  } else {
    line.quantity = all_hours;
    line.unit = "h";
    line.amount = amount_by_hour(price, use.count, use.each);
  }
  line.price = price;
  line.table = prices.instances->origin().table;
  line.as_of = prices.instances->origin().date;
  line.assumed = row.assumed;
  return line;
}

// What of `bytes` falls between the start of tier `i` and the start of the next.
Bytes part_in_tier(const std::vector<TrafficTier>& tiers, std::size_t i, Bytes bytes) {
  const Bytes start = kGib * tiers[i].above_gib;
  const Bytes end = i + 1 < tiers.size() ? kGib * tiers[i + 1].above_gib : Bytes(INT64_MAX);
  return std::max(Bytes(0), std::min(bytes, end) - start);
}

void add_traffic_lines(const std::vector<TrafficUse>& traffic, const TrafficList& list, Bill& bill) {
  using Row = std::tuple<TrafficKind, std::string, std::string>;  // kind, from, the list's own `to`
  std::map<Row, Bytes> bytes_by_row;
  for (const TrafficUse& use : traffic) {
    if (use.bytes.count() == 0) continue;
    const auto found = list.find(use.kind, use.from, use.to);
    if (found) {
      bytes_by_row[{use.kind, use.from, found->to}] += use.bytes;
    } else {
      bill.not_priced.push_back("traffic " + place_text(use.kind, use.from, use.to));
    }
  }
  for (const auto& [row, bytes] : bytes_by_row) {
    const auto& [kind, from, to] = row;
    const std::vector<TrafficTier>& tiers = *list.find(kind, from, to)->tiers;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      const Bytes part = part_in_tier(tiers, i, bytes);
      if (part.count() == 0) continue;
      BillLine line;
      line.what = place_text(kind, from, to);
      if (tiers[i].above_gib > 0) line.what += ", above " + std::to_string(tiers[i].above_gib) + " GiB";
      line.quantity = static_cast<double>(part.count()) / static_cast<double>(kGib.count());
      line.unit = "GiB";
      line.price = tiers[i].per_gib;
      line.amount = amount_by_gib(tiers[i].per_gib, part);
      line.table = list.origin().table;
      line.as_of = tiers[i].as_of.empty() ? list.origin().date : tiers[i].as_of;
      line.assumed = tiers[i].assumed;
      bill.lines.push_back(std::move(line));
    }
  }
}

// What no list of ours prices although a provider would: said on every bill, so that nobody takes it for the
// whole.
void add_standing_gaps(const PriceBook& prices, Bill& bill) {
  if (!prices.instances) bill.not_priced.push_back("instances (no price list is named)");
  if (!prices.traffic) bill.not_priced.push_back("traffic (no price list is named)");
  for (const char* gap : {"disks and snapshots", "load balancers, addresses and NAT",
                          "monitoring and support", "free allowances, sustained-use discounts and taxes"}) {
    bill.not_priced.push_back(gap);
  }
}

MissingPrice missing_instance(std::size_t index, const InstanceUse& use, const PriceBook& prices) {
  const InstanceList& list = *prices.instances;
  MissingPrice missing;
  missing.index = index;
  if (list.shape(use.instance) == nullptr) {
    missing.part = MissingPrice::Part::instance;
    missing.found = use.instance;
    missing.expected = "an instance type of " + list.origin().table;
    missing.name = use.instance;
    missing.candidates = list.instances();
  } else if (list.find(use.instance, use.region) == nullptr) {
    missing.part = MissingPrice::Part::region;
    missing.found = use.instance + " in " + use.region;
    missing.expected = "a region for which " + list.origin().table + " prices " + use.instance;
    missing.name = use.region;
    missing.candidates = list.regions_of(use.instance);
  } else {
    missing.part = MissingPrice::Part::purchase;
    missing.found = std::string(name_of(prices.purchase));
    missing.expected =
        "a way to buy that " + list.origin().table + " prices for " + use.instance + " in " + use.region;
    missing.name = missing.found;
    for (const Purchase other :
         {Purchase::on_demand, Purchase::spot, Purchase::commit_1y, Purchase::commit_3y}) {
      if (list.find(use.instance, use.region)->price(other)) missing.candidates.emplace_back(name_of(other));
    }
  }
  return missing;
}

MissingPrice missing_traffic(std::size_t index, const TrafficUse& use, const TrafficList& list) {
  MissingPrice missing;
  missing.part = MissingPrice::Part::traffic;
  missing.index = index;
  missing.found = "traffic " + place_text(use.kind, use.from, use.to);
  const std::vector<std::string> sources = list.sources_of(use.kind);
  if (std::find(sources.begin(), sources.end(), use.from) == sources.end()) {
    missing.expected = "a region that " + list.origin().table + " prices such traffic from";
    missing.name = use.from;
    missing.candidates = sources;
  } else {
    missing.expected = "a region that " + list.origin().table + " prices traffic from " + use.from + " to";
    missing.name = use.to;
    missing.candidates = list.destinations_of(use.kind, use.from);
  }
  return missing;
}

}  // namespace

Bytes per_month(Bytes counted, Duration over) {
  return Bytes(detail::divide_to_nearest(detail::Int128{counted.count()} * kBillingMonth.ns(), over.ns()));
}

std::optional<TrafficKind> traffic_kind(TrafficEnds ends) {
  if (ends.from_edge) return std::nullopt;
  if (ends.to_edge) return TrafficKind::to_internet;
  if (!ends.same_region) return TrafficKind::between_regions;
  if (!ends.same_zone) return TrafficKind::between_zones;
  return std::nullopt;
}

bool Bill::has_assumed() const {
  return std::any_of(lines.begin(), lines.end(), [](const BillLine& line) { return line.assumed; });
}

Bill bill(const Usage& usage, const PriceBook& prices) {
  Bill made;
  if (prices.instances) {
    for (const InstanceUse& use : usage.instances) {
      if (use.count == 0 || use.each.ns() == 0) continue;
      const InstanceRow* row = prices.instances->find(use.instance, use.region);
      const auto price = row != nullptr ? row->price(prices.purchase) : std::nullopt;
      if (price) {
        made.lines.push_back(instance_line(use, *row, *price, prices));
      } else {
        made.not_priced.push_back(use.tier + ": " + use.instance + " in " + use.region +
                                  purchase_text(prices.purchase));
      }
    }
  }
  if (prices.traffic) add_traffic_lines(usage.traffic, *prices.traffic, made);
  add_standing_gaps(prices, made);
  for (const BillLine& line : made.lines) {
    made.total += line.amount;
    if (made.oldest_as_of.empty() || line.as_of < made.oldest_as_of) made.oldest_as_of = line.as_of;
  }
  return made;
}

std::vector<MissingPrice> missing_prices(const Usage& usage, const PriceBook& prices) {
  std::vector<MissingPrice> missing;
  if (prices.instances) {
    for (std::size_t i = 0; i < usage.instances.size(); ++i) {
      const InstanceUse& use = usage.instances[i];
      const InstanceRow* row = prices.instances->find(use.instance, use.region);
      if (row == nullptr || !row->price(prices.purchase)) missing.push_back(missing_instance(i, use, prices));
    }
  }
  if (prices.traffic) {
    for (std::size_t i = 0; i < usage.traffic.size(); ++i) {
      const TrafficUse& use = usage.traffic[i];
      if (!prices.traffic->find(use.kind, use.from, use.to)) {
        missing.push_back(missing_traffic(i, use, *prices.traffic));
      }
    }
  }
  return missing;
}

}  // namespace windtunnel
