// One sweep a key: acknowledgements and reads in the order of time.
#include "sim/verify/staleness.hpp"

#include <algorithm>

#include "sim/verify/key_history.hpp"

namespace windtunnel {
namespace {

// Versions that have been acknowledged, newest first, as a binary indexed tree: how many are newer than a
// given one, and when the first of those was (Fenwick 1994).
class Acknowledged {
 public:
  explicit Acknowledged(std::vector<Version> versions) : versions_(std::move(versions)) {
    std::sort(versions_.begin(), versions_.end(), std::greater<>());
    versions_.erase(std::unique(versions_.begin(), versions_.end()), versions_.end());
    count_.assign(versions_.size() + 1, 0);
    first_.assign(versions_.size() + 1, Time::never());
    known_.assign(versions_.size(), false);
  }

  void add(Version version, Time at) {
    const std::size_t rank = newer_than(version);
    if (known_[rank]) return;
    known_[rank] = true;
    if (!any_ || version > newest_) newest_ = version, newest_at_ = at;
    any_ = true;
    for (std::size_t i = rank + 1; i < count_.size(); i += i & (~i + 1)) {
      ++count_[i];
      first_[i] = std::min(first_[i], at);
    }
  }
  bool any() const { return any_; }
  Time newest_at() const { return newest_at_; }
  struct Missed {
    std::uint32_t versions = 0;
    Time first = Time::never();
  };
  Missed missed(Version read) const {
    Missed missed;
    for (std::size_t i = newer_than(read); i > 0; i -= i & (~i + 1)) {
      missed.versions += count_[i];
      missed.first = std::min(missed.first, first_[i]);
    }
    return missed;
  }

 private:
  std::size_t newer_than(Version version) const {
    return static_cast<std::size_t>(
        std::lower_bound(versions_.begin(), versions_.end(), version, std::greater<>()) - versions_.begin());
  }

  std::vector<Version> versions_;  // newest first
  std::vector<std::uint32_t> count_;
  std::vector<Time> first_;
  std::vector<bool> known_;
  bool any_ = false;
  Version newest_ = 0;
  Time newest_at_;
};

}  // namespace

std::vector<ReadAge> read_ages(const History& history) {
  std::vector<ReadAge> ages;
  for (const KeyHistory& key : by_key(history)) {
    std::vector<Version> versions;
    std::vector<std::uint32_t> writes, reads;
    for (const std::uint32_t position : key.operations) {
      const OperationRecord& operation = history.operations[position];
      if (operation.status != OperationStatus::kOk || !operation.witnessed) continue;
      (only_reads(operation.kind) ? reads : writes).push_back(position);
      if (!only_reads(operation.kind)) versions.push_back(operation.version);
    }
    std::stable_sort(writes.begin(), writes.end(), [&](std::uint32_t a, std::uint32_t b) {
      return history.operations[a].ended < history.operations[b].ended;
    });
    std::stable_sort(reads.begin(), reads.end(), [&](std::uint32_t a, std::uint32_t b) {
      return history.operations[a].invoked < history.operations[b].invoked;
    });
    Acknowledged acknowledged(std::move(versions));
    auto next = writes.begin();
    for (const std::uint32_t position : reads) {
      const OperationRecord& read = history.operations[position];
      for (; next != writes.end() && history.operations[*next].ended < read.invoked; ++next)
        acknowledged.add(history.operations[*next].version, history.operations[*next].ended);
      ReadAge age;
      age.operation = position;
      age.obliged = acknowledged.any();
      if (age.obliged) {
        const Acknowledged::Missed missed = acknowledged.missed(read.version);
        age.behind = missed.versions;
        age.since_write = read.invoked - acknowledged.newest_at();
        if (missed.versions > 0) age.stale_for = read.invoked - missed.first;
      }
      ages.push_back(age);
    }
  }
  std::sort(ages.begin(), ages.end(),
            [](const ReadAge& a, const ReadAge& b) { return a.operation < b.operation; });
  return ages;
}

StalenessReport::StalenessReport() {
  visibility.push_back({});
  for (std::int64_t decade = 10'000; decade < 1'000'000'000'000; decade *= 10)
    for (const std::int64_t times : {1, 2, 5}) visibility.push_back({Duration::from_ns(decade * times)});
  visibility.push_back({Duration::from_ns(1'000'000'000'000)});
}

void StalenessReport::add(const ReadAge& age) {
  ++reads;
  ++behind[std::min<std::size_t>(age.behind, kBehindShown)];
  behind_max = std::max(behind_max, age.behind);
  stale_for_max = std::max(stale_for_max, age.stale_for);
  if (age.stale()) ++stale;
  if (!age.obliged) return;
  ++obliged;
  const auto after = std::upper_bound(visibility.begin(), visibility.end(), age.since_write,
                                      [](Duration t, const Visibility& point) { return t < point.from; });
  Visibility& point = *std::prev(after);
  ++point.reads;
  if (!age.stale()) ++point.fresh;
}

void StalenessReport::merge(const StalenessReport& other) {
  reads += other.reads, obliged += other.obliged, stale += other.stale;
  for (std::size_t i = 0; i < behind.size(); ++i) behind[i] += other.behind[i];
  behind_max = std::max(behind_max, other.behind_max);
  stale_for_max = std::max(stale_for_max, other.stale_for_max);
  for (std::size_t i = 0; i < visibility.size(); ++i) {
    visibility[i].reads += other.visibility[i].reads;
    visibility[i].fresh += other.visibility[i].fresh;
  }
}

StalenessReport staleness(std::span<const ReadAge> ages) {
  StalenessReport report;
  for (const ReadAge& age : ages) report.add(age);
  return report;
}

}  // namespace windtunnel
