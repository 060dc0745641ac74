// The random streams: known answers, uniformity, independence between neighbours, and generators that must
// fail.
//
// Each statistic of the battery is compared with a quantile at 1e-6, so the whole battery would fail a
// perfect generator in fewer than 1 of 10^4 choices of seeds; seeds are fixed.
#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "sim/base/math.hpp"

namespace windtunnel {
namespace {

TEST(Philox, GivesTheKnownAnswersOfRandom123) {
  const auto zeros = philox2x64<10>(0, 0, 0);
  EXPECT_EQ(zeros.first, 0xca00a0459843d731u);
  EXPECT_EQ(zeros.second, 0x66c24222c9a845b5u);
  const auto ones = philox2x64<10>(~0ull, ~0ull, ~0ull);
  EXPECT_EQ(ones.first, 0x65b021d60cd8310fu);
  EXPECT_EQ(ones.second, 0x4d02f3222f86df20u);
  const auto pi = philox2x64<10>(0x243f6a8885a308d3u, 0x13198a2e03707344u, 0xa4093822299f31d0u);
  EXPECT_EQ(pi.first, 0x0a5e742c2997341cu);
  EXPECT_EQ(pi.second, 0xb0f883d38000de5du);
}

// word(key, high, low): what a generator gives at one place of its counter.
template <int rounds>
std::uint64_t philox_word(std::uint64_t key, std::uint64_t high, std::uint64_t low) {
  return philox2x64<rounds>(low, high, key).first;
}
// Bad ones: a sequence without mixing, and one whose keys only move the start.
std::uint64_t weyl_word(std::uint64_t key, std::uint64_t high, std::uint64_t low) {
  return key + (high * 0x10001 + low) * 0x9e3779b97f4a7c15u;
}
std::uint64_t shared_sequence_word(std::uint64_t key, std::uint64_t high, std::uint64_t low) {
  return mix64((key + high + low) * 0x9e3779b97f4a7c15u);
}

double unit(std::uint64_t word) { return (static_cast<double>(word >> 12) + 0.5) * 0x1p-52; }

// The first statistic that fails, or "".
template <typename Word>
std::string first_failure(Word word) {
  constexpr double kAlarm = 1e-6;
  constexpr int kDraws = 200'000;
  // Chi-square over 256 cells of the top and the bottom byte, along each of the three counters.
  for (int axis = 0; axis < 3; ++axis) {
    for (const int shift : {56, 0}) {
      std::vector<int> cells(256);
      for (std::uint64_t i = 0; i < kDraws; ++i) {
        const std::uint64_t w = axis == 0 ? word(7, 3, i) : axis == 1 ? word(7, i, 3) : word(i, 3, 7);
        ++cells[(w >> shift) & 255];
      }
      double chi_square = 0;
      const double expected = kDraws / 256.0;
      for (const int count : cells) chi_square += (count - expected) * (count - expected) / expected;
      const double p = math::gamma_q(255 / 2.0, chi_square / 2);
      if (p < kAlarm || p > 1 - kAlarm) return "uniformity along axis " + std::to_string(axis);
    }
  }
  // Correlation of neighbours: along the counter, between requests, tiers (bit 40), attempts (bit 16) and
  // keys.
  const double limit = math::normal_quantile(1 - kAlarm / 2) * std::sqrt(1.0 / kDraws);
  const char* kNeighbours[] = {"draws", "draws two apart", "requests", "tiers", "attempts", "keys"};
  for (int kind = 0; kind < 6; ++kind) {
    double sum = 0;
    for (std::uint64_t i = 0; i < kDraws; ++i) {
      const double a = unit(word(9, i, 1)) - 0.5;
      const double b = kind == 0   ? unit(word(9, i, 2))
                       : kind == 1 ? unit(word(9, i, 3))
                       : kind == 2 ? unit(word(9, i + 1, 1))
                       : kind == 3 ? unit(word(9, i, 1 + (std::uint64_t{1} << 40)))
                       : kind == 4 ? unit(word(9, i, 1 + (std::uint64_t{1} << 16)))
                                   : unit(word(10, i, 1));
      sum += a * (b - 0.5);
    }
    if (std::abs(sum * 12 / kDraws) > limit)
      return std::string("correlation of neighbouring ") + kNeighbours[kind];
  }
  // Two streams that are the same sequence at another place: no value of one may turn up in the other (the
  // chance that 2 * 20,000 words of 64 bits meet is 2e-11).
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < 20'000; ++i) seen.insert(word(11, 0, i));
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    if (seen.count(word(12, 0, i)) || seen.count(word(11, 1, i))) return "streams that overlap";
  }
  // Avalanche: one bit of input flips each bit of output half the time; 2,000 inputs, 192 x 64 pairs of bits.
  const double sigmas = 0.5 / std::sqrt(2000.0) * math::normal_quantile(1 - kAlarm / (192 * 64));
  for (int bit = 0; bit < 192; ++bit) {
    std::vector<int> flips(64);
    for (std::uint64_t i = 0; i < 2000; ++i) {
      const std::uint64_t k = mix64(i), h = mix64(i + 100'000), l = mix64(i + 200'000),
                          one = std::uint64_t{1} << (bit & 63);
      std::uint64_t difference =
          word(k, h, l) ^
          word(bit < 64 ? k ^ one : k, bit >= 64 && bit < 128 ? h ^ one : h, bit >= 128 ? l ^ one : l);
      for (; difference != 0; difference &= difference - 1)
        ++flips[static_cast<std::size_t>(std::countr_zero(difference))];
    }
    for (const int count : flips) {
      if (std::abs(count / 2000.0 - 0.5) > sigmas) return "avalanche of input bit " + std::to_string(bit);
    }
  }
  return "";
}

TEST(Philox, PassesTheBatteryWithTwoRoundsToSpare) {
  EXPECT_EQ(first_failure(philox_word<Rng::kRounds>), "");
  EXPECT_EQ(first_failure(philox_word<Rng::kRounds - 1>), "");
  EXPECT_EQ(first_failure(philox_word<Rng::kRounds - 2>), "");
}

TEST(Philox, FailsTheBatteryWithTooFewRounds) {  // the negative control at the same length
  EXPECT_NE(first_failure(philox_word<1>), "");
  EXPECT_NE(first_failure(philox_word<2>), "");
  EXPECT_NE(first_failure(philox_word<3>), "");
  EXPECT_NE(first_failure(philox_word<4>), "");
}

TEST(Battery, CatchesBadGenerators) {
  EXPECT_NE(first_failure(weyl_word), "");
  EXPECT_NE(first_failure(shared_sequence_word), "");
}

TEST(Rng, IsAPureFunctionOfKeyAndCounter) {
  Rng a = Rng::stream(1, "web/service"), b = Rng::stream(1, "web/service");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(a.next(), b.next());
  EXPECT_NE(Rng::stream(1, "a").next(), Rng::stream(2, "a").next());
  EXPECT_NE(Rng::stream(1, "a").next(), Rng::stream(1, "b").next());
  EXPECT_NE(Rng::stream(1, "a", {1}).next(), Rng::stream(1, "a", {2}).next());
  EXPECT_NE(Rng::stream(1, "a", {1, 2}).next(), Rng::stream(1, "a", {2, 1}).next());
}

TEST(Rng, GivesARequestTheSameNumbersWhoeverAsksAndWhenever) {
  const std::uint64_t key = Rng::stream_key(42, "service");
  Rng late = Rng::for_request(key, 1000, 2, 1);
  const std::uint64_t first = late.next();
  Rng other = Rng::for_request(key, 999, 2, 1);
  other.next();
  EXPECT_EQ(Rng::for_request(key, 1000, 2, 1).next(), first);
  // Neighbours by request, tier and attempt share nothing in their first hundred words.
  std::set<std::uint64_t> words;
  for (std::uint32_t request = 0; request < 5; ++request)
    for (std::uint32_t tier = 0; tier < 5; ++tier)
      for (std::uint32_t attempt = 0; attempt < 5; ++attempt) {
        Rng rng = Rng::for_request(key, request, tier, attempt);
        for (int i = 0; i < 100; ++i) words.insert(rng.next());
      }
  EXPECT_EQ(words.size(), 5u * 5 * 5 * 100);
}

TEST(Uniform, IsNeverZeroOrOne) {
  // The ends of next()'s range: word 0 gives 2^-53, all ones gives 1 - 2^-53.
  EXPECT_GT(unit(0), 0);
  EXPECT_LT(unit(~std::uint64_t{0}), 1);
  EXPECT_EQ(unit(~std::uint64_t{0}), 1 - 0x1p-53);
}

// n = 3 * 2^62: of every four words two would land on the same multiple of 3, so a `below` that throws
// nothing away gives multiples of 3 half the time instead of a third.
TEST(Below, HasNoBias) {
  Rng rng = Rng::stream(3, "below");
  constexpr int kDraws = 300'000;
  const std::uint64_t n = std::uint64_t{3} << 62;
  int multiples = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t value = rng.below(n);
    ASSERT_LT(value, n);
    if (value % 3 == 0) ++multiples;
  }
  // Five deviations of a share of 1/3: sqrt(2/9 / 300,000) = 0.00086; a false alarm has 6e-7.
  EXPECT_NEAR(multiples / static_cast<double>(kDraws), 1.0 / 3, 5 * 0.00086);
  std::vector<int> faces(6);
  for (int i = 0; i < kDraws; ++i) ++faces[rng.below(6)];
  for (const int count : faces) EXPECT_NEAR(count / static_cast<double>(kDraws), 1.0 / 6, 5 * 0.00068);
  EXPECT_EQ(rng.below(1), 0u);
}

TEST(Hash64, TellsNamesApart) {
  std::set<std::uint64_t> hashes;
  for (int i = 0; i < 100'000; ++i) hashes.insert(hash64("replica-" + std::to_string(i)));
  EXPECT_EQ(hashes.size(), 100'000u);
  EXPECT_EQ(hash64(""), mix64(0xcbf29ce484222325u));
}

}  // namespace
}  // namespace windtunnel
