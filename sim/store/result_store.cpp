// Opening a store, and the thread that commits.
#include "sim/store/result_store.hpp"

#include <array>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// tidy: wall clock because batches and signs of life are about it; no result sees it
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kApplication = 0x57547354;  // "WTsT" in the file's header: a store of ours
constexpr std::size_t kQueueBytesMax = std::size_t{64} << 20;

// Rows are appended, and the index alone is written all over: results of one study come in the order of its
// points, whose keys have none. `sum` is of all that makes the row.
constexpr const char* kTables = R"(
  CREATE TABLE results(id INTEGER PRIMARY KEY, key BLOB NOT NULL, replication INTEGER NOT NULL,
                       sum INTEGER NOT NULL, bytes BLOB NOT NULL);
  CREATE UNIQUE INDEX results_by_key ON results(key, replication);
  CREATE TABLE workers(worker INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER, seen_ms INTEGER NOT NULL);
  CREATE TABLE claims(job BLOB NOT NULL, task INTEGER NOT NULL, worker INTEGER NOT NULL,
                      PRIMARY KEY(job, task)) WITHOUT ROWID;
  CREATE TABLE counts(name TEXT PRIMARY KEY, value INTEGER NOT NULL);
  INSERT INTO counts VALUES('doubled', 0);
)";

std::int64_t sum_of(const std::string& key, std::int64_t replication, std::string_view bytes) {
  return static_cast<std::int64_t>(hash128(key + std::to_string(replication)).high ^ hash128(bytes).low);
}

// Of a key as bytes_of writes it.
std::uint64_t low_half(std::string_view bytes) {
  std::uint64_t half = 0;
  for (std::size_t i = 8; i < bytes.size(); ++i) half = half << 8 | static_cast<unsigned char>(bytes[i]);
  return half;
}

// Whether a file's header says that it is ours, read without SQLite: what is damaged behind it still is.
bool says_it_is_ours(const fs::path& file) {
  std::array<char, 100> head{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(head.data(), head.size())) return false;
  std::int64_t application = 0;
  for (std::size_t i = 68; i < 72; ++i) application = application << 8 | static_cast<unsigned char>(head[i]);
  return std::string_view(head.data(), 16) == std::string_view("SQLite format 3\0", 16) &&
         application == kApplication;
}

bool throw_away(const fs::path& file, std::string& problem) {
  std::error_code error;
  if (!fs::exists(file, error)) return true;
  if (fs::file_size(file, error) > 0 && !says_it_is_ours(file)) {
    problem = file.string() + ": is no store of a study, so it is not thrown away";
    return false;
  }
  for (const char* ending : {"-wal", "-shm", ""}) {
    fs::remove(file.string() + ending, error);
    if (error) {
      problem = file.string() + ending + ": " + error.message();
      return false;
    }
  }
  return true;
}

// Switching a new file to its log needs it for ourselves for a moment, which is not waited for by itself.
bool use_log(Database& database) {
  constexpr int kAttempts = 500;
  for (int attempt = 1;; ++attempt) {
    if (database.run("PRAGMA journal_mode=WAL")) return true;
    if (database.trouble() != Database::Trouble::kBusy || attempt == kAttempts) return false;
    database.forgive();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace

ResultStore::ResultStore(fs::path file, const Options& options)
    : file_(std::move(file)), options_(options), claims_(options.lease) {}

std::unique_ptr<ResultStore> ResultStore::open(const fs::path& file, const Options& options,
                                               std::string& problem) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) {
    problem = file.parent_path().string() + ": " + error.message();
    return nullptr;
  }
  if (fs::is_directory(file, error)) {
    problem = file.string() + ": is a folder, and a store is a file";
    return nullptr;
  }
  if (options.fresh) {
    Presence presence;
    if (!presence.open(file.string() + kWorkersEnding, problem)) return nullptr;
    if (presence.is_anybody_present()) {
      problem = file.string() + ": is in use by another process, so it is not thrown away";
      return nullptr;
    }
    if (!throw_away(file, problem)) return nullptr;
  }
  std::unique_ptr<ResultStore> store(new ResultStore(file, options));
  if (!store->make_ready(problem)) return nullptr;
  store->committer_ = std::thread([raw = store.get()] { raw->keep_committing(); });
  return store;
}

