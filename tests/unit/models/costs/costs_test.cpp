// Price lists as tables: ours can all be read, a broken one is a problem at its row, and real prices make
// real sums.
#include "models/costs/costs.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/config/embedded_catalog.hpp"
#include "sim/config/read.hpp"

namespace windtunnel {
namespace {

using namespace literals;

std::shared_ptr<const Table> table(std::string_view csv) {
  Problems problems;
  auto read = read_table(csv, "test.csv", Position{}, "costs.instances", problems);
  EXPECT_TRUE(problems.empty()) << problems.text("test.csv");
  return read;
}

std::shared_ptr<const Table> embedded(std::string_view name) {
  for (const EmbeddedCsv& csv : embedded_catalog()) {
    if (csv.name == name) return table(csv.bytes);
  }
  return nullptr;
}

InstanceList gcp_instances() {
  std::vector<PriceFault> faults;
  return read_instance_list(*embedded("gcp/instances/2026-07-30"), faults).value();
}

TrafficList traffic_of(std::string_view name) {
  std::vector<PriceFault> faults;
  return read_traffic_list(*embedded(name), faults).value();
}

struct Scenario {
  CostsFields costs;
  void describe(Schema& schema) { schema.field("costs", costs, "What it costs."); }
};

// Reads `json` as the costs of a scenario against our catalog and one broken table.
Scenario read_scenario(const std::string& json, Problems& problems) {
  Catalog catalog;
  for (const EmbeddedCsv& csv : embedded_catalog()) catalog.tables().add({std::string(csv.name), csv.bytes});
  catalog.tables().add({"test/instances/2026-01-01",
                        "# source: a test\n# date: 2026-01-01\n# licence: none\n"
                        "instance,region,vcpu,memory_gib,on_demand_usd_h\nsmall,east,2,8,cheap\n"});
  Scenario scenario;
  const Document document = Document::from_text("{\"costs\": " + json + "}", "shop.json", problems);
  read(document, catalog, scenario, problems);
  return scenario;
}

TEST(Costs, AreReadFromAScenario) {
  Problems problems;
  const Scenario scenario = read_scenario(
      R"({"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30",
          "purchase": "commit_1y"})",
      problems);
  ASSERT_TRUE(problems.empty()) << problems.text("shop.json");
  const PriceBook book = price_book(scenario.costs);
  ASSERT_TRUE(book.instances && book.traffic);
  EXPECT_EQ(book.purchase, Purchase::commit_1y);
  EXPECT_EQ(book.instances->origin().table, "catalog:gcp/instances/2026-07-30");
  EXPECT_EQ(book.instances->origin().date, "2026-07-30");
}

TEST(Costs, NeedNoListAtAll) {
  Problems problems;
  const Scenario scenario = read_scenario("{}", problems);
  EXPECT_TRUE(problems.empty()) << problems.text("shop.json");
  EXPECT_FALSE(price_book(scenario.costs).instances);
}

TEST(Costs, SayInWhichTableAPriceIsBroken) {
  Problems problems;
  read_scenario(R"({"instances": "catalog:test/instances/2026-01-01"})", problems);
  ASSERT_EQ(problems.size(), 1u) << problems.text("shop.json");
  const Problem problem = problems.sorted()[0];
  EXPECT_EQ(problem.code, code::kTableContent);
  EXPECT_EQ(problem.path, "costs.instances");
  EXPECT_EQ(problem.found, "on_demand_usd_h cheap");
  EXPECT_EQ(problem.where.line, 5);
}

TEST(Costs, ReadEveryPriceListOfTheCatalog) {
  int lists = 0;
  for (const EmbeddedCsv& csv : embedded_catalog()) {
    std::vector<PriceFault> faults;
    if (csv.name.find("/instances/") != std::string_view::npos) {
      EXPECT_TRUE(read_instance_list(*table(csv.bytes), faults)) << csv.name;
      ++lists;
    } else if (csv.name.find("/traffic/") != std::string_view::npos) {
      EXPECT_TRUE(read_traffic_list(*table(csv.bytes), faults)) << csv.name;
      ++lists;
    }
  }
  EXPECT_EQ(lists, 5);
}

