// What one run leaves behind: the recorder's cells, the stations' totals, bytes moved, samples over time,
// audits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/kernel/kernel.hpp"
#include "sim/observe/recorder.hpp"
#include "sim/observe/records.hpp"
#include "sim/verify/conservation.hpp"

namespace windtunnel {

struct FaultInterval {
  std::uint32_t fault = 0;  // index into the plan
  std::uint32_t unit = 0;
  Time start;
  Time end;  // never() when the run ended first
};

struct BulkInterval {
  std::uint32_t bulk = 0;  // index into the plan
  Time start;
  Time end;  // never() when it was given up, or the run ended first
};

struct RunFacts {
  explicit RunFacts(RecorderShape shape) : recorder(std::move(shape)) {}

  Recorder recorder;
  std::vector<std::vector<StationTotals>> stations;       // [window][replica]
  std::vector<std::vector<detail::Int128>> tier_up_ns;    // [window][tier]: time with enough replicas up
  std::vector<std::vector<detail::Int128>> tier_full_ns;  // [window][tier]: time with all replicas up
  std::vector<std::vector<std::int64_t>> traffic_bytes;   // [window][from place * places + to place]
  std::vector<std::vector<std::int64_t>>
      in_system;  // [sample][pool]: requests present, sampled at even times
  std::vector<std::vector<detail::Int128>> busy_ns;  // [sample][pool]: core time worked since the last sample
  std::vector<std::vector<detail::Int128>>
      capacity_ns;  // [sample][pool]: core time there was, of replicas up
  std::vector<FaultInterval> faults;
  std::vector<BulkInterval> bulk;
  std::vector<Audit> audits;
  std::vector<std::string> story;  // of the traced request
  StopReason stopped = StopReason::kUntil;
  std::string why_stopped;
  Time ended;
  std::uint64_t events = 0;
};

}  // namespace windtunnel
