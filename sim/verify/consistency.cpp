// The report, check by check: the cheapest proof first.
#include "sim/verify/consistency.hpp"

namespace windtunnel {

ConsistencyReport check_consistency(const History& history, const ConsistencyOptions& options) {
  ConsistencyReport report;
  report.linearizability = check_linearizability_witnessed(history, options.linearizability);
  if (report.linearizability.verdict.truth != Truth::kHolds)
    report.sequential = check_sequential_consistency(history, options.sequential);
  report.sessions = check_sessions(history);
  report.reads = read_ages(history);
  report.staleness = staleness(report.reads);
  return report;
}

}  // namespace windtunnel
