// How stale reads are: in versions (k), in time (t), and how soon a write becomes visible.
//
// After Bailis et al. (2012), from the side of clients: a read is held against the writes of its key that
// were acknowledged before it was invoked. It is stale when it returned a version older than the newest of
// them; `behind` counts how many acknowledged versions it missed (k-staleness: a read is k-stale when behind
// >= k), `stale_for` is how long the oldest version that it missed had been acknowledged. The t-visibility
// curve is the share of reads, among those invoked t after the newest write was acknowledged, that were not
// stale. A version that was never acknowledged obliges nobody. Needs versions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/observe/history.hpp"

namespace windtunnel {

// One read that ended ok.
struct ReadAge {
  std::uint32_t operation = 0;  // its position in the history
  std::uint32_t behind = 0;     // acknowledged versions that are newer than what it returned
  bool obliged = false;         // some write of its key had been acknowledged
  Duration since_write;         // from the acknowledgement of the newest version to the read's invocation
  Duration stale_for;           // from the acknowledgement of the first version that it missed

  bool stale() const { return behind > 0; }
  template <class Archive>
  void archive(Archive& a) {
    a(operation, behind, obliged, since_write, stale_for);
  }
};
// In the order of the history. Operations without a version are left out.
std::vector<ReadAge> read_ages(const History& history);

struct StalenessReport {
  static constexpr std::size_t kBehindShown = 10;
  // Reads invoked at least `from` and less than the next point's `from` after the newest acknowledgement.
  struct Visibility {
    Duration from;
    std::int64_t reads = 0;
    std::int64_t fresh = 0;
    template <class Archive>
    void archive(Archive& a) {
      a(from, reads, fresh);
    }
  };
  std::int64_t reads = 0;
  std::int64_t obliged = 0;  // after some acknowledged write of their key
  std::int64_t stale = 0;
  // Reads that missed exactly 0, 1, 2, ... versions; the last counts all that missed more.
  std::array<std::int64_t, kBehindShown + 1> behind{};
  std::uint32_t behind_max = 0;
  Duration stale_for_max;
  std::vector<Visibility> visibility;  // from 0, then 10 us, 20 us, 50 us, ... to 1000 s

  double stale_share() const {
    return reads == 0 ? 0.0 : static_cast<double>(stale) / static_cast<double>(reads);
  }
  void add(const ReadAge& age);
  void merge(const StalenessReport& other);
  StalenessReport();
  template <class Archive>
  void archive(Archive& a) {
    a(reads, obliged, stale, behind, behind_max, stale_for_max, visibility);
  }
};
StalenessReport staleness(std::span<const ReadAge> ages);

}  // namespace windtunnel
