// Judging a history of a million operations: by versions, and by search alone.
//
// 64 processes on 1,000 keys, half of the operations reads, as an atomic store answers them. The statistic is
// how many operations the verdict is about: both have to find that the history is linearizable.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "sim/verify/witnessed.hpp"
#include "tests/bench/draws.hpp"
#include "tests/bench/rows.hpp"

namespace windtunnel {
namespace {

const std::int64_t kOperations = bench::scaled(1'000'000);

History atomic_history() {
  struct Pending {
    OperationRecord record;
    std::int64_t happens;
  };
  struct Held {
    StoreValue value = kNoValue;
    Version version = 0;
  };
  bench::Draws draws(1);
  std::vector<std::int64_t> free_at(64, 0);
  std::vector<Pending> all;
  for (std::int64_t i = 0; i < kOperations; ++i) {
    const std::size_t process = draws.below(64);
    const std::int64_t begin = free_at[process] + static_cast<std::int64_t>(draws.below(1'000));
    const std::int64_t happens = begin + static_cast<std::int64_t>(draws.below(2'000));
    OperationRecord record;
    record.process = static_cast<std::uint32_t>(process);
    record.kind = draws.below(2) == 0 ? OperationKind::kRead : OperationKind::kWrite;
    record.status = OperationStatus::kOk;
    record.key = static_cast<StoreKey>(draws.below(1'000));
    record.value = record.kind == OperationKind::kWrite ? i : kNoValue;
    record.invoked = Time::from_ns(begin);
    record.ended = Time::from_ns(happens + static_cast<std::int64_t>(draws.below(2'000)));
    record.witnessed = true;
    free_at[process] = record.ended.ns() + 1;
    all.push_back({record, happens});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Pending& a, const Pending& b) { return a.happens < b.happens; });
  std::vector<Held> keys(1'000);
  History history;
  for (Pending& each : all) {
    Held& held = keys[each.record.key];
    if (each.record.kind == OperationKind::kWrite)
      held = {each.record.value, held.version + 1};
    else
      each.record.read = held.value;
    each.record.version = held.version;
    history.operations.push_back(each.record);
  }
  std::stable_sort(history.operations.begin(), history.operations.end(),
                   [](const OperationRecord& a, const OperationRecord& b) { return a.invoked < b.invoked; });
  return history;
}

void check_history(benchmark::State& state, bool by_versions) {
  const History history = atomic_history();
  for (auto _ : state) {
    const LinearizabilityReport report =
        by_versions ? check_linearizability_witnessed(history) : check_linearizability(history);
    if (report.verdict.truth != Truth::kHolds) throw std::runtime_error(report.verdict.reason);
  }
  state.counters["statistic"] = static_cast<double>(history.operations.size());
  state.SetItemsProcessed(state.iterations() * kOperations);
}

BENCHMARK_CAPTURE(check_history, versions, true)->Apply(bench::once);
BENCHMARK_CAPTURE(check_history, search, false)->Apply(bench::once);

}  // namespace
}  // namespace windtunnel
