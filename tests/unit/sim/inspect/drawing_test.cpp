// Drawings are readable: nothing lies over anything else, everything is there once or counted, and a fabric
// of eight thousand hosts is a page and not a carpet.
#include "sim/inspect/drawing.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

Loaded load(const std::string& file, const std::vector<std::string>& sets = {}) {
  Problems problems;
  auto loaded = load_scenario((fs::path(WINDTUNNEL_ROOT) / "scenarios" / file).string(), sets,
                              builtin_catalog(), problems);
  EXPECT_TRUE(loaded) << problems.text(file);
  if (!loaded) throw std::runtime_error("the scenario does not load");
  return std::move(*loaded);
}

void expect_readable(const Loaded& loaded, const Inspection& seen, const std::string& name) {
  const Drawing drawing = draw(seen);
  std::size_t nodes = 0, replicas = 0;
  for (const DrawnNode& figure : drawing.figures) {
    nodes += figure.nodes;
    replicas += figure.replicas.size();
    EXPECT_GE(figure.x - figure.width / 2, 0) << name << " " << figure.title;
    EXPECT_LE(figure.x + figure.width / 2, drawing.width) << name << " " << figure.title;
    EXPECT_GE(figure.y - figure.height / 2, 0) << name << " " << figure.title;
    EXPECT_LE(figure.y + figure.height / 2, drawing.height) << name << " " << figure.title;
  }
  EXPECT_EQ(nodes, seen.fabric->topology->nodes().size()) << name;
  EXPECT_EQ(replicas, loaded.flight.plan.replicas.size()) << name;
  EXPECT_LE(drawing.figures.size(), 300u) << name;
  const auto apart = [](const auto& a, const auto& b) {
    return a.x + a.width / 2 <= b.x - b.width / 2 || b.x + b.width / 2 <= a.x - a.width / 2 ||
           a.y + a.height / 2 <= b.y - b.height / 2 || b.y + b.height / 2 <= a.y - a.height / 2;
  };
  for (std::size_t i = 0; i < drawing.figures.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_TRUE(apart(drawing.figures[i], drawing.figures[j]))
          << name << ": " << drawing.figures[i].title << " over " << drawing.figures[j].title;
  for (std::size_t i = 0; i < drawing.frames.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Frame &a = drawing.frames[i], &b = drawing.frames[j];
      EXPECT_TRUE(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
                  b.y + b.height <= a.y)
          << name << ": " << a.title << " over " << b.title;
    }
}

TEST(Drawing, OfEveryExampleIsReadable) {
  for (const char* name : {"fat_tree", "leaf_spine", "dragonfly", "torus", "star", "ring", "wan", "explicit",
                           "graphml", "rack_outage", "region_dies"})
    expect_readable(load("examples/" + std::string(name) + ".json"),
                    inspect(load("examples/" + std::string(name) + ".json")), name);
  expect_readable(load("quickstart.json"), inspect(load("quickstart.json")), "quickstart");
}

// 8,192 hosts in 32 pods: the first ones, the last one, and the others as one.
TEST(Drawing, OfEightThousandHostsIsAPage) {
  const Loaded loaded = load("examples/fat_tree.json", {"network.topology.k=32"});
  const Inspection seen = inspect(loaded);
  expect_readable(loaded, seen, "k = 32");
  const Drawing drawing = draw(seen);
  EXPECT_LE(drawing.figures.size(), 60u);
  EXPECT_LE(drawing.width, 2000);
  EXPECT_LE(inspection_svg(loaded, seen).size(), 60'000u);
}

TEST(Drawing, IsTheSameEveryTime) {
  const Loaded loaded = load("examples/wan.json");
  EXPECT_EQ(inspection_svg(loaded, inspect(loaded)), inspection_svg(loaded, inspect(loaded)));
}

}  // namespace
}  // namespace windtunnel
