// Replications of a study as orders that anybody can carry out: another process, another machine, next week.
//
// An order is bytes that hold all there is to know (the resolved scenario, its tables, the seed), and so is
// the report that answers it (records of replications, replication_record.hpp). Nobody shares a disk, a
// pointer or a study file. Who carries an order out has to be of the same version, reads the scenario anew,
// and compares its hash: another scenario is refused, not flown.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/catalog.hpp"
#include "sim/study/study_desk.hpp"

namespace windtunnel {

// One that is in the air: its id, and the bytes to send.
struct StudyOrder {
  // "<point>.<first>+<count>.<key>": the same for the same replications of the same point, in every process.
  std::string id;
  std::string bytes;
};

// Carries orders out, wherever. Not for several threads at once.
class OrderPilot {
 public:
  explicit OrderPilot(Catalog catalog);
  ~OrderPilot();

  // Answers a report in any case: an order that can not be carried out here (of another version, of another
  // scenario) is reported as such, and so is one that `stop` cut short.
  std::string carry_out(std::string_view order, const std::atomic<bool>& stop);

 private:
  struct Reread;
  Catalog catalog_;
  // The replications of a point come one after the other, and reading its scenario may take as long as
  // flying.
  std::unique_ptr<Reread> last_;
};

// The desk of a study whose replications are flown by others. Not for several threads at once.
class StudyOrders {
 public:
  // As fly_study; `options.jobs`, `stop` and `progress` are not looked at. All have to outlive this.
  StudyOrders(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options);

  // Up to `most` new orders of at most `replications` each; fewer, or none, when all there is is in the air,
  // here or at another process that shares the store, or when all is done.
  std::vector<StudyOrder> take(std::size_t most, std::int64_t replications);
  // The report on an order; "" when it could be taken, else why not, and then the order is open again. One on
  // an order that nobody waits for any more (its point failed meanwhile) is fine, and changes nothing.
  std::string report(const std::string& id, std::string_view report);
  // Whoever had it is gone: it is handed out again.
  void lose(const std::string& id);

  bool finished() { return desk_.finished(); }
  std::size_t in_the_air() const { return orders_.size(); }
  StudyProgress progress();
  // What came of it, at the end or so far; nothing is taken after that.
  StudyOutcome finish();

 private:
  struct InAir {
    std::vector<DeskTask> tasks;  // of one point, with rising numbers
  };
  StudyOrder order_of(const std::vector<DeskTask>& tasks) const;

  const StudyPlan& plan_;
  const StudyRunOptions options_;
  StudyOutcome outcome_;
  StudyDesk desk_;
  std::chrono::steady_clock::time_point begun_;  // tidy: wall clock because progress is about it
  std::uint64_t events_ = 0;
  std::map<std::string, InAir> orders_;
  std::optional<DeskTask> next_;  // asked for, and of another point than the order in the making
};

}  // namespace windtunnel
