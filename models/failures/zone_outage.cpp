// A zone outage: power or network of a zone is gone, all its replicas at once, and nobody is told.
#include "models/failures/failure_model.hpp"

namespace windtunnel {
namespace {

struct ZoneOutageFields : FailureCommon {
  using FailureCommon::describe;
};

}  // namespace

Entry<FailureModel> zone_outage() {
  return entry<FailureModel, ZoneOutageFields>(
      {.name = "zone_outage",
       .meaning = "All replicas of a zone vanish at once, without a word.",
       .source = "the pattern of cloud providers' post-mortems: power or network of one zone",
       .leaves_out = "Partial outages, slow recovery of the zone's control plane, and capacity refused "
                     "elsewhere meanwhile.",
       .validated_by = {"zone_outage_test"}},
      [](const ZoneOutageFields& fields) {
        return FailureParts{fields, FailureEffect{.down = true, .silent = true}, Together::kZone};
      });
}

}  // namespace windtunnel
