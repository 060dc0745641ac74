// One phrase a kind of operation.
#include "sim/verify/operation_words.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace windtunnel {

std::string value_words(StoreValue value) { return value == kNoValue ? "nil" : std::to_string(value); }

std::string elements_words(const std::vector<StoreValue>& elements) {
  constexpr std::size_t kShown = 8;
  std::string words = "[";
  for (std::size_t i = 0; i < elements.size() && i < kShown; ++i)
    words += (i == 0 ? "" : " ") + value_words(elements[i]);
  if (elements.size() > kShown) words += " ... " + std::to_string(elements.size()) + " in all";
  return words + "]";
}

std::string asked_words(OperationKind kind, StoreKey key, StoreValue value, StoreValue expected) {
  const std::string name = "key " + std::to_string(key), v = value_words(value);
  switch (kind) {
    case OperationKind::kRead:
    case OperationKind::kReadCounter:
    case OperationKind::kReadSet:
    case OperationKind::kReadList:
      return "read " + name;
    case OperationKind::kWrite:
      return "write " + v + " to " + name;
    case OperationKind::kCompareAndSet:
      return "set " + name + " from " + value_words(expected) + " to " + v;
    case OperationKind::kAdd:
      return "add " + v + " to " + name;
    case OperationKind::kInsert:
      return "insert " + v + " into " + name;
    case OperationKind::kRemove:
      return "remove " + v + " from " + name;
    case OperationKind::kAppend:
      return "append " + v + " to " + name;
  }
  return {};
}

std::string ended_words(const OperationRecord& operation) {
  if (operation.status == OperationStatus::kFail) return "fails";
  if (operation.status == OperationStatus::kInfo) return "nobody knows";
  if (operation.kind == OperationKind::kReadSet || operation.kind == OperationKind::kReadList)
    return "sees " + elements_words(operation.elements);
  return only_reads(operation.kind) ? "sees " + value_words(operation.read) : "ok";
}

std::string operation_words(const OperationRecord& operation, int decimals) {
  std::string words = "process " + std::to_string(operation.process) + ": " +
                      asked_words(operation.kind, operation.key, operation.value, operation.expected) + ", " +
                      ended_words(operation) + " (" + fixed(operation.invoked.seconds(), decimals) + " s";
  if (operation.status == OperationStatus::kInfo) return words + " on)";
  return words + " to " + fixed(operation.ended.seconds(), decimals) + " s)";
}

std::vector<std::string> witness_words(const History& history, const CheckVerdict& verdict) {
  // Decimals that show every moment as it is, nine at most.
  int decimals = 3;
  for (const std::size_t position : verdict.witness) {
    const OperationRecord& each = history.operations[position];
    for (const Time at : {each.invoked, each.ended == Time::never() ? each.invoked : each.ended}) {
      if (at.ns() % 1'000'000 != 0) decimals = std::max(decimals, 6);
      if (at.ns() % 1'000 != 0) decimals = 9;
    }
  }
  std::vector<std::string> lines;
  for (const std::size_t position : verdict.witness)
    lines.push_back(operation_words(history.operations[position], decimals));
  return lines;
}

}  // namespace windtunnel
