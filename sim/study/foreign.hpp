// A replication flown by another engine, which lives in a process of its own: started, fed, watched, ended.
//
// SimGrid allows one engine a process, takes over signals, and may abort; so it is linked into a second
// executable only. That gets the resolved scenario, its tables and the seed over a socket and sends framed
// facts back. Whatever happens over there (a crash, an abort, a standstill) is this one replication's error,
// with the process's last words.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/world/facts.hpp"
#include "models/world/planner.hpp"
#include "models/world/world.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {

// What is sent to the other process.
struct ForeignRequest {
  std::string version;
  std::string scenario;  // resolved, canonical
  std::string hash;      // of scenario and tables, as ours read them
  std::vector<Table> tables;
  std::string label;  // "replication 3"
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> traced_request;

  template <class Archive>
  void archive(Archive& a) {
    a(version, scenario, hash, tables, label, seed, traced_request);
  }
};

// What comes back: many frames of progress, then one of the others.
enum class FrameKind : std::uint32_t { kProgress, kFacts, kFailed, kBrokenPromise };

struct FrameHead {
  FrameKind kind = FrameKind::kProgress;
  std::uint64_t size = 0;
  static constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 34;
};

struct ForeignProgress {
  std::uint64_t events = 0;
  std::uint64_t samples = 0;
  std::uint64_t turns = 0;                   // grows as long as the engine moves
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// The program of an engine, or nothing: where its environment variable says (WINDTUNNEL_SIMGRID for
// windtunnel-simgrid), beside this command, beside this library, in the wheel's bin.
std::optional<std::filesystem::path> find_program(std::string_view program);
// What to say where it is not there.
std::string program_missing(std::string_view program);

struct ForeignAnswer {
  std::optional<RunFacts> run;
  std::string failed;  // why there is no run; "" when there is one, or when it was interrupted
  bool broken_promise = false;
  bool interrupted = false;
};

// Starts the program, waits for its answer; `stop` ends it at once.
ForeignAnswer fly_foreign(const std::filesystem::path& program, const Flight& flight,
                          const WorldOptions& options, const std::atomic<bool>& stop,
                          const std::string& label);

}  // namespace windtunnel
