// Reading histories: events to operations, each wrong one a problem with its line.
#include <algorithm>
#include <limits>
#include <map>
#include <type_traits>

#include "sim/record/edn.hpp"
#include "sim/record/history_files.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kProblemsMax = 20;

// What an event's value says, before it is known what its key holds.
struct Said {
  StoreKey key = 0;
  const Node* value = nullptr;  // without the key; null where there is none
};

class HistoryReader {
 public:
  HistoryReader(std::string_view text, const std::string& name, std::optional<KeyKind> model,
                Problems& problems)
      : text_(text),
        source_(std::make_shared<Source>(Source{.name = name})),
        notation_(name.ends_with(".json") ? EdnForms::Notation::kJson : EdnForms::Notation::kEdn),
        model_(model),
        problems_(problems) {}

  std::optional<History> read() {
    look_ahead();
    if (!problems_.empty()) return std::nullopt;
    EdnForms events(text_, source_, notation_, problems_);
    for (Node event; problems_.size() < kProblemsMax && events.next(event);) {
      ++line_;
      take(event);
    }
    if (problems_.empty() && history_.operations.empty())
      problems_.add(events.here(), code::kEmpty, "", line_ < 0 ? "no event" : "no operation of a client",
                    "events, one after the other or in a list");
    if (!problems_.empty()) return std::nullopt;
    return std::move(history_);
  }

 private:
  struct Seen {
    bool writes = false, adds = false, appends = false, removes = false, collections = false;
  };

  void problem(const Node& where, std::string_view code, const std::string& path, std::string found,
               std::string expected) {
    problems_.add(where.where, code, path, std::move(found), std::move(expected));
  }

  static const Node* field(const Node& event, std::string_view name) {
    const struct Member* member = event.is_object() ? event.find(name) : nullptr;
    return member == nullptr ? nullptr : &member->value;
  }
  static std::string word(const Node& event, std::string_view name) {
    const Node* node = field(event, name);
    return node == nullptr || !node->is_string() ? std::string() : node->text();
  }

  // Whether values name their keys, whether there are times, and what keys hold: each holds for the whole
  // file or key, and beginnings stand before the ends that tell.
  void look_ahead() {
    bool changes = false, only_pairs = true;
    EdnForms events(text_, source_, notation_, problems_);
    for (Node event; events.next(event);) {
      if (!is_client(event)) continue;
      has_times_ = has_times_ && field(event, "time") != nullptr;
      const std::string f = word(event, "f");
      const Node* value = field(event, "value");
      if (value == nullptr || f == "txn") continue;
      const std::vector<Node>& items = value->items();
      const bool two = value->is_array() && items.size() == 2 && items[0].is_integer();
      if (f == "cas") keyed_ = keyed_ || (two && items[1].is_array());
      if (f == "write" || f == "add" || f == "remove" || f == "append") keyed_ = keyed_ || two;
      changes = changes || f != "read";
      only_pairs = only_pairs && (f != "read" || two);
    }
    if (!changes) keyed_ = only_pairs;
    if (!model_ && problems_.empty()) look_at_keys();
  }
  void look_at_keys() {
    EdnForms events(text_, source_, notation_, problems_);
    for (Node event; events.next(event);) {
      const std::string f = word(event, "f");
      const std::optional<Said> said = f == "txn" ? micro(event, nullptr) : split(event);
      if (!said) continue;
      Seen& seen = seen_[said->key];
      seen.writes = seen.writes || f == "write" || f == "cas";
      seen.adds = seen.adds || f == "add";
      seen.removes = seen.removes || f == "remove";
      seen.appends = seen.appends || f == "append" || f == "txn";
      if (f == "read" && said->value != nullptr && said->value->is_array()) seen.collections = true;
    }
  }
  // Not the nemesis, whose process is a word.
  static bool is_client(const Node& event) {
    const Node* process = field(event, "process");
    return process == nullptr || !process->is_string() || process->text().empty() ||
           (process->text()[0] >= '0' && process->text()[0] <= '9');
  }
  KeyKind holds(StoreKey key) const {
    if (model_) return *model_;
    const auto at = seen_.find(key);
    if (at == seen_.end() || at->second.writes) return KeyKind::kRegister;
    if (at->second.appends) return KeyKind::kList;
    if (at->second.collections || at->second.removes) return KeyKind::kSet;
    return at->second.adds ? KeyKind::kCounter : KeyKind::kRegister;
  }

