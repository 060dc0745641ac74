// Histories by hand and by dice, for the tests of checkers.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/observe/history.hpp"

namespace windtunnel::histories {

// Times are in milliseconds.
inline OperationRecord operation(std::uint32_t process, OperationKind kind, std::int64_t invoked,
                                 std::int64_t ended, StoreValue value = kNoValue, StoreKey key = 0) {
  OperationRecord record;
  record.process = process;
  record.kind = kind;
  record.status = OperationStatus::kOk;
  record.key = key;
  record.invoked = Time::from_ns(invoked * 1'000'000);
  record.ended = Time::from_ns(ended * 1'000'000);
  (only_reads(kind) ? record.read : record.value) = value;
  return record;
}
inline OperationRecord write(std::uint32_t process, StoreValue value, std::int64_t invoked,
                             std::int64_t ended, StoreKey key = 0) {
  return operation(process, OperationKind::kWrite, invoked, ended, value, key);
}
inline OperationRecord read(std::uint32_t process, StoreValue value, std::int64_t invoked, std::int64_t ended,
                            StoreKey key = 0) {
  return operation(process, OperationKind::kRead, invoked, ended, value, key);
}
inline OperationRecord compare_and_set(std::uint32_t process, StoreValue expected, StoreValue value,
                                       std::int64_t invoked, std::int64_t ended) {
  OperationRecord record = operation(process, OperationKind::kCompareAndSet, invoked, ended, value);
  record.expected = expected;
  return record;
}
inline OperationRecord elements(OperationKind kind, std::uint32_t process, std::vector<StoreValue> seen,
                                std::int64_t invoked, std::int64_t ended) {
  OperationRecord record = operation(process, kind, invoked, ended);
  record.elements = std::move(seen);
  return record;
}
inline OperationRecord unknown(OperationRecord record) {
  record.status = OperationStatus::kInfo;
  record.ended = Time::never();
  return record;
}
inline OperationRecord failed(OperationRecord record) {
  record.status = OperationStatus::kFail;
  return record;
}
inline OperationRecord at_version(OperationRecord record, Version version) {
  record.version = version;
  record.witnessed = true;
  return record;
}
inline History of(std::vector<OperationRecord> operations) {
  std::stable_sort(operations.begin(), operations.end(),
                   [](const OperationRecord& a, const OperationRecord& b) { return a.invoked < b.invoked; });
  return History{std::move(operations)};
}

// What one atomic store of `keys` keys gives processes that take turns by dice: each operation happens at one
// moment between its invocation and its end. Values are few, so that writes are told apart badly. A share of
// operations ends unknown (half of those happen, some long after), and versions are true.
struct AtomicStore {
  int processes = 3;
  int operations = 12;
  int keys = 1;
  int values = 3;
  double unknown = 0.1;
  OperationKind reading = OperationKind::kRead;  // says what the keys hold

  History fly(Rng& rng) const {
    struct Pending {
      OperationRecord record;
      std::int64_t happens;
      int number;
    };
    std::vector<Pending> all;
    std::vector<std::int64_t> free_at(static_cast<std::size_t>(processes), 0);
    std::uint32_t next_process = static_cast<std::uint32_t>(processes);
    std::vector<std::uint32_t> names;
    for (int i = 0; i < processes; ++i) names.push_back(static_cast<std::uint32_t>(i));
    for (int i = 0; i < operations; ++i) {
      const std::size_t who = rng.below(static_cast<std::uint64_t>(processes));
      const std::int64_t begin = free_at[who] + static_cast<std::int64_t>(rng.below(4));
      const std::int64_t happens = begin + static_cast<std::int64_t>(rng.below(6));
      const std::int64_t end = happens + static_cast<std::int64_t>(rng.below(6));
      OperationRecord record = operation(names[who], kind(rng), begin, end);
      record.key = static_cast<StoreKey>(rng.below(static_cast<std::uint64_t>(keys)));
      const auto value = [&] {
        return static_cast<StoreValue>(rng.below(static_cast<std::uint64_t>(values)));
      };
      if (!only_reads(record.kind)) record.value = value();
      if (record.kind == OperationKind::kCompareAndSet) record.expected = value();
      free_at[who] = end;
      std::int64_t when = happens;
      if (rng.uniform() < unknown) {
        record = histories::unknown(record);
        names[who] = next_process++;
        when = rng.below(2) == 0 ? -1 : begin + static_cast<std::int64_t>(rng.below(40));
      }
      all.push_back({record, when, i});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Pending& a, const Pending& b) { return a.happens < b.happens; });
    std::map<StoreKey, Content> contents;
    for (Pending& each : all)
      if (each.happens >= 0) contents[each.record.key].happen(each.record);
    std::sort(all.begin(), all.end(), [](const Pending& a, const Pending& b) { return a.number < b.number; });
    std::vector<OperationRecord> records;
    for (Pending& each : all) records.push_back(each.record);
    return of(std::move(records));
  }

 private:
  struct Content {
    StoreValue value = kNoValue;
    std::vector<StoreValue> elements;
    Version version = 0;

    void happen(OperationRecord& record) {
      using Kind = OperationKind;
      record.witnessed = record.status == OperationStatus::kOk;
      const auto at = std::lower_bound(elements.begin(), elements.end(), record.value);
      const bool there = at != elements.end() && *at == record.value;
      switch (record.kind) {
        case Kind::kRead:
          record.read = value;
          break;
        case Kind::kReadCounter:
          record.read = value == kNoValue ? 0 : value;
          break;
        case Kind::kReadSet:
        case Kind::kReadList:
          record.elements = elements;
          break;
        case Kind::kCompareAndSet:
          if (value != record.expected) {
            if (record.status == OperationStatus::kOk) record = failed(record);
            return;
          }
          [[fallthrough]];
        case Kind::kWrite:
          value = record.value, ++version;
          break;
        case Kind::kAdd:
          value = (value == kNoValue ? 0 : value) + record.value, ++version;
          break;
        case Kind::kAppend:
          elements.push_back(record.value), ++version;
          break;
        case Kind::kInsert:
          if (!there) elements.insert(at, record.value), ++version;
          break;
        case Kind::kRemove:
          if (there) elements.erase(at), ++version;
          break;
      }
      record.version = version;
    }
  };

  OperationKind kind(Rng& rng) const {
    using Kind = OperationKind;
    const std::uint64_t draw = rng.below(4);
    if (draw < 2) return reading;
    switch (reading) {
      case Kind::kReadCounter:
        return Kind::kAdd;
      case Kind::kReadSet:
        return draw == 2 ? Kind::kInsert : Kind::kRemove;
      case Kind::kReadList:
        return Kind::kAppend;
      default:
        return draw == 2 ? Kind::kWrite : Kind::kCompareAndSet;
    }
  }
};

}  // namespace windtunnel::histories
