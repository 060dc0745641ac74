// The recorder folds finished requests into dense cells: one array add and one bucket increment each.
//
// A cell is (class, origin region, window of time). Windows are elementary: the run is cut at every start and
// end of a phase, so a phase is a set of windows and phases may overlap. Where the time went is kept as one
// row of sums per eighth of an octave of latency, so that "among the slowest 1%" is a sum over rows, without
// storing requests.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/observe/fingerprint.hpp"
#include "sim/observe/records.hpp"
#include "sim/stats/histogram.hpp"

namespace windtunnel {

struct RecorderShape {
  std::uint32_t classes = 1;
  std::uint32_t regions = 1;
  std::vector<Time> window_starts = {Time()};  // ascending; the first is 0; the last window ends with the run
  std::uint32_t parts = 1;                     // how many components the time of a request is split into
  Duration bin = Duration::from_ns(1'000'000'000);  // width of a bin of the timeline
  std::uint32_t bins = 1;
};

struct Cell {
  std::int64_t issued = 0;
  std::int64_t ended[kOutcomes] = {};
  std::int64_t attempts = 0;
  Int128 latency_ns = 0;  // over good replies
  Histogram ok;           // latency of good replies
  Histogram failed;       // deadline of each failure: what it counts as among all

  std::int64_t finished() const { return ended[0] + ended[1] + ended[2] + ended[3]; }
  std::int64_t in_flight() const { return issued - finished(); }
  void merge(const Cell& other);
  template <class Archive>
  void archive(Archive& a) {
    a(issued, ended, attempts, latency_ns, ok, failed);
  }
};

// One bin of the timeline of one region, by the time requests were meant to be sent.
struct Bin {
  std::int64_t issued = 0;
  std::int64_t ok = 0;
  std::int64_t failed = 0;
  std::int64_t latency_ns = 0;
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// Where the time of good replies went, by how long they took.
class Breakdown {
 public:
  explicit Breakdown(std::uint32_t parts = 1) : parts_(parts) {}

  static std::uint32_t row_of(std::int64_t latency_ns) {
    const std::uint64_t v = latency_ns < 8 ? 8u : static_cast<std::uint64_t>(latency_ns);
    const auto exponent = static_cast<std::uint32_t>(63 - __builtin_clzll(v));
    return (exponent << 3) | static_cast<std::uint32_t>((v >> (exponent - 3)) & 7u);
  }
  void add(std::int64_t latency_ns, std::span<const std::int64_t> parts_ns) {
    const std::uint32_t row = row_of(latency_ns);
    if (row >= counts_.size()) [[unlikely]]
      grow(row);
    ++counts_[row];
    std::int64_t* sums = &sums_[static_cast<std::size_t>(row) * parts_];
    for (std::uint32_t i = 0; i < parts_; ++i) sums[i] += parts_ns[i];
  }
  void merge(const Breakdown& other);
  // Mean nanoseconds of each part among the slowest `share` of requests (whole rows; at least that share).
  std::vector<double> mean_of_slowest(double share) const;
  std::int64_t count() const;
  template <class Archive>
  void archive(Archive& a) {
    a(parts_, counts_, sums_);
  }

 private:
  void grow(std::uint32_t row);
  std::uint32_t parts_;
  std::vector<std::int64_t> counts_;
  std::vector<std::int64_t> sums_;
};

class Recorder {
 public:
  explicit Recorder(RecorderShape shape);

  const RecorderShape& shape() const { return shape_; }

  std::uint32_t window_of(Time time) const;

  void issued(std::uint32_t request_class, std::uint32_t origin, std::uint32_t window, Time intended) {
    ++cells_[cell_index(request_class, origin, window)].issued;
    ++bin(origin, intended).issued;
  }

  // Each request ends here exactly once. `parts_ns`: where its time went, summing to its latency less what it
  // spent backing off or in attempts that were given up.
  void finished(const RequestRecord& record, std::span<const std::int64_t> parts_ns) {
    Cell& cell = cells_[cell_index(record.request_class, record.origin, record.window)];
    ++cell.ended[static_cast<std::size_t>(record.outcome)];
    cell.attempts += record.attempts;
    Bin& at = bin(record.origin, record.intended);
    const std::int64_t latency = (record.ended - record.intended).ns();
    if (record.outcome == Outcome::kOk) [[likely]] {
      cell.latency_ns += latency;
      cell.ok.add(latency);
      ++at.ok;
      at.latency_ns += latency;
      if (record.window >= measured_from_) breakdown_.add(latency, parts_ns);
    } else {
      cell.failed.add(record.deadline.ns());
      ++at.failed;
    }
    fingerprints.metrics.fold(record.number ^ (static_cast<std::uint64_t>(record.outcome) << 60));
    fingerprints.metrics.fold(static_cast<std::uint64_t>(record.ended.ns()));
  }

  // Windows before this one are warm-up: they are counted, but left out of the breakdown.
  void measure_from(std::uint32_t window) { measured_from_ = window; }

  std::size_t cell_index(std::uint32_t request_class, std::uint32_t origin, std::uint32_t window) const {
    return (static_cast<std::size_t>(request_class) * shape_.regions + origin) * windows_ + window;
  }
  const std::vector<Cell>& cells() const { return cells_; }
  const std::vector<Bin>& bins() const { return bins_; }  // region-major: [region * bins + bin]
  const Breakdown& breakdown() const { return breakdown_; }

  // Another replication's facts on top of these; the same shape. Fingerprints stay as they are.
  void merge(const Recorder& other);

  // What was recorded; the shape is the reader's own.
  template <class Archive>
  void archive(Archive& a) {
    a(measured_from_, cells_, bins_, breakdown_, fingerprints);
  }

  Fingerprints fingerprints;

 private:
  Bin& bin(std::uint32_t region, Time time) {
    // Requests of one moment come together: remember the bin that the last one fell in.
    if (time < bin_from_ || time >= bin_to_) [[unlikely]]
      seek_bin(time);
    return bins_[static_cast<std::size_t>(region) * shape_.bins + bin_now_];
  }
  void seek_bin(Time time);

  RecorderShape shape_;
  std::size_t windows_;
  std::uint32_t measured_from_ = 0;
  std::vector<Cell> cells_;
  std::vector<Bin> bins_;
  Breakdown breakdown_;
  std::uint32_t bin_now_ = 0;
  Time bin_from_;
  Time bin_to_;
};

}  // namespace windtunnel