  static std::optional<StoreKey> key_of(const Node& node) {
    if (!node.is_integer() || node.as_integer() < 0 || node.as_integer() > 0xffffffff) return std::nullopt;
    return static_cast<StoreKey>(node.as_integer());
  }
  std::optional<Said> split(const Node& event) const {
    const Node* value = field(event, "value");
    if (!keyed_) return Said{0, value != nullptr && value->is_null() ? nullptr : value};
    if (value == nullptr || !value->is_array() || value->items().size() != 2) return std::nullopt;
    const std::optional<StoreKey> key = key_of(value->items()[0]);
    if (!key) return std::nullopt;
    const Node& rest = value->items()[1];
    return Said{*key, rest.is_null() ? nullptr : &rest};
  }
  // [[:append k v]] or [[:r k elements]].
  std::optional<Said> micro(const Node& event, std::string* what) const {
    const Node* value = field(event, "value");
    if (value == nullptr || !value->is_array() || value->items().size() != 1) return std::nullopt;
    const Node& only = value->items()[0];
    if (!only.is_array() || only.items().size() != 3 || !only.items()[0].is_string()) return std::nullopt;
    const std::optional<StoreKey> key = key_of(only.items()[1]);
    if (!key) return std::nullopt;
    if (what != nullptr) *what = only.items()[0].text();
    const Node& rest = only.items()[2];
    return Said{*key, rest.is_null() ? nullptr : &rest};
  }

  void take(const Node& event) {
    if (!event.is_object())
      return problem(event, code::kWrongType, "", event.brief(),
                     "an event: a map with process, type, f and value");
    const Node* process = field(event, "process");
    if (process == nullptr) return problem(event, code::kMissing, "process", "nothing", "a number");
    if (!is_client(event)) return;
    if (!process->is_integer())
      return problem(*process, code::kWrongType, "process", process->brief(), "a number");
    if (process->as_integer() < 0 || process->as_integer() > 0xfffffffe)
      return problem(*process, code::kRange, "process", process->brief(), "a number from 0 to 4294967294");
    const std::string type = word(event, "type");
    Time at = Time::from_ns(line_);
    if (has_times_) {
      const Node* time = field(event, "time");
      if (!time->is_integer())
        return problem(*time, code::kWrongType, "time", time->brief(), "nanoseconds, a whole number");
      at = Time::from_ns(time->as_integer());
      if (at < last_)
        return problem(*time, code::kOrder, "time", time->brief(),
                       "a time not before the event above, at " + std::to_string(last_.ns()));
      last_ = at;
    }
    const auto number = static_cast<std::uint32_t>(process->as_integer());
    if (type == "invoke") return begin(event, number, at);
    if (type == "ok" || type == "fail" || type == "info") return end(event, number, type, at);
    const Node* found = field(event, "type");
    problem(found == nullptr ? event : *found, found == nullptr ? code::kMissing : code::kChoice, "type",
            found == nullptr ? "nothing" : found->brief(), "one of: invoke, ok, fail, info");
  }

  void begin(const Node& event, std::uint32_t process, Time at) {
    if (const auto open = open_.find(process); open != open_.end())
      return problem(event, code::kConflict, "process", std::to_string(process) + " begins an operation",
                     "the end of its last one first; a process has one open at a time");
    OperationRecord record;
    record.process = process;
    record.invoked = at;
    if (!fill(event, record, false)) return;
    open_[process] = history_.operations.size();
    history_.operations.push_back(std::move(record));
  }

  void end(const Node& event, std::uint32_t process, const std::string& type, Time at) {
    const auto open = open_.find(process);
    if (open == open_.end())
      return problem(event, code::kConflict, "process", std::to_string(process) + " ends an operation",
                     "its beginning (:type :invoke) before");
    OperationRecord& record = history_.operations[open->second];
    open_.erase(open);
    if (type == "info") {
      annotate(event, record);
      return;
    }
    record.status = type == "ok" ? OperationStatus::kOk : OperationStatus::kFail;
    record.ended = at;
    annotate(event, record);
    if (type == "fail") return;
    OperationRecord ended;
    if (!fill(event, ended, true)) return;
    if (ended.kind != record.kind || ended.key != record.key)
      return problem(event, code::kConflict, "f",
                     "the end of another operation than process " + std::to_string(process) + " began",
                     "f and key of its beginning");
    record.read = ended.read;
    record.elements = std::move(ended.elements);
  }

  void annotate(const Node& event, OperationRecord& record) {
    const auto whole = [&](std::string_view name, auto& into) {
      const Node* node = field(event, name);
      if (node == nullptr) return false;
      if (!node->is_integer() || node->as_integer() < 0) {
        problem(*node, code::kWrongType, std::string(name), node->brief(), "a whole number from 0");
        return false;
      }
      into = static_cast<std::remove_reference_t<decltype(into)>>(node->as_integer());
      return true;
    };
    whole("replica", record.replica);
    record.witnessed = whole("version", record.version) || record.witnessed;
  }

