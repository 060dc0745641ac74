// The flow network's fields, and what they make of a message in flight.
#include "tests/unit/flight.hpp"
#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const Places kOne{
    .regions = {"here"}, .zones = {"here/a"}, .region_of_zone = {0}, .racks = {}, .zone_of_rack = {}};

TEST(FlowNetworkModel, SharesByLatencyAndBoundsNothingUnlessTold) {
  const Wiring wiring = network(R"({"kind": "flow", "topology": {"kind": "star", "hosts": 3}})", kOne).wiring;
  EXPECT_EQ(wiring.sharing, Sharing::kMaxMin);
  EXPECT_EQ(wiring.weights, FlowWeights::kByLatency);
  EXPECT_FALSE(wiring.tcp_window);
  EXPECT_EQ(wiring.cross_traffic, 0);
  EXPECT_EQ(wiring.latency_factor, 1);
  EXPECT_EQ(wiring.bandwidth_factor, 1);
  EXPECT_EQ(wiring.topology->nodes().size(), 5u);  // the clients' edge, the switch, three hosts
}

TEST(FlowNetworkModel, CanBeLv08) {
  const Wiring wiring =
      network(
          R"({"kind": "flow", "topology": {"kind": "star", "hosts": 3}, "weights": "equal", "tcp_window": "4 MiB",
                  "cross_traffic": 0.05, "latency_factor": 13.01, "bandwidth_factor": 0.97})",
          kOne)
          .wiring;
  EXPECT_EQ(wiring.weights, FlowWeights::kEqual);
  EXPECT_EQ(*wiring.tcp_window, 4_MiB);
  EXPECT_EQ(wiring.cross_traffic, 0.05);
  EXPECT_EQ(wiring.latency_factor, 13.01);
  EXPECT_EQ(wiring.bandwidth_factor, 0.97);
}

// Over 1 ms of cable each way and 10 MB/s: the request of 1 MB takes 1 ms + 100 ms, the service 1 ms, the
// reply of 2 MB 1 ms + 200 ms.
TEST(FlowNetworkModel, CarriesRequestsAndReplies) {
  const Flown flown = fly_once(R"({
    "windtunnel": 1,
    "run": {"lasts": "10 s"},
    "network": {"kind": "flow", "topology": {"kind": "star", "hosts": 1, "latency": "1 ms", "bandwidth": "80 Mbps"}},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["web"], "request": "1 MB", "reply": "2 MB"}},
    "tiers": {"web": {"replicas": 1, "service": "1 ms"}}
  })");
  EXPECT_NEAR(flown.value("latency_mean"), 0.101 + 0.001 + 0.201, 1e-8);
}

// Two requests at one instant to two replicas of one host's... each has its own cable; but both replies of a
// single replica share its cable out: 2 x 1 MB at 10 MB/s end together after 0.2 s.
TEST(FlowNetworkModel, MakesRepliesOfOneReplicaShareItsCable) {
  const Flown flown = fly_once(R"({
    "windtunnel": 1,
    "run": {"lasts": "10 s"},
    "network": {"kind": "flow", "topology": {"kind": "star", "hosts": 1, "latency": "0 s", "bandwidth": "80 Mbps"}},
    "workload": {"a": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["web"], "request": "0 B", "reply": "1 MB"},
                 "b": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["web"], "request": "0 B", "reply": "1 MB"}},
    "tiers": {"web": {"replicas": 1, "cores": 2, "service": "1 ms"}}
  })");
  EXPECT_NEAR(flown.value("latency_mean"), 0.201, 1e-8);
}

TEST(FlowNetworkModel, AnswersAWrongFieldWithAProblem) {
  const std::string head = R"({"kind": "flow", "topology": {"kind": "star", "hosts": 3}, )";
  for (const auto& [rest, words] : std::vector<std::pair<std::string, std::string>>{
           {R"("weights": "fair"})", "WT012"},
           {R"("tcp_window": 4194304})", "WT003"},
           {R"("tcp_window": "0 B"})", "WT005"},
           {R"("cross_traffic": 2})", "WT005"},
           {R"("latency_factor": -1})", "WT005"},
           {R"("bandwidth_factor": 0})", "WT005"},
           {R"("bandwith_factor": 1})", "nearest   bandwidth_factor"}}) {
    const std::string problems = read_choice<NetworkModel>(networks(), head + rest).problems;
    EXPECT_NE(problems.find(words), std::string::npos) << rest << "\nearned\n" << problems;
  }
  EXPECT_NE(read_choice<NetworkModel>(networks(), R"({"kind": "flow"})").problems.find("WT008  it.topology"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
