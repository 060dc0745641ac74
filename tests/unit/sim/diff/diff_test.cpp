// Two sides made by hand: what is paired with what, what is counted, what is told first.
#include "sim/diff/diff.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/text.hpp"
#include "sim/observe/fingerprint.hpp"

namespace windtunnel {
namespace {

SideFigure figure(const char* metric, std::vector<double> values, FigureOf of = {}) {
  return SideFigure{find_metric(metric), std::move(of), false, std::move(values)};
}

// Replications of the same seeds, whose every layer is "same".
DiffSide side(std::size_t replications, std::vector<SideFigure> figures) {
  DiffSide made;
  made.name = "shop", made.version = "0.1.0", made.hash = "aa", made.seed = 1;
  made.scenario = Node::object();
  for (std::size_t i = 0; i < replications; ++i) {
    SideReplication& each = made.replications.emplace_back();
    each.seed = hexadecimal(i);
    each.prints.fill("same");
  }
  made.figures = std::move(figures);
  return made;
}

const DiffedFigure& only(const RunDiff& diff) {
  EXPECT_EQ(diff.figures.size(), 1u);
  return diff.figures.front();
}

TEST(Diff, OfOneSideWithItselfIsNone) {
  const DiffSide one =
      side(3, {figure("latency_mean", {0.1, 0.2, 0.3}), figure("goodput", {1, 2, std::nan("")})});
  const RunDiff diff = diff_of(one, one, 0.01);
  EXPECT_FALSE(diff.differs());
  EXPECT_EQ(diff.first_moved(), nullptr);
  EXPECT_TRUE(diff.paired);
  for (const DiffedFigure& each : diff.figures) EXPECT_TRUE(each.equal);
}

// The layers stand in the order of cause: what broke comes before who was asked, though files keep them the
// other way round.
TEST(Diff, FirstThatMovedIsTheFirstByCause) {
  const DiffSide a = side(3, {});
  DiffSide b = a;
  b.replications[2].prints[1] = "moved";  // routing
  EXPECT_EQ(diff_of(a, b, 0.01).first_moved()->layer, "routing");
  b.replications[1].prints[2] = "moved";  // faults
  const RunDiff diff = diff_of(a, b, 0.01);
  EXPECT_EQ(diff.first_moved()->layer, "faults");
  EXPECT_EQ(diff.first_moved()->moved, 1);
  EXPECT_TRUE(diff.differs());
}

TEST(Diff, LayerInWhichNothingHappenedIsSilent) {
  DiffSide a = side(2, {});
  for (SideReplication& each : a.replications) each.prints[3] = hexadecimal(Fingerprint().value());
  DiffSide b = a;
  EXPECT_TRUE(diff_of(a, b, 0.01).layers[3].silent);
  b.replications[0].prints[3] = "a message";
  const RunDiff diff = diff_of(a, b, 0.01);
  EXPECT_FALSE(diff.layers[3].silent);
  EXPECT_EQ(diff.layers[3].moved, 1);
}

// 1, 2, 3 ms against 1.1, 2.1, 3.1 ms: paired, each is 0.1 ms more and the interval has no width; unpaired,
// the two means are within each other's noise.
TEST(Diff, PairsFindWhatMeansCanNot) {
  const DiffSide a = side(3, {figure("latency_mean", {1e-3, 2e-3, 3e-3})});
  DiffSide b = side(3, {figure("latency_mean", {1.1e-3, 2.1e-3, 3.1e-3})});
  const RunDiff paired = diff_of(a, b, 0.01);
  EXPECT_TRUE(paired.paired);
  EXPECT_EQ(only(paired).judged.verdict, Compared::kWorse);
  EXPECT_NEAR(only(paired).judged.difference.absolute.low, 0.1e-3, 1e-12);
  for (SideReplication& each : b.replications) each.seed += "f";
  const RunDiff unpaired = diff_of(a, b, 0.01);
  EXPECT_FALSE(unpaired.same_luck);
  EXPECT_FALSE(unpaired.paired);
  EXPECT_EQ(only(unpaired).judged.verdict, Compared::kUndecided);
  EXPECT_LT(only(unpaired).judged.difference.absolute.low, 0);
}

TEST(Diff, OtherVersionIsPairedOnlyWhereTheSameRequestsCame) {
  const DiffSide a = side(2, {});
  DiffSide b = a;
  b.version = "0.2.0";
  EXPECT_TRUE(diff_of(a, b, 0.01).paired);
  EXPECT_FALSE(diff_of(a, b, 0.01).differs());  // the version itself is told, and is none
  b.replications[1].prints[0] = "moved";
  EXPECT_FALSE(diff_of(a, b, 0.01).paired);
  EXPECT_TRUE(diff_of(a, b, 0.01).same_luck);
}

TEST(Diff, OfOtherNumbersComparesTheFirst) {
  const DiffSide a = side(2, {figure("latency_mean", {0.1, 0.2})});
  const DiffSide b = side(4, {figure("latency_mean", {0.1, 0.2, 9, 9})});
  const RunDiff diff = diff_of(a, b, 0.01);
  EXPECT_EQ(diff.compared, 2);
  EXPECT_FALSE(diff.differs());
  EXPECT_NE(diff_text(a, b, diff).find("the first 2 are compared"), std::string::npos);
}

TEST(Diff, FiguresOfOneSideAreCounted) {
  const DiffSide a =
      side(2, {figure("latency_mean", {0.1, 0.2}), figure("latency_mean", {1, 2}, {"before"})});
  DiffSide b = side(2, {figure("latency_mean", {0.1, 0.2}), figure("latency_mean", {1, 2}, {"later"}),
                        figure("goodput", {1, 2})});
  const RunDiff diff = diff_of(a, b, 0.01);
  EXPECT_EQ(diff.only_a, 1);
  EXPECT_EQ(diff.only_b, 2);
  EXPECT_TRUE(diff.differs());
  EXPECT_EQ(only(diff).of, FigureOf{});
}

TEST(Diff, SaturatedSideIsNeverBetterNorWorse) {
  DiffSide a = side(3, {figure("latency_mean", {1, 1.1, 1.2})}),
           b = side(3, {figure("latency_mean", {9, 10, 11})});
  EXPECT_EQ(only(diff_of(a, b, 0.01)).judged.verdict, Compared::kWorse);
  b.figures[0].saturated = true;
  const RunDiff diff = diff_of(a, b, 0.01);
  EXPECT_EQ(only(diff).judged.verdict, Compared::kUndecided);
  EXPECT_EQ(only(diff).judged.lack_b, "saturated");
}

// One figure that differs with p just below 5% is called worse; among forty of the kind, it is luck.
TEST(Diff, ManyFiguresAreAllowedFor) {
  const std::vector<double> left = {1, 1, 1, 1}, right = {1.0, 1.2, 1.3, 1.4};
  const DiffSide a = side(4, {figure("latency_mean", left)}), b = side(4, {figure("latency_mean", right)});
  const RunDiff one = diff_of(a, b, 0.01);
  ASSERT_GT(only(one).judged.difference.absolute.high, only(one).judged.difference.absolute.low);
  const double p = only(one).judged.difference.p_value;
  DiffSide many_a = a, many_b = b;
  for (int i = 0; i < 40; ++i) {
    many_a.figures.push_back(figure("latency_mean", left, {"p" + std::to_string(i)}));
    many_b.figures.push_back(figure("latency_mean", right, {"p" + std::to_string(i)}));
  }
  EXPECT_NEAR(diff_of(many_a, many_b, 0.01).figures.front().judged.p_adjusted, std::min(1.0, 41 * p), 1e-12);
  EXPECT_EQ(diff_of(many_a, many_b, 0.01).figures.front().judged.verdict, Compared::kUndecided);
}

TEST(Diff, TablesAreToldApartByTheirContent) {
  DiffSide a = side(1, {}), b = a;
  a.contents = {{"prices", "2026-01-01", "aa"}, {"rtt", "2025-01-01", "cc"}};
  b.contents = {{"rtt", "2025-02-01", "cc"}, {"prices", "2026-01-01", "bb"}};
  const RunDiff diff = diff_of(a, b, 0.01);
  ASSERT_EQ(diff.contents.size(), 1u);  // a date alone is none
  EXPECT_EQ(diff.contents[0].name, "prices");
  EXPECT_EQ(diff.contents[0].b->hash, "bb");
}

TEST(Diff, TextKeepsItsRoom) {
  DiffSide a = side(3, {}), b = a;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "a_phase_with_a_name_that_is_rather_long_" + std::to_string(i);
    a.figures.push_back(figure("latency_p99", {1, 2, 3}, {name}));
    b.figures.push_back(figure("latency_p99", {2, 3, 4}, {name}));
    a.scenario.add("key" + std::to_string(i), Node::string(std::string(200, 'x')));
    a.contents.push_back({"table" + std::to_string(i), "2026-01-01", std::string(64, 'a')});
    b.replications[0].prints.fill("moved");
  }
  const auto lines_of = [](const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size(); from = text.find('\n', from) + 1)
      lines.push_back(text.substr(from, text.find('\n', from) - from));
    return lines;
  };
  const RunDiff diff = diff_of(a, b, 0.01);
  const auto lines = lines_of(diff_text(a, b, diff));
  EXPECT_LE(lines.size(), 45u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 100u) << line;
  EXPECT_GT(lines_of(diff_text(a, b, diff, true)).size(), 300u);
}

