// The parts of the recorder that are not on the path of every request: growing, merging, reading.
#include "sim/observe/recorder.hpp"

#include <algorithm>

#include "sim/base/check.hpp"

namespace windtunnel {

void Cell::merge(const Cell& other) {
  issued += other.issued;
  for (std::size_t i = 0; i < kOutcomes; ++i) ended[i] += other.ended[i];
  attempts += other.attempts;
  latency_ns += other.latency_ns;
  ok.merge(other.ok);
  failed.merge(other.failed);
}

void Breakdown::grow(std::uint32_t row) {
  counts_.resize(row + 1, 0);
  sums_.resize(static_cast<std::size_t>(row + 1) * parts_, 0);
}

void Breakdown::merge(const Breakdown& other) {
  CHECK(parts_ == other.parts_, "breakdowns of different shape");
  if (other.counts_.size() > counts_.size()) grow(static_cast<std::uint32_t>(other.counts_.size() - 1));
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  for (std::size_t i = 0; i < other.sums_.size(); ++i) sums_[i] += other.sums_[i];
}

std::int64_t Breakdown::count() const {
  std::int64_t total = 0;
  for (const std::int64_t count : counts_) total += count;
  return total;
}

std::vector<double> Breakdown::mean_of_slowest(double share) const {
  const auto wanted = static_cast<double>(count()) * share;
  std::vector<double> sums(parts_, 0.0);
  std::int64_t taken = 0;
  for (std::size_t row = counts_.size(); row-- > 0;) {
    if (counts_[row] == 0) continue;
    for (std::uint32_t i = 0; i < parts_; ++i) sums[i] += static_cast<double>(sums_[row * parts_ + i]);
    taken += counts_[row];
    if (static_cast<double>(taken) >= wanted) break;
  }
  if (taken > 0)
    for (double& sum : sums) sum /= static_cast<double>(taken);
  return sums;
}

Recorder::Recorder(RecorderShape shape)
    : shape_(std::move(shape)),
      windows_(shape_.window_starts.size()),
      cells_(static_cast<std::size_t>(shape_.classes) * shape_.regions * windows_),
      bins_(static_cast<std::size_t>(shape_.regions) * shape_.bins),
      breakdown_(shape_.parts) {
  CHECK(windows_ > 0 && shape_.window_starts.front() == Time(), "the first window starts with the run");
  CHECK(shape_.bin > Duration() && shape_.bins > 0, "a timeline has bins");
}

void Recorder::merge(const Recorder& other) {
  CHECK(cells_.size() == other.cells_.size() && bins_.size() == other.bins_.size(),
        "recorders of different shape");
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i].merge(other.cells_[i]);
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    bins_[i].issued += other.bins_[i].issued;
    bins_[i].ok += other.bins_[i].ok;
    bins_[i].failed += other.bins_[i].failed;
    bins_[i].latency_ns += other.bins_[i].latency_ns;
  }
  breakdown_.merge(other.breakdown_);
}

std::uint32_t Recorder::window_of(Time time) const {
  const auto after = std::upper_bound(shape_.window_starts.begin(), shape_.window_starts.end(), time);
  return static_cast<std::uint32_t>(after - shape_.window_starts.begin() - 1);
}

void Recorder::seek_bin(Time time) {
  const std::int64_t index = std::clamp<std::int64_t>(time.since_start() / shape_.bin, 0, shape_.bins - 1);
  bin_now_ = static_cast<std::uint32_t>(index);
  bin_from_ = Time() + shape_.bin * index;
  // The last bin is open-ended: what ends with the run belongs to it.
  bin_to_ = index == shape_.bins - 1 ? Time::never() : bin_from_ + shape_.bin;
}

}  // namespace windtunnel
