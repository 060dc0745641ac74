// A file of results that survives whatever happens to the process that writes it.
//
// A result is bytes under a key (what it is a function of) and a replication; who makes the key and the bytes
// is somebody else's. The file is an SQLite database with a write-ahead log: a reader sees whole transactions
// only, and a process that is killed leaves a file that opens. Results are handed to a thread of the store's
// own and committed a batch at a time, to the disk, so whoever flies never waits for it; what is lost with
// the process is the last batch, at most `Options::batch` of work. Several processes may use one file, and
// share the tasks of a job by claims (claims.hpp). Every result carries a checksum, for SQLite's pages have
// none.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "sim/config/hash.hpp"
#include "sim/store/claims.hpp"
#include "sim/store/database.hpp"

namespace windtunnel {

struct StoredResult {
  std::int64_t replication = 0;
  std::string bytes;
};

class ResultStore {
 public:
  struct Options {
    bool fresh = false;  // begins anew: what the file holds is thrown away
    std::chrono::milliseconds batch{200};
    std::chrono::milliseconds lease{30'000};
  };
  // The format of the file. Older ones are read as long as there is a line that says how; there is none yet.
  static constexpr std::int64_t kFormat = 1;

  // Nothing, and `problem` a sentence with the file's name, when it can not be opened, is damaged, is
  // something else, or is of a format that this version does not know.
  static std::unique_ptr<ResultStore> open(const std::filesystem::path& file, const Options& options,
                                           std::string& problem);
  // Commits what is left, and gives back what is claimed.
  ~ResultStore();
  ResultStore(const ResultStore&) = delete;
  ResultStore& operator=(const ResultStore&) = delete;

  const std::filesystem::path& file() const { return file_; }

  // What is committed under a key, by replication. Where there is nothing it costs next to nothing, as long
  // as nobody else works on the file: whoever claims learns which keys it holds.
  std::vector<StoredResult> find(const Hash128& key);
  // To be committed with the next batch; of two under one key and replication the first stays. Waits where
  // the disk is slower than the flights.
  void put(const Hash128& key, std::int64_t replication, std::string bytes);
  // Throws a result away, with the next batch.
  void forget(const Hash128& key, std::int64_t replication);
  // How many results there are.
  std::int64_t count();
  // How many results ever came that were there already: work that was done twice.
  std::int64_t doubled();

  // See Claims. What is released is free once the results before it are committed.
  std::vector<std::uint64_t> claim(const Hash128& job, std::span<const std::uint64_t> wanted,
                                   std::size_t most);
  void release(const Hash128& job, std::uint64_t task);
  std::size_t others() { return claims_.others(); }

  // Waits until all that was put is committed.
  void flush();
  // The file may have so many pages of 4 KiB, and then the disk is full: for who wants to see what happens
  // then.
  void limit_pages(std::int64_t pages);
  // Why the store can keep nothing more, with the file's name; "" as long as it can.
  std::string trouble() const;

 private:
  enum class Act { kPut, kForget, kRelease };
  struct Change {
    Act act;
    Hash128 of;           // the key, or the job
    std::int64_t number;  // the replication, or the task
    std::string bytes;
  };
  ResultStore(std::filesystem::path file, const Options& options);
  bool make_ready(std::string& problem);
  void look_around();
  void learn_keys();
  bool surely_empty(const Hash128& key);
  void queue(Change change);
  void keep_committing();
  bool commit(const std::vector<Change>& changes);
  bool carry_out(const Change& change);
  void give_up(const std::string& why);

  const std::filesystem::path file_;
  const Options options_;
  Claims claims_;

  std::mutex reading_;
  Database reader_;
  Statement find_;

  // Used by the committing thread alone, once there is one.
  Database writer_;
  Statement put_, forget_, release_;

  mutable std::mutex mutex_;
  std::condition_variable more_, committed_;
  std::vector<Change> queue_;
  // The keys that there are results of, by half of each, once they were asked for, and those that were put
  // here since. Nothing is missing among them as long as this worker is the only one.
  std::unordered_set<std::uint64_t> keys_;
  enum class Known { kNotYet, kAll, kNeverAgain } known_ = Known::kNotYet;
  std::size_t queued_bytes_ = 0;
  std::uint64_t queued_ = 0, done_ = 0;  // changes, ever
  bool hurry_ = false, closing_ = false;
  std::string trouble_;
  std::thread committer_;
};

}  // namespace windtunnel
