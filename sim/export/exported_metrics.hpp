// The closed list of metric families that are exported: what OpenMetrics text declares and dashboards may ask
// for.
#pragma once

#include <span>
#include <string_view>

namespace windtunnel {

struct ExportedMetric {
  std::string_view name;  // of the family; of a counter without _total
  std::string_view type;  // "counter", "gauge", "histogram", "info"
  std::string_view unit;  // "seconds", or ""
  std::string_view help;
  std::string_view labels;  // comma-separated, for the documentation
};

namespace exported {
inline constexpr ExportedMetric kRun{"windtunnel_run", "info", "", "What was flown.",
                                     "scenario,hash,version,seed,replication"};
inline constexpr ExportedMetric kSent{"windtunnel_requests_sent", "counter", "",
                                      "Requests that were meant to be sent.", "class,region"};
inline constexpr ExportedMetric kEnded{"windtunnel_requests", "counter", "",
                                       "Requests that ended, by how: ok, timed_out, rejected, refused.",
                                       "class,region,outcome"};
inline constexpr ExportedMetric kAttempts{"windtunnel_attempts", "counter", "",
                                          "Attempts of the requests that ended.", "class,region"};
inline constexpr ExportedMetric kLatency{"windtunnel_request_duration_seconds", "histogram", "seconds",
                                         "From the intended send to the good reply.", "class,region"};
inline constexpr ExportedMetric kCores{"windtunnel_cores", "gauge", "",
                                       "Cores of replicas that are up, over the time since the last scrape.",
                                       "tier,region"};
inline constexpr ExportedMetric kBusy{"windtunnel_cores_busy", "gauge", "",
                                      "Cores at work, over the time since the last scrape.", "tier,region"};
inline constexpr ExportedMetric kPresent{"windtunnel_requests_present", "gauge", "",
                                         "Requests at the tier's replicas, waiting or in service.",
                                         "tier,region"};
inline constexpr ExportedMetric kUp{"windtunnel_replicas_up", "gauge", "", "Replicas that are up.",
                                    "tier,region"};
inline constexpr ExportedMetric kFault{"windtunnel_fault_active", "gauge", "",
                                       "How many places a fault holds at this moment; 0 is none.", "fault"};
}  // namespace exported

std::span<const ExportedMetric> exported_metrics();

}  // namespace windtunnel
