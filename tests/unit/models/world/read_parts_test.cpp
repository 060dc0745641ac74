// Which parts of a scenario a list of problems spoils, and which it leaves.
#include "models/world/read_parts.hpp"

#include <gtest/gtest.h>

#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

ReadParts after(std::string_view code, std::string path, std::string nearest = "") {
  Problems problems;
  problems.add(
      Problem{Position{}, std::string(code), std::move(path), "found", "expected", std::move(nearest)});
  return ReadParts(problems);
}

TEST(ReadParts, AreAllWellWithoutAProblem) {
  const ReadParts parts{Problems()};
  EXPECT_TRUE(parts.well("tiers.web"));
  EXPECT_TRUE(parts.listed("tiers"));
}

TEST(ReadParts, SpoilWhatHoldsAProblemAndNothingBesideIt) {
  const ReadParts parts = after(code::kRange, "tiers.web.balancer.choices");
  EXPECT_FALSE(parts.well("tiers.web"));
  EXPECT_FALSE(parts.well("tiers.web.balancer"));
  EXPECT_FALSE(parts.well("tiers"));
  EXPECT_TRUE(parts.well("tiers.web.service"));
  EXPECT_TRUE(parts.well("tiers.webs"));
  EXPECT_TRUE(parts.well("workload.tiers"));
}

TEST(ReadParts, SpoilWhatStandsInAProblem) {
  const ReadParts parts = after(code::kWrongType, "tiers");
  EXPECT_FALSE(parts.well("tiers.web.balancer"));
  EXPECT_TRUE(parts.well("faults"));
  EXPECT_FALSE(after(code::kWrongType, "").well("tiers.web")) << "the file as a whole";
}

TEST(ReadParts, StillKnowTheNamesBesideASpoiltOne) {
  EXPECT_TRUE(after(code::kRange, "tiers.web.needs").listed("tiers"));
  EXPECT_FALSE(after(code::kMissing, "tiers").listed("tiers"));
}

TEST(ReadParts, TakeAKeyThatNobodyReadsForAnyFieldBesideIt) {
  EXPECT_FALSE(after(code::kUnknownKey, "run.last", "lasts").well("run.lasts"));
  EXPECT_FALSE(after(code::kUnknownKey, "tiers.web.chioces").well("tiers.web"));
  EXPECT_TRUE(after(code::kUnknownKey, "tiers.web.chioces").well("tiers.app"));
}

TEST(ReadParts, TakeAKeyAtTheTopForTheOneThatWasMeant) {
  const ReadParts parts = after(code::kUnknownKey, "phase", "phases");
  EXPECT_FALSE(parts.listed("phases"));
  EXPECT_TRUE(parts.well("tiers"));
  EXPECT_TRUE(after(code::kUnknownKey, "colour").well("tiers"));
}

}  // namespace
}  // namespace windtunnel
