// Everything of the histogram that is not on the path of a request.
//
// Ranks are doubles: exact below 2^53 values, which no run reaches.
#include "sim/stats/histogram.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "sim/base/check.hpp"

namespace windtunnel {

Histogram::Histogram(int mantissa_bits) : mantissa_bits_(mantissa_bits) {
  CHECK(mantissa_bits >= 1 && mantissa_bits <= 16, "mantissa bits " + std::to_string(mantissa_bits));
}

Histogram::Bucket Histogram::bucket(std::size_t slot) const {
  const std::uint64_t index = first_ + slot;
  const std::uint64_t octave = index >> mantissa_bits_;
  const std::uint64_t shift = octave == 0 ? 0 : octave - 1;
  const std::uint64_t low = (index - (shift << mantissa_bits_)) << shift;
  const std::uint64_t width = std::uint64_t{1} << shift;
  return {static_cast<std::int64_t>(low), static_cast<std::int64_t>(low + (width - 1)),
          static_cast<std::int64_t>(counts_[slot])};
}

void Histogram::hold(std::uint64_t low_index, std::uint64_t high_index) {
  const std::uint64_t octave = std::uint64_t{1} << mantissa_bits_;
  std::uint64_t low = low_index & ~(octave - 1);
  std::uint64_t high = (high_index & ~(octave - 1)) + octave;
  if (!counts_.empty()) {
    low = std::min(low, first_);
    high = std::max(high, first_ + counts_.size());
  }
  std::vector<std::uint64_t> wider(high - low, 0);
  std::copy(counts_.begin(), counts_.end(),
            wider.begin() + static_cast<std::ptrdiff_t>(counts_.empty() ? 0 : first_ - low));
  counts_ = std::move(wider);
  first_ = low;
}

void Histogram::add_outside(std::int64_t value_ns) {
  CHECK(value_ns >= 0, "a negative duration of " + std::to_string(value_ns) + " ns");
  const std::uint64_t index = index_of(value_ns);
  hold(index, index);
  ++counts_[index - first_];
  sum_ns_ += value_ns;
}

void Histogram::merge(const Histogram& other) {
  CHECK(mantissa_bits_ == other.mantissa_bits_, "histograms of different resolution");
  if (other.counts_.empty()) return;
  hold(other.first_, other.first_ + other.counts_.size() - 1);
  for (std::size_t slot = 0; slot < other.counts_.size(); ++slot)
    counts_[other.first_ + slot - first_] += other.counts_[slot];
  sum_ns_ += other.sum_ns_;
}

std::int64_t Histogram::count() const {
  std::uint64_t total = 0;
  for (const std::uint64_t one : counts_) total += one;
  return static_cast<std::int64_t>(total);
}

double Histogram::mean_ns() const {
  const std::int64_t n = count();
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(sum_ns_) / static_cast<double>(n);
}

double Histogram::quantile_ns(double p) const {
  CHECK(p >= 0.0 && p <= 1.0, "quantile at " + std::to_string(p));
  const auto n = static_cast<double>(count());
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  const double rank = std::clamp((n + 1.0 / 3.0) * p + 1.0 / 3.0, 1.0, n);
  double below = 0;
  double value = 0;
  for (std::size_t slot = 0; slot < counts_.size(); ++slot) {
    if (counts_[slot] == 0) continue;
    const Bucket b = bucket(slot);
    const auto here = static_cast<double>(b.count);
    const auto low = static_cast<double>(b.low_ns);
    const auto width = static_cast<double>(b.high_ns - b.low_ns);
    // The i-th of `here` values, i from 1, stands at (i - 1/2) / here of the bucket.
    value = low + width * std::clamp((rank - below - 0.5) / here, 0.0, 1.0);
    if (rank <= below + here) break;
    below += here;
    // A rank between the last of this bucket and the first of the next lies between the two, where the next
    // begins within one rank; it is given to the nearer one so that the value stays inside a bucket that was
    // hit.
    if (rank < below + 0.5) break;
  }
  return value;
}

double Histogram::count_above(std::int64_t value_ns) const {
  double above = 0;
  each_bucket([&](const Bucket& b) {
    if (b.low_ns > value_ns) {
      above += static_cast<double>(b.count);
    } else if (b.high_ns > value_ns) {
      const auto width = static_cast<double>(b.high_ns - b.low_ns) + 1.0;
      above += static_cast<double>(b.count) * (static_cast<double>(b.high_ns - value_ns) / width);
    }
  });
  return above;
}

double Histogram::share_at_or_below(std::int64_t value_ns) const {
  const auto n = static_cast<double>(count());
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  return 1.0 - count_above(value_ns) / n;
}

bool Histogram::operator==(const Histogram& other) const {
  if (mantissa_bits_ != other.mantissa_bits_ || sum_ns_ != other.sum_ns_) return false;
  std::vector<Bucket> mine;
  std::vector<Bucket> theirs;
  each_bucket([&](const Bucket& b) { mine.push_back(b); });
  other.each_bucket([&](const Bucket& b) { theirs.push_back(b); });
  return std::equal(
      mine.begin(), mine.end(), theirs.begin(), theirs.end(),
      [](const Bucket& a, const Bucket& b) { return a.low_ns == b.low_ns && a.count == b.count; });
}

}  // namespace windtunnel
