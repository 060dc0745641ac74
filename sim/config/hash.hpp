// A 128-bit hash that names contents: the resolved scenario, a data table.
//
// Two lanes of FNV-1a in 64 bits (Fowler, Noll, Vo) with different offsets, each finished by the mixer of
// SplitMix64 (Steele, Lea, Flood 2014). It names things and finds changes; it is not made against an
// adversary.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace windtunnel {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Hash128&) const = default;
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
  // 32 hexadecimal digits.
  std::string text() const;
};

Hash128 hash128(std::string_view bytes);

}  // namespace windtunnel
