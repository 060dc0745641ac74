// B-MEMBERLIST: memberlist's timers against the vectors of its own tests (util_test.go and suspicion_test.go
// at commit 1b4c746, read there).
#include "models/consensus/membership_timers.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

TEST(MembershipTimers, ScaleASuspicionWithTheLogarithmOfTheGroup) {
  const std::vector<std::pair<std::uint32_t, Duration>> kRows = {
      {5, 1000_ms}, {10, 1000_ms}, {50, 1698_ms}, {100, 2000_ms}, {500, 2698_ms}, {1000, 3000_ms}};
  for (const auto& [members, third] : kRows) EXPECT_EQ(suspicion_time(3, members, 1_s) / 3, third) << members;
}

TEST(MembershipTimers, EndASuspicionTheSoonerTheMoreShareIt) {
  EXPECT_EQ(suspicion_left(0, 3, Duration(), 2_s, 30_s), 30_s);
  EXPECT_EQ(suspicion_left(1, 3, 2_s, 2_s, 30_s), 14_s);
  EXPECT_EQ(suspicion_left(2, 3, 3_s, 2_s, 30_s), 4810_ms);
  EXPECT_EQ(suspicion_left(3, 3, 4_s, 2_s, 30_s), -2_s);
  EXPECT_EQ(suspicion_left(4, 3, 5_s, 2_s, 30_s), -3_s);
  EXPECT_EQ(suspicion_left(5, 3, 10_s, 2_s, 30_s), -8_s);
}

TEST(MembershipTimers, SendARumourAsOftenAsTheGroupHasDigits) {
  EXPECT_EQ(retransmit_limit(3, 0), 0u);
  EXPECT_EQ(retransmit_limit(3, 1), 3u);
  EXPECT_EQ(retransmit_limit(3, 99), 6u);
}

TEST(MembershipTimers, ExchangeAllTheRarerTheLargerTheGroup) {
  for (std::uint32_t members = 0; members <= 128; ++members)
    EXPECT_EQ(push_pull_scale(members), members <= 32 ? 1 : members <= 64 ? 2 : 3) << members;
}

}  // namespace
}  // namespace windtunnel
