// A protocol core to begin with, in Python and in C++: one member orders all changes and ships them to the
// others, which keep copies. No failover, so it is short, and it keeps every promise that a store can make.
#include "apps/templates.hpp"

namespace windtunnel {

extern const std::string_view kCmakeLists, kCppReadme, kPythonReadme;  // policy_templates.cpp

namespace {

constexpr std::string_view kProtocolPython = R"(from collections.abc import Iterable
from typing import Any

from windtunnel import KeyValues, Operation, Out, Protocol, field


class @CLASS@(Protocol):
    """One member orders all changes and ships them to the others, which keep copies and answer nobody."""

    name = "@NAME@"
    source = "Primary copy (Alsberg and Day 1976) without failover"
    leaves_out = "Failover: while the first member is down, nobody is answered."

    operations = ("read", "write", "cas")
    timers = ("ship",)
    promises = ("orders_by_log", "applies_once", "linearizable", "converges")
    asks_for_reads = "leader"
    asks_for_writes = "leader"

    every = field.duration("50 ms", "After so long, what was not acknowledged is sent again.", more_than="0 s")

    def __init__(self) -> None:
        self.log: list[Operation] = []  # of changes; slot 1 is the first
        self.data = KeyValues()  # after all of the log
        self.copied = dict.fromkeys(range(1, self.members), 0)  # by copy: so much of the log it has

    def start(self, out: Out) -> None:
        pass

    def restart(self, stable: dict[Any, Any], out: Out) -> None:
        for slot in range(1, len(stable) + 1):
            self.take(stable[slot], out)
        if self.me == 0 and self.log:
            out.arm("ship", self.every)

    def take(self, operation: Operation, out: Out) -> None:
        slot = len(self.log) + 1
        self.log.append(operation)
        self.data.apply(operation, slot)
        out.apply(operation, version=slot, slot=slot)

    def on_command(self, operation: Operation, out: Out) -> None:
        if self.me != 0:
            out.reply(operation, "not_leader", leader=0)
            return
        slot = len(self.log) + 1
        reply, changed = self.data.apply(operation, slot)
        if changed:
            self.log.append(operation)
            out.persist({slot: operation})
            out.apply(operation, version=slot, slot=slot)
            for copy in self.copied:
                out.send(copy, ("change", slot, [operation]))
            out.arm("ship", self.every)
        out.answer(reply)  # behind the write to the disk: the driver sees to it

    def on_timer(self, timer: str, out: Out) -> None:
        for copy, has in self.copied.items():
            if has < len(self.log):
                out.send(copy, ("change", has + 1, self.log[has:]))
        if any(has < len(self.log) for has in self.copied.values()):
            out.arm("ship", self.every)

    def on_message(self, sender: int, message: Any, out: Out) -> None:
        if message[0] == "has":
            self.copied[sender] = max(self.copied[sender], message[1])
            return
        _, first, operations = message
        for slot, operation in enumerate(operations, start=first):
            if slot == len(self.log) + 1:  # else it is there already, or what is before it is missing
                out.persist({slot: operation})
                self.take(operation, out)
        out.send(0, ("has", len(self.log)))

    def contents(self) -> Iterable[tuple[int, int, int | None]]:
        return self.data.contents()

    def probe(self) -> tuple[bool, int, int]:
        return (self.me == 0, 1, len(self.log))

