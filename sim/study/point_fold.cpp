// Taking replications, looking at an interval, keeping figures.
#include "sim/study/point_fold.hpp"

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/observe/fingerprint.hpp"
#include "sim/study/row_estimates.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

std::size_t place_of(const std::vector<RowKey>& rows, const RowKey& key) {
  const auto at = std::find(rows.begin(), rows.end(), key);
  CHECK(at != rows.end(), "a row that no replication reads");
  return static_cast<std::size_t>(at - rows.begin());
}

// Each promise that was broken, once, with the seed of the first replication that broke it.
std::vector<std::string> broken_audits(const std::vector<ReplicationFacts>& replications) {
  std::vector<std::string> names, told;
  for (std::size_t r = 0; r < replications.size(); ++r)
    for (const Audit& audit : replications[r].audits) {
      if (audit.holds || std::find(names.begin(), names.end(), audit.name) != names.end()) continue;
      names.push_back(audit.name);
      told.push_back(audit.name + ": " + audit.found + " (replication " + std::to_string(r) + ", seed " +
                     hexadecimal(replications[r].seed) + ")");
    }
  return told;
}

}  // namespace

PointFold::PointFold(const StudyPlan& plan, const Loaded& loaded, const ReplicationPlan& planned)
    : plan_(plan),
      loaded_(loaded),
      rows_(all_rows(loaded.flight)),
      looks_{planned.first, planned.most, 0, planned.half_width},
      wanted_(std::min(planned.first, planned.most)) {
  if (const std::optional<RowKey> row = waited_row(plan, loaded.flight, rows_))
    waited_ = place_of(rows_, *row);
}

PointFold::Step PointFold::take(ReplicationFacts facts, PointOutcome& out) {
  facts_.push_back(std::move(facts));
  if (!facts_.back().failed.empty()) {
    fail(out);
    return Step::kDone;
  }
  if (taken() < wanted_) return Step::kGoesOn;
  bool narrow = true;
  if (waited_ && looks_.half_width_absolute > 0)
    narrow = narrow_enough(looks_, RowEstimates(loaded_.flight, facts_).estimate(rows_[*waited_], *waited_));
  if (!narrow && taken() < looks_.most) {
    wanted_ = next_look(looks_, taken());
    return Step::kWantsMore;
  }
  keep(out, narrow);
  return Step::kDone;
}

void PointFold::fail(PointOutcome& out) const {
  const ReplicationFacts& last = facts_.back();
  out.state = PointState::kFailed;
  out.replications = taken() - 1;
  out.why = "replication " + std::to_string(out.replications) + ", seed " + hexadecimal(last.seed) + ": " +
            last.failed;
  out.broken_promise = last.broken_promise;
}

void PointFold::keep(PointOutcome& out, bool narrow) const {
  const Flight& flight = loaded_.flight;
  const RowEstimates estimates(flight, facts_);
  out.state = PointState::kFlown;
  out.narrow = narrow;
  out.replications = taken();
  Fingerprint prints[5];
  for (const ReplicationFacts& facts : facts_) {
    out.events += facts.events;
    out.requests += facts.requests;
    for (std::size_t i = 0; i < 5; ++i) prints[i].fold(facts.fingerprints[i]);
  }
  for (std::size_t i = 0; i < 5; ++i) out.fingerprints[i] = prints[i].value();
  const std::vector<KeptRow> kept = kept_rows(plan_, flight, rows_);
  for (const KeptRow& each : kept) {
    const std::size_t row = place_of(rows_, each.key);
    out.figures.push_back({each.keep, each.key.metric, part_names(flight, each.key),
                           estimates.estimate(each.key, row), estimates.by_replication(row)});
  }
  for (std::size_t r = 0; r < plan_.fields.rank.size(); ++r) {
    const std::optional<RowKey> ranked = ranked_row(plan_, flight, rows_, r);
    const auto at =
        std::find_if(kept.begin(), kept.end(), [&](const KeptRow& row) { return row.key == ranked; });
    out.ranked.emplace_back();
    if (at != kept.end()) out.ranked.back() = static_cast<std::size_t>(at - kept.begin());
  }
  out.broken_audits = broken_audits(facts_);
  for (std::size_t t = 0; t < estimates.loads().size(); ++t)
    if (estimates.loads()[t].saturated) out.saturated.push_back(flight.plan.tiers[t].name);
}

}  // namespace windtunnel
