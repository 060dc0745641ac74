// The flow network: bytes over a topology whose links are shared, max-min fair, by all flows that cross them.
//
// What a packet simulator finds at a ten-thousandth of its price, where transfers are long enough for TCP to
// have settled. The fields are those of SimGrid's network models under the same names on both engines; CM02
// is the defaults with cross_traffic 0.05 and a window of 4 MiB, LV08 has the factors 13.01 and 0.97 beside.
#include <array>

#include "models/networks/laid_out.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

constexpr auto enum_names(FlowWeights) {
  return std::array{
      EnumName{
          "cm02", FlowWeights::kByLatency,
          "In proportion to 1 / latency of the path, as TCP's throughput is (Casanova and Marchal 2002)."},
      EnumName{"equal", FlowWeights::kEqual, "All alike."}};
}

namespace {

struct FlowNetworkFields {
  Choice<TopologyModel> topology;
  FlowWeights weights = FlowWeights::kByLatency;
  std::optional<Bytes> tcp_window;
  double cross_traffic = 0.0;
  double latency_factor = 1.0;
  double bandwidth_factor = 1.0;

  void describe(Schema& schema) {
    schema.field("topology", topology, "Hosts, switches and cables.", Required{});
    schema.field("weights", weights, "How flows share a link that is a bottleneck to them.");
    schema.field("tcp_window", tcp_window,
                 "A flow is no faster than this over twice its path's latency; no such bound when absent.",
                 AtLeast{Bytes(1)});
    schema.field("cross_traffic", cross_traffic,
                 "Share of a flow's rate that its acknowledgements take on the way back; SimGrid has 0.05.",
                 Range{0.0, 1.0});
    schema.field("latency_factor", latency_factor,
                 "A message pays its path's latency so many times, for slow start; LV08 has 13.01.",
                 Range{0.0, 1000.0});
    schema.field("bandwidth_factor", bandwidth_factor,
                 "Share of a link's bandwidth that payload gets, for headers; LV08 has 0.97.",
                 Range{0.01, 1.0});
  }
};

}  // namespace

Entry<NetworkModel> flow_network() {
  return entry<NetworkModel, FlowNetworkFields>(
      {.name = "flow",
       .meaning = "Messages pay their path's latency, then share its links max-min fairly with all others.",
       .source = "Casanova and Marchal 2002 (CM02); Velho and Legrand, SIMUTools 2009 (LV08)",
       .leaves_out =
           "Packets, queues on the wire, loss, and slow start but by its factor: transfers well below "
           "the bandwidth-delay product are too optimistic. LV08's 20,537 bytes in a flow's weight.",
       .validated_by = {"B-NET-CM02", "B-NET-LV08", "B-NET-PINGPONG", "B-NET-MAXMIN", "referee"}},
      [](const FlowNetworkFields& fields, const Places& places, const Complain& complain) {
        NetworkPlan plan = laid_out(fields.topology, places, complain);
        plan.wiring.sharing = Sharing::kMaxMin;
        plan.wiring.weights = fields.weights;
        plan.wiring.tcp_window = fields.tcp_window;
        plan.wiring.cross_traffic = fields.cross_traffic;
        plan.wiring.latency_factor = fields.latency_factor;
        plan.wiring.bandwidth_factor = fields.bandwidth_factor;
        return plan;
      });
}

}  // namespace windtunnel
