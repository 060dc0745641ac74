// Claiming tasks, and finding out whose claims are void.
#include "sim/store/claims.hpp"

#include <unistd.h>

#include <algorithm>

namespace windtunnel {
namespace {

// tidy: wall clock because leases are about it; no result sees it
using WallClock = std::chrono::system_clock;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(WallClock::now().time_since_epoch()).count();
}

}  // namespace

std::string bytes_of(const Hash128& hash) {
  std::string bytes;
  for (const std::uint64_t half : {hash.high, hash.low})
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(half >> shift & 0xff);
  return bytes;
}

bool Claims::open(const std::filesystem::path& file, std::string& problem) {
  const auto refuse = [&] {
    problem = file.string() + ": " + database_.why();
    return false;
  };
  if (!presence_.open(file.string() + kWorkersEnding, problem)) return false;
  // Claims need not survive a loss of power, so nobody waits for the disk here; and moving the log into the
  // file is left to who writes results.
  if (!database_.open(file) || !database_.run("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0"))
    return refuse();
  if (!database_.run("BEGIN IMMEDIATE")) return refuse();
  Statement enter(database_, "INSERT INTO workers(pid, seen_ms) VALUES(?, ?)");
  enter.bind(1, ::getpid()).bind(2, now_ms());
  if (!enter.done()) return refuse();
  worker_ = database_.number("SELECT last_insert_rowid()");
  // Present before anybody can see the row, or it would be taken for that of somebody who died.
  if (!presence_.take(worker_)) {
    problem = file.string() + kWorkersEnding + ": can not be locked";
    return false;
  }
  if (!database_.run("COMMIT")) return refuse();
  held_ = Statement(database_, "SELECT task FROM claims WHERE job = ? AND worker <> ? ORDER BY task");
  take_ = Statement(database_, "INSERT OR REPLACE INTO claims(job, task, worker) VALUES(?, ?, ?)");
  workers_ = Statement(database_, "SELECT worker, seen_ms FROM workers WHERE worker <> ?");
  // The number that was given last, also to one that left.
  last_ = Statement(database_, "SELECT seq FROM sqlite_sequence WHERE name = 'workers'");
  beat_ = Statement(database_, "INSERT OR REPLACE INTO workers(worker, pid, seen_ms) VALUES(?, ?, ?)");
  let_go_ = Statement(database_, "DELETE FROM claims WHERE worker = ?");
  dismiss_ = Statement(database_, "DELETE FROM workers WHERE worker = ?");
  return database_.trouble() == Database::Trouble::kNone || refuse();
}

bool Claims::dismiss_the_dead() {
  std::vector<std::int64_t> dead;
  std::size_t there = 0;
  workers_.bind(1, worker_);
  while (workers_.step()) {
    const std::int64_t worker = workers_.number(0);
    ++there;
    if (!presence_.is_present(worker) || now_ms() - workers_.number(1) > lease_.count())
      dead.push_back(worker);
  }
  workers_.reset();
  alone_ = there == dead.size() && last_.step() && last_.number(0) == worker_;
  last_.reset();
  for (const std::int64_t worker : dead)
    if (!let_go_.bind(1, worker).done() || !dismiss_.bind(1, worker).done()) return false;
  return !workers_.failed();
}

std::vector<std::uint64_t> Claims::claim(const Hash128& job, std::span<const std::uint64_t> wanted,
                                         std::size_t most) {
  const std::scoped_lock lock(mutex_);
  if (!database_.run("BEGIN IMMEDIATE")) return {};
  std::vector<std::uint64_t> taken = claim_within(job, wanted, most);
  if (database_.trouble() == Database::Trouble::kNone && database_.run("COMMIT")) return taken;
  database_.run("ROLLBACK");
  return {};
}

std::vector<std::uint64_t> Claims::claim_within(const Hash128& job, std::span<const std::uint64_t> wanted,
                                                std::size_t most) {
  std::vector<std::uint64_t> held, taken;
  if (!dismiss_the_dead()) return taken;
  const std::string bytes = bytes_of(job);
  held_.bind(1, bytes).bind(2, worker_);
  while (held_.step()) held.push_back(static_cast<std::uint64_t>(held_.number(0)));
  held_.reset();
  for (const std::uint64_t task : wanted) {
    if (taken.size() == most) break;
    if (std::binary_search(held.begin(), held.end(), task)) continue;
    take_.bind(1, bytes).bind(2, static_cast<std::int64_t>(task)).bind(3, worker_);
    if (!take_.done()) return {};
    taken.push_back(task);
  }
  return taken;
}

std::size_t Claims::others() {
  const std::scoped_lock lock(mutex_);
  std::size_t alive = 0;
  workers_.bind(1, worker_);
  while (workers_.step())
    alive += presence_.is_present(workers_.number(0)) && now_ms() - workers_.number(1) <= lease_.count();
  workers_.reset();
  return alive;
}

bool Claims::alone() {
  const std::scoped_lock lock(mutex_);
  return alone_;
}

bool Claims::beat() {
  const std::scoped_lock lock(mutex_);
  // Inserted anew where somebody took us for dead.
  return beat_.bind(1, worker_).bind(2, ::getpid()).bind(3, now_ms()).done();
}

void Claims::leave() {
  const std::scoped_lock lock(mutex_);
  if (!database_.is_open() || worker_ == 0) return;
  let_go_.bind(1, worker_).done();
  dismiss_.bind(1, worker_).done();
}

std::string Claims::why() {
  const std::scoped_lock lock(mutex_);
  return database_.why();
}

}  // namespace windtunnel
