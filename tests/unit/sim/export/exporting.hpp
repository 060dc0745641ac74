// Exporting a small scenario in a test: flown and logged, and told in a format.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "sim/export/format.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {

struct Logged {
  std::unique_ptr<Loaded> loaded;  // the log points into it
  LoggedFlight flown;

  const FlightLog& log() const { return flown.log; }
  std::string told(const std::string& format, std::int64_t starts_s = 0) const {
    return find_export_format(format)->write(flown.log, ExportOptions{starts_s});
  }
};

inline Logged logged(const std::string& text, LogWishes wishes = {},
                     const std::vector<std::string>& sets = {}) {
  Logged made{std::make_unique<Loaded>(load_text(text, sets)), {}};
  made.flown = fly_logged(made.loaded->flight, made.loaded->scenario.run.seed, wishes, nullptr);
  EXPECT_EQ(made.flown.stopped, StopReason::kUntil) << made.flown.why_stopped;
  made.flown.log.title = made.loaded->scenario.title;
  made.flown.log.hash = made.loaded->hash;
  return made;
}

// Nothing left to chance: a request each 10 s from 10 s on, 2 ms each way, 3 ms in web and 4 ms in db.
inline constexpr const char* kTwoTiers = R"({
  "windtunnel": 1,
  "title": "Two tiers",
  "run": {"lasts": "100 s", "replications": 2},
  "network": {"kind": "constant", "latency": "2 ms"},
  "workload": {"users": {"kind": "open", "rate": "0.1 /s", "gaps": "10 s", "deadline": "1 s", "path": ["web", "db"],
                         "retries": {"attempts": 1, "backoff": "20 ms", "timeout": "100 ms"}}},
  "tiers": {"web": {"replicas": 1, "service": "3 ms"}, "db": {"replicas": 1, "service": "4 ms"}}
})";

inline Time at_ms(double ms) { return Time() + Duration::from_seconds(ms * 1e-3); }

}  // namespace windtunnel
