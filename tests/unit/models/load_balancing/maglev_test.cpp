// Maglev's table: the paper's example, Envoy's golden vector, equal shares, few keys that move (B-MAGLEV).
#include "models/load_balancing/maglev_table.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

using Table = std::vector<std::uint32_t>;

// Eisenbud et al. 2016, table 1: offsets 3, 0, 3 and skips 4, 2, 1 on 7 places; then B1 leaves.
TEST(MaglevTable, FillsThePapersExample) {
  const std::vector<MaglevPreference> three = {{3, 4}, {0, 2}, {3, 1}}, two = {{3, 4}, {3, 1}};
  EXPECT_EQ(maglev_table(three, 7), (Table{1, 0, 1, 0, 2, 2, 0}));
  EXPECT_EQ(maglev_table(two, 7), (Table{0, 0, 0, 0, 1, 1, 1}));  // B0 and B2
}

// envoy/test/.../maglev_lb_test.cc: hosts 127.0.0.1:90 to :95, whose xxh64 modulo 7 and, seeded 1, modulo 6
// plus 1 are these offsets and skips.
TEST(MaglevTable, FillsEnvoysGoldenVector) {
  const std::vector<MaglevPreference> hosts = {{2, 4}, {3, 6}, {0, 2}, {3, 3}, {1, 3}, {1, 5}};
  EXPECT_EQ(maglev_table(hosts, 7), (Table{2, 4, 0, 1, 5, 0, 3}));
}

TEST(Maglev, SharesDifferByAtMostOnePlace) {
  std::vector<MaglevPreference> replicas;
  for (std::uint64_t i = 0; i < 13; ++i) replicas.push_back({mix64(i) % 1009, mix64(i + 99) % 1008 + 1});
  std::vector<int> places(13);
  for (const std::uint32_t owner : maglev_table(replicas, 1009)) ++places[owner];
  for (const int count : places) EXPECT_TRUE(count == 1009 / 13 || count == 1009 / 13 + 1) << count;
}

TEST(Maglev, MovesLittleMoreThanTheKeysOfTheOneThatLeaves) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "maglev"})");
  const std::vector<ReplicaView> all = views(std::vector<std::int32_t>(10));
  std::vector<ReplicaView> rest = all;
  rest.erase(rest.begin() + 3);
  Rng rng = Rng::stream(1, "maglev");
  std::vector<std::uint32_t> before;
  chooser->members_changed(all);
  for (std::uint64_t key = 0; key < 20'000; ++key)
    before.push_back(all[*chooser->pick(all, Question{Time(), key}, rng)].replica);
  chooser->members_changed(rest);
  int moved = 0, moved_without_need = 0;
  for (std::uint64_t key = 0; key < 20'000; ++key) {
    const std::uint32_t after = rest[*chooser->pick(rest, Question{Time(), key}, rng)].replica;
    moved += before[key] != after;
    moved_without_need += before[key] != after && before[key] != 3;
  }
  EXPECT_NEAR(moved - moved_without_need, 2000, 5 * 43);  // all keys of one of ten
  EXPECT_LT(moved_without_need, 20'000 * 0.04);  // section 5.3 of the paper: a few per cent at this size
}

TEST(Maglev, WantsAPrimeTable) {
  const auto result = read_choice<Balancing>(policies(), R"({"kind": "maglev", "table_size": 65536})");
  EXPECT_NE(result.problems.find("a prime number, such as 65537"), std::string::npos) << result.problems;
}

}  // namespace
}  // namespace windtunnel
