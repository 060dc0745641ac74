// Writing histories: events in order, each as one line.
#include "sim/record/history_files.hpp"

#include <algorithm>
#include <map>

#include "sim/record/csv.hpp"

namespace windtunnel {
namespace {

// The two notations, as far as events need them.
struct Notation {
  const char *open, *close;            // of an event
  const char *key_before, *key_after;  // around the name of a key
  const char *word_before, *word_after;
  const char* comma;
  const char* nothing;
  const char *set_open, *set_close;
};
constexpr Notation kEdn = {"{", "}", ":", " ", ":", "", " ", "nil", "#{", "}"};
constexpr Notation kJson = {"{", "}", "\"", "\": ", "\"", "\"", ", ", "null", "[", "]"};

class EventWriter {
 public:
  explicit EventWriter(const Notation& notation) : notation_(notation) {}

  std::string line(const OperationRecord& operation, const HistoryEvent& event, std::size_t index) const {
    const bool ok = !event.begins && operation.status == OperationStatus::kOk;
    const std::string type =
        event.begins ? "invoke"
                     : std::string(kOperationStatusNames[static_cast<std::size_t>(operation.status)]);
    std::string text = notation_.open;
    text += key("process") + std::to_string(operation.process) + comma();
    text += key("type") + word(type) + comma() + key("f") + word(function(operation.kind)) + comma();
    text += key("value") + value(operation, ok) + comma();
    text += key("time") + std::to_string(event.at.ns()) + comma() + key("index") + std::to_string(index);
    if (event.begins && operation.region != 0)
      text += comma() + key("region") + std::to_string(operation.region);
    if (!event.begins && operation.replica != OperationRecord::kNoReplica)
      text += comma() + key("replica") + std::to_string(operation.replica);
    if (!event.begins && operation.witnessed)
      text += comma() + key("version") + std::to_string(operation.version);
    return text + notation_.close;
  }

 private:
  static std::string function(OperationKind kind) {
    switch (kind) {
      case OperationKind::kRead:
      case OperationKind::kReadCounter:
      case OperationKind::kReadSet:
        return "read";
      case OperationKind::kWrite:
        return "write";
      case OperationKind::kCompareAndSet:
        return "cas";
      case OperationKind::kAdd:
      case OperationKind::kInsert:
        return "add";
      case OperationKind::kRemove:
        return "remove";
      case OperationKind::kAppend:
      case OperationKind::kReadList:
        return "txn";
    }
    return {};
  }
  std::string key(const std::string& name) const { return notation_.key_before + name + notation_.key_after; }
  std::string word(const std::string& name) const {
    return notation_.word_before + name + notation_.word_after;
  }
  std::string comma() const { return notation_.comma; }
  // Commas between what stands in brackets; EDN has blanks.
  std::string pair(const std::string& a, const std::string& b) const { return "[" + a + comma() + b + "]"; }
  std::string number(StoreValue value) const {
    return value == kNoValue ? std::string(notation_.nothing) : std::to_string(value);
  }
  std::string many(const std::vector<StoreValue>& elements) const {
    std::string text;
    for (const StoreValue each : elements) text += (text.empty() ? "" : comma()) + number(each);
    return text;
  }
  std::string value(const OperationRecord& operation, bool ok) const {
    const std::string name = std::to_string(operation.key);
    const std::string nothing = notation_.nothing;
    switch (operation.kind) {
      case OperationKind::kRead:
      case OperationKind::kReadCounter:
        return pair(name, ok ? number(operation.read) : nothing);
      case OperationKind::kReadSet:
        return pair(name, ok ? notation_.set_open + many(operation.elements) + notation_.set_close : nothing);
      case OperationKind::kCompareAndSet:
        return pair(name, pair(number(operation.expected), number(operation.value)));
      case OperationKind::kAppend:
        return "[[" + word("append") + comma() + name + comma() + number(operation.value) + "]]";
      case OperationKind::kReadList:
        return "[[" + word("r") + comma() + name + comma() +
               (ok ? "[" + many(operation.elements) + "]" : nothing) + "]]";
      default:
        return pair(name, number(operation.value));
    }
  }

