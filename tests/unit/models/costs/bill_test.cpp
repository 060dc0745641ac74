// The bill of a month, line by line, against sums that a reader can do on paper.
#include "models/costs/bill.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace windtunnel {
namespace {

using namespace literals;

UnitPrice usd(const char* text) { return UnitPrice::parse(text).value(); }
Money nano(std::int64_t amount) { return Money::from_nano_usd(amount); }

InstanceList instances() {
  InstanceList list({.table = "catalog:test/instances/2026-01-01", .source = "a test", .date = "2026-01-01"});
  list.add({.instance = "small",
            .region = "east",
            .vcpu = 2,
            .memory_gib = 8,
            .on_demand_hour = usd("0.10"),
            .spot_hour = usd("0.04"),
            .commit_1y_month = usd("50"),
            .commit_3y_month = usd("30")});
  list.add({.instance = "small",
            .region = "west",
            .vcpu = 2,
            .memory_gib = 8,
            .on_demand_hour = usd("0.12"),
            .assumed = true});
  return list;
}

TrafficList traffic() {
  TrafficList list({.table = "catalog:test/traffic/2026-01-01", .source = "a test", .date = "2026-01-01"});
  list.add(TrafficKind::between_zones, "east", "east", {.per_gib = usd("0.01"), .as_of = "2023-04-27"});
  list.add(TrafficKind::between_regions, "east", "west", {.per_gib = usd("0.02")});
  list.add(TrafficKind::to_internet, "east", "*", {.above_gib = 1024, .per_gib = usd("0.11")});
  list.add(TrafficKind::to_internet, "east", "*", {.above_gib = 0, .per_gib = usd("0.12")});
  list.add(TrafficKind::to_internet, "east", "*", {.above_gib = 10240, .per_gib = usd("0.08")});
  list.add(TrafficKind::to_internet, "east", "south", {.above_gib = 0, .per_gib = usd("0.19")});
  return list;
}

PriceBook book(Purchase purchase = Purchase::on_demand) {
  return {.instances = instances(), .traffic = traffic(), .purchase = purchase};
}

Usage machines(std::int64_t count, const char* region = "east") {
  return {.instances = {{.tier = "web", .region = region, .instance = "small", .count = count}}};
}

Usage egress(const char* to, Bytes bytes) {
  return {.traffic = {{.kind = TrafficKind::to_internet, .from = "east", .to = to, .bytes = bytes}}};
}

// 3 * 730 h * 0.10 USD/h = 219 USD
TEST(Bill, PricesInstancesOnDemandByTheHour) {
  const Bill made = bill(machines(3), book());
  ASSERT_EQ(made.lines.size(), 1u);
  EXPECT_EQ(made.lines[0].what, "3 x small in east");
  EXPECT_EQ(made.lines[0].tier, "web");
  EXPECT_DOUBLE_EQ(made.lines[0].quantity, 2190);
  EXPECT_EQ(made.lines[0].unit, "h");
  EXPECT_EQ(made.total, nano(219'000'000'000));
}

// spot 3 * 730 * 0.04 = 87.6 USD; a commitment 3 * 50 = 150 USD and 3 * 30 = 90 USD
TEST(Bill, PricesEachWayToBuy) {
  EXPECT_EQ(bill(machines(3), book(Purchase::spot)).total, nano(87'600'000'000));
  EXPECT_EQ(bill(machines(3), book(Purchase::commit_1y)).total, nano(150'000'000'000));
  EXPECT_EQ(bill(machines(3), book(Purchase::commit_3y)).total, nano(90'000'000'000));
  EXPECT_EQ(bill(machines(3), book(Purchase::commit_1y)).lines[0].what,
            "3 x small in east, 1-year commitment");
}

// Two replicas for half of the month: 2 * 365 h * 0.10 USD/h = 73 USD
TEST(Bill, CountsAReplicaForAsLongAsItRan) {
  Usage usage = machines(2);
  usage.instances[0].each = 365_h;
  EXPECT_EQ(bill(usage, book()).total, nano(73'000'000'000));
}

// 1024 GiB * 0.12 = 122.88 USD: the whole first tier and not a byte of the second.
TEST(Bill, EndsATierAtItsBoundary) {
  const Bill made = bill(egress("east", 1024_GiB), book());
  ASSERT_EQ(made.lines.size(), 1u);
  EXPECT_EQ(made.lines[0].what, "east to the internet");
  EXPECT_EQ(made.total, nano(122'880'000'000));
}

// One GiB more: + 0.11 USD, as a line of its own.
TEST(Bill, BeginsTheNextTierBehindTheBoundary) {
  const Bill made = bill(egress("east", 1025_GiB), book());
  ASSERT_EQ(made.lines.size(), 2u);
  EXPECT_EQ(made.lines[1].what, "east to the internet, above 1024 GiB");
  EXPECT_EQ(made.lines[1].amount, nano(110'000'000));
  EXPECT_EQ(made.total, nano(122'990'000'000));
}

// 1024 * 0.12 + 9216 * 0.11 + 760 * 0.08 = 122.88 + 1013.76 + 60.80 = 1197.44 USD for 11,000 GiB
TEST(Bill, GoesThroughAllTiers) {
  EXPECT_EQ(bill(egress("east", 11'000_GiB), book()).total, nano(1'197'440'000'000));
}

// Users of two regions behind one row of the list: 600 + 600 GiB are 1024 * 0.12 + 176 * 0.11 = 142.24 USD,
// not 2 * 600 * 0.12 = 144 USD.
TEST(Bill, SumsDestinationsOfOneRowBeforeItCutsTiers) {
  Usage usage = egress("east", 600_GiB);
  usage.traffic.push_back({.kind = TrafficKind::to_internet, .from = "east", .to = "west", .bytes = 600_GiB});
  EXPECT_EQ(bill(usage, book()).total, nano(142'240'000'000));
}

// 100 GiB * 0.19 = 19 USD: the destination's own row goes before the row for anywhere.
TEST(Bill, PrefersARowForThatDestination) {
  const Bill made = bill(egress("south", 100_GiB), book());
  EXPECT_EQ(made.total, nano(19'000'000'000));
  EXPECT_EQ(made.lines[0].what, "east to users in south");
}

// 300 GiB between zones * 0.01 = 3 USD; 50 GiB to west * 0.02 = 1 USD
TEST(Bill, PricesZonesAndRegions) {
  const Usage usage{
      .traffic = {{.kind = TrafficKind::between_zones, .from = "east", .to = "east", .bytes = 300_GiB},
                  {.kind = TrafficKind::between_regions, .from = "east", .to = "west", .bytes = 50_GiB}}};
  const Bill made = bill(usage, book());
  ASSERT_EQ(made.lines.size(), 2u);
  EXPECT_EQ(made.lines[0].what, "between zones of east");
  EXPECT_EQ(made.lines[1].what, "east to west");
  EXPECT_EQ(made.total, nano(4'000'000'000));
}

TEST(Bill, IsTheSumOfItsRoundedLines) {
  Usage usage = machines(1);
  for (int i = 0; i < 7; ++i) usage.traffic.push_back(egress("east", Bytes(12'345'678'901 + i)).traffic[0]);
  const Bill made = bill(usage, book());
  Money sum;
  for (const BillLine& line : made.lines) sum += line.amount;
  EXPECT_EQ(made.total, sum);
}

TEST(Bill, SaysHowOldItsOldestFigureIs) {
  Usage usage = machines(1);
  EXPECT_EQ(bill(usage, book()).oldest_as_of, "2026-01-01");
  usage.traffic.push_back({.kind = TrafficKind::between_zones, .from = "east", .to = "east", .bytes = 1_GiB});
  EXPECT_EQ(bill(usage, book()).oldest_as_of, "2023-04-27");
}

TEST(Bill, MarksAssumedFigures) {
  EXPECT_FALSE(bill(machines(1), book()).has_assumed());
  EXPECT_TRUE(bill(machines(1, "west"), book()).has_assumed());
}

TEST(Bill, NeverTakesANeighboursPrice) {
  const Bill made = bill(machines(1, "north"), book());
  EXPECT_TRUE(made.lines.empty());
  EXPECT_EQ(made.not_priced[0], "web: small in north");
  const Bill spot_in_west = bill(machines(1, "west"), book(Purchase::spot));
  EXPECT_TRUE(spot_in_west.lines.empty());
  EXPECT_EQ(spot_in_west.not_priced[0], "web: small in west, spot");
}

TEST(Bill, NamesWhatNoListPrices) {
  const Bill made = bill(machines(1), {});
  EXPECT_EQ(made.total, Money());
  EXPECT_EQ(made.not_priced[0], "instances (no price list is named)");
  EXPECT_EQ(made.not_priced[1], "traffic (no price list is named)");
  EXPECT_NE(std::find(made.not_priced.begin(), made.not_priced.end(), "disks and snapshots"),
            made.not_priced.end());
}

TEST(Bill, HasNoLineForNothing) {
  Usage usage = machines(0);
  usage.traffic = egress("east", Bytes(0)).traffic;
  EXPECT_TRUE(bill(usage, book()).lines.empty());
}

TEST(MissingPrices, AreNoneWhereAllIsPriced) { EXPECT_TRUE(missing_prices(machines(1), book()).empty()); }

TEST(MissingPrices, NameTheTypesThatThereAre) {
  Usage usage = machines(1);
  usage.instances[0].instance = "smal";
  const auto missing = missing_prices(usage, book());
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].part, MissingPrice::Part::instance);
  EXPECT_EQ(missing[0].found, "smal");
  EXPECT_EQ(missing[0].expected, "an instance type of catalog:test/instances/2026-01-01");
  EXPECT_EQ(missing[0].candidates, std::vector<std::string>{"small"});
}

TEST(MissingPrices, NameTheRegionsOfAType) {
  const auto missing = missing_prices(machines(1, "wets"), book());
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].part, MissingPrice::Part::region);
  EXPECT_EQ(missing[0].name, "wets");
  EXPECT_EQ(missing[0].candidates, (std::vector<std::string>{"east", "west"}));
}

TEST(MissingPrices, NameTheWaysToBuy) {
  const auto missing = missing_prices(machines(1, "west"), book(Purchase::spot));
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].part, MissingPrice::Part::purchase);
  EXPECT_EQ(missing[0].candidates, std::vector<std::string>{"on_demand"});
}

TEST(MissingPrices, NameTheEndsOfTraffic) {
  Usage usage;
  usage.traffic.push_back({.kind = TrafficKind::between_regions, .from = "west", .to = "east"});
  usage.traffic.push_back({.kind = TrafficKind::between_regions, .from = "east", .to = "wset"});
  const auto missing = missing_prices(usage, book());
  ASSERT_EQ(missing.size(), 2u);
  EXPECT_EQ(missing[0].name, "west");
  EXPECT_EQ(missing[0].candidates, std::vector<std::string>{"east"});
  EXPECT_EQ(missing[1].name, "wset");
  EXPECT_EQ(missing[1].candidates, std::vector<std::string>{"west"});
}

// 24 h of a day at 1 GiB an hour is 24 GiB; a month of 730 h is 730 GiB.
TEST(PerMonth, BlowsUpADayToAMonthOf730Hours) {
  EXPECT_EQ(per_month(24_GiB, 24_h), 730_GiB);
  EXPECT_EQ(per_month(1_B, 730_h), 1_B);
}

TEST(TrafficKind, IsFreeWithinAZoneAndFromUsersIn) {
  EXPECT_EQ(traffic_kind({.same_zone = true, .same_region = true}), std::nullopt);
  EXPECT_EQ(traffic_kind({.from_edge = true, .same_region = true}), std::nullopt);
  EXPECT_EQ(traffic_kind({.same_region = true}), TrafficKind::between_zones);
  EXPECT_EQ(traffic_kind({}), TrafficKind::between_regions);
  EXPECT_EQ(traffic_kind({.to_edge = true, .same_region = true}), TrafficKind::to_internet);
}

}  // namespace
}  // namespace windtunnel