    def words(self) -> str:
        return f"{'orders' if self.me == 0 else 'copies'}, {len(self.log)} changes"
)";

constexpr std::string_view kProtocolPythonTest =
    R"("""What @NAME@ promises, and that it flies: pytest test_@NAME@.py"""

from pathlib import Path

import windtunnel

HERE = Path(__file__).parent


def test_keeps_the_promises_of_its_kind() -> None:
    assert windtunnel.conform(HERE / "@NAME@.py", schedules=100) == []


def test_flies() -> None:
    run = windtunnel.run(windtunnel.load(HERE / "scenario.json"), replications=2)
    assert run.verdict == "holds", str(run)
)";

constexpr std::string_view kProtocolCpp =
    R"(// @NAME@: one member orders all changes and ships them to the others, which keep copies and answer nobody.
#include <map>
#include <string>
#include <vector>

#include "models/plugins/entry_point.hpp"
#include "models/replication/parts_of.hpp"
#include "sim/config/schema.hpp"
#include "sim/machine/key_values.hpp"

namespace {

using namespace windtunnel;

struct @CLASS@Fields {
  Duration every = Duration::from_ns(50'000'000);

  void describe(Schema& schema) {
    schema.field("every", every, "After so long, what was not acknowledged is sent again.", Positive{});
  }
};

class @CLASS@ {
 public:
  struct Message {  // changes from slot `first` on; or, without any, that the sender has all before it
    std::uint64_t first = 0;
    std::vector<Operation> changes;
    bool operator==(const Message&) const = default;
  };
  struct Record {
    std::uint64_t slot = 0;
    Operation change;
  };
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    std::vector<Operation> log;
    void write(const Record& record) {
      log.resize(record.slot);
      log[record.slot - 1] = record.change;
    }
    bool operator==(const Stable&) const = default;
  };
  enum : CoreTimer { kShip };

  @CLASS@(MemberId self, std::uint32_t members, const @CLASS@Fields& fields)
      : self_(self), every_(fields.every), copied_(members, 0) {}

  void start(Effects&) {}
  void restart(const Stable& stable, Effects& out) {
    for (const Operation& change : stable.log) take(change, out);
    if (orders() && !log_.empty()) out.arm(kShip, every_, every_);
  }

  void on_command(const Operation& operation, Effects& out) {
    if (!orders()) return out.reply(Reply{.id = operation.id, .status = ReplyStatus::kNotLeader, .leader = MemberId(0)});
    const std::uint64_t slot = log_.size() + 1;
    bool changed = false;
    Reply reply = data_.apply(operation, slot, &changed);
    if (changed) {
      log_.push_back(operation);
      out.persist(Record{slot, operation});
      out.apply(Applied{operation.id, operation.key, slot, operation.value, slot});
      for (std::uint32_t copy = 1; copy < copied_.size(); ++copy) out.send(MemberId(copy), Message{slot, {operation}});
      out.arm(kShip, every_, every_);
    }
    out.reply(std::move(reply));  // behind the write to the disk: the driver sees to it
  }

  void on_timer(CoreTimer, Effects& out) {
    bool behind = false;
    for (std::uint32_t copy = 1; copy < copied_.size(); ++copy) {
      const std::uint64_t has = copied_[copy];
      if (has == log_.size()) continue;
      behind = true;
      out.send(MemberId(copy), Message{has + 1, {log_.begin() + static_cast<std::ptrdiff_t>(has), log_.end()}});
    }
    if (behind) out.arm(kShip, every_, every_);
  }

  void on_message(MemberId from, const Message& message, Effects& out) {
    if (message.changes.empty()) {
      copied_[from.index()] = std::max(copied_[from.index()], message.first - 1);
      return;
    }
    std::uint64_t slot = message.first;
    for (const Operation& change : message.changes) {
      if (slot == log_.size() + 1) {  // else it is there already, or what is before it is missing
        out.persist(Record{slot, change});
        take(change, out);
      }
      ++slot;
    }
    out.send(MemberId(0), Message{log_.size() + 1, {}});
  }

  std::vector<Applied> contents() const { return data_.contents(); }
  Probe probe() const { return {orders(), 1, static_cast<std::int64_t>(log_.size())}; }
  std::string words() const { return (orders() ? "orders, " : "copies, ") + std::to_string(log_.size()) + " changes"; }
  static std::string words(const Message& message) {
    return message.changes.empty() ? "has all before " + std::to_string(message.first)
                                   : std::to_string(message.changes.size()) + " changes from " + std::to_string(message.first);
  }
  static std::string words(CoreTimer) { return "ship"; }
  static Bytes bytes_of(const Message& message) {
    std::int64_t bytes = 32;
    for (const Operation& change : message.changes) bytes += 32 + change.bytes;
    return Bytes(bytes);
  }
  static Bytes bytes_of(const Record& record) { return Bytes(40 + std::int64_t{record.change.bytes}); }
  bool operator==(const @CLASS@&) const = default;

 private:
  bool orders() const { return self_ == MemberId(0); }
  void take(const Operation& change, Effects& out) {
    const std::uint64_t slot = log_.size() + 1;
    log_.push_back(change);
    data_.apply(change, slot);
    out.apply(Applied{change.id, change.key, slot, change.value, slot});
  }

  MemberId self_;
  Duration every_;
  std::vector<Operation> log_;         // of changes; slot 1 is the first
  KeyValues data_;                     // after all of the log
  std::vector<std::uint64_t> copied_;  // by copy: so much of the log it has
};
static_assert(StoreMachine<@CLASS@>);

void add_models(Catalog& catalog) {
  catalog.add(entry<ReplicationModel, @CLASS@Fields>(
      {.name = "@NAME@",
       .meaning = "One member orders all changes and ships them to the others, which keep copies and answer nobody.",
       .source = "Primary copy (Alsberg and Day 1976) without failover",
       .leaves_out = "Failover: while the first member is down, nobody is answered."},
      [](const @CLASS@Fields& fields) {
        ReplicationParts parts = parts_of<@CLASS@>(
            [fields](const ClusterSite& site) {
              std::vector<@CLASS@> cores;
              for (std::uint32_t i = 0; i < site.members; ++i) cores.emplace_back(MemberId(i), site.members, fields);
              return cores;
            },
            {OperationKind::kRead, OperationKind::kWrite, OperationKind::kCompareAndSet},
            Promises{.orders_by_log = true, .applies_once = true, .linearizable = true, .converges = true});
        parts.reads = parts.writes = Asks::kLeader;
        return parts;
      }));
}

}  // namespace

WINDTUNNEL_PLUGIN(add_models)
)";

constexpr std::string_view kProtocolScenario = R"({
  "windtunnel": 1,
  "title": "A store under @NAME@; a copy dies and comes back",
  "plugins": ["@FILE@"],
  "run": {"lasts": "20 s", "warm_up": "2 s", "replications": 4},
  "network": {"kind": "constant", "latency": "0.5 ms"},
  "workload": {
    "users": {
      "kind": "open", "rate": "60 /s", "deadline": "1 s",
      "keys": {"kind": "zipf", "count": 50, "exponent": 0.8},
      "classes": {
        "reads": {"share": 0.7, "path": ["store.read"]},
        "writes": {"share": 0.3, "path": ["store.write"]}
      }
    }
  },
  "tiers": {
    "store": {
      "replicas": 3,
      "service": "0.2 ms",
      "replication": {"kind": "@NAME@", "every": "50 ms"},
      "disk_sync": "1 ms"
    }
  },
  "faults": {"a_copy_dies": {"kind": "crash", "target": {"replica": "store-2"}, "at": "8 s", "lasts": "4 s"}},
  "check": ["linearizability", "convergence", "agreement", "lost_acknowledged_writes"],
  "expect": {"answers": {"metric": "availability", "at_least": 0.9}}
}
)";

}  // namespace

std::vector<TemplateFile> protocol_in_python() {
  return {{"@NAME@.py", kProtocolPython},
          {"test_@NAME@.py", kProtocolPythonTest},
          {"scenario.json", kProtocolScenario},
          {"README.md", kPythonReadme}};
}

std::vector<TemplateFile> protocol_in_cpp() {
  return {{"@NAME@.cpp", kProtocolCpp},
          {"CMakeLists.txt", kCmakeLists},
          {"scenario.json", kProtocolScenario},
          {"README.md", kCppReadme}};
}

}  // namespace windtunnel
