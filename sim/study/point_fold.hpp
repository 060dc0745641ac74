// One point of a study in the making: its replications taken in the order of their index, folded into what is
// kept of it.
//
// Nothing of a replication is used but the facts that a record holds (replication_record.hpp), whether it
// landed a moment ago or was kept by a store: the outcome can not tell. Whether there are enough replications
// is asked at fixed numbers of them and of their values alone.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/stats/sequential.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"
#include "sim/study/study_outcome.hpp"

namespace windtunnel {

class PointFold {
 public:
  // Both have to outlive this.
  PointFold(const StudyPlan& plan, const Loaded& loaded, const ReplicationPlan& planned);

  // Beside a replication's values.
  const std::vector<RowKey>& rows() const { return rows_; }
  // How many replications there are to be, as far as is known.
  std::int64_t wanted() const { return wanted_; }
  std::int64_t most() const { return looks_.most; }
  std::int64_t taken() const { return static_cast<std::int64_t>(facts_.size()); }

  enum class Step { kGoesOn, kWantsMore, kDone };
  // The next replication, in the order of the index. At a look it may turn out that more are wanted, or that
  // all is done: then `out` says what came of the point, and nothing more is taken.
  Step take(ReplicationFacts facts, PointOutcome& out);

 private:
  void fail(PointOutcome& out) const;
  void keep(PointOutcome& out, bool narrow) const;

  const StudyPlan& plan_;
  const Loaded& loaded_;
  std::vector<RowKey> rows_;
  std::optional<std::size_t> waited_;  // the row whose interval has to be narrow
  SequentialPlan looks_;
  std::int64_t wanted_ = 0;
  std::vector<ReplicationFacts> facts_;
};

}  // namespace windtunnel
