// SWIM: who crashes is found and told of, who is slow refutes, who was cut off comes back; and the published
// times of detection.
#include "models/consensus/swim.hpp"

#include <gtest/gtest.h>

#include <map>

#include "models/consensus/random_order.hpp"
#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct Group {
  std::vector<bool> cut_off;
  ProtocolLab lab;
  Cluster<Swim> cluster;
  std::function<void(MemberId from, const swim::Message&, MemberId to)> on_sent;

  explicit Group(std::uint32_t members, const SwimOptions& options = {}, std::uint64_t seed = 1)
      : cut_off(members),
        lab(
            [this](MemberId from, MemberId to, ProtocolMessage message) {
              if (on_sent) on_sent(from, cluster.message(message), to);
              return cut_off[from.index()] == cut_off[to.index()] ? Duration(1_ms) : Duration::from_ns(-1);
            },
            Duration()),
        cluster(cores_of<Swim>(members, options), ClusterOptions{seed, {}}, lab) {
    lab.holds(cluster);
    cluster.start();
  }
  void run_for(Duration time) { lab.kernel().run({.until = lab.now() + time}); }
  MemberState belief(std::uint32_t of, std::uint32_t about) const {
    return cluster.core(MemberId(of)).table().of(MemberId(about)).state;
  }
  std::uint32_t who_believe(std::uint32_t about, MemberState state) const {
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < cluster.members(); ++i)
      count += i != about && cluster.up(MemberId(i)) && belief(i, about) == state ? 1 : 0;
    return count;
  }
};

TEST(Swim, BelievesEverybodyAliveWhileEverybodyIs) {
  Group group(50);
  group.run_for(300_s);
  for (std::uint32_t i = 0; i < 50; ++i) {
    EXPECT_TRUE(group.cluster.core(MemberId(i)).table().differences().empty());
    EXPECT_EQ(group.cluster.core(MemberId(i)).awareness(), 0u);
  }
}

TEST(Swim, TellsEverybodyOfACrash) {
  Group group(50);
  group.run_for(10_s);
  group.cluster.crash(MemberId(7));
  group.run_for(60_s);
  EXPECT_EQ(group.who_believe(7, MemberState::kDead), 49u);
  for (std::uint32_t other = 0; other < 50; ++other) {
    if (other == 7) continue;
    EXPECT_EQ(group.who_believe(other, MemberState::kAlive), 48u) << other;
  }
}

TEST(Swim, SuspectsBeforeItBuries) {
  // 3 members that share it after 2 confirmations: 4 * log10(50) = 6.8 s at least, six times that at most.
  Group group(50);
  group.run_for(10_s);
  group.cluster.crash(MemberId(7));
  Duration suspected, dead;
  for (Duration waited; dead == Duration() && waited < 100_s; waited += 100_ms) {
    group.run_for(100_ms);
    if (suspected == Duration() && group.who_believe(7, MemberState::kSuspect) > 0) suspected = waited;
    if (group.who_believe(7, MemberState::kDead) > 0) dead = waited;
  }
  EXPECT_GE((dead - suspected).seconds(), 6.7);
  EXPECT_LE((dead - suspected).seconds(), 6.8 * 6 + 0.2);
}

TEST(Swim, RefutesWhatIsSaidOfIt) {
  Group group(50);
  group.run_for(10_s);
  group.cut_off[7] = true;
  Duration waited;
  while (group.who_believe(7, MemberState::kSuspect) == 0 && waited < 20_s)
    group.run_for(100_ms), waited += 100_ms;
  ASSERT_GT(group.who_believe(7, MemberState::kSuspect), 0u);
  group.cut_off[7] = false;
  group.run_for(60_s);
  EXPECT_EQ(group.who_believe(7, MemberState::kAlive), 49u);
  EXPECT_GT(group.cluster.core(MemberId(7)).incarnation(), 0u);
}

TEST(Swim, TakesBackWhoWasCutOffForLong) {
  Group group(20);
  group.run_for(10_s);
  group.cut_off[7] = true;
  group.run_for(200_s);
  EXPECT_EQ(group.who_believe(7, MemberState::kDead), 19u);
  group.cut_off[7] = false;
  group.run_for(200_s);
  EXPECT_EQ(group.who_believe(7, MemberState::kAlive), 19u);
  for (std::uint32_t i = 0; i < 20; ++i) EXPECT_EQ(group.cluster.core(MemberId(i)).table().dead(), 0u);
}

TEST(Swim, ComesBackFromACrashInTheNextIncarnation) {
  Group group(20);
  group.run_for(10_s);
  group.cluster.crash(MemberId(7));
  group.run_for(100_s);
  group.cluster.restart(MemberId(7));
  group.run_for(60_s);
  EXPECT_EQ(group.who_believe(7, MemberState::kAlive), 19u);
  EXPECT_EQ(group.cluster.core(MemberId(7)).incarnation(), group.cluster.stable(MemberId(7)).incarnation);
  EXPECT_GT(group.cluster.stable(MemberId(7)).incarnation, 0u);
}

