// Checks of what clients saw, from their records alone.
#include "sim/machine/client_checks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace windtunnel {
namespace {

bool of_register(OperationKind kind) {
  return kind == OperationKind::kRead || kind == OperationKind::kWrite ||
         kind == OperationKind::kCompareAndSet;
}

}  // namespace

std::string nothing_unasked(const std::vector<OperationId>& applied,
                            const std::vector<ClientRecord>& records) {
  std::set<OperationId> asked{OperationId{}};
  for (const ClientRecord& each : records) asked.insert(each.operation.id);
  for (const OperationId id : applied)
    if (asked.count(id) == 0) return "validity: an operation was applied that nobody asked";
  return "";
}

std::string reads_are_of_writes(const std::vector<ClientRecord>& records) {
  std::set<std::pair<StoreKey, StoreValue>> written;
  for (const ClientRecord& each : records)
    if (of_register(each.operation.kind) && !only_reads(each.operation.kind))
      written.emplace(each.operation.key, each.operation.value);
  for (const ClientRecord& each : records) {
    if (each.operation.kind != OperationKind::kRead || each.ended != ClientRecord::Ended::kOk) continue;
    if (each.reply.value == kNoValue || written.count({each.operation.key, each.reply.value}) > 0) continue;
    return "validity: key " + std::to_string(each.operation.key) + " was read as " +
           std::to_string(each.reply.value) + ", which nobody wrote";
  }
  return "";
}

std::string versions_follow_real_time(const std::vector<ClientRecord>& records) {
  std::map<StoreKey, std::vector<const ClientRecord*>> keys;
  for (const ClientRecord& each : records)
    if (each.ended != ClientRecord::Ended::kUnknown && each.reply.id == each.operation.id)
      keys[each.operation.key].push_back(&each);
  for (auto& [key, known] : keys) {
    std::map<Version, StoreValue> values;
    std::vector<const ClientRecord*> ended = known;  // by when they ended; `known` is by invocation
    std::stable_sort(ended.begin(), ended.end(),
                     [](const auto* a, const auto* b) { return a->known < b->known; });
    Version newest = 0;
    std::size_t over = 0;
    for (const ClientRecord* each : known) {
      for (; over < ended.size() && ended[over]->known < each->invoked; ++over)
        newest = std::max(newest, ended[over]->reply.version);
      if (each->reply.version < newest)
        return "linearizability: session " + std::to_string(each->operation.id.session) + " number " +
               std::to_string(each->operation.id.number) + " saw version " +
               std::to_string(each->reply.version) + " of key " + std::to_string(key) + ", after version " +
               std::to_string(newest) + " had been seen";
      if (!of_register(each->operation.kind)) continue;
      const auto [at, first] = values.try_emplace(each->reply.version, each->reply.value);
      if (!first && at->second != each->reply.value)
        return "linearizability: version " + std::to_string(each->reply.version) + " of key " +
               std::to_string(key) + " has two values";
    }
  }
  return "";
}

}  // namespace windtunnel
