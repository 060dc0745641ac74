// Queues of links against theory: waiting at M/D/1, drops at M/D/1/K and M/M/1/K, and CoDel's standing queue.
//
// The server below is a link: it pops a packet when it is free and holds it for as long as the packet takes.
// Statistical tests fix their seed; a wait depends on the one before it, so the errors allowed for are
// several times those of independent packets, and each test would still see a service or a limit that is
// another one.
#include "sim/wire/link_queue.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct Link {
  LinkQueue queue;
  std::int64_t came = 0, refused = 0, thrown_out = 0, sent = 0;
  double waited = 0, waited_squares = 0;  // seconds, of the sent
  std::vector<std::pair<Time, Duration>> waits;
  std::vector<Time> drops;
};

// `gap` and `holds` are drawn in seconds; packets are of 1500 bytes.
Link drive(const LinkQueuePlan& plan, const std::function<double(Time)>& gap,
           const std::function<double()>& holds, Duration lasts, bool keep = false) {
  Link link{LinkQueue(plan), 0, 0, 0, 0, 0, 0, {}, {}};
  Time free, now;
  const auto serve_until = [&](Time until) {
    while (!link.queue.empty() && free <= until) {
      const auto packet = link.queue.pop(free, [&](const QueuedPacket&) {
        ++link.thrown_out;
        link.drops.push_back(free);
      });
      if (!packet) break;
      const Duration wait = free - packet->came;
      link.waited += wait.seconds();
      ++link.sent;
      if (keep) link.waits.emplace_back(free, wait);
      free = free + Duration::from_seconds(holds());
    }
  };
  while (now < Time() + lasts) {
    now = now + Duration::from_seconds(gap(now));
    serve_until(now);
    if (link.queue.empty() && free < now) free = now;
    ++link.came;
    if (!link.queue.push(QueuedPacket{0, 1500, 0, 0, now})) ++link.refused;
    serve_until(now);
  }
  return link;
}

std::function<double(Time)> poisson(double per_second) {
  auto rng = std::make_shared<Rng>(Rng::stream(1, "gaps"));
  return [rng, per_second](Time) { return Sampler::exponential(1 / per_second)(*rng); };
}

// 1500 bytes on 12 Mbps are 1 ms. M/D/1: wait = rho / (2 (1 - rho)) service (Pollaczek and Khinchine): 0.5 ms
// at rho = 0.5, 2 ms at 0.8. A million packets; the error of the mean wait is 0.2% and 0.8%.
TEST(LinkQueue, MakesPacketsWaitAsMD1Says) {
  for (const auto& [rho, wait_ms, error] : {std::tuple{0.5, 0.5, 0.0015}, {0.8, 2.0, 0.018}}) {
    const Link link = drive(
        {}, poisson(1000 * rho), [] { return 0.001; }, Duration::from_seconds(1000 / rho));
    EXPECT_NEAR(link.waited / static_cast<double>(link.sent) * 1e3, wait_ms, 4.5 * error) << rho;
    EXPECT_EQ(link.refused, 0);
  }
}

// M/M/1/K, K = 5 in the system (one on the wire, four waiting): P(full) = (1 - rho) rho^5 / (1 - rho^6); with
// rho = 0.9 it is 0.1 x 0.59049 / 0.468559 = 0.12602. A million packets: error 0.0008.
TEST(LinkQueue, DropsAtTheTailAsMM1KSays) {
  auto rng = std::make_shared<Rng>(Rng::stream(2, "holds"));
  const auto exponential = [rng] { return Sampler::exponential(0.001)(*rng); };
  for (const LinkQueuePlan& plan : {LinkQueuePlan{QueueKind::kTailDrop, 0, 4, {}, {}},
                                    LinkQueuePlan{QueueKind::kTailDrop, 4 * 1500, 0, {}, {}}}) {
    const Link link = drive(plan, poisson(900), exponential, Duration::from_seconds(1100));
    EXPECT_NEAR(static_cast<double>(link.refused) / static_cast<double>(link.came), 0.12602, 4.5 * 0.0008);
  }
}

// M/D/1/K by the embedded chain (Gross and Harris, section 5.1.6): with K = 2 (one waits) and a = e^-rho the
// system is left empty with p0 = a, and blocks 1 - 1 / (p0 + rho): rho = 0.8: a = 0.449329, 1 - 1 / 1.249329
// = 0.199570. (Exponential services lose rho^2 / (1 + rho + rho^2) = 0.2623: the test tells them apart.)
TEST(LinkQueue, DropsAtTheTailAsMD1KSays) {
  const Link link = drive(
      LinkQueuePlan{QueueKind::kTailDrop, 0, 1, {}, {}}, poisson(800), [] { return 0.001; },
      Duration::from_seconds(1250));
  EXPECT_NEAR(static_cast<double>(link.refused) / static_cast<double>(link.came), 0.19957, 4.5 * 0.0005);
}

