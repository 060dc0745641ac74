// The bill of a month: a line for each thing that has a price, and a list of what has none.
//
// A month is 730 h of normal days: an outage of the run is no part of it. The bill is a pure function of what
// was used and of the price lists; each line is rounded once, to the nearest nano-dollar, and the total is
// the sum of the rounded lines, so that a reader who adds them up gets the total.
//
// Errors: none here. Whatever the lists do not price stands in `not_priced`; missing_prices() says the same
// of a scenario before it runs, with the names to choose from, so that the reader can make problems of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/price_list.hpp"

namespace windtunnel {

// `count` instances of one type in one region, each running for `each` in the month.
struct InstanceUse {
  std::string tier;
  std::string region;
  std::string instance;
  std::int64_t count = 0;
  Duration each = kBillingMonth;
};

// Bytes of a whole month from one region: to its other zones, to another region, or to users in region `to`.
struct TrafficUse {
  TrafficKind kind = TrafficKind::to_internet;
  std::string from;
  std::string to;
  Bytes bytes{};
};

struct Usage {
  std::vector<InstanceUse> instances{};
  std::vector<TrafficUse> traffic{};
};

// Bytes counted over a span of normal operation, blown up to a month of 730 h, to the nearest byte. over > 0.
Bytes per_month(Bytes counted, Duration over);

// What traffic from one place to another is billed as; nothing for what is free: within a zone, and from
// users in. `edge` is where the users of a region are.
struct TrafficEnds {
  bool from_edge = false;
  bool to_edge = false;
  bool same_zone = false;
  bool same_region = false;
};
std::optional<TrafficKind> traffic_kind(TrafficEnds ends);

struct PriceBook {
  std::optional<InstanceList> instances{};
  std::optional<TrafficList> traffic{};
  Purchase purchase = Purchase::on_demand;
};

struct BillLine {
  std::string tier{};    // whose it is; empty for traffic
  std::string what{};    // "3 x e2-standard-2 in us-central1", "us-central1 to the internet, above 1024 GiB"
  double quantity = 0;   // in `unit`; for print only, the amount is made of integers
  std::string unit{};    // "h", "month", "GiB"
  UnitPrice price{};     // per unit
  Money amount{};        // rounded once
  std::string table{};   // the price list
  std::string as_of{};   // ISO 8601
  bool assumed = false;  // the figure is somebody's assumption
};

struct Bill {
  std::vector<BillLine> lines{};
  Money total{};
  std::vector<std::string> not_priced{};  // things that cost money and are not in the total, each a phrase
  std::string oldest_as_of{};             // of the lines; empty when there is none

  bool has_assumed() const;
};

Bill bill(const Usage& usage, const PriceBook& prices);

// A thing of `usage` that the lists do not price although the list is given.
struct MissingPrice {
  enum class Part : std::uint8_t { instance, region, purchase, traffic };
  Part part = Part::instance;
  std::size_t index = 0;                  // in usage.instances, or in usage.traffic for Part::traffic
  std::string found{};                    // "m7.huge", "e2-standard-2 in mars1"
  std::string expected{};                 // "an instance type of catalog:gcp/instances/2026-07-30"
  std::string name{};                     // to be compared with ...
  std::vector<std::string> candidates{};  // ... these
};
std::vector<MissingPrice> missing_prices(const Usage& usage, const PriceBook& prices);

}  // namespace windtunnel