  const Notation& notation_;
};

}  // namespace

std::vector<HistoryEvent> history_events(const History& history) {
  const std::vector<OperationRecord>& operations = history.operations;
  std::vector<HistoryEvent> waiting, events;
  Time last;
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    waiting.push_back({i, true, operations[i].invoked});
    last = std::max(last, operations[i].invoked);
    if (operations[i].status == OperationStatus::kInfo) continue;
    waiting.push_back({i, false, operations[i].ended});
    last = std::max(last, operations[i].ended);
  }
  std::stable_sort(waiting.begin(), waiting.end(), [](const HistoryEvent& a, const HistoryEvent& b) {
    return a.at != b.at ? a.at < b.at : a.begins && !b.begins;
  });
  std::map<std::uint32_t, std::uint32_t> open;  // of processes
  for (auto first = waiting.begin(); first != waiting.end();) {
    auto end = first;
    while (end != waiting.end() && end->at == first->at) ++end;
    // One round may free a process for its next operation of the same instant.
    std::vector<HistoryEvent> left(first, end), later;
    for (bool moved = true; !left.empty(); left.swap(later), later.clear()) {
      const bool force = !moved;  // operations of one process that overlap
      moved = false;
      for (const HistoryEvent& event : left) {
        const std::uint32_t process = operations[event.operation].process;
        const auto at = open.find(process);
        const bool can = event.begins ? at == open.end() : at != open.end() && at->second == event.operation;
        if (!can && !force) {
          later.push_back(event);
          continue;
        }
        moved = true;
        events.push_back(event);
        if (!event.begins)
          open.erase(process);
        else if (operations[event.operation].status != OperationStatus::kInfo)
          open[process] = event.operation;
      }
    }
    first = end;
  }
  for (std::uint32_t i = 0; i < operations.size(); ++i)
    if (operations[i].status == OperationStatus::kInfo) events.push_back({i, false, last});
  return events;
}

std::string history_edn(const History& history) {
  const EventWriter writer(kEdn);
  std::string text;
  std::size_t index = 0;
  for (const HistoryEvent& event : history_events(history))
    text += writer.line(history.operations[event.operation], event, index++) + "\n";
  return text;
}

std::string history_json(const History& history) {
  const EventWriter writer(kJson);
  std::string text = "[";
  std::size_t index = 0;
  for (const HistoryEvent& event : history_events(history)) {
    text += index == 0 ? "\n" : ",\n";
    text += writer.line(history.operations[event.operation], event, index++);
  }
  return text + "\n]\n";
}

std::string history_csv(const History& history) {
  Csv csv({"process", "operation", "status", "key", "value", "expected", "read", "elements", "invoked_ns",
           "ended_ns", "region", "replica", "version"});
  const auto number = [](StoreValue value) {
    return value == kNoValue ? std::string() : std::to_string(value);
  };
  for (const OperationRecord& each : history.operations) {
    std::string elements;
    for (const StoreValue value : each.elements)
      elements += (elements.empty() ? "" : " ") + std::to_string(value);
    csv.row({std::to_string(each.process), std::string(kOperationNames[static_cast<std::size_t>(each.kind)]),
             std::string(kOperationStatusNames[static_cast<std::size_t>(each.status)]),
             std::to_string(each.key), number(each.value), number(each.expected), number(each.read), elements,
             std::to_string(each.invoked.ns()),
             each.ended == Time::never() ? "" : std::to_string(each.ended.ns()), std::to_string(each.region),
             each.replica == OperationRecord::kNoReplica ? "" : std::to_string(each.replica),
             each.witnessed ? std::to_string(each.version) : ""});
  }
  return csv.text();
}

}  // namespace windtunnel
