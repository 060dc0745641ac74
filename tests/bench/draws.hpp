// The random sequence that every benchmark program shares, so that ours and theirs do the same work.
//
// xoshiro256++ (Blackman and Vigna 2021) and a ziggurat of 256 layers for Exp(1) (Marsaglia and Tsang 2000):
// about 2 ns a draw, so that the draw hides little of what is measured. Header only and without the project's
// own code on purpose: the programs for ns-3 and SimGrid include nothing else of ours. The tables use
// std::exp and std::log: these programs compare speeds, not bits.
#pragma once

#include <cmath>
#include <cstdint>

namespace bench {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      std::uint64_t z = (seed += 0x9e3779b97f4a7c15u);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      word = z ^ (z >> 31);
    }
    // Layers of equal area kArea under exp(-x), from the tail at kTail down to 0.
    x_[0] = kArea / std::exp(-kTail);
    x_[1] = kTail;
    for (int i = 2; i < 256; ++i) x_[i] = -std::log(kArea / x_[i - 1] + std::exp(-x_[i - 1]));
    x_[256] = 0.0;
    for (int i = 0; i <= 256; ++i) y_[i] = std::exp(-x_[i]);
  }

  std::uint64_t bits() {
    const std::uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  std::uint64_t below(std::uint64_t n) { return (bits() >> 32) * n >> 32; }

  // Mean 1.
  double exponential() {
    double beyond = 0.0;
    for (;;) {
      const std::uint64_t word = bits();
      const unsigned layer = word & 255;
      const double x = static_cast<double>(word >> 11) * 0x1p-53 * x_[layer];
      if (x < x_[layer + 1]) return beyond + x;
      if (layer == 0) {
        beyond += kTail;  // the tail of Exp(1) is Exp(1) again
        continue;
      }
      if (y_[layer] + (y_[layer + 1] - y_[layer]) * uniform() < std::exp(-x)) return beyond + x;
    }
  }
  std::int64_t exponential_ns(std::int64_t mean_ns) {
    return static_cast<std::int64_t>(exponential() * static_cast<double>(mean_ns));
  }

 private:
  static constexpr double kTail = 7.69711747013104972;
  static constexpr double kArea = 0.0039496598225815571993;
  static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::uint64_t state_[4];
  double x_[257];
  double y_[257];
};

}  // namespace bench
