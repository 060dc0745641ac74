// Clock skew: the clock of a protocol's member is stepped, or runs too fast or too slow, and its process does
// not know.
//
// Jepsen's clock nemesis does both (a bump and a strobe or a drift), Chaos Mesh's TimeChaos an offset. Who
// trusts clocks pays: a lease that is counted on a slow clock outlives the promise that it rests on, and of
// two writes whose stamps decide, the later one may lose. When the fault is over the clock is set right, in
// one step.
#include "models/failures/failure_model.hpp"
#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct ClockSkewFields : FailureCommon {
  Duration offset;
  double drift = 0;

  void describe(Schema& schema) {
    FailureCommon::describe(schema);
    schema.field("offset", offset,
                 "What the clock is ahead by from one moment to the next; behind when negative.",
                 Range{Duration(-24_h), Duration(24_h)});
    schema.field(
        "drift", drift,
        "Seconds that it gains a second after that: 0.0001 is 100 parts in a million, -0.5 half as fast. "
        "The member's timers run by the same clock.",
        Range{-0.99, 10.0});
  }
  void check(Checker& checker) const {
    FailureCommon::check(checker);
    if (offset == Duration() && drift == 0)
      checker.problem("offset", code::kOneOfMissing, "a clock that is right",
                      "an offset or a drift other than 0");
  }
};

}  // namespace

Entry<FailureModel> clock_skew() {
  return entry<FailureModel, ClockSkewFields>(
      {.name = "clock_skew",
       .meaning = "The clock that a member of a replicated store reads is stepped, or runs at another rate.",
       .source = "Jepsen's clock nemesis (jepsen/nemesis/time.clj); Chaos Mesh, TimeChaos",
       .leaves_out =
           "Time synchronisation that slews instead of stepping; processes that read a monotonic clock, "
           "which an offset does not touch. Timers that run already keep their end. Clients, balancers "
           "and health checks have right clocks.",
       .validated_by = {"clock_skew_in_flight_test"}},
      [](const ClockSkewFields& fields) {
        FailureEffect effect{.down = false};
        effect.clock = ClockSkew{fields.offset, fields.drift};
        effect.wrong_clock = true;
        return FailureParts{fields, effect, Together::kReplica};
      });
}

}  // namespace windtunnel
