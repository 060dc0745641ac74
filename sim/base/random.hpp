// Random streams by counting: the n-th number of a stream is a pure function of (key, counter), nothing is
// carried on.
//
// So what belongs to a request can be drawn anywhere, in any order, by anybody, and is the same: two
// balancers under one seed see the same demands, and one more replica changes nobody else's draws. The
// function is Philox2x64 (Salmon, Moraes, Dror and Shaw, SC'11): a 64-bit key, a 128-bit counter, two 64-bit
// words a block. Six rounds are the fewest that the paper found to pass BigCrush, ten are its authors'
// choice. We take seven: our own battery (tests/unit/sim/base/random_test.cpp) fails with four, whose
// neighbouring requests and keys correlate, and passes with five, so two rounds stand behind every draw; a
// round costs 0.3 ns in a stream and 0.5 ns for a request's own draw (g++ 12 -O3: 1.5 and 2.6 ns with
// seven, 2.4 and 4.3 ns with ten). Ten rounds are checked against the known answers of Random123; seven share
// that code.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace windtunnel {

namespace detail {
__extension__ typedef unsigned __int128 Uint128;
}

// A bijective mix of 64 bits (Stafford's variant 13 of MurmurHash3's finaliser, as in SplitMix64).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// FNV-1a over the bytes, mixed at the end: for names at wiring and keys, not against adversaries.
constexpr std::uint64_t hash64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return mix64(hash);
}

// Order matters: combine(a, b) != combine(b, a).
constexpr std::uint64_t combine64(std::uint64_t a, std::uint64_t b) {
  return mix64(a * 0x9e3779b97f4a7c15u + std::rotl(mix64(b + 0x9e3779b97f4a7c15u), 32));
}

struct Philox2x64Block {
  std::uint64_t first, second;
};

template <int rounds>
constexpr Philox2x64Block philox2x64(std::uint64_t low, std::uint64_t high, std::uint64_t key) {
  for (int round = 0; round < rounds; ++round) {
    const detail::Uint128 product = static_cast<detail::Uint128>(0xd2b74407b1ce6e93u) * low;
    low = static_cast<std::uint64_t>(product >> 64) ^ key ^ high;
    high = static_cast<std::uint64_t>(product);
    key += 0x9e3779b97f4a7c15u;
  }
  return {low, high};
}

class Rng {
 public:
  static constexpr int kRounds = 7;

  constexpr Rng(std::uint64_t key, std::uint64_t counter_high, std::uint64_t counter_low = 0)
      : key_(key), high_(counter_high), low_(counter_low) {}

  // An entity's stream: `Rng::stream(seed, "web/balancer")`, `Rng::stream(seed, "faults", {replica})`.
  static constexpr Rng stream(std::uint64_t seed, std::string_view name,
                              std::initializer_list<std::uint64_t> ids = {}) {
    return Rng(stream_key(seed, name, ids), 0);
  }
  static constexpr std::uint64_t stream_key(std::uint64_t seed, std::string_view name,
                                            std::initializer_list<std::uint64_t> ids = {}) {
    std::uint64_t key = combine64(mix64(seed), hash64(name));
    for (const std::uint64_t id : ids) key = combine64(key, id);
    return key;
  }

  // What belongs to a request: `key` is stream_key(seed, what is drawn), made once at wiring. No hashing
  // here: the request is the counter's upper half, tier, attempt and the number of the draw its lower half
  // (2^17 words each).
  static constexpr Rng for_request(std::uint64_t key, std::uint64_t request, std::uint32_t tier = 0,
                                   std::uint32_t attempt = 0) {
    return Rng(key, request,
               (static_cast<std::uint64_t>(tier) << 40) | (static_cast<std::uint64_t>(attempt) << 16));
  }

  constexpr std::uint64_t next() {
    if (has_second_) {
      has_second_ = false;
      return second_;
    }
    const Philox2x64Block block = philox2x64<kRounds>(low_++, high_, key_);
    second_ = block.second;
    has_second_ = true;
    return block.first;
  }

  // Uniform in (0, 1), never 0 or 1: the odd multiples of 2^-53, so that u and 1 - u are equally likely.
  constexpr double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

  // Uniform in 0 .. n-1 without bias (Lemire 2019); n > 0.
  constexpr std::uint64_t below(std::uint64_t n) {
    detail::Uint128 product = static_cast<detail::Uint128>(next()) * n;
    if (static_cast<std::uint64_t>(product) < n) [[unlikely]] {
      const std::uint64_t threshold = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < threshold)
        product = static_cast<detail::Uint128>(next()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  constexpr bool chance(double probability) { return uniform() < probability; }

 private:
  std::uint64_t key_, high_, low_;
  std::uint64_t second_ = 0;
  bool has_second_ = false;
};

}  // namespace windtunnel
