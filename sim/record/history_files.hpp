// Histories as files: Jepsen's EDN, the same events as JSON, and a table.
//
// EDN and JSON hold events, as Jepsen does: an operation begins with `invoke` and ends with `ok`, `fail` or
// `info`, in the order of time; one that never ends has an `info` at the end. Their values have the forms
// that Knossos, Elle and Porcupine's readers know, of key k:
//
//   register   :read [k v]     :write [k v]     :cas [k [old new]]
//   counter    :read [k sum]   :add [k delta]
//   set        :read [k #{v ...}]               :add [k v]   :remove [k v]
//   list       :txn [[:r k [v ...]]]            :txn [[:append k v]]
//
// Beside Jepsen's keys an end may have :version (the simulator's own knowledge), :replica and :region. What
// is read may leave out the keys of a whole file (`:write 3`: everything is key 0), and times (then the order
// of the lines is the time, in nanoseconds). Processes that are no numbers (:nemesis) are passed over.
// docs/histories.md has examples.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/problem.hpp"
#include "sim/observe/history.hpp"
#include "sim/verify/key_model.hpp"

namespace windtunnel {

std::string history_edn(const History& history);
std::string history_json(const History& history);
// One row an operation; times in columns invoked_ns and ended_ns, empty where there is none.
std::string history_csv(const History& history);

// JSON where the name ends in ".json", else EDN. What keys hold is seen from their operations, key by key,
// unless `model` says it. None where there are problems.
std::optional<History> read_history(std::string_view text, const std::string& name,
                                    std::optional<KeyKind> model, Problems& problems);

// Beginnings and ends in the order of time. Of one instant: what begins before what ends, except that a
// process ends one operation before it begins the next. Ends that nobody knows come last.
struct HistoryEvent {
  std::uint32_t operation = 0;
  bool begins = true;
  Time at;
};
std::vector<HistoryEvent> history_events(const History& history);

}  // namespace windtunnel
