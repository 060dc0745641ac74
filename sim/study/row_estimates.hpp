// From what replications say of a row to its estimate: the step that a run and every point of a study share.
//
// It needs the facts of the replications in the order of their index and nothing else, so whoever flew them,
// and when, is never seen.
#pragma once

#include <vector>

#include "sim/stats/interval.hpp"
#include "sim/study/study.hpp"
#include "sim/study/tier_load.hpp"

namespace windtunnel {

class RowEstimates {
 public:
  // Both have to outlive this. `replications` in the order of their index; at least one was finished.
  RowEstimates(const Flight& flight, const std::vector<ReplicationFacts>& replications);

  // `index`: which row of those that the replications' values stand beside.
  Estimate estimate(const RowKey& key, std::size_t index, double confidence = kConfidence) const;
  // By replication; not a number where one has nothing to say or failed.
  std::vector<double> by_replication(std::size_t index) const;
  const std::vector<TierLoad>& loads() const { return loads_; }

 private:
  bool spoilt_by_saturation(const RowKey& key) const;

  const Flight& flight_;
  const std::vector<ReplicationFacts>& replications_;
  std::vector<TierLoad> loads_;
  double per_look_ = 0;
  bool saturated_ = false;
};

// The estimate of one row, as every row is estimated; `requests_per_look` as in ProportionOptions.
Estimate estimate_row(const RowKey& key, const std::vector<RowValue>& values, double requests_per_look,
                      double confidence = kConfidence);

}  // namespace windtunnel
