// Designs of experiments: points that fill a unit cube evenly, for studies that can not fly every
// combination.
//
// Both are pure functions of their arguments, so a study names its points by a kind, a number and a seed. A
// Latin hypercube has each of its n points alone in one of n slices along every axis. Sobol's points are even
// in every box of the cube that is aligned to powers of two, and the first n of them stay what they are when
// more are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace windtunnel {

// By point and axis, in [0, 1).
using Design = std::vector<std::vector<double>>;

inline constexpr std::size_t kSobolAxesMax = 32;
inline constexpr std::size_t kSobolPointsMax = std::size_t{1} << 31;

// McKay, Beckman and Conover (1979), section 2: a random permutation of the slices for each axis, and a point
// at random within its slice.
Design latin_hypercube(std::size_t points, std::size_t axes, std::uint64_t seed);

// Sobol (1967) with the direction numbers of Joe and Kuo (2008), at most kSobolAxesMax axes. With a seed,
// scrambled as by Owen (1995), section 3: digit by digit, by random permutations that depend on the digits
// before, which keeps every balance of the points and makes a mean over them unbiased. Without, the points
// themselves, of which the first is the origin.
Design sobol(std::size_t points, std::size_t axes, std::optional<std::uint64_t> seed);

}  // namespace windtunnel