// Others reach whom a member does not: an indirect probe clears it, and nobody is suspected.
TEST(Swim, AsksOthersBeforeItSuspects) {
  for (const std::uint32_t indirect : {0u, 3u}) {
    SwimOptions options;
    options.indirect = indirect;
    ProtocolLab lab(
        [](MemberId from, MemberId to, ProtocolMessage) {
          const bool between = from.value() + to.value() == 1;  // members 0 and 1
          return between ? Duration::from_ns(-1) : Duration(1_ms);
        },
        Duration());
    Cluster<Swim> cluster(cores_of<Swim>(10, options), ClusterOptions{}, lab);
    lab.holds(cluster);
    cluster.start();
    lab.kernel().run({.until = Time() + 60_s});
    EXPECT_EQ(cluster.core(MemberId(1)).incarnation() > 0, indirect == 0);
  }
}

// B-SWIM (DSN 2002, section 3.1): when each of n members probes one uniformly random other each period, the
// periods until a given one is probed are geometric with mean 1 / (1 - (1 - 1/(n-1))^(n-1)): 1.5301 for 10
// members, 1.5773 for 100, e/(e-1) in the limit. In each period each member is probed or not, so the mean
// over all starts is counted from one long run; 10^5 periods of members keep its standard error below
// 0.3%.
TEST(Swim, IsProbedAfterAsManyPeriodsAsThePaperSays) {
  struct Row {
    std::uint32_t members;
    double expected;
    std::int64_t periods;
  };
  for (const Row& row : {Row{10, 1.5301, 10'000}, Row{100, 1.5773, 1'000}}) {
    const std::uint32_t members = row.members;
    const std::int64_t periods = row.periods;
    SwimOptions options;
    options.probing = SwimProbing::kRandom;
    Group group(members, options);
    std::vector<std::vector<bool>> probed(static_cast<std::size_t>(periods), std::vector<bool>(members));
    group.on_sent = [&](MemberId, const swim::Message& message, MemberId to) {
      const std::int64_t period = group.lab.now().since_start() / options.probe_interval - 1;
      if (message.kind == swim::Message::Kind::kPing && 0 <= period && period < periods)
        probed[static_cast<std::size_t>(period)][to.index()] = true;
    };
    group.run_for(options.probe_interval * (periods + 1));
    double sum = 0;
    std::int64_t starts = 0;
    for (std::uint32_t member = 0; member < members; ++member) {
      std::int64_t until = 0;  // periods from here to the next probe; 0: none is known
      for (std::int64_t period = periods; period-- > 0;) {
        until = probed[static_cast<std::size_t>(period)][member] ? 1 : until == 0 ? 0 : until + 1;
        if (until == 0) continue;
        sum += static_cast<double>(until);
        ++starts;
      }
    }
    EXPECT_NEAR(sum / static_cast<double>(starts), row.expected, row.expected * 0.01) << members;
  }
}

// Section 4.3: in rounds, each member probes each other one at the latest 2n - 1 periods after the last time;
// drawn anew each time, there is no such bound.
TEST(Swim, ProbesEverybodyWithinTwoRounds) {
  for (const SwimProbing probing : {SwimProbing::kRoundRobin, SwimProbing::kRandom}) {
    constexpr std::uint32_t kMembers = 12;
    SwimOptions options;
    options.probing = probing;
    Group group(kMembers, options);
    std::map<std::pair<MemberId, MemberId>, Time> last;
    Duration longest;
    group.on_sent = [&](MemberId from, const swim::Message& message, MemberId to) {
      if (message.kind != swim::Message::Kind::kPing) return;
      const auto [at, first] = last.try_emplace({from, to}, group.lab.now());
      if (!first) longest = std::max(longest, group.lab.now() - at->second);
      at->second = group.lab.now();
    };
    group.run_for(2'000_s);
    EXPECT_EQ(longest <= (2 * kMembers - 1) * options.probe_interval, probing == SwimProbing::kRoundRobin);
  }
}

TEST(RandomOrder, HasEachNumberOnce) {
  for (const std::uint32_t n : {1u, 2u, 3u, 10u, 100u, 1000u}) {
    for (const std::uint64_t key : {1u, 2u}) {
      std::vector<bool> seen(n);
      for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t place = random_place(key, n, i);
        ASSERT_LT(place, n);
        ASSERT_FALSE(seen[place]);
        seen[place] = true;
      }
    }
  }
}

}  // namespace
}  // namespace windtunnel
