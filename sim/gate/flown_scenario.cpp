// Naming what a flight follows from, and answering from what has landed.
#include "sim/gate/flown_scenario.hpp"

#include <iterator>
#include <utility>

#include "sim/base/check.hpp"
#include "sim/config/write.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/replication_record.hpp"
#include "sim/study/study_key.hpp"

namespace windtunnel {

Hash128 flight_key(const Loaded& loaded) {
  Scenario bare = loaded.scenario;
  bare.title.clear();
  bare.expect = {};
  bare.run.replications = 1;
  bare.lint.reset();
  bare.gate.reset();
  return point_key(resolved_hash_of(canonical_json(bare), loaded.tables).text(), loaded,
                   all_rows(loaded.flight));
}

FlownScenario::FlownScenario(std::shared_ptr<const Loaded> loaded)
    : loaded_(std::move(loaded)), rows_(all_rows(loaded_->flight)), key_(flight_key(*loaded_)) {
  if (loaded_->flight.foreign) program_ = find_program(loaded_->flight.engine.program);
}

double FlownScenario::events_a_replication() const {
  std::uint64_t events = 0;
  for (const auto& [replication, facts] : landed_) events += facts.events;
  if (events > 0) return static_cast<double>(events) / static_cast<double>(landed_.size());
  return estimate_run(loaded_->flight).events;
}

bool FlownScenario::has_all(std::int64_t replications) const {
  // Keys rise from 0, so the last of an unbroken beginning tells.
  if (static_cast<std::int64_t>(landed_.size()) < replications) return false;
  std::int64_t next = 0;
  for (auto at = landed_.begin(); next < replications; ++at, ++next)
    if (at->first != next) return false;
  return true;
}

void FlownScenario::land(std::int64_t replication, ReplicationFacts facts) {
  landed_.emplace(replication, std::move(facts));
}

void FlownScenario::take_kept(ResultStore& store) {
  for (const StoredResult& kept : store.find(key_)) {
    std::optional<ReplicationFacts> facts = facts_of(kept.bytes);
    // A failure is flown again: who repaired what it failed of wants to see that.
    if (!facts || !facts->failed.empty() || facts->values.size() != rows_.size()) {
      store.forget(key_, kept.replication);
      continue;
    }
    land(kept.replication, std::move(*facts));
    kept_.insert(kept.replication);
  }
}

std::int64_t FlownScenario::kept_of(std::int64_t replications) const {
  return std::distance(kept_.begin(), kept_.lower_bound(replications));
}

Answer FlownScenario::answer(const Scenario& asked, std::int64_t replications, double confidence) const {
  CHECK(has_all(replications), "an answer of replications that have not landed");
  std::vector<ReplicationFacts> facts;
  facts.reserve(static_cast<std::size_t>(replications));
  for (auto at = landed_.begin(); static_cast<std::int64_t>(facts.size()) < replications; ++at)
    facts.push_back(at->second);
  return judged_answer(asked, loaded_->flight, rows_, facts, confidence);
}

}  // namespace windtunnel
