// The walkers that print: origins, canonical text, schema, reference and paths, all of the same descriptions.
#include "sim/config/write.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/sim/config/small_world.hpp"

namespace windtunnel {
namespace {

constexpr std::string_view kText = R"({
  "run": {"lasts": "60 s"},
  "tiers": {
    "web": {"service": "5 ms"},
    "app": {"service": {"read": "1 ms"}, "enabled": false}
  },
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"}
})";

struct Read {
  Catalog catalog = small::catalog();
  Document document;
  small::World world;
  Problems problems;
  explicit Read(std::string_view text, const std::string& setting = "") {
    document = Document::from_text(text, "shop.json", problems);
    if (!setting.empty()) document.set_from_argument(setting, problems);
    read(document, catalog, world, problems);
    EXPECT_TRUE(problems.empty()) << problems.text("shop.json");
  }
};

TEST(Resolved, SaysOfEachValueWhereItCameFrom) {
  const Read whole(kText, "tiers.web.replicas=4");
  const std::string text = annotated_json(resolved(whole.document, whole.world));
  const auto line_with = [&](std::string_view part) {
    const std::size_t at = text.find(part);
    if (at == std::string::npos) return std::string("no ") + std::string(part);
    return text.substr(at, text.find('\n', at) - at);
  };
  EXPECT_NE(line_with("\"lasts\"").find("// shop.json:2:20"), std::string::npos) << text;
  EXPECT_NE(line_with("\"replicas\": 4").find("// --set"), std::string::npos) << text;
  EXPECT_NE(line_with("\"seed\": 1").find("// default"), std::string::npos) << text;
  EXPECT_NE(line_with("\"rtt\"").find("// shop.json:7:41, data of 2020-06-02"), std::string::npos) << text;
  EXPECT_NE(line_with("\"kind\": \"round_robin\"").find("// default"), std::string::npos) << text;
  EXPECT_NE(line_with("\"value\": \"5 ms\"").find("// shop.json:4:24"), std::string::npos) << text;
  EXPECT_NE(line_with("\"enabled\": false").find("// shop.json:5:53"), std::string::npos) << text;
}

TEST(Resolved, HashSeesValuesAndDataAndNothingElse) {
  const Hash128 hash = resolved_hash(Read(kText).world);
  std::string spaced(kText);
  spaced.insert(1, "\n\n  \"note\": \"the same scenario\",");
  EXPECT_EQ(resolved_hash(Read(spaced).world), hash);
  // A default that is written out is the same scenario.
  EXPECT_EQ(resolved_hash(Read(kText, "tiers.web.balancer.kind=round_robin").world), hash);
  EXPECT_EQ(
      resolved_hash(Read(kText, "tiers.web.service={\"kind\": \"constant\", \"value\": \"5000 us\"}").world),
      hash);
  EXPECT_NE(resolved_hash(Read(kText, "tiers.web.service=6 ms").world), hash);
  EXPECT_NE(resolved_hash(Read(kText, "tiers.app.enabled=true").world), hash);
  // Another table under the same name is another scenario.
  Read other(kText);
  TableSource source;
  source.add({"gcp/rtt/2020-06-02", "from,to,rtt_ms\na,b,9\n"});
  other.catalog.tables() = source;
  read(other.document, other.catalog, other.world, other.problems);
  EXPECT_NE(resolved_hash(other.world), hash);
}

TEST(Resolved, ListsTheTablesInUse) {
  const Read whole(kText);
  const auto tables = tables_of(type_of<small::World>(), &whole.world);
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0]->name(), "catalog:gcp/rtt/2020-06-02");
}

TEST(JsonSchema, NamesEveryFieldWithItsMeaningRangeAndDefault) {
  const std::string text = json_schema<small::World>(small::catalog(), "A small world");
  Problems problems;
  Node schema;
  ASSERT_TRUE(parse_tree(text, std::make_shared<const Source>(), {}, schema, problems));
  EXPECT_TRUE(problems.empty()) << problems.text("schema");
  EXPECT_EQ(schema.find("$schema")->value.text(), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_NE(text.find("How many to look at; 1 is plain random. (from 1 to 64)"), std::string::npos);
  EXPECT_NE(text.find("\"const\": \"least_requests\""), std::string::npos);
  EXPECT_NE(text.find("\"default\": 2"), std::string::npos);
  // Every reference leads to a definition.
  const Node& defs = schema.find("$defs")->value;
  for (std::size_t at = 0; (at = text.find("#/$defs/", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + 8;
    EXPECT_NE(defs.find(text.substr(begin, text.find('"', begin) - begin)), nullptr);
  }
}

TEST(Reference, PrintsATableOfFieldsAndAPageAnEntry) {
  const Catalog catalog = small::catalog();
  const std::string whole = reference<small::World>(catalog);
  EXPECT_NE(
      whole.find(
          "| `tiers.*.queue.discipline` | fcfs, lifo, priority | Who is served next. |  | `\"fcfs\"` |"),
      std::string::npos)
      << whole;
  EXPECT_NE(whole.find("| `run.lasts` | duration | How long. | more than 0 | required |"), std::string::npos)
      << whole;
  EXPECT_NE(whole.find("May change on the timeline."), std::string::npos);
  const std::string page =
      reference_page(*catalog.find<small::Balancing>("least_requests"), "load_balancing", catalog);
  EXPECT_TRUE(page.starts_with("# least_requests\n\nThe least busy of a few replicas")) << page;
  EXPECT_NE(
      page.find(
          "| `choices` | whole number | How many to look at; 1 is plain random. | from 1 to 64 | `2` |"),
      std::string::npos)
      << page;
  EXPECT_NE(page.find("A-POD, A-LBN"), std::string::npos);
  EXPECT_NE(reference_page(*catalog.find<small::Law>("constant"), "distributions", catalog)
                .find("A bare value stands for `value`"),
            std::string::npos);
}

TEST(Paths, ListEverythingTheReaderReads) {
  const std::vector<PathInfo> paths = readable_paths<small::World>(small::catalog());
  const auto find = [&](std::string_view path) {
    return std::find_if(paths.begin(), paths.end(), [&](const PathInfo& info) { return info.path == path; });
  };
  for (const char* path :
       {"run.lasts", "tiers.*.replicas", "tiers.*.balancer.kind", "tiers.*.balancer.choices",
        "tiers.*.enabled", "tiers.*.service.*.p50", "tiers.*.service.value", "tiers.*.service.parts.*.share",
        "workload.*.rate.peak", "network.latency", "places.*.zones"})
    EXPECT_NE(find(path), paths.end()) << path;
  EXPECT_TRUE(find("tiers.*.replicas")->changeable);
  EXPECT_FALSE(find("run.lasts")->changeable);
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (std::size_t j = i + 1; j < paths.size(); ++j) EXPECT_NE(paths[i].path, paths[j].path);
}

}  // namespace
}  // namespace windtunnel
