// For tests of studies: a small shop, loaded, flown and answered.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {

// Two regions, two classes, a crash, two phases and a bill; about 2,000 requests a replication.
inline constexpr const char* kShop = R"({
  "windtunnel": 1,
  "title": "A small shop",
  "run": {"lasts": "60 s", "warm_up": "10 s", "replications": 3},
  "places": {"provider": "gcp", "regions": {"us-central1": ["a", "b"], "europe-west1": ["b"]}},
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"},
  "workload": {
    "shoppers": {
      "kind": "open", "rate": "40 /s", "deadline": "400 ms",
      "origin": {"us-central1": 0.75, "europe-west1": 0.25},
      "classes": {"browse": {"share": 0.8, "path": ["web"]}, "buy": {"share": 0.2, "path": ["web"], "reply": "64 KiB"}}
    }
  },
  "tiers": {
    "web": {
      "each_region": {"replicas": 2}, "instance": "e2-standard-2", "cores": 1, "queue": {"length_max": 6},
      "service": {"kind": "exponential", "mean": "30 ms"}, "health_check": {"every": "1 s", "timeout": "500 ms", "fails": 1}
    }
  },
  "faults": {"dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "30 s", "lasts": "10 s"}},
  "phases": {"early": ["10 s", "dies.start"], "late": ["dies.start", "60 s"]},
  "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30"},
  "expect": {"mostly_fine": {"metric": "availability", "phase": "early", "at_least": 0.8}}
})";

struct TriedToLoad {
  std::optional<Loaded> loaded;
  std::string problems;
};

inline const Catalog& everything() {
  static const Catalog catalog = builtin_catalog();
  return catalog;
}

inline TriedToLoad try_load(const std::string& text, const std::vector<std::string>& sets = {}) {
  TriedToLoad tried;
  Problems problems;
  tried.loaded = load_scenario_text(text, "test.json", sets, everything(), problems);
  if (!problems.empty()) tried.problems = problems.text("test.json");
  return tried;
}

// For text that has to be right.
inline Loaded load(const std::string& text = kShop, const std::vector<std::string>& sets = {}) {
  TriedToLoad tried = try_load(text, sets);
  EXPECT_EQ(tried.problems, "");
  return std::move(*tried.loaded);
}

inline Campaign flown(const Loaded& loaded, std::int64_t replications = 3, int jobs = 1,
                      std::int64_t seed = 1) {
  StudyOptions options;
  options.jobs = jobs;
  return fly(loaded.flight, seed, replications, options);
}

inline Answer answered(const Loaded& loaded, const Campaign& campaign) {
  return make_answer(loaded.scenario, loaded.flight, campaign);
}

}  // namespace windtunnel
