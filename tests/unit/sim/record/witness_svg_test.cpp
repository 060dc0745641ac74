// A verdict's picture: a bar an operation, on the line of its process.
#include "sim/record/witness_svg.hpp"

#include <gtest/gtest.h>

#include "sim/verify/linearizability.hpp"
#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

TEST(WitnessSvg, HasABarForEachOperationAndALineForEachProcess) {
  const History history =
      of({write(0, 1, 0, 4), write(0, 2, 5, 9), unknown(write(2, 1, 12, 0)), read(1, 1, 10, 11)});
  const CheckVerdict verdict = check_linearizability(history).verdict;
  ASSERT_EQ(verdict.truth, Truth::kViolated);
  const std::string svg = witness_svg(history, verdict, "linearizable");
  EXPECT_EQ(count(svg, "rx=\"3\""), 3u) << "the unknown write began too late to matter";
  EXPECT_EQ(count(svg, "class=\"process\""), 2u);
  EXPECT_EQ(count(svg, ">read key 0: sees 1<"), 1u);
  EXPECT_EQ(count(svg, ">0.009 s<"), 1u);
  EXPECT_EQ(count(svg, "linearizable: violated"), 1u);
  EXPECT_EQ(count(svg, "operations are drawn"), 0u);
}

TEST(WitnessSvg, SaysWhereItIsCutAndLeavesUnknownEndsOpen) {
  const History history = of({unknown(write(2, 1, 1, 0)), read(1, 2, 2, 3)});
  CheckVerdict verdict{Truth::kViolated, "reason", {0, 1}};
  EXPECT_EQ(count(witness_svg(history, verdict, "x"), "stroke-dasharray"), 1u);
  EXPECT_EQ(count(witness_svg(history, verdict, "x", 1), "the first 1 of 2 operations are drawn"), 1u);
}

}  // namespace
}  // namespace windtunnel
