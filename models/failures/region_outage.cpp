// A region outage: everything in a region vanishes at once, and nobody is told.
#include "models/failures/failure_model.hpp"

namespace windtunnel {
namespace {

struct RegionOutageFields : FailureCommon {
  using FailureCommon::describe;
};

}  // namespace

Entry<FailureModel> region_outage() {
  return entry<FailureModel, RegionOutageFields>(
      {.name = "region_outage",
       .meaning = "All replicas of a region vanish at once, without a word.",
       .source = "the pattern of cloud providers' post-mortems: a region cut off or powered down",
       .leaves_out = "Clients of the region are still there and still send; name resolution that steers them "
                     "away is the spill-over.",
       .validated_by = {"region_outage_test"}},
      [](const RegionOutageFields& fields) {
        return FailureParts{fields, FailureEffect{.down = true, .silent = true}, Together::kRegion};
      });
}

}  // namespace windtunnel
