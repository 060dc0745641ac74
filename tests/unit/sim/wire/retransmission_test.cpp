// What a lost packet costs: RFC 6298's timer by hand, and who may retransmit fast.
#include "sim/wire/retransmission.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

TEST(Retransmission, CountsPacketsOfFullPayload) {
  EXPECT_EQ(packets_of(Bytes(0)), 1);  // an error, an acknowledgement
  EXPECT_EQ(packets_of(Bytes(1448)), 1);
  EXPECT_EQ(packets_of(Bytes(1449)), 2);
  EXPECT_EQ(packets_of(Bytes(1'000'000)), 691);
}

// srtt + 4 rttvar = R + 4 R / 2 = 3 R (RFC 6298, 2.2), and never less than 200 ms.
TEST(Retransmission, WaitsThreeRoundTripsAndAtLeastTheMinimum) {
  EXPECT_EQ(first_timeout(TransportPlan{}, 10_ms), 200_ms);
  EXPECT_EQ(first_timeout(TransportPlan{}, 100_ms), 300_ms);
  EXPECT_EQ(first_timeout(TransportPlan{}, 60_s), 120_s);
}

TEST(Retransmission, IsFastBehindThreePacketsOnly) {
  EXPECT_EQ(fate_of(Losses{0, 0}), FlightFate::kArrives);
  EXPECT_EQ(fate_of(Losses{1, 3}), FlightFate::kArrivesAfterRoundTrip);
  EXPECT_EQ(fate_of(Losses{1, 2}), FlightFate::kTimesOut);
  EXPECT_EQ(fate_of(Losses{1, 0}), FlightFate::kTimesOut);
}

// 200 ms doubled up to 120 s: 0.2 + 0.4 + ... + 102.4 are ten steps and 204.6 s, then 120 s each; the 16th
// time-out gives up, after 204.6 + 6 x 120 = 924.6 s (Linux, tcp(7): "between 13 to 30 minutes").
TEST(Retransmission, GivesUpAfterLinuxsQuarterOfAnHour) {
  const TransportPlan transport;
  Duration timeout = first_timeout(transport, 1_ms), whole;
  for (std::int64_t i = 0; i <= transport.retries; ++i) {
    whole += timeout;
    timeout = next_timeout(transport, timeout);
  }
  EXPECT_EQ(whole, 924'600_ms);
}

}  // namespace
}  // namespace windtunnel
