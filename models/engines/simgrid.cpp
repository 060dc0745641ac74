// The SimGrid engine: links and shared processors as SimGrid's solver shares them, in a process of its own.
//
// SimGrid is a research simulator of twenty years' standing whose flow-level models were held against packets
// and real networks (Velho, Schnorr, Casanova & Legrand 2013). It is the second opinion on everything that
// the native engine shares, and slower; docs/engines.md says when to take which.
#include "models/engines/engine.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct SimgridEngineFields {
  FlowModel network_model = FlowModel::kCm02;

  void describe(Schema& schema) {
    schema.field(
        "network_model", network_model,
        "Which of SimGrid's network models: the factors and weights of network `flow` where it names none.");
  }
};

}  // namespace

FlowPreset preset_of(FlowModel model) {
  if (model == FlowModel::kLv08)
    return {.latency_factor = 13.01,
            .bandwidth_factor = 0.97,
            .link_weight = Bytes(20'537),
            .equal_weights = false};
  FlowPreset preset;
  preset.equal_weights = model == FlowModel::kRaw;
  return preset;
}

Entry<EngineModel> simgrid_engine() {
  return entry<EngineModel, SimgridEngineFields>(
      {.name = "simgrid",
       .meaning = "SimGrid's solver shares links and processors; a process a replication.",
       .source = "SimGrid 3.32 (Casanova, Giersch, Legrand, Quinson & Suter 2014)",
       .leaves_out = "Packets: transfers are flows, without slow start, loss or queues; below about 1 MB a "
                     "flow's time is "
                     "mostly its latency. Ends within 1 ns are one.",
       .validated_by = {"B-NET-CM02", "B-NET-LV08", "B-NET-PINGPONG", "B-NET-MAXMIN", "B-CPU-SHARE"},
       .engines = {"simgrid"}},
      [](const SimgridEngineFields& fields) {
        return EnginePlan{.program = "windtunnel-simgrid", .flow_model = fields.network_model};
      });
}

}  // namespace windtunnel
