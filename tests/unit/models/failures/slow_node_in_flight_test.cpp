// The slow node: it is up, takes its turns, and stretches what it serves.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// A request a second by turns over two replicas, 100 ms each; one of them is four times as slow all along.
constexpr const char* kTwo = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 2, "service": "100 ms"}},
  "faults": {"slow": {"kind": "slow_node", "factor": 0.25, "target": {"replica": "t-1"}, "at": "0 s"}}
})";

TEST(SlowNode, StretchesItsOwnServicesOnly) {
  const Flown flown = fly_once(kTwo);
  const StationTotals slow = flown.totals(0), right = flown.totals(1);
  EXPECT_EQ(slow.visits + right.visits, 999);
  EXPECT_EQ(slow.busy_ns, Int128{slow.visits} * 400'000'000);
  EXPECT_EQ(right.busy_ns, Int128{right.visits} * 100'000'000);
}

TEST(SlowNode, IsUpForItsHealthChecks) {
  const Flown flown = fly_once(kTwo);
  EXPECT_DOUBLE_EQ(flown.value("replicas_up_mean", of_tier("t")), 2);
  EXPECT_LE(std::abs(flown.totals(0).visits - flown.totals(1).visits), 1);
  EXPECT_EQ(flown.value("availability"), 1);
}

// A store of one member, asked once a second: 2 ms of its thread to take an operation, 1 ms to answer, 1 ms
// of its disk between them; beside that the visit's 1 us, and the network's nothing.
constexpr const char* kStore = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "warm_up": "5 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "keys": 1, "path": ["store.write"]}},
  "tiers": {"store": {"replicas": 1, "service": "1 us", "disk_sync": "1 ms", "replication": {"kind": "raft"},
                      "protocol_costs": {"message_in": "2 ms", "message_out": "1 ms"}}},
  "faults": {"slow": {"kind": "slow_node", "factor": 0.5, "target": {"tier": "store"}, "at": "0 s", "enabled": false}}
})";

TEST(SlowNode, StretchesTheThreadAndTheDiskOfAProtocol) {
  const double right = fly_once(kStore).value("latency_mean");
  const double slow = fly_once(kStore, {"faults.slow.enabled=true"}).value("latency_mean");
  const double disk_as_fast =
      fly_once(kStore, {"faults.slow.enabled=true", "faults.slow.disk=1"}).value("latency_mean");
  const double disk_alone =
      fly_once(kStore, {"faults.slow.enabled=true", "faults.slow.disk=0.1", "faults.slow.factor=1"})
          .value("latency_mean");
  EXPECT_NEAR(right, 0.004001, 1e-6);
  EXPECT_NEAR(slow, 0.008002, 1e-6);
  EXPECT_NEAR(disk_as_fast, 0.007002, 1e-6);
  EXPECT_NEAR(disk_alone, 0.013001, 1e-6);
}

TEST(SlowNode, StretchesWhatARequestReadsFromADisk) {
  // 1 MB at 800 Mbps is 10 ms, and 40 ms at a quarter of that; the 100 ms of its core are 400.
  const std::vector<std::string> disk = {
      R"(tiers.t.disk={"read": "800 Mbps", "write": "800 Mbps", "reads": "1 MB"})", "tiers.t.replicas=1"};
  const double slow = fly_once(kTwo, disk).value("latency_mean");
  std::vector<std::string> fast_disk = disk;
  fast_disk.push_back("faults.slow.disk=1");
  EXPECT_NEAR(slow, 0.440, 1e-3);
  EXPECT_NEAR(fly_once(kTwo, fast_disk).value("latency_mean"), 0.410, 1e-3);
}

}  // namespace
}  // namespace windtunnel
