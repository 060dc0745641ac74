// One replication: flown on the engine of its flight, read as values, folded into the campaign it belongs to.
//
// Whoever flies replications (the study of one scenario, a study of many) shares these two steps, so both say
// the same of the same seed. Whatever happens in flight (a broken promise, no memory, a foreign engine that
// dies) is this one replication's failure, with its text; nobody else's.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "models/world/world.hpp"
#include "sim/study/study.hpp"

namespace windtunnel {

// A replication that has landed, before it is merged.
struct Landed {
  ReplicationFacts facts;
  std::optional<RunFacts> run;
  bool interrupted = false;
};

struct ReplicationOrder {
  std::int64_t seed = 1;   // of the study
  std::int64_t index = 0;  // which replication
  std::optional<std::uint64_t> traced_request;
};

// `rows`: what to read from it. `program`: of an engine that is not in this process. `meter` may be nullptr.
Landed fly_replication(const Flight& flight, const std::optional<std::filesystem::path>& program,
                       const std::vector<RowKey>& rows, const ReplicationOrder& order,
                       const std::atomic<bool>& stop, ProgressMeter* meter);

// Folds one landed replication into the campaign; called in the order of the index.
void take(Campaign& campaign, Landed landed);
// After the last one was taken: what is worked out over all of them.
void finish(Campaign& campaign, const Flight& flight);

}  // namespace windtunnel
