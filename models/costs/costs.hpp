// What a scenario says of money: which price lists hold, and how instances are bought.
//
//   "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30",
//             "purchase": "on_demand"}
//
// A list may be the user's own CSV with the same columns. Instances: instance, region, vcpu, memory_gib,
// on_demand_usd_h, and where known spot_usd_h, commit_1y_usd_month, commit_3y_usd_month, shared_core (1 or
// 0), assumed (1 or 0). Traffic: kind (zones, regions, internet), from, to (* for anywhere), above_gib_month,
// usd_per_gib, and where known as_of, assumed. An empty price is a price that is not known.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/bill.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

constexpr auto enum_names(Purchase) {
  return std::array{
      EnumName{"on_demand", Purchase::on_demand, "By the hour, without a promise."},
      EnumName{"spot", Purchase::spot, "By the hour, and taken away when others pay more."},
      EnumName{"commit_1y", Purchase::commit_1y, "Promised for a year, paid by the month."},
      EnumName{"commit_3y", Purchase::commit_3y, "Promised for three years, paid by the month."}};
}

struct CostsFields {
  TableRef instances{};
  TableRef traffic{};
  Purchase purchase = Purchase::on_demand;
  std::vector<std::string> traffic_not_priced;  // regions whose traffic the list need not price

  void describe(Schema& schema);
  // Every row of both tables is read here, so that a broken price is a problem of the scenario.
  void check(Checker& checker) const;
};

// Why a table is no price list: a row of it, or its columns.
struct PriceFault {
  std::optional<std::size_t> row{};
  std::string found{};
  std::string expected{};
};

// Nothing, and at least one fault, when the table is no such list.
std::optional<InstanceList> read_instance_list(const Table& table, std::vector<PriceFault>& faults);
std::optional<TrafficList> read_traffic_list(const Table& table, std::vector<PriceFault>& faults);

// Of fields that were read without a problem; a list that is not named is not in the book.
PriceBook price_book(const CostsFields& fields);

// What every bill of this model leaves out, for the answer's last lines.
inline constexpr std::string_view kCostsLeaveOut =
    "Tiers of internet traffic are counted per region, not per account; a month repeats the day that was "
    "run.";

}  // namespace windtunnel
