// Making Latin hypercubes and Sobol's points.
#include "sim/stats/designs.hpp"

#include <array>
#include <bit>
#include <numeric>
#include <utility>

#include "sim/base/check.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {
namespace {

constexpr int kBits = 32;

// A primitive polynomial over two elements and the first numbers of its recurrence.
struct SobolDirection {
  std::uint32_t degree;
  std::uint32_t inner;  // its coefficients but the first and the last, as bits
  std::array<std::uint32_t, 7> first;
};

// Axes 2 and on of new-joe-kuo-6.21201, https://web.maths.unsw.edu.au/~fkuo/sobol/ (S. Joe and F. Y. Kuo,
// Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30, 2008), seen
// in November 2026; copyright 2008 F. Y. Kuo and S. Joe, free to use and to pass on under the three-clause
// BSD licence.
// clang-format off
constexpr std::array<SobolDirection, kSobolAxesMax - 1> kDirections = {{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
}};
// clang-format on

using Directions = std::array<std::uint32_t, kBits>;

// Bratley and Fox (1988), section 2; the first axis is van der Corput's sequence.
Directions directions_of(std::size_t axis) {
  Directions v{};
  if (axis == 0) {
    for (int i = 0; i < kBits; ++i) v[static_cast<std::size_t>(i)] = 1u << (kBits - 1 - i);
    return v;
  }
  const SobolDirection& direction = kDirections[axis - 1];
  const std::size_t degree = direction.degree;
  for (std::size_t i = 0; i < degree; ++i) v[i] = direction.first[i] << (kBits - 1 - static_cast<int>(i));
  for (std::size_t i = degree; i < kBits; ++i) {
    v[i] = v[i - degree] ^ (v[i - degree] >> degree);
    for (std::size_t k = 1; k < degree; ++k)
      if ((direction.inner >> (degree - 1 - k) & 1) != 0) v[i] ^= v[i - k];
  }
  return v;
}

// Each bit is turned over or not by a coin that belongs to the bits before it.
std::uint32_t scrambled(std::uint32_t bits, std::uint64_t key) {
  std::uint32_t flips = 0;
  for (int bit = 0; bit < kBits; ++bit) {
    const std::uint64_t before = bit == 0 ? 0 : bits >> (kBits - bit);
    flips = flips << 1 |
            static_cast<std::uint32_t>(combine64(key, before << 6 | static_cast<std::uint64_t>(bit)) & 1);
  }
  return bits ^ flips;
}

}  // namespace

Design latin_hypercube(std::size_t points, std::size_t axes, std::uint64_t seed) {
  Design design(points, std::vector<double>(axes));
  std::vector<std::size_t> slices(points);
  for (std::size_t axis = 0; axis < axes; ++axis) {
    Rng rng = Rng::stream(seed, "latin_hypercube", {axis});
    std::iota(slices.begin(), slices.end(), std::size_t{0});
    for (std::size_t i = points; i > 1; --i) std::swap(slices[i - 1], slices[rng.below(i)]);
    for (std::size_t i = 0; i < points; ++i)
      design[i][axis] = (static_cast<double>(slices[i]) + rng.uniform()) / static_cast<double>(points);
  }
  return design;
}

Design sobol(std::size_t points, std::size_t axes, std::optional<std::uint64_t> seed) {
  CHECK(axes <= kSobolAxesMax && points <= kSobolPointsMax,
        "more of Sobol's points than there are numbers for");
  Design design(points, std::vector<double>(axes));
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const Directions v = directions_of(axis);
    const std::uint64_t key = seed ? Rng::stream_key(*seed, "sobol", {axis}) : 0;
    // In the order of the Gray code (Antonov and Saleev 1979): from one point to the next one number changes.
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < points; ++i) {
      if (i > 0) bits ^= v[static_cast<std::size_t>(std::countr_zero(i))];
      design[i][axis] = static_cast<double>(seed ? scrambled(bits, key) : bits) * 0x1p-32;
    }
  }
  return design;
}

}  // namespace windtunnel
