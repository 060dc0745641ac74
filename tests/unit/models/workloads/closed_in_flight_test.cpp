// The closed loop: each client waits for its reply, thinks, and sends again.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kClosed = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "workload": {"w": {"kind": "closed", "clients": 3, "think": "9 s", "deadline": "100 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 3, "service": "1 s"}}
})";

TEST(ClosedWorkload, SendsOnceATurn) {
  // 9 s of thought and 1 s of service: the n-th request of a client goes out at 9 + 10 (n - 1) s: 100 of
  // each.
  EXPECT_EQ(fly_once(kClosed).totals(0).visits, 300);
}

TEST(ClosedWorkload, IsSlowedDownByASlowSystem) {
  // 11 s of service: one turn each 20 s.
  EXPECT_EQ(fly_once(kClosed, {"tiers.t.service=11 s"}).totals(0).visits, 150);
}

TEST(ClosedWorkload, SendsAgainAfterAnAttemptThatFailed) {
  // Nobody is up: refused at once, then 9 s of thought: at 9 s, 18 s ... 999 s.
  const Flown flown =
      fly_once(kClosed, {R"(faults.dies={"kind": "crash", "target": {"tier": "t"}, "at": "0 s"})"});
  EXPECT_EQ(flown.requests().ended[static_cast<std::size_t>(Outcome::kRefused)], 3 * 111);
}

}  // namespace
}  // namespace windtunnel
