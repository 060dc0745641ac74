// Everything that a history and the members' final copies say about consistency, in one report.
#pragma once

#include <span>

#include "sim/verify/agreement.hpp"
#include "sim/verify/copies.hpp"
#include "sim/verify/sequential.hpp"
#include "sim/verify/sessions.hpp"
#include "sim/verify/staleness.hpp"
#include "sim/verify/witnessed.hpp"

namespace windtunnel {

struct ConsistencyOptions {
  SearchBounds linearizability;
  SearchBounds sequential = {20'000, 20'000, 1'000'000};
};

struct ConsistencyReport {
  LinearizabilityReport linearizability;
  SequentialReport sequential;
  SessionReport sessions;
  StalenessReport staleness;
  std::vector<ReadAge> reads;  // what the summary of staleness is of: for whoever asks by region or phase

  template <class Archive>
  void archive(Archive& a) {
    a(linearizability, sequential, sessions, staleness, reads);
  }
};
// What clients saw. What is linearizable is sequentially consistent, and is not searched again.
ConsistencyReport check_consistency(const History& history, const ConsistencyOptions& options = {});

}  // namespace windtunnel
