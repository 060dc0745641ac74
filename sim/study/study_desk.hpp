// The desk of a study: what is to be done next, and what becomes of what was done.
//
// Threads of this process and executors on other machines ask it alike: it opens points, hands out
// replications that nobody has flown yet, takes what has landed in the order of its index, and closes a point
// when there is enough. With a store it looks there first, keeps there what lands, and claims points before
// they are opened, so that several processes fly one study without flying anything twice. What it hands out
// and when depends on who was quicker; what it takes from that does not.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/study/point_fold.hpp"
#include "sim/study/replication.hpp"
#include "sim/study/study_run.hpp"

namespace windtunnel {

// A point in the air.
struct OpenPoint {
  std::size_t place = 0;                         // in the outcome
  std::unique_ptr<Loaded> loaded;                // once it is open
  std::optional<std::filesystem::path> program;  // of an engine that is not in this process
  std::optional<PointFold> fold;
  Hash128 key;  // of what its replications are kept under
  // Guarded by the desk's mutex.
  std::int64_t issued = 0, wanted = 0;
  // The first that is known to have failed; none after it is issued.
  std::int64_t failed = std::numeric_limits<std::int64_t>::max();
  std::set<std::int64_t> had;         // that the store had kept
  std::deque<std::int64_t> given_up;  // whoever had them is gone: to be issued again
  bool closed = false;                // nothing of it is issued any more
  // Guarded by its own.
  std::mutex mutex;
  std::map<std::int64_t, ReplicationFacts> landed;  // not yet taken
  bool done = false;
};

// A thing to do: a point to open, or one of its replications to fly.
struct DeskTask {
  std::shared_ptr<OpenPoint> point;
  std::int64_t replication = -1;  // below 0: the point is to be opened
};

class StudyDesk {
 public:
  // All have to outlive this. The outcome's points are those chosen.
  StudyDesk(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options,
            StudyOutcome& outcome);

  // The next thing to do. Waits until there is one, or answers nothing at the end; without waiting, nothing
  // means that all there is is in the air, here or elsewhere.
  std::optional<DeskTask> next(bool waits);
  // Opens a point: its first replications can be flown then, unless the store has them.
  void open(const std::shared_ptr<OpenPoint>& point);
  // A replication has landed; once for each task, or not at all.
  void land(const DeskTask& task, ReplicationFacts facts);
  // Nobody flies it any more: it is handed out again.
  void give_back(const DeskTask& task);
  // The point can not be had, and this is why.
  void fail(const std::shared_ptr<OpenPoint>& point, const std::string& why, bool broken_promise);

  void stop();
  bool stopped() const { return stop_; }
  const std::atomic<bool>& stop_token() const { return stop_; }
  bool finished();
  // Whether all is done; waits a moment when not.
  bool waited_for_the_end();
  // `samples`: of all replications that were flown here, as ProgressMeter counts them.
  StudyProgress progress(std::uint64_t samples);

 private:
  bool is_finished() const { return done_ == outcome_.points.size() || stop_; }
  std::optional<DeskTask> issue();
  void claim_more(std::unique_lock<std::mutex>& lock);
  std::size_t batch_size();
  void take_kept(const std::shared_ptr<OpenPoint>& point);
  void take_landed(OpenPoint& point);
  void close(OpenPoint& point);

  const StudyPlan& plan_;
  const Catalog& catalog_;
  const StudyRunOptions& options_;
  StudyOutcome& outcome_;
  const Hash128 job_;  // of the claims
  std::atomic<bool> stop_{false};
  std::mutex mutex_;                 // over all below
  std::condition_variable changed_;  // there may be something to do
  std::condition_variable ended_;    // for who waits for nothing else: points end by the thousand
  std::vector<std::shared_ptr<OpenPoint>> in_air_;  // in the order in which they were opened
  std::deque<std::size_t> claimed_;                 // places that are ours to open
  std::deque<std::size_t> unclaimed_;               // places, rising
  bool claiming_ = false;
  std::size_t batch_ = 0;
  std::chrono::steady_clock::time_point asked_;  // tidy: wall clock because a batch is to last a while
  std::size_t done_ = 0, opened_ = 0;
  std::int64_t replications_ = 0;  // of the points that were opened, as far as wanted
};

}  // namespace windtunnel