  // What the event asks, and what it was told where it has ended.
  bool fill(const Node& event, OperationRecord& record, bool ended) {
    const std::string f = word(event, "f");
    std::string what = f;
    const std::optional<Said> said = f == "txn" ? micro(event, &what) : split(event);
    const Node* value = field(event, "value");
    const Node& where = value == nullptr ? event : *value;
    if (!said) {
      problem(where, code::kWrongType, "value", value == nullptr ? "nothing" : value->brief(),
              f == "txn" ? "one micro-operation, [[:append key value]] or [[:r key elements]]"
              : keyed_   ? "[key value], as the other events of this file have it"
                         : "a value");
      return false;
    }
    record.key = said->key;
    const std::optional<OperationKind> kind = kind_of(what, said->key);
    if (!kind) {
      const Node* found = field(event, "f");
      problem(found == nullptr ? event : *found, found == nullptr ? code::kMissing : code::kChoice, "f",
              found == nullptr ? "nothing"
                               : "\"" + what + "\" of a " +
                                     std::string(kKeyKindNames[static_cast<std::size_t>(holds(said->key))]),
              "read, write, cas (register), add (counter, set), remove (set), append (list), txn (list)");
      return false;
    }
    record.kind = *kind;
    if (const Node* region = field(event, "region"); region != nullptr && region->is_integer())
      record.region = static_cast<std::uint16_t>(region->as_integer());
    return ended ? fill_told(where, said->value, record) : fill_asked(where, said->value, record);
  }

  std::optional<OperationKind> kind_of(const std::string& what, StoreKey key) const {
    using Kind = OperationKind;
    const KeyKind kind = holds(key);
    if (what == "read" || what == "r") {
      constexpr Kind kReads[] = {Kind::kRead, Kind::kReadCounter, Kind::kReadSet, Kind::kReadList};
      return kReads[static_cast<std::size_t>(kind)];
    }
    if (kind == KeyKind::kRegister && what == "write") return Kind::kWrite;
    if (kind == KeyKind::kRegister && what == "cas") return Kind::kCompareAndSet;
    if (kind == KeyKind::kCounter && what == "add") return Kind::kAdd;
    if (kind == KeyKind::kSet && what == "add") return Kind::kInsert;
    if (kind == KeyKind::kSet && what == "remove") return Kind::kRemove;
    if (kind == KeyKind::kList && what == "append") return Kind::kAppend;
    return std::nullopt;
  }

  bool whole(const Node& where, const Node* value, StoreValue& into) {
    if (value != nullptr && value->is_integer()) {
      into = value->as_integer();
      return true;
    }
    problem(value == nullptr ? where : *value, code::kWrongType, "value",
            value == nullptr ? "nothing" : value->brief(), "a whole number");
    return false;
  }
  bool fill_asked(const Node& where, const Node* value, OperationRecord& record) {
    if (only_reads(record.kind)) return true;
    if (record.kind != OperationKind::kCompareAndSet) return whole(where, value, record.value);
    if (value == nullptr || !value->is_array() || value->items().size() != 2) {
      problem(where, code::kWrongType, "value", value == nullptr ? "nothing" : value->brief(), "[old new]");
      return false;
    }
    const std::vector<Node>& items = value->items();
    if (!items[0].is_null() && !whole(where, &items[0], record.expected)) return false;
    return whole(where, &items[1], record.value);
  }
  bool fill_told(const Node& where, const Node* value, OperationRecord& record) {
    switch (record.kind) {
      case OperationKind::kRead:
        return value == nullptr || whole(where, value, record.read);
      case OperationKind::kReadCounter:
        return whole(where, value, record.read);
      case OperationKind::kReadSet:
      case OperationKind::kReadList:
        if (value == nullptr) return true;  // nothing was ever there
        if (!value->is_array()) {
          problem(*value, code::kWrongType, "value", value->brief(), "a set or list of whole numbers");
          return false;
        }
        for (const Node& item : value->items())
          if (!whole(where, &item, record.elements.emplace_back())) return false;
        return true;
      default:
        return true;
    }
  }

  std::string_view text_;
  std::shared_ptr<const Source> source_;
  EdnForms::Notation notation_;
  std::optional<KeyKind> model_;
  Problems& problems_;
  History history_;
  std::map<std::uint32_t, std::size_t> open_;  // by process: the position of its open operation
  std::map<StoreKey, Seen> seen_;
  bool keyed_ = false, has_times_ = true;
  Time last_ = Time::from_ns(std::numeric_limits<std::int64_t>::min());
  std::int64_t line_ = -1;  // the event's number, which is its time where there are none
};

}  // namespace

std::optional<History> read_history(std::string_view text, const std::string& name,
                                    std::optional<KeyKind> model, Problems& problems) {
  return HistoryReader(text, name, model, problems).read();
}

}  // namespace windtunnel
