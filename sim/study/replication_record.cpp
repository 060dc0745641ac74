// Packing a replication's facts.
#include "sim/study/replication_record.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/base/archive.hpp"

namespace windtunnel {
namespace {

constexpr std::uint8_t kLayout = 1;

// How the value of a row is written, in the low bits of its first byte; the counts have a bit each.
enum : std::uint8_t { kZero, kMissing, kWhole, kFull };
constexpr std::uint8_t kHow = 3, kHasGood = 4, kHasTotal = 8, kGoodIsTotal = 16;

void put_count(std::string& bytes, std::int64_t count) {
  for (auto left = static_cast<std::uint64_t>(count);; left >>= 7) {
    if (left < 128) {
      bytes += static_cast<char>(left);
      return;
    }
    bytes += static_cast<char>(left | 128);
  }
}

bool take_count(std::string_view& bytes, std::int64_t& count) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto part = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(part & 127) << shift;
    if (part < 128) {
      count = static_cast<std::int64_t>(value);
      return true;
    }
  }
  return false;
}

// The way that brings back the same bits.
std::uint8_t way_of(double value) {
  constexpr double kWholeMax = 1e15;
  if (std::isnan(value)) return kMissing;
  if (value == 0 && !std::signbit(value)) return kZero;
  if (value > 0 && value < kWholeMax && value == std::floor(value)) return kWhole;
  return kFull;
}

void put_row(std::string& bytes, const RowValue& row) {
  const std::uint8_t how = way_of(row.value);
  const bool same = row.good == row.total;
  bytes += static_cast<char>(how | (row.good != 0 && !same ? kHasGood : 0) |
                             (row.total != 0 ? kHasTotal : 0) | (same ? kGoodIsTotal : 0));
  if (how == kWhole) put_count(bytes, static_cast<std::int64_t>(row.value));
  if (how == kFull) bytes.append(reinterpret_cast<const char*>(&row.value), sizeof row.value);
  if (row.good != 0 && !same) put_count(bytes, row.good);
  if (row.total != 0) put_count(bytes, row.total);
}

bool take_row(std::string_view& bytes, RowValue& row) {
  if (bytes.empty()) return false;
  const auto head = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  std::int64_t whole = 0;
  switch (head & kHow) {
    case kZero:
      row.value = 0;
      break;
    case kMissing:
      row.value = std::numeric_limits<double>::quiet_NaN();
      break;
    case kWhole:
      if (!take_count(bytes, whole)) return false;
      row.value = static_cast<double>(whole);
      break;
    default:
      if (bytes.size() < sizeof row.value) return false;
      std::memcpy(&row.value, bytes.data(), sizeof row.value);
      bytes.remove_prefix(sizeof row.value);
  }
  row.good = row.total = 0;
  if ((head & kHasGood) != 0 && !take_count(bytes, row.good)) return false;
  if ((head & kHasTotal) != 0 && !take_count(bytes, row.total)) return false;
  if ((head & kGoodIsTotal) != 0) row.good = row.total;
  return true;
}

// An audit that holds is only counted: nothing is said of it.
struct BrokenAudit {
  std::string name, found;

  template <class Archive>
  void archive(Archive& a) {
    a(name, found);
  }
};

// What is packed as it is.
struct Rest {
  std::uint64_t seed = 0, events = 0;
  std::int64_t requests = 0;
  std::int64_t latency_count = 0;
  double latency_mean = 0, latency_variance = 0;
  std::vector<BrokenAudit> broken;
  std::array<std::uint64_t, 5> fingerprints{};
  std::vector<TierWork> work;
  std::vector<QueueSeen> queues;
  std::string failed;
  bool broken_promise = false, for_want = false;
  std::uint64_t rows = 0;

  template <class Archive>
  void archive(Archive& a) {
    a(seed, events, requests, latency_count, latency_mean, latency_variance, broken, fingerprints, work,
      queues, failed, broken_promise, for_want, rows);
  }
};

}  // namespace

std::string record_of(const ReplicationFacts& facts) {
  Rest rest{facts.seed,
            facts.events,
            facts.requests,
            facts.latency.count,
            facts.latency.mean,
            facts.latency.variance,
            {},
            facts.fingerprints,
            facts.work,
            facts.queues,
            facts.failed,
            facts.broken_promise,
            facts.for_want,
            facts.values.size()};
  for (const Audit& audit : facts.audits)
    if (!audit.holds) rest.broken.push_back({audit.name, audit.found});
  std::string rows;
  rows.reserve(16 * facts.values.size());
  for (const RowValue& row : facts.values) put_row(rows, row);
  return packed(kLayout) + packed(rows) + packed(rest);
}

std::optional<ReplicationFacts> facts_of(std::string_view record) {
  std::uint8_t layout = 0;
  std::string rows;
  Rest rest;
  Unpacker unpacker(record);
  unpacker(layout);
  if (layout != kLayout) return std::nullopt;
  unpacker(rows, rest);
  // A row takes at least a byte.
  if (!unpacker.at_the_end() || rest.rows > rows.size()) return std::nullopt;
  ReplicationFacts facts;
  facts.values.resize(rest.rows);
  std::string_view left = rows;
  for (RowValue& row : facts.values)
    if (!take_row(left, row)) return std::nullopt;
  if (!left.empty()) return std::nullopt;
  facts.seed = rest.seed;
  facts.events = rest.events;
  facts.requests = rest.requests;
  facts.latency = {rest.latency_count, rest.latency_mean, rest.latency_variance};
  for (BrokenAudit& audit : rest.broken)
    facts.audits.push_back({std::move(audit.name), false, std::move(audit.found)});
  facts.fingerprints = rest.fingerprints;
  facts.work = std::move(rest.work);
  facts.queues = std::move(rest.queues);
  facts.failed = std::move(rest.failed);
  facts.broken_promise = rest.broken_promise;
  facts.for_want = rest.for_want;
  return facts;
}

}  // namespace windtunnel
