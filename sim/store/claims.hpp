// Who flies what, where several processes share a store: claims that die with their worker.
//
// A worker says which tasks of a job it takes before it takes them, in one transaction, so two workers never
// take the same one; what it finished it lets go in the transaction that keeps the result (result_store.hpp).
// A claim holds as long as its worker is present (presence.hpp) and has given a sign of life within the
// lease: the first finds at once who was killed, the second who hangs. A worker that comes back after its
// lease is no harm: what is then flown twice has the same bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "sim/config/hash.hpp"
#include "sim/store/database.hpp"
#include "sim/store/presence.hpp"

namespace windtunnel {

class Claims {
 public:
  explicit Claims(std::chrono::milliseconds lease) : lease_(lease) {}

  // Makes this process a worker of a store that stands. False, and `problem` set, when that fails.
  bool open(const std::filesystem::path& file, std::string& problem);
  std::int64_t worker() const { return worker_; }

  // The first of the tasks wanted, in their order and at most `most`, that nobody else has; they are ours
  // now. Empty too when the store failed: see `why`.
  std::vector<std::uint64_t> claim(const Hash128& job, std::span<const std::uint64_t> wanted,
                                   std::size_t most);
  // Other workers that are there and alive.
  std::size_t others();
  // Whether, at the last claim, this worker was alone and nobody had come since it did.
  bool alone();
  // A sign of life, due now and then within the lease.
  bool beat();
  // Gives back what is still claimed.
  void leave();
  std::string why();

 private:
  bool dismiss_the_dead();
  std::vector<std::uint64_t> claim_within(const Hash128& job, std::span<const std::uint64_t> wanted,
                                          std::size_t most);

  const std::chrono::milliseconds lease_;
  std::mutex mutex_;  // over all below
  Presence presence_;
  std::int64_t worker_ = 0;
  bool alone_ = false;
  Database database_;
  Statement held_, take_, workers_, last_, beat_, let_go_, dismiss_;
};

// The places of a store's file that several files name.
inline constexpr const char* kWorkersEnding = "-workers";
// Sixteen bytes, in the order of the digits of Hash128::text.
std::string bytes_of(const Hash128& hash);

}  // namespace windtunnel
