// Price lists as plain values: what an instance of a type costs in a region, and what traffic costs between
// two ends.
//
// A list knows only what its table says. A figure that is not there is nothing here, never a neighbour's: the
// reader of the scenario makes a problem of it, and a bill names it under what is not priced. Every row
// carries the date as of which it held and whether somebody assumed it, because both are printed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/costs/unit_price.hpp"

namespace windtunnel {

enum class Purchase : std::uint8_t { on_demand, spot, commit_1y, commit_3y };
std::string_view name_of(Purchase purchase);

// Where a list is from, as the bill prints it.
struct PriceOrigin {
  std::string table;   // "catalog:gcp/instances/2026-07-30"
  std::string source;  // the repository or page behind the table
  std::string date;    // ISO 8601
};

struct InstanceRow {
  std::string instance;
  std::string region;
  std::int64_t vcpu = 0;
  double memory_gib = 0;
  bool shared_core = false;                   // its vCPUs are there for a part of the time only
  std::optional<UnitPrice> on_demand_hour{};  // USD per hour
  std::optional<UnitPrice> spot_hour{};
  std::optional<UnitPrice> commit_1y_month{};  // USD per month of 730 h
  std::optional<UnitPrice> commit_3y_month{};
  bool assumed = false;

  std::optional<UnitPrice> price(Purchase purchase) const;
};

class InstanceList {
 public:
  explicit InstanceList(PriceOrigin origin) : origin_(std::move(origin)) {}
  void add(InstanceRow row);

  const PriceOrigin& origin() const { return origin_; }
  // nullptr when the list does not price that type in that region.
  const InstanceRow* find(std::string_view instance, std::string_view region) const;
  // Any row of that type: its shape is the same in every region. nullptr when the type is unknown.
  const InstanceRow* shape(std::string_view instance) const;
  std::vector<std::string> instances() const;                            // sorted
  std::vector<std::string> regions_of(std::string_view instance) const;  // sorted

 private:
  PriceOrigin origin_;
  std::map<std::string, std::map<std::string, InstanceRow, std::less<>>, std::less<>> rows_;
};

enum class TrafficKind : std::uint8_t { between_zones, between_regions, to_internet };

struct TrafficTier {
  std::int64_t above_gib = 0;  // of one month; holds for what is above it, up to the next tier
  UnitPrice per_gib{};
  std::string as_of{};  // ISO 8601, where it differs from the table's date
  bool assumed = false;
};

class TrafficList {
 public:
  explicit TrafficList(PriceOrigin origin) : origin_(std::move(origin)) {}
  // Tiers of one (kind, from, to) may come in any order; `to` may be kAnywhere.
  void add(TrafficKind kind, const std::string& from, const std::string& to, TrafficTier tier);

  const PriceOrigin& origin() const { return origin_; }
  struct Found {
    std::string to;  // the row's own `to`: an exact name, or kAnywhere
    const std::vector<TrafficTier>* tiers = nullptr;
  };
  // The row for exactly this destination, else the one for anywhere, else nothing.
  std::optional<Found> find(TrafficKind kind, std::string_view from, std::string_view to) const;
  std::vector<std::string> sources_of(TrafficKind kind) const;  // every `from`, sorted
  std::vector<std::string> destinations_of(TrafficKind kind,
                                           std::string_view from) const;  // every `to`, sorted

  static constexpr std::string_view kAnywhere = "*";

 private:
  PriceOrigin origin_;
  std::map<std::pair<TrafficKind, std::string>, std::map<std::string, std::vector<TrafficTier>, std::less<>>>
      rows_;
};

}  // namespace windtunnel
