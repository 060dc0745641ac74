// One replication as it went, written down while it flies: lives of requests, steps of protocols, counts over
// time.
//
// Formats that other tools read want what a run folder does not keep: spans of single requests, messages,
// counters at every scrape. A run is a function of scenario, seed and version, so it is flown once more while
// somebody looks on. What is kept is bounded: the first so many requests of a span of time, and one row of
// counts a scrape.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/world/facts.hpp"
#include "models/world/planner.hpp"
#include "models/world/world_watch.hpp"
#include "sim/record/protocol_trace.hpp"
#include "sim/stats/int128.hpp"

namespace windtunnel {

// A call of one tier by a client or by another tier, inside an attempt.
struct CallLife {
  std::uint32_t replica = 0;
  std::uint32_t caller = kNoCall;  // the call that made it; kNoCall: the client
  Time sent;
  Time arrived = Time::never();   // at the replica
  Duration waited;                // for a core there
  Time served = Time::never();    // when its own work ended
  Time answered = Time::never();  // when its answer, or its error, left
  Time ended = Time::never();     // when that was there; never: nobody heard of it
  Outcome outcome = Outcome::kOk;

  static constexpr std::uint32_t kNoCall = 0xffffffffu;
};

struct AttemptLife {
  Time sent;
  Time ended = Time::never();
  Outcome outcome = Outcome::kTimedOut;
  std::vector<CallLife> calls{};
};

struct RequestLife {
  std::uint32_t workload = 0;
  std::uint64_t number = 0;
  std::uint16_t request_class = 0;
  std::uint16_t origin = 0;
  Time intended;
  Time ended = Time::never();  // still in flight when the run ended
  Outcome outcome = Outcome::kTimedOut;
  std::vector<AttemptLife> attempts{};
};

// What finished requests of one class and origin add up to at one scrape, since the run began.
struct RequestCounts {
  std::int64_t sent = 0;  // meant to be
  std::array<std::int64_t, kOutcomes> ended{};
  std::int64_t attempts = 0;
  detail::Int128 latency_ns = 0;      // of good replies
  std::vector<std::int64_t> buckets;  // good replies of at most each bound, without those of the bounds below
};

// Upper bounds of the buckets of latency, from 1 ms to 60 s: 1, 2.5 and 5 times the powers of ten, as client
// libraries of Prometheus have them.
std::vector<Duration> latency_bounds();

struct FaultSpan {
  std::uint32_t fault = 0;
  Time start, end;
};

struct FlightLog {
  const Flight* flight = nullptr;
  std::int64_t seed = 0;         // of the run
  std::int64_t replication = 0;  // from 0
  std::string title, hash;       // of the scenario

  std::vector<RequestLife> requests;  // in the order in which they were meant to be sent
  Duration every;                     // between two scrapes
  std::vector<Time> scrapes;
  std::vector<std::vector<RequestCounts>> counts;   // [scrape][class * regions + origin]
  std::vector<std::vector<std::int64_t>> up;        // [scrape][pool]: replicas
  std::vector<std::vector<double>> busy, capacity;  // [scrape][pool]: cores, over the time since the last one
  std::vector<std::vector<std::int64_t>> present;   // [scrape][pool]: requests there
  std::vector<FaultSpan> faults;
  Time ended;

  std::uint32_t store = 0;  // the tier whose protocol was watched
  ProtocolTrace protocol;   // what its members did between `from` and `to`
};

struct LogWishes {
  std::int64_t replication = 0;
  Time from, to = Time::never();         // of single requests and protocol steps
  std::size_t requests_max = 1000;       // whose lives are told
  std::size_t steps_max = 20'000;        // of a protocol
  std::optional<std::uint32_t> store{};  // a tier under a protocol
  std::optional<Duration> every{};  // of counts; a five-hundredth of the run, to a round number, when absent
};

// Flies it. Throws BrokenPromise; a flight that was stopped says so in `stopped`.
struct LoggedFlight {
  FlightLog log;
  StopReason stopped = StopReason::kUntil;
  std::string why_stopped;
  std::array<std::uint64_t, 5> fingerprints{};  // as a run folder's manifest has them
};
// What is known of a flight before it is flown: its shape and its scrapes' distance.
LoggedFlight unflown(const Flight& flight, std::int64_t seed, const LogWishes& wishes);
LoggedFlight fly_logged(const Flight& flight, std::int64_t seed, const LogWishes& wishes,
                        const std::atomic<bool>* stop);

}  // namespace windtunnel
