// A mergeable log-linear histogram of nanoseconds with a stated relative error (HdrHistogram's layout, Tene
// 2012).
//
// A value below 2^(m+1) ns has a bucket of its own; above, each power of two is cut into 2^m equal buckets,
// so a bucket is never wider than 2^-m of the value. Adding is one index computation and one increment: the
// first m bits after the leading one, beside the exponent, are the index. Only the octaves between the
// smallest and the largest value seen are held. The sum is kept exactly, so the mean carries no bucket's
// error, and merging in any order gives the same histogram.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "sim/stats/int128.hpp"

namespace windtunnel {

class Histogram {
 public:
  static constexpr int kDefaultMantissaBits = 8;  // quantiles within 2^-8 = 0.39% of the sample's own

  explicit Histogram(int mantissa_bits = kDefaultMantissaBits);  // 1 to 16, else a broken promise

  // value_ns is not negative; a negative one is a broken promise.
  void add(std::int64_t value_ns) {
    const std::uint64_t slot =
        index_of(value_ns) - first_;  // wraps to something huge below the first octave held
    if (slot >= counts_.size()) [[unlikely]] {
      add_outside(value_ns);
      return;
    }
    ++counts_[slot];
    sum_ns_ += value_ns;
  }
  void merge(const Histogram& other);  // the same mantissa bits, else a broken promise

  int mantissa_bits() const { return mantissa_bits_; }
  // No quantile is farther than this share from the sample's own quantile: both lie in one bucket.
  double relative_error() const { return 1.0 / static_cast<double>(std::uint64_t{1} << mantissa_bits_); }

  std::int64_t count() const;  // walks the buckets
  bool empty() const { return count() == 0; }
  Int128 sum_ns() const { return sum_ns_; }
  double mean_ns() const;  // exact sum over count; NaN when empty

  // The value at rank h = (n + 1/3) p + 1/3 of the sorted sample, between 1 and n (Hyndman & Fan 1996, type
  // 8: its median is the true quantile whatever the distribution, which intervals over replications rely on).
  // Within a bucket the values are taken as spread evenly. p in [0, 1]; NaN when empty.
  double quantile_ns(double p) const;
  double max_ns() const { return quantile_ns(1.0); }

  // How many lie strictly above value_ns, values of the bucket that holds it taken as spread evenly; exact
  // where value_ns is the last of a bucket (any value below 2^(m+1) ns).
  double count_above(std::int64_t value_ns) const;
  // The share at or below value_ns; NaN when empty.
  double share_at_or_below(std::int64_t value_ns) const;

  struct Bucket {
    std::int64_t low_ns;   // the smallest value that falls in
    std::int64_t high_ns;  // the largest
    std::int64_t count;
  };
  // Calls visit(Bucket) for each bucket that is not empty, in rising order.
  template <typename Visit>
  void each_bucket(Visit&& visit) const {
    for (std::size_t slot = 0; slot < counts_.size(); ++slot)
      if (counts_[slot] != 0) visit(bucket(slot));
  }
  std::size_t memory_bytes() const { return sizeof(*this) + counts_.capacity() * sizeof(std::uint64_t); }

  bool operator==(const Histogram& other) const;

  template <class Archive>
  void archive(Archive& a) {
    a(mantissa_bits_, first_, counts_, sum_ns_);
  }

 private:
  std::uint64_t index_of(std::int64_t value_ns) const {
    const auto value = static_cast<std::uint64_t>(value_ns);
    const int shift = 63 - std::countl_zero(value | (std::uint64_t{1} << mantissa_bits_)) - mantissa_bits_;
    return (static_cast<std::uint64_t>(shift) << mantissa_bits_) + (value >> shift);
  }
  Bucket bucket(std::size_t slot) const;
  void add_outside(std::int64_t value_ns);
  void hold(std::uint64_t low_index, std::uint64_t high_index);

  int mantissa_bits_;
  std::uint64_t first_ = 0;            // index of counts_[0], a multiple of 2^m
  std::vector<std::uint64_t> counts_;  // whole octaves
  Int128 sum_ns_ = 0;
};

}  // namespace windtunnel
