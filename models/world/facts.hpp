// What one run leaves behind: the recorder's cells, the stations' totals, bytes moved, samples over time,
// audits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/kernel/kernel.hpp"
#include "sim/observe/history.hpp"
#include "sim/observe/recorder.hpp"
#include "sim/observe/records.hpp"
#include "sim/runtime/protocol.hpp"
#include "sim/verify/conservation.hpp"
#include "sim/verify/consistency.hpp"
#include "sim/wire/connections.hpp"
#include "sim/wire/sides.hpp"

namespace windtunnel {

struct FaultInterval {
  std::uint32_t fault = 0;  // index into the plan
  std::uint32_t unit = 0;
  Time start;
  Time end;                                  // never() when the run ended first
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// Who stood where while a partition (or a cut link) lasted: what metrics by side are told by.
struct SideInterval {
  std::uint32_t fault = 0;  // index into the plan
  std::uint32_t unit = 0;
  Time start;
  Time end;     // never() when the run ended first
  Sides sides;  // by party: all replicas, then all places

  template <class Archive>
  void archive(Archive& a) {
    a(fault, unit, start, end, sides);
  }
};

// What became of messages, where anything can.
struct WireTotals {
  std::int64_t messages = 0;    // that went by the wire's rules
  std::int64_t packets = 0;     // sent, those sent again among them
  std::int64_t lost = 0;        // packets; the corrupted ones among them
  std::int64_t corrupted = 0;   // packets that a checksum found out
  std::int64_t dropped = 0;     // packets, by full queues; among the lost
  std::int64_t cut = 0;         // messages that a partition swallowed, each time they were sent
  std::int64_t sent_again = 0;  // packets, by TCP
  std::int64_t lost_again = 0;  // of those; among the lost
  std::int64_t timeouts = 0;    // of TCP's timer
  std::int64_t resets = 0;      // connections given up
  std::int64_t vanished = 0;    // datagrams
  std::int64_t duplicated = 0;  // messages
  std::int64_t reordered = 0;   // messages
  std::int64_t held = 0;        // messages, by a clog
  std::int64_t blocked = 0;     // messages that came and waited for one before them on their connection
  ConnectionPools::Totals connections;

  void merge(const WireTotals& other) {
    messages += other.messages, packets += other.packets, lost += other.lost, corrupted += other.corrupted;
    dropped += other.dropped, cut += other.cut, sent_again += other.sent_again, timeouts += other.timeouts;
    resets += other.resets, vanished += other.vanished, duplicated += other.duplicated;
    lost_again += other.lost_again;
    reordered += other.reordered, held += other.held, blocked += other.blocked;
    connections.merge(other.connections);
  }
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

struct BulkInterval {
  std::uint32_t bulk = 0;  // index into the plan
  Time start;
  Time end;  // never() when it was given up, or the run ended first
  static constexpr bool kPlainBytes = true;
};

// Operations of one region's clients that were invoked in one window.
struct StoreTally {
  std::int64_t operations = 0;
  std::int64_t unknown = 0;                  // ended info, or not at all
  std::int64_t reads = 0;                    // ended ok
  std::int64_t stale = 0;                    // of the reads: older than what had been acknowledged before
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp

  void merge(const StoreTally& other) {
    operations += other.operations, unknown += other.unknown, reads += other.reads, stale += other.stale;
  }
};

// What one store under a protocol leaves behind: what clients saw, and what is to be said of that.
struct StoreFacts {
  std::uint32_t tier = 0;
  ProtocolTotals totals;
  std::vector<StoreTally> tallies;  // [window * regions + region]
  ConsistencyReport consistency;
  AgreementReport agreement;
  ConvergenceReport convergence;
  LostWritesReport lost_writes;
  History history;  // where somebody wants to keep it

  template <class Archive>
  void archive(Archive& a) {
    a(tier, totals, tallies, consistency, agreement, convergence, lost_writes, history);
  }
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
  std::vector<SideInterval> sides;
  WireTotals wire;
  std::vector<BulkInterval> bulk;
  std::vector<StoreFacts> stores;
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
      capacity_ns, faults, sides, wire, bulk, stores, audits, story, stopped, why_stopped, ended, events);
  }
};

struct Plan;

// What a run of this plan has seen before it begins: nothing, in the right shape.
RunFacts no_facts(const Plan& plan);

}  // namespace windtunnel