// Twice what the link carries: without CoDel the queue grows for ever; with it drops come 100 ms / sqrt(n)
// apart, n growing, until half of the packets are gone.
TEST(LinkQueue, OfCodelDropsEverFasterUntilTheQueueIsShort) {
  const auto twice = [](Time) { return 0.0005; };
  const auto hold = [] { return 0.001; };
  const LinkQueuePlan codel{QueueKind::kCodel, 0, 0, 5_ms, 100_ms};
  const Link link = drive(codel, twice, hold, 30_s, true);
  const Link plain = drive({}, twice, hold, 30_s, true);
  // The first packet above 5 ms is popped at about 10 ms, the first drop an interval later, at 110 ms; then
  // at 110 + 100 / sqrt(1) = 210, + 100 / sqrt(2) = 281, + 100 / sqrt(3) = 338 ms.
  ASSERT_GT(link.drops.size(), 4u);
  EXPECT_NEAR(link.drops[0].seconds(), 0.110, 0.003);
  EXPECT_NEAR((link.drops[1] - link.drops[0]).seconds(), 0.100, 0.0011);
  EXPECT_NEAR((link.drops[2] - link.drops[1]).seconds(), 0.0707, 0.0011);
  EXPECT_NEAR((link.drops[3] - link.drops[2]).seconds(), 0.0577, 0.0011);
  // 15 s of work too much in 30 s without it.
  EXPECT_NEAR(plain.waits.back().second.seconds(), 15, 0.01);
  EXPECT_LT(link.waits.back().second, plain.waits.back().second);
}

// A load that a sender adapts: the gap is stretched on each drop, as TCP halves its window (here: the rate
// falls to 0.7 and climbs by 2% of the link a 100 ms). The wait is held near the target of 5 ms; a tail drop
// of 100 packets stands at 100 ms.
TEST(LinkQueue, OfCodelStandsAtItsTargetWhereSendersYield) {
  const auto median_wait = [](const LinkQueuePlan& plan) {
    double rate = 1000;
    Time climbed;
    std::int64_t seen = 0;
    Link link{LinkQueue(plan), 0, 0, 0, 0, 0, 0, {}, {}};
    Time free;
    std::vector<double> waits;
    for (Time now; now < Time() + 60_s; now = now + Duration::from_seconds(1 / rate)) {
      while (!link.queue.empty() && free <= now) {
        const auto packet = link.queue.pop(free, [&](const QueuedPacket&) { ++link.thrown_out; });
        if (!packet) break;
        if (free > Time() + 10_s) waits.push_back((free - packet->came).seconds());
        free = free + 1_ms;
      }
      if (link.queue.empty() && free < now) free = now;
      if (!link.queue.push(QueuedPacket{0, 1500, 0, 0, now})) ++link.refused;
      if (link.thrown_out + link.refused > seen) {
        seen = link.thrown_out + link.refused;
        rate *= 0.7;
      }
      if (now - climbed >= 100_ms) climbed = now, rate += 20;
    }
    std::sort(waits.begin(), waits.end());
    return waits[waits.size() * 9 / 10];
  };
  EXPECT_LT(median_wait({QueueKind::kCodel, 0, 100, 5_ms, 100_ms}), 0.030);
  EXPECT_GT(median_wait({QueueKind::kTailDrop, 0, 100, 5_ms, 100_ms}), 0.080);
}

TEST(LinkQueue, OfCodelLeavesABurstAlone) {
  // 50 packets at once wait up to 49 ms and are gone before an interval is over: nobody is dropped.
  LinkQueue queue({QueueKind::kCodel, 0, 0, 5_ms, 100_ms});
  for (int i = 0; i < 50; ++i) queue.push(QueuedPacket{0, 1500, 0, 0, Time()});
  int dropped = 0;
  for (int i = 0; i < 50; ++i)
    EXPECT_TRUE(queue.pop(Time() + 1_ms * i, [&](const QueuedPacket&) { ++dropped; }));
  EXPECT_EQ(dropped, 0);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0);
}

TEST(LinkQueue, SendsInTheOrderInWhichPacketsCame) {
  LinkQueue queue({});
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_TRUE(queue.push(QueuedPacket{i, 100, 0, 0, Time()}));
  EXPECT_EQ(queue.bytes(), 10'000);
  for (std::uint32_t i = 0; i < 100; ++i)
    EXPECT_EQ(queue.pop(Time(), [](const QueuedPacket&) {})->message, i);
  EXPECT_FALSE(queue.pop(Time(), [](const QueuedPacket&) {}));
}

}  // namespace
}  // namespace windtunnel