// 9 e2-standard-2 in us-central1: 9 * 730 h * 0.06701142 USD/h = 440.2650294 USD a month on demand;
// spot 9 * 730 * 0.040212 = 264.19284; three years 9 * 22.01324782 = 198.11923038.
TEST(Costs, PriceGcpInstancesAsTheListDoes) {
  const Usage usage{
      .instances = {{.tier = "web", .region = "us-central1", .instance = "e2-standard-2", .count = 9}}};
  PriceBook book{.instances = gcp_instances(), .traffic = std::nullopt, .purchase = Purchase::on_demand};
  EXPECT_EQ(bill(usage, book).total, Money::from_nano_usd(440'265'029'400));
  book.purchase = Purchase::spot;
  EXPECT_EQ(bill(usage, book).total, Money::from_nano_usd(264'192'840'000));
  book.purchase = Purchase::commit_3y;
  EXPECT_EQ(bill(usage, book).total, Money::from_nano_usd(198'119'230'380));
}

TEST(Costs, KnowTheShapeOfAnInstance) {
  const InstanceList list = gcp_instances();
  ASSERT_NE(list.shape("n2-highmem-4"), nullptr);
  EXPECT_EQ(list.shape("n2-highmem-4")->vcpu, 4);
  EXPECT_DOUBLE_EQ(list.shape("n2-highmem-4")->memory_gib, 32);
  EXPECT_EQ(list.find("n2-highmem-4", "mars-north1"), nullptr);
}

// GCP, premium tier: 2 TiB from us-central1 to the internet are 1024 * 0.12 + 1024 * 0.11 = 235.52 USD; to
// users in Australia 1024 * 0.19 + 1024 * 0.18 = 378.88. Between zones 100 GiB * 0.01 = 1 USD, to
// europe-west1 100 * 0.08 = 8.
TEST(Costs, PriceGcpTrafficAsTheListDoes) {
  const PriceBook book{
      .instances = std::nullopt, .traffic = traffic_of("gcp/traffic/2026-07-30"), .purchase = {}};
  const auto total = [&](TrafficKind kind, const char* to, Bytes bytes) {
    return bill({.traffic = {{.kind = kind, .from = "us-central1", .to = to, .bytes = bytes}}}, book).total;
  };
  EXPECT_EQ(total(TrafficKind::to_internet, "us-central1", 2048_GiB), Money::from_nano_usd(235'520'000'000));
  EXPECT_EQ(total(TrafficKind::to_internet, "australia-southeast1", 2048_GiB),
            Money::from_nano_usd(378'880'000'000));
  EXPECT_EQ(total(TrafficKind::between_zones, "us-central1", 100_GiB), Money::from_nano_usd(1'000'000'000));
  EXPECT_EQ(total(TrafficKind::between_regions, "europe-west1", 100_GiB),
            Money::from_nano_usd(8'000'000'000));
}

// AWS, us-east-1: 11 TiB to the internet are 10240 * 0.09 + 1024 * 0.085 = 1008.64 USD; between zones both
// ends pay, 100 GiB * 0.02 = 2 USD; to us-east-2 100 * 0.01 = 1 USD.
TEST(Costs, PriceAwsTrafficAsTheListDoes) {
  const PriceBook book{
      .instances = std::nullopt, .traffic = traffic_of("aws/traffic/2024-09-25"), .purchase = {}};
  const auto total = [&](TrafficKind kind, const char* to, Bytes bytes) {
    return bill({.traffic = {{.kind = kind, .from = "us-east-1", .to = to, .bytes = bytes}}}, book).total;
  };
  EXPECT_EQ(total(TrafficKind::to_internet, "eu-west-1", 11'264_GiB),
            Money::from_nano_usd(1'008'640'000'000));
  EXPECT_EQ(total(TrafficKind::between_zones, "us-east-1", 100_GiB), Money::from_nano_usd(2'000'000'000));
  EXPECT_EQ(total(TrafficKind::between_regions, "us-east-2", 100_GiB), Money::from_nano_usd(1'000'000'000));
}

TEST(Costs, RefuseAListWithoutAColumn) {
  std::vector<PriceFault> faults;
  EXPECT_FALSE(read_instance_list(*table("instance,region,vcpu,memory_gib\nsmall,east,2,8\n"), faults));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].found, "no column on_demand_usd_h");
  EXPECT_FALSE(faults[0].row.has_value());
}

TEST(Costs, RefuseAPriceThatIsNone) {
  std::vector<PriceFault> faults;
  EXPECT_FALSE(read_instance_list(
      *table("instance,region,vcpu,memory_gib,on_demand_usd_h\nsmall,east,2,8,0.1\nbig,east,4,16,cheap\n"),
      faults));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].row, 1u);
  EXPECT_EQ(faults[0].found, "on_demand_usd_h cheap");
}

TEST(Costs, RefuseTrafficOfNoKind) {
  std::vector<PriceFault> faults;
  EXPECT_FALSE(
      read_traffic_list(*table("kind,from,to,above_gib_month,usd_per_gib\npigeon,a,b,0,0.1\n"), faults));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].expected, "zones, regions or internet");
}

// An empty cell is a price that is not known; the user's own list may say that a figure is assumed.
TEST(Costs, TakeAnEmptyCellForNoPriceAndAnAssumedOneForAssumed) {
  std::vector<PriceFault> faults;
  const auto list = read_instance_list(
      *table("instance,region,vcpu,memory_gib,on_demand_usd_h,spot_usd_h,assumed\nsmall,east,2,8,0.1,,1\n"),
      faults);
  ASSERT_TRUE(list);
  EXPECT_FALSE(list->find("small", "east")->price(Purchase::spot));
  EXPECT_TRUE(list->find("small", "east")->assumed);
}

}  // namespace
}  // namespace windtunnel
