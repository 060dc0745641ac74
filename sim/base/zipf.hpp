// Zipf's law: rank i of 1 .. count with probability proportional to i^-exponent; which key, which item, which
// user.
//
// Rejection-inversion (Hoermann and Derflinger 1996): invert the integral of the density's hat, accept nearly
// always; no table, whatever the count. Exponent 0 is uniform.
#pragma once

#include <cstdint>

#include "sim/base/random.hpp"

namespace windtunnel {

class Zipf {
 public:
  Zipf(std::uint64_t count, double exponent);
  std::uint64_t operator()(Rng& rng) const;  // a rank, the most popular is 1

  std::uint64_t count() const { return count_; }
  double probability(std::uint64_t rank) const;
  double cdf(double x) const { return partial_moment(0, x); }
  std::uint64_t quantile(double p) const;
  // E[X^k; X <= x] for k = 0, 1, 2; relative error below 1e-12.
  double partial_moment(int k, double x) const;

 private:
  double hat_integral(double x) const;  // of t^-exponent from 1 to x, up to a constant
  double hat_integral_inverse(double y) const;
  double hat(double x) const;

  std::uint64_t count_;
  double exponent_;
  double integral_first_, integral_last_, shortcut_, total_;
};

}  // namespace windtunnel
