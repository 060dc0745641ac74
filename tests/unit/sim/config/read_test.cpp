// The reader: what is written arrives, what is wrong is said at its place.
#include "sim/config/read.hpp"

#include <gtest/gtest.h>

#include "sim/base/time.hpp"
#include "tests/unit/sim/config/small_world.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct Result {
  bool ok = false;
  small::World world;
  Document document;
  Problems problems;
  std::string text() const { return problems.text("shop.json"); }
};

Result read_text(std::string_view text) {
  Result result;
  const Catalog catalog = small::catalog();
  result.document = Document::from_text(text, "shop.json", result.problems);
  if (result.problems.empty()) result.ok = read(result.document, catalog, result.world, result.problems);
  return result;
}

constexpr std::string_view kWhole = R"({
  "windtunnel": 1, "$schema": "x", "note": "all of it",
  "title": "A shop",
  "run": {"starts": "2026-03-02T00:00-06:00", "lasts": "24 h", "warm_up": {"value": "90 s", "note": "enough"}},
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"},
  "places": {"us-central1": {"zones": ["a"]}, "us-central1/a": {}},
  "workload": {
    "shoppers": {"rate": {"shape": "catalog:gcp/rtt/2020-06-02", "peak": "72 /s"}, "path": ["web", "store"],
                 "origin": {"us-central1": 0.5, "us-central1/a": 0.5}, "operations": {"read": 0.8, "write": 0.2}, "reply": "180 KB"},
    "robots": {"rate": "12 /min", "path": ["web"], "enabled": false}},
  "tiers": {
    "web": {"replicas": 3, "service": "5 ms", "balancer": {"kind": "least_requests", "choices": 4}, "price": "0.0416 USD/h"},
    "store": {"service": {"read": {"kind": "lognormal", "p50": "6 ms", "p99": "40 ms"}, "write": "1.5 ms"},
              "queue": {"discipline": "lifo", "length_max": 200}, "warm": true}},
  "faults": {"dies": {"target": "store", "at": "12 h", "enabled": false}},
  "budget": "4500 USD"
})";

TEST(Reader, ReadsEveryKindOfField) {
  const Result result = read_text(kWhole);
  ASSERT_TRUE(result.ok) << result.text();
  const small::World& world = result.world;
  EXPECT_EQ(world.run.lasts, 24_h);
  EXPECT_EQ(world.run.warm_up, Time::from_ns(90'000'000'000));
  EXPECT_EQ(world.run.starts->offset_minutes, -360);
  EXPECT_EQ(world.network.kind(), "regions");
  EXPECT_EQ(world.network.as<small::RegionsFields>().rtt->rows(), 2u);
  ASSERT_EQ(world.workload.size(), 1u);  // the robots are off
  ASSERT_EQ(world.workload.all().size(), 2u);
  EXPECT_EQ(world.workload.find("robots"), nullptr);
  EXPECT_EQ(world.workload.find_any("robots")->value.rate.first()->per_second(), 0.2);
  const small::Workload& shoppers = *world.workload.find("shoppers");
  EXPECT_EQ(shoppers.rate.second()->peak.per_second(), 72);
  EXPECT_EQ(shoppers.path, (std::vector<std::string>{"web", "store"}));
  EXPECT_EQ(shoppers.reply.count(), 180'000);
  const small::Tier& web = *world.tiers.find("web");
  EXPECT_EQ(web.replicas, 3u);
  EXPECT_EQ(web.balancer.make(), 4);
  EXPECT_EQ(web.service.find("anything")->make(2.0), 0.01);
  EXPECT_EQ(web.price->nano_usd_per_hour(), 41'600'000);
  const small::Tier& store = *world.tiers.find("store");
  EXPECT_EQ(store.service.find("read")->kind(), "lognormal");
  EXPECT_EQ(store.service.find("write")->kind(), "constant");
  EXPECT_EQ(store.service.find("buy"), nullptr);
  EXPECT_EQ(store.balancer.kind(), "round_robin");  // by default
  EXPECT_EQ(store.queue.discipline, small::Discipline::lifo);
  EXPECT_EQ(world.budget->nano_usd(), 4500'000'000'000);
}

TEST(Reader, WritesBackWhatItReads) {
  const Result first = read_text(kWhole);
  ASSERT_TRUE(first.ok) << first.text();
  const std::string canonical = canonical_json(first.world);
  const Result second = read_text(canonical);
  ASSERT_TRUE(second.ok) << second.text() << canonical;
  EXPECT_EQ(canonical_json(second.world), canonical);
  EXPECT_EQ(resolved_hash(first.world), resolved_hash(second.world));
}

// 30,000 tiers, each named by a path: were each reference to walk all names, this would take 10^9
// comparisons.
TEST(Reader, TakesManyNamesAndReferencesInItsStride) {
  std::string tiers, path;
  for (int i = 0; i < 30'000; ++i) {
    const std::string name = "t" + std::to_string(i);
    tiers += (i > 0 ? ", \"" : "\"") + name + "\": {\"service\": \"5 ms\"}";
    path += (i > 0 ? ", \"" : "\"") + name + "\"";
  }
  const Result result =
      read_text("{\"run\": {\"lasts\": \"60 s\"}, \"tiers\": {" + tiers +
                "}, \"workload\": {\"w\": {\"rate\": \"1 /s\", \"path\": [" + path + "]}}}");
  EXPECT_TRUE(result.ok) << result.text().substr(0, 500);
  EXPECT_EQ(result.world.tiers.size(), 30'000u);
  EXPECT_GT(annotated_json(resolved(result.document, result.world)).size(), 1'000'000u);
}

}  // namespace
}  // namespace windtunnel
