// The answer as one JSON object: the same bytes for the same scenario, seed and version, whatever the machine
// or the number of threads. Documented in docs/results.md.
#pragma once

#include <string>
#include <vector>

#include "sim/config/tree.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// What the models in use leave out, each once, with its name.
struct LeftOut {
  std::string model;  // "network regions"
  std::string what;
  std::vector<std::string> validated_by;
};
std::vector<LeftOut> what_is_left_out(const Scenario& scenario);

Node summary(const Loaded& loaded, const Answer& answer, std::int64_t seed);

// The tables of a run, as CSV texts by file name: metrics, replications, timeline, latency, stations, time,
// bill.
std::vector<std::pair<std::string, std::string>> tables(const Loaded& loaded, const Answer& answer,
                                                        const Campaign& campaign);

// Everything needed to make the run again; wall-clock, host and threads stand only under "made".
struct Made {
  std::string at;  // UTC, ISO 8601
  std::string host;
  std::string command;
  int threads = 0;
  double seconds = 0;
};
Node manifest(const Loaded& loaded, const Answer& answer, const Campaign& campaign, std::int64_t seed,
              const Made& made);

// Verdict over all expectations: "holds", "fails", "undecided", or "none" where nothing was expected.
std::string overall_verdict(const Answer& answer);

}  // namespace windtunnel
