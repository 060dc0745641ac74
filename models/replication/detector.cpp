// The detectors there are: a fixed time-out, and phi accrual.
//
// Both start from the protocol's timers, whose shortest time-out nobody goes below: leases rest on it.
#include "models/replication/detector.hpp"

#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

struct TimeoutFields {
  void describe(Schema&) {}
};

struct PhiAccrualFields {
  double threshold = 8;
  std::int64_t window = 200;
  std::string tail = "normal";
  std::optional<Duration> deviation_min;
  Duration pause;

  void describe(Schema& schema) {
    schema.field(
        "threshold", threshold,
        "Suspicion at which a member is taken for dead: at 1 one suspicion in ten would be wrong, at 8 "
        "one in a hundred million, if intervals follow their law.",
        Range{0.1, 300.0});
    schema.field("window", window, "So many intervals between heartbeats are remembered.",
                 Range{std::int64_t{2}, std::int64_t{10'000}});
    schema.field(
        "tail", tail,
        "The law that intervals are taken to follow: normal as in the paper and in Akka, exponential as in "
        "Cassandra.",
        OneOf{{"normal", "exponential"}});
    schema.field(
        "deviation_min", deviation_min,
        "The least deviation that intervals are believed to have; a tenth of the heartbeat when absent.",
        Positive{});
    schema.field("pause", pause, "A pause that is no surprise, on top of the mean interval.",
                 AtLeast{Duration()});
  }

  DetectorOptions options(Duration heartbeat) const {
    PhiOptions phi;
    phi.window = static_cast<std::size_t>(window);
    phi.deviation_min = deviation_min.value_or(heartbeat / 10);
    phi.pause = pause;
    phi.first = heartbeat;
    phi.tail = tail == "normal" ? PhiTail::kNormal : PhiTail::kExponential;
    return {phi, threshold};
  }
};

}  // namespace

Entry<DetectorModel> timeout_detector() {
  return entry<DetectorModel, TimeoutFields>(
      {.name = "timeout",
       .meaning = "Dead is who has not been heard of for the protocol's time-out.",
       .source = "Chandra & Toueg, Unreliable failure detectors for reliable distributed systems, JACM 1996",
       .leaves_out = "Adaptation to how evenly heartbeats come.",
       .validated_by = {"primary_backup_conformance_test", "chain_conformance_test"}},
      [](const TimeoutFields&) {
        return DetectorParts{[](Duration) { return DetectorOptions{}; }, ""};
      });
}

Entry<DetectorModel> phi_accrual_detector() {
  return entry<DetectorModel, PhiAccrualFields>(
      {.name = "phi_accrual",
       .meaning =
           "Dead is whose silence is too surprising, given how its last heartbeats came; never before the "
           "protocol's shortest time-out.",
       .source =
           "Hayashibara, Defago, Yared & Katayama, The phi accrual failure detector, SRDS 2004; defaults of "
           "Akka (PhiAccrualFailureDetector.scala) and Cassandra (phi_convict_threshold)",
       .leaves_out = "Suspicions between members: each looks for itself.",
       .validated_by = {"phi_accrual_test", "detector_in_flight_test"}},
      [](const PhiAccrualFields& fields) {
        return DetectorParts{[fields](Duration heartbeat) { return fields.options(heartbeat); },
                             "phi accrual, " + significant(fields.threshold, 3)};
      });
}

void add_detectors(Catalog& catalog) {
  catalog.add(timeout_detector());
  catalog.add(phi_accrual_detector());
}

void describe_detector(Schema& schema, Choice<DetectorModel>& detector) {
  schema.field("detector", detector, "How a member takes another for dead.",
               Default{R"({"kind": "timeout"})"});
}

}  // namespace windtunnel