bool ResultStore::make_ready(std::string& problem) {
  const auto refuse = [&](const std::string& why) {
    problem = file_.string() + ": " + why;
    return false;
  };
  const auto refuse_as_said = [&](const Database& database) {
    return refuse(database.trouble() == Database::Trouble::kForeign
                      ? "is no store of a study: " + database.why()
                      : database.why());
  };
  if (!writer_.open(file_)) return refuse_as_said(writer_);
  // Looked at before anything is changed: a file of somebody else's is left as it is.
  const std::int64_t tables = writer_.number("SELECT count(*) FROM sqlite_schema");
  const std::int64_t application = writer_.number("PRAGMA application_id");
  if (writer_.trouble() != Database::Trouble::kNone) return refuse_as_said(writer_);
  if (application != kApplication && (application != 0 || tables != 0))
    return refuse("is no store of a study: it is an SQLite database of something else");
  // Every commit waits for the disk: there are but a few a second.
  if (!use_log(writer_) || !writer_.run("PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; BEGIN IMMEDIATE"))
    return refuse_as_said(writer_);
  if (writer_.number("SELECT count(*) FROM sqlite_schema") == 0 &&
      !writer_.run(kTables + ("PRAGMA application_id=" + std::to_string(kApplication)) +
                   "; PRAGMA user_version=" + std::to_string(kFormat)))
    return refuse_as_said(writer_);
  if (!writer_.run("COMMIT")) return refuse_as_said(writer_);
  const std::int64_t format = writer_.number("PRAGMA user_version");
  if (format != kFormat)
    return refuse("is a store of format " + std::to_string(format) + ", and this version knows format " +
                  std::to_string(kFormat) + " alone; --fresh begins it anew");
  put_ = Statement(writer_, "INSERT OR IGNORE INTO results(key, replication, sum, bytes) VALUES(?, ?, ?, ?)");
  forget_ = Statement(writer_, "DELETE FROM results WHERE key = ? AND replication = ?");
  release_ = Statement(writer_, "DELETE FROM claims WHERE job = ? AND task = ? AND worker = ?");
  if (writer_.trouble() != Database::Trouble::kNone) return refuse_as_said(writer_);
  if (!reader_.open(file_)) return refuse_as_said(reader_);
  find_ =
      Statement(reader_, "SELECT replication, sum, bytes FROM results WHERE key = ? ORDER BY replication");
  if (reader_.trouble() != Database::Trouble::kNone) return refuse_as_said(reader_);
  return claims_.open(file_, problem);
}

ResultStore::~ResultStore() {
  if (!committer_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    more_.notify_all();
  }
  committer_.join();
  claims_.leave();
}

// Whoever was here before we came has committed all he had; so whoever is alone knows what there is, from the
// file once and from his own results as they come. What he claimed stays his: who comes later puts nothing of
// it, and is seen at the next claim.
void ResultStore::look_around() {
  const bool alone = claims_.alone();
  {
    const std::scoped_lock lock(mutex_);
    if (!alone) {
      known_ = Known::kNeverAgain;
      keys_ = {};
    }
    if (known_ != Known::kNotYet) return;
  }
  learn_keys();
}

void ResultStore::learn_keys() {
  std::vector<std::uint64_t> there;
  {
    const std::scoped_lock lock(reading_);
    Statement keys(reader_, "SELECT DISTINCT key FROM results");
    while (keys.step()) there.push_back(low_half(keys.bytes(0)));
    if (keys.failed()) return;  // whoever reads next will say why
  }
  const std::scoped_lock lock(mutex_);
  if (known_ != Known::kNotYet) return;
  keys_.insert(there.begin(), there.end());
  known_ = Known::kAll;
}

bool ResultStore::surely_empty(const Hash128& key) {
  const std::scoped_lock lock(mutex_);
  return known_ == Known::kAll && !keys_.contains(key.low);
}

std::vector<StoredResult> ResultStore::find(const Hash128& key) {
  std::vector<StoredResult> found;
  if (surely_empty(key)) return found;
  std::string problem;
  {
    const std::scoped_lock lock(reading_);
    const std::string bytes = bytes_of(key);
    find_.bind(1, bytes);
    while (find_.step()) {
      found.push_back({find_.number(0), std::string(find_.bytes(2))});
      if (find_.number(1) != sum_of(bytes, found.back().replication, found.back().bytes))
        problem = "it is damaged: a result is not what was written";
    }
    if (find_.failed()) problem = reader_.why();
    find_.reset();
  }
  if (problem.empty()) return found;
  give_up(problem);
  return {};
}

std::int64_t ResultStore::count() {
  const std::scoped_lock lock(reading_);
  return reader_.number("SELECT count(*) FROM results");
}

