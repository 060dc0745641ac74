// The grammar that all kinds of fault share.
#include "models/failures/failure_model.hpp"

namespace windtunnel {

void FailureCommon::describe(Schema& schema) {
  schema.field("target", target, "Whom it strikes.", Required{});
  describe_when(schema);
}

void FailureCommon::describe_when(Schema& schema) {
  schema.field("at", at, "When it strikes, from the start of the run; or `mttf` instead.", AtLeast{Time()});
  schema.field("lasts", lasts, "How long it lasts; to the end of the run when absent.", Positive{});
  schema.field("mttf", mttf,
               "Time from repair to the next strike, at random, each unit on its own; a bare duration is "
               "exactly that long.");
  schema.field("mttr", mttr, "Time of repair, at random.");
  schema.field("crews", crews,
               "Repairs that can go on at once, first come first served; 0 is as many as needed.",
               Range{std::int64_t{0}, std::int64_t{1'000'000}});
}

void FailureCommon::check(Checker& checker) const {
  check_when(checker);
  if (!target.region && !target.zone && !target.rack && !target.tier && !target.replica)
    checker.problem("target", "WT014", "a target that names nobody",
                    "one of: rack, region, replica, tier, zone");
}

void FailureCommon::check_when(Checker& checker) const {
  checker.exactly_one({{"at"}, {"mttf", "mttr"}});
  if (mttf) checker.not_both("lasts", "mttf");
  // What strikes once is over after `lasts`, whoever is free to repair it.
  if (at && crews > 0) checker.not_both("at", "crews");
}

}  // namespace windtunnel
