// A record of one flight's moment that matters: every message, queue, machine, role and fault in a window of
// it, as a file that a replay reads.
//
// A run is a function of scenario, seed and version, so a replication is flown once more to be recorded, and
// what is recorded can not change what was measured. Nobody has to know beforehand when it gets interesting:
// without a stated window the last second is kept in mind until a fault strikes, and that second and the nine
// after it are the record. It is bounded: a window that holds more events than allowed is cut short, and says
// so. docs/results.md describes the file.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

struct RecordWindow {
  std::optional<Time> from, to;     // absent: around the first fault, or from the end of the warm-up
  std::size_t events_max = 20'000;  // lines of the file beside its head
};

struct FlightRecord {
  std::string lines;       // record.jsonl
  std::string space_time;  // an SVG of the second around the first change of leader, or the first fault;
                           // empty where no store has a protocol
  Time from, to;
  std::string why;  // that window: "1 s before zone_dies strikes"
  std::size_t events = 0;
  bool cut_short = false;
  bool interrupted = false;  // by `stop`: nothing is recorded
  std::string problem;       // why the replication could not be flown that far; empty when it was
};

// Of the native engine: a foreign one can not be watched.
FlightRecord record_flight(const Loaded& loaded, std::int64_t seed, std::int64_t replication,
                           const RecordWindow& window, const std::atomic<bool>& stop);

// The files of a record beside those of its run, by name; none where nothing was recorded.
std::vector<std::pair<std::string, std::string>> record_files(const FlightRecord& record);

}  // namespace windtunnel