std::int64_t ResultStore::doubled() {
  const std::scoped_lock lock(reading_);
  return reader_.number("SELECT value FROM counts WHERE name = 'doubled'");
}

void ResultStore::put(const Hash128& key, std::int64_t replication, std::string bytes) {
  queue({Act::kPut, key, replication, std::move(bytes)});
}

void ResultStore::forget(const Hash128& key, std::int64_t replication) {
  queue({Act::kForget, key, replication, {}});
}

void ResultStore::release(const Hash128& job, std::uint64_t task) {
  queue({Act::kRelease, job, static_cast<std::int64_t>(task), {}});
}

std::vector<std::uint64_t> ResultStore::claim(const Hash128& job, std::span<const std::uint64_t> wanted,
                                              std::size_t most) {
  std::vector<std::uint64_t> taken = claims_.claim(job, wanted, most);
  if (taken.empty())
    if (const std::string why = claims_.why(); !why.empty()) give_up(why);
  look_around();
  return taken;
}

void ResultStore::queue(Change change) {
  std::unique_lock lock(mutex_);
  committed_.wait(lock, [&] { return queued_bytes_ < kQueueBytesMax || !trouble_.empty(); });
  if (!trouble_.empty()) return;
  if (change.act == Act::kPut && known_ != Known::kNeverAgain) keys_.insert(change.of.low);
  queued_bytes_ += change.bytes.size() + sizeof(Change);
  queue_.push_back(std::move(change));
  ++queued_;
  if (queue_.size() == 1 || queued_bytes_ >= kQueueBytesMax) more_.notify_all();
}

void ResultStore::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = queued_;
  hurry_ = true;
  more_.notify_all();
  committed_.wait(lock, [&] { return done_ >= wanted || !trouble_.empty(); });
}

std::string ResultStore::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_.empty() ? "" : file_.string() + ": " + trouble_;
}

void ResultStore::limit_pages(std::int64_t pages) {
  flush();  // so that nobody else uses the connection
  writer_.run("PRAGMA max_page_count=" + std::to_string(pages));
}

void ResultStore::give_up(const std::string& why) {
  const std::scoped_lock lock(mutex_);
  if (trouble_.empty()) trouble_ = why;
  committed_.notify_all();
}

void ResultStore::keep_committing() {
  const auto beat_every = options_.lease / 4;
  auto beaten = Clock::now();
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto urgent = [&] { return closing_ || hurry_ || queued_bytes_ >= kQueueBytesMax; };
    more_.wait_for(lock, beat_every, [&] { return !queue_.empty() || urgent(); });
    // The first of a batch waits for those that come soon after it.
    if (!queue_.empty()) more_.wait_for(lock, options_.batch, urgent);
    const std::vector<Change> batch = std::exchange(queue_, {});
    const bool last = closing_;
    hurry_ = false;
    lock.unlock();
    if (!batch.empty() && !commit(batch)) give_up(writer_.why());
    if (Clock::now() - beaten >= beat_every) {
      claims_.beat();
      beaten = Clock::now();
    }
    lock.lock();
    done_ += batch.size();
    queued_bytes_ = 0;
    for (const Change& change : queue_) queued_bytes_ += change.bytes.size() + sizeof(Change);
    committed_.notify_all();
    if (last && queue_.empty()) return;
  }
}

bool ResultStore::commit(const std::vector<Change>& changes) {
  bool fine = writer_.run("BEGIN IMMEDIATE");
  std::int64_t doubled = 0;
  for (const Change& change : changes) {
    fine = fine && carry_out(change);
    doubled += fine && change.act == Act::kPut && writer_.changes() == 0 ? 1 : 0;
  }
  if (fine && doubled > 0)
    fine = writer_.run("UPDATE counts SET value = value + " + std::to_string(doubled) +
                       " WHERE name = 'doubled'");
  if (fine && writer_.run("COMMIT")) return true;
  writer_.run("ROLLBACK");
  return false;
}

bool ResultStore::carry_out(const Change& change) {
  const std::string of = bytes_of(change.of);
  switch (change.act) {
    case Act::kPut:
      return put_.bind(1, of)
          .bind(2, change.number)
          .bind(3, sum_of(of, change.number, change.bytes))
          .bind(4, change.bytes)
          .done();
    case Act::kForget:
      return forget_.bind(1, of).bind(2, change.number).done();
    case Act::kRelease:
      return release_.bind(1, of).bind(2, change.number).bind(3, claims_.worker()).done();
  }
  return false;
}

}  // namespace windtunnel
