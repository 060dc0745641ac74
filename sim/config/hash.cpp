// FNV-1a in two lanes, finished by SplitMix64's mixer.
#include "sim/config/hash.hpp"

namespace windtunnel {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3ull;

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

}  // namespace

std::string Hash128::text() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint64_t half : {high, low})
    for (int shift = 60; shift >= 0; shift -= 4) out += digits[(half >> shift) & 15];
  return out;
}

Hash128 hash128(std::string_view bytes) {
  std::uint64_t a = 0xcbf29ce484222325ull;
  std::uint64_t b = 0x9e3779b97f4a7c15ull;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    a = (a ^ byte) * kPrime;
    // The second lane sees each byte beside the first lane's state, so the two do not collide together.
    b = (b ^ byte ^ (a >> 32)) * kPrime;
  }
  const std::uint64_t high = mixed(a ^ bytes.size());
  return {high, mixed(b + high)};
}

}  // namespace windtunnel
