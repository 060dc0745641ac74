// A slow node: it answers its health checks and takes its share of requests, but its cores do less, and its
// disk too; a member of a protocol that runs there is as slow.
#include "models/failures/failure_model.hpp"

namespace windtunnel {
namespace {

struct SlowNodeFields : FailureCommon {
  double factor = 0.5;
  std::optional<double> disk;

  void describe(Schema& schema) {
    FailureCommon::describe(schema);
    schema.field("factor", factor, "What is left of its speed: 0.5 is half as fast.", Range{0.001, 1000.0});
    schema.field("disk", disk, "What is left of its disk's; as `factor` when absent.", Range{0.001, 1000.0});
  }
};

}  // namespace

Entry<FailureModel> slow_node() {
  return entry<FailureModel, SlowNodeFields>(
      {.name = "slow_node",
       .meaning = "Its cores and its disk run at a fraction of their speed; checks still pass.",
       .source = "fail-slow faults: Gunawi et al., FAST 2018",
       .leaves_out =
           "Slowness that comes and goes within a request, and slow networks. What a protocol's thread "
           "and any disk have begun ends when it would have.",
       .validated_by = {"slow_node_test", "slow_node_in_flight_test"}},
      [](const SlowNodeFields& fields) {
        return FailureParts{fields,
                            FailureEffect{.down = false,
                                          .silent = false,
                                          .speed = fields.factor,
                                          .disk = fields.disk.value_or(fields.factor)},
                            Together::kReplica};
      });
}

}  // namespace windtunnel
