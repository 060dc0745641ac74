// What every program of a row must do alike: lengths, delays, a queue, and how a benchmark is run.
//
// Header only and free of the project's own code: the programs for ns-3 and SimGrid include it too.
#pragma once

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/bench/draws.hpp"

namespace bench {

// WINDTUNNEL_BENCH_SCALE=0.1 makes every row a tenth as long, for trying things and for counting
// instructions.
inline std::int64_t scaled(std::int64_t full) {
  const char* scale = std::getenv("WINDTUNNEL_BENCH_SCALE");
  return scale == nullptr ? full : static_cast<std::int64_t>(static_cast<double>(full) * std::atof(scale));
}
inline const std::int64_t kHoldEvents = scaled(10'000'000);
inline const std::int64_t kTimeoutEvents = scaled(5'000'000);
inline const std::int64_t kCustomers = scaled(5'000'000);
inline const std::int64_t kRequests = scaled(2'000'000);
inline const std::int64_t kExecutions = scaled(2'000'000);

// M/M/16: mean service 1 s, load 0.9.
constexpr std::int64_t kInterarrivalNs = 69'444'444;

// Request-reply: 0.25 ms and 10 Gbit/s each way, 1 KiB out, 4 KiB back, Exp(1 ms) of service.
constexpr std::uint64_t kClients = 64;
constexpr std::uint64_t kServers = 16;
constexpr std::int64_t kRequestNs = 250'000 + 819;
constexpr std::int64_t kReplyNs = 250'000 + 3'277;
constexpr std::int64_t kServiceNs = 1'000'000;

// The same where links share their bandwidth: each host has one link out and one in, of 125 us each.
constexpr std::int64_t kHalfLatencyNs = 125'000;
constexpr double kLightBytesPerSecond = 1.25e9;  // 10 Gbit/s: messages hardly ever meet
constexpr double kHeavyBytesPerSecond =
    5e6;  // 40 Mbit/s: a server's link is busy 82% of the time, as its core

// Processor sharing: always so many executions on one core, Exp(1 s) of work each; when one ends the next
// begins.
constexpr std::int64_t kWorkNs = 1'000'000'000;

constexpr std::size_t kIdleNodes = 100'000;

enum class Delay { kExponential, kConstant, kUniform, kBimodal, kPareto, kTies };

// All of mean about 1 s.
inline std::int64_t delay_ns(Draws& draws, Delay delay) {
  switch (delay) {
    case Delay::kExponential:
      return draws.exponential_ns(1'000'000'000);
    case Delay::kConstant:
      return 1'000'000'000;
    case Delay::kUniform:
      return static_cast<std::int64_t>(draws.below(2'000'000'000));
    case Delay::kBimodal:
      return static_cast<std::int64_t>(draws.below(200'000'000)) + (draws.below(10) == 0 ? 9'000'000'000 : 0);
    case Delay::kPareto:
      return static_cast<std::int64_t>(333'333'333.0 * std::pow(1.0 - draws.uniform(), -1.0 / 1.5));
    case Delay::kTies:
      return static_cast<std::int64_t>(draws.below(4)) * 666'666'666;
  }
  return 0;
}

// A queue in a ring that grows by doubling: what hand-written code would use.
template <class T>
class Ring {
 public:
  bool empty() const { return head_ == tail_; }
  void push(T value) {
    if (tail_ - head_ == slots_.size()) grow();
    slots_[tail_++ & (slots_.size() - 1)] = value;
  }
  T pop() { return slots_[head_++ & (slots_.size() - 1)]; }

 private:
  void grow() {
    std::vector<T> larger(slots_.empty() ? 16 : 2 * slots_.size());
    std::size_t n = 0;
    while (!empty()) larger[n++] = pop();
    slots_.swap(larger);
    head_ = 0;
    tail_ = n;
  }
  std::vector<T> slots_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

inline double resident_bytes() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    long total = 0;
    if (std::fscanf(file, "%ld %ld", &total, &pages) != 2) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// One run a process: rounds are interleaved from outside, and SimGrid has one engine a process. Rates are by
// processor time, which is also right beside a busy neighbour.
inline void once(benchmark::internal::Benchmark* row) { row->Iterations(1)->Unit(benchmark::kMillisecond); }

}  // namespace bench
