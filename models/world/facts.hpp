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
  Time end;                                  // never() when the run ended first
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

struct BulkInterval {
  std::uint32_t bulk = 0;  // index into the plan
  Time start;
  Time end;  // never() when it was given up, or the run ended first
  static constexpr bool kPlainBytes = true;
};

struct RunFacts {
  explicit RunFacts(RecorderShape shape) : recorder(std::move(shape)) {}

  Recorder recorder;
  std::vector<std::vector<StationTotals>> stations;       // [window][replica]
  std::vector<std::vector<detail::Int128>> tier_up_ns;    // [window][tier]: time with enough replicas up
  std::vector<std::vector<detail::Int128>> tier_full_ns;  // [window][tier]: time with all replicas up
  std::vector<std::vector<std::int64_t>> traffic_bytes;   // [window][from place * places + to place]
  std::vector<detail::Int128>
      link_carried_ns;  // [window]: time at full bandwidth, summed over links; where asked
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

  // From the process of another engine (sim/study/foreign.hpp); a member that is not named here stays behind.
  template <class Archive>
  void archive(Archive& a) {
    a(recorder, stations, tier_up_ns, tier_full_ns, traffic_bytes, link_carried_ns, in_system, busy_ns,
      capacity_ns, faults, bulk, audits, story, stopped, why_stopped, ended, events);
  }
};

struct Plan;

// What a run of this plan has seen before it begins: nothing, in the right shape.
RunFacts no_facts(const Plan& plan);

}  // namespace windtunnel
