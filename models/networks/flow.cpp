// The flow network: transfers are flows over a topology, and those that cross a link at once share it max-min
// fairly.
//
// Neither packets nor queues, but what they come to for transfers of some size: each flow gets its fair share
// of its bottleneck, weighted by 1 / latency as TCP's is (Casanova & Marchal 2002). Factors, window and
// cross-traffic mean the same on every engine; left open, factors and weights are those of the engine's
// network model.
#include <array>

#include "models/networks/laid_out.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

constexpr auto enum_names(FlowWeights) {
  return std::array{
      EnumName{"by_latency", FlowWeights::kByLatency,
               "A flow's share of a bottleneck is in proportion to 1 / its path's latency, as TCP's is."},
      EnumName{"equal", FlowWeights::kEqual, "All flows across a bottleneck get the same."}};
}

namespace {

struct FlowNetworkFields {
  Choice<TopologyModel> topology;
  std::optional<FlowWeights> weights;
  std::optional<double> latency_factor;
  std::optional<double> bandwidth_factor;
  std::optional<Bytes> tcp_window;
  double cross_traffic = 0.0;
  std::optional<LinkPowerFields> link_power;

  void describe(Schema& schema) {
    schema.field("topology", topology, "Hosts, switches and cables.", Required{});
    schema.field("weights", weights,
                 "Who gets what of a bottleneck; as the engine's network model has it when absent.");
    schema.field("latency_factor", latency_factor,
                 "On every path's latency; the engine's network model's when absent (CM02 1, LV08 13.01).",
                 Range{0.001, 1000.0});
    schema.field("bandwidth_factor", bandwidth_factor,
                 "On every link's bandwidth; the engine's network model's when absent (CM02 1, LV08 0.97).",
                 Range{0.001, 1000.0});
    schema.field("tcp_window", tcp_window,
                 "A flow is no faster than window / (2 x latency); no such bound when absent.",
                 AtLeast{Bytes(1)});
    schema.field(
        "cross_traffic", cross_traffic,
        "Share of a flow's rate that its acknowledgements take on the way back; SimGrid knows 0 and 0.05.",
        Range{0.0, 1.0});
    schema.field("link_power", link_power, "What each direction of a cable draws.");
  }
};

}  // namespace

Entry<NetworkModel> flow_network() {
  return entry<NetworkModel, FlowNetworkFields>(
      {.name = "flow",
       .meaning = "Transfers are flows over a topology that share its links max-min fairly.",
       .source = "CM02: Casanova & Marchal 2002; LV08: Velho & Legrand 2009",
       .leaves_out =
           "Packets, queues and drops, slow start; below about 1 MB a transfer's time is mostly its latency.",
       .validated_by = {"B-NET-CM02", "B-NET-LV08", "B-NET-MAXMIN"}},
      [](const FlowNetworkFields& fields, const Places& places, const Complain& complain) {
        NetworkPlan plan = laid_out(fields.topology, places, complain);
        plan.wiring.sharing = Sharing::kMaxMin;
        plan.wiring.tcp_window = fields.tcp_window;
        plan.wiring.cross_traffic = fields.cross_traffic;
        plan.flow_choices = {fields.weights, fields.latency_factor, fields.bandwidth_factor};
        if (fields.link_power) plan.link_power = fields.link_power->make();
        return plan;
      });
}

}  // namespace windtunnel
