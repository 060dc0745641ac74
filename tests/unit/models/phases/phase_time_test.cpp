// Moments of a run as people write them.
#include <gtest/gtest.h>

#include "models/phases/phase_time.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const std::vector<Anchor> kAnchors = {{"zone_dies", Time() + 12_h, Time() + 12_h + 45_min},
                                      {"a-1", Time() + 1_h, Time() + 2_h}};

struct Read {
  std::optional<Time> time;
  std::string complaint;
};

Read read_moment(std::string_view text) {
  Read result;
  result.time =
      phase_time(text, kAnchors, "0",
                 [&](std::string_view field, std::string_view code, const std::string& found,
                     const std::string&, std::string_view name, const std::vector<std::string>& candidates) {
                   result.complaint += std::string(field) + " " + std::string(code) + " " + found + " " +
                                       std::string(name) + ":";
                   for (const std::string& candidate : candidates) result.complaint += " " + candidate;
                 });
  return result;
}

TEST(PhaseTime, IsAPlainTime) {
  EXPECT_EQ(read_moment("11.5 h").time, Time() + 11_h + 30_min);
  EXPECT_EQ(read_moment(" 90 s ").time, Time() + 90_s);
  EXPECT_EQ(read_moment("0 s").time, Time());
}

TEST(PhaseTime, HangsOnTheStartOrEndOfAFault) {
  EXPECT_EQ(read_moment("zone_dies.start").time, Time() + 12_h);
  EXPECT_EQ(read_moment("zone_dies.end").time, Time() + 12_h + 45_min);
}

TEST(PhaseTime, AddsOrTakesAnOffset) {
  EXPECT_EQ(read_moment("zone_dies.start + 5 min").time, Time() + 12_h + 5_min);
  EXPECT_EQ(read_moment("zone_dies.start+5 min").time, Time() + 12_h + 5_min);
  EXPECT_EQ(read_moment("zone_dies.end - 1.5 h").time, Time() + 11_h + 15_min);
}

// A name may hold the sign of an offset.
TEST(PhaseTime, ReadsAFaultWhoseNameHasADash) {
  EXPECT_EQ(read_moment("a-1.start").time, Time() + 1_h);
  EXPECT_EQ(read_moment("a-1.end - 1 min").time, Time() + 1_h + 59_min);
}

TEST(PhaseTime, ComplainsOfAFaultThatIsNotThereWithEveryMomentThereIs) {
  const Read wrong = read_moment("zone_die.start");
  EXPECT_FALSE(wrong.time.has_value());
  EXPECT_EQ(wrong.complaint,
            "0 WT011 \"zone_die.start\" zone_die.start: zone_dies.start zone_dies.end a-1.start a-1.end");
  EXPECT_NE(read_moment("zone_dies.middle").complaint.find("WT011"), std::string::npos);
}

TEST(PhaseTime, ComplainsOfWhatIsNoMoment) {
  for (const char* text : {"", "noon", "12", "12 o'clock", "zone_dies.start + ", "zone_dies.start + 5",
                           "zone_dies.start + noon", "+ 5 min", "zone_dies"}) {
    const Read wrong = read_moment(text);
    EXPECT_FALSE(wrong.time.has_value()) << text;
    EXPECT_NE(wrong.complaint.find("WT004"), std::string::npos) << text << ": " << wrong.complaint;
  }
}

}  // namespace
}  // namespace windtunnel