TEST(Side, SaysWhatIsNotThere) {
  Problems problems;
  Node manifest = Node::object(), summary = Node::object();
  manifest.add("windtunnel", Node::integer(1));
  EXPECT_FALSE(side_of("results/shop/ID", summary, manifest, problems));
  const std::string text = problems.text("results/shop/ID");
  for (const char* key : {"windtunnel", "seed", "scenario_hash", "replications", "catalogs", "metrics"})
    EXPECT_NE(text.find(key), std::string::npos) << key << "\n" << text;
}

TEST(Side, CountsMetricsOfAnotherVersion) {
  Problems problems;
  Node manifest = Node::object(), summary = Node::object(), row = Node::object();
  manifest.add("windtunnel", Node::string("9.0.0"));
  manifest.add("scenario_hash", Node::string("aa"));
  manifest.add("seed", Node::integer(1));
  manifest.add("scenario", Node::object());
  manifest.add("replications", Node::array());
  manifest.add("catalogs", Node::array());
  row.add("metric", Node::string("happiness"));
  Node metrics = Node::array();
  metrics.items().push_back(std::move(row));
  summary.add("metrics", std::move(metrics));
  summary.add("expectations", Node::array());
  const auto read = side_of("results/shop/ID", summary, manifest, problems);
  ASSERT_TRUE(read) << problems.text("results/shop/ID");
  EXPECT_EQ(read->unknown_figures, 1);
  EXPECT_TRUE(read->figures.empty());
}

}  // namespace
}  // namespace windtunnel
