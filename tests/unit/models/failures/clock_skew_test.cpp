// Clock skew as a scenario names it: a step, a rate, or both, and never nothing.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const std::string kStart = R"({"kind": "clock_skew", "target": {"tier": "store"}, "at": "1 s")";

TEST(ClockSkew, IsAStepARateOrBoth) {
  const FailureEffect both = failure(kStart + R"(, "offset": "-250 ms", "drift": 0.001})").effect;
  EXPECT_TRUE(both.wrong_clock);
  EXPECT_FALSE(both.down);
  EXPECT_EQ(both.clock, (ClockSkew{-250_ms, 0.001}));
  EXPECT_EQ(failure(kStart + R"(, "offset": "1 h"})").effect.clock, (ClockSkew{1_h, 0}));
  EXPECT_EQ(failure(kStart + R"(, "drift": -0.5})").effect.clock, (ClockSkew{0_s, -0.5}));
}

TEST(ClockSkew, RefusesAClockThatIsRightOrRunsBackwards) {
  for (const auto& [fields, problem] :
       std::vector<std::pair<std::string, std::string>>{{"}", "WT014  it.offset"},
                                                        {R"(, "drift": -1})", "WT005  it.drift"},
                                                        {R"(, "drift": 11})", "WT005  it.drift"},
                                                        {R"(, "offset": "25 h"})", "WT005  it.offset"},
                                                        {R"(, "offset": 5})", "WT003  it.offset"},
                                                        {R"(, "ofset": "5 s"})", "nearest   offset"}})
    EXPECT_NE(read_failure(kStart + fields).problems.find(problem), std::string::npos)
        << fields << "\nearned\n"
        << read_failure(kStart + fields).problems;
}

}  // namespace
}  // namespace windtunnel
