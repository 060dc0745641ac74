// A rack outage: a rack's switch or its power strip dies, all its replicas at once, and nobody is told.
#include "models/failures/failure_model.hpp"

namespace windtunnel {
namespace {

struct RackOutageFields : FailureCommon {
  using FailureCommon::describe;
};

}  // namespace

Entry<FailureModel> rack_outage() {
  return entry<FailureModel, RackOutageFields>(
      {.name = "rack_outage",
       .meaning = "All replicas of a rack vanish at once, without a word.",
       .source = "Dean, LADIS 2009 keynote: about 20 rack failures in the first year of a cluster, 40 to 80 "
                 "machines each",
       .leaves_out = "What else hangs on the rack's switch: traffic that only passes through it, and disks.",
       .validated_by = {"rack_outage_test"}},
      [](const RackOutageFields& fields) {
        return FailureParts{fields, FailureEffect{.down = true, .silent = true}, Together::kRack};
      });
}

}  // namespace windtunnel
