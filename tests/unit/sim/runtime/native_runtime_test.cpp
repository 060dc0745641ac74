// The native runtime by hand: who ends when, on cores held alone and on cores that are shared.
#include "sim/runtime/native_runtime.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;

// Writes down who ended when.
struct Ends {
  struct End {
    std::uint64_t who;
    Duration when;
    bool operator==(const End&) const = default;
  };

  Event of(std::uint64_t who) { return event<&Ends::ended>(*this, who); }
  void ended(std::uint64_t who) { list.push_back({who, runtime.now().since_start()}); }

  NativeRuntime runtime;
  std::vector<End> list;
};

// Carries out a step at its time, from within the run.
struct Step {
  void carry_out(std::uint64_t) { what(); }
  std::function<void()> what;
};

TEST(NativeRuntime, GivesWorkThatHoldsACoreAllOfIt) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(2);
  ends.runtime.set_speed(host, 2.0);
  ends.runtime.compute(host, 10_ms, ends.of(1));
  ends.runtime.compute(host, 4_ms, ends.of(2));
  ends.runtime.kernel().run();
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{2, 2_ms}, {1, 5_ms}}));
}

TEST(NativeRuntime, SharesTheCoresOfAHostEvenly) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(1);
  ends.runtime.share(host, 10_ms, ends.of(1));
  Step second{[&] { ends.runtime.share(host, 3_ms, ends.of(2)); }};
  ends.runtime.at(Time() + 4_ms, event<&Step::carry_out>(second));
  ends.runtime.kernel().run();
  // When the second comes the first has 6 ms left. At half speed the second takes 6 ms, until 10 ms, and the
  // first did 3 ms meanwhile: 3 ms alone are left.
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{2, 10_ms}, {1, 13_ms}}));
}

TEST(NativeRuntime, MovesTheEndsOfSharedWorkWithTheSpeedOfTheHost) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(1);
  ends.runtime.share(host, 4_ms, ends.of(1));
  ends.runtime.share(host, 8_ms, ends.of(2));
  Step slow{[&] { ends.runtime.set_speed(host, 0.5); }};
  ends.runtime.at(Time() + 4_ms, event<&Step::carry_out>(slow));
  ends.runtime.kernel().run();
  // At 4 ms each has got 2 ms. The first needs 2 ms more at a quarter of a core: 8 ms. Then 4 ms of the
  // second are left at half a core: 8 ms more.
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{1, 12_ms}, {2, 20_ms}}));
}

TEST(NativeRuntime, ForgetsSharedWorkThatIsAbortedAndKnowsStaleTickets) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(1);
  const Activity first = ends.runtime.share(host, 10_ms, ends.of(1));
  ends.runtime.share(host, 4_ms, ends.of(2));
  Step abort{[&] { ends.runtime.abort(first); }};
  ends.runtime.at(Time() + 2_ms, event<&Step::carry_out>(abort));
  Step again{[&] { ends.runtime.abort(first); }};  // its slot is somebody else's by then
  ends.runtime.at(Time() + 3_ms, event<&Step::carry_out>(again));
  Step third{[&] { ends.runtime.share(host, 1_ms, ends.of(3)); }};
  ends.runtime.at(Time() + 2_ms, event<&Step::carry_out>(third));
  ends.runtime.kernel().run();
  // At 2 ms the second has 3 ms left; with the third, which needs 1 ms, both run at half speed until 4 ms;
  // then 2 ms of the second are left, alone.
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{3, 4_ms}, {2, 6_ms}}));
}

TEST(NativeRuntime, TellsThoseThatEndTogetherWhenAllHaveLeft) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(1);
  Step third{[&] { ends.runtime.share(host, 1_ms, ends.of(3)); }};
  ends.runtime.share(host, 5_ms, event<&Step::carry_out>(third));
  ends.runtime.share(host, 5_ms, ends.of(2));
  ends.runtime.kernel().run();
  // The first to be told starts the third, which has the core alone: the second has left already.
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{2, 10_ms}, {3, 11_ms}}));
}

TEST(NativeRuntime, SharesWorkOfMonths) {
  Ends ends;
  const HostIndex host = ends.runtime.add_host(1);
  ends.runtime.share(host, 100 * 24_h, ends.of(1));  // more than is filed at once
  ends.runtime.share(host, 1_s, ends.of(2));
  ends.runtime.kernel().run();
  // The second is there for 2 s, of which the first gets one.
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{2, 2_s}, {1, 100 * 24_h + 1_s}}));
}

// Two hosts and a cable of 1 ms and 1 MB/s each way.
Wiring one_cable(Sharing sharing) {
  const Bandwidth bandwidth = Bandwidth::from_bits_per_second(8e6);
  Wiring wiring;
  wiring.topology = std::make_shared<const Topology>(
      std::vector<TopologyNode>(2),
      std::vector<TopologyLink>{{0, 1, 1_ms, bandwidth}, {1, 0, 1_ms, bandwidth}});
  wiring.sharing = sharing;
  return wiring;
}

// 1,000 bytes each: together 2 ms on the cable where they share it, no time where nobody slows anybody down.
TEST(NativeRuntime, CarriesMessagesAsTheWiringSays) {
  for (const Sharing sharing : {Sharing::kNone, Sharing::kMaxMin}) {
    Ends ends;
    ends.runtime.wire(one_cable(sharing));
    ends.runtime.transfer(0, 1, Bytes(1000), 0, 2_ms, ends.of(1));
    ends.runtime.transfer(0, 1, Bytes(1000), 0, 2_ms, ends.of(2));
    ends.runtime.kernel().run();
    const Duration end = sharing == Sharing::kNone ? 3_ms : 5_ms;
    EXPECT_EQ(ends.list, (std::vector<Ends::End>{{1, end}, {2, end}}));
  }
}

// Tickets of works, of messages and of accesses to a disk have the same slots; each forgets its own only.
TEST(NativeRuntime, TellsTicketsOfWorkAndOfBytesApart) {
  Ends ends;
  ends.runtime.wire(one_cable(Sharing::kMaxMin));
  const HostIndex host = ends.runtime.add_host(1);
  const DiskIndex disk =
      ends.runtime.add_disk(Bandwidth::from_bits_per_second(8e6), Bandwidth::from_bits_per_second(8e6));
  const Activity work = ends.runtime.compute(host, 10_ms, ends.of(1));
  const Activity message = ends.runtime.transfer(0, 1, Bytes(1000), 0, Duration(), ends.of(2));
  const Activity access = ends.runtime.io(disk, Bytes(3000), DiskAccess::kRead, ends.of(3));
  ends.runtime.abort(message);
  ends.runtime.abort(message);
  ends.runtime.abort(Activity{});
  ends.runtime.kernel().run();
  EXPECT_EQ(ends.list, (std::vector<Ends::End>{{3, 3_ms}, {1, 10_ms}}));
  ends.runtime.abort(work);
  ends.runtime.abort(access);
}

}  // namespace
}  // namespace windtunnel
