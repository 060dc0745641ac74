// An order of the numbers below n that a key draws, of which any place is known without the others: a
// permutation that takes no memory.
//
// A Feistel network of four rounds over the smallest even number of bits that holds n; what falls outside
// goes through again, which ends because the network is a permutation (cycle walking: Black & Rogaway, CT-RSA
// 2002).
#pragma once

#include <bit>
#include <cstdint>

#include "sim/base/random.hpp"

namespace windtunnel {

constexpr std::uint32_t random_place(std::uint64_t key, std::uint32_t n, std::uint32_t i) {
  const int half = (std::bit_width(n) + 1) / 2;
  const std::uint32_t mask = (std::uint32_t{1} << half) - 1;
  do {
    std::uint32_t left = i >> half, right = i & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const auto mixed = static_cast<std::uint32_t>(mix64(key + (round << 32) + right) >> 32);
      const std::uint32_t next = left ^ (mixed & mask);
      left = right;
      right = next;
    }
    i = left << half | right;
  } while (i >= n);
  return i;
}

}  // namespace windtunnel
