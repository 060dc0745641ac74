// A partition: its nodes stand on sides, and what one side sends to another vanishes without a word.
//
// The shapes are Jepsen's, and who stands where is drawn anew at each strike from the fault's own stream
// unless `side` says it. Nodes are replicas, or whole zones or regions that move together. The machines that
// stand in no node (clients, and the balancers of a zone) are with the larger side, or, as Jepsen's clients,
// reach all.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

enum class Moves { kReplica, kZone, kRegion };
constexpr auto enum_names(Moves) {
  return std::array{EnumName{"replica", Moves::kReplica, "Each replica is a node."},
                    EnumName{"zone", Moves::kZone, "A zone is a node, with its balancers."},
                    EnumName{"region", Moves::kRegion,
                             "A region is a node, with its clients and balancers when everybody is split."}};
}

enum class ClientsReach { kTheirSide, kAll };
constexpr auto enum_names(ClientsReach) {
  return std::array{EnumName{"their_side", ClientsReach::kTheirSide,
                             "Only the larger side; their own region's where whole regions are the nodes."},
                    EnumName{"all", ClientsReach::kAll, "All sides, as the clients of Jepsen's tests do."}};
}

struct PartitionFields : FailureCommon {
  SidesShape shape = SidesShape::kHalves;
  Moves by = Moves::kReplica;
  std::optional<EndFields> side;
  ClientsReach clients = ClientsReach::kTheirSide;

  void describe(Schema& schema) {
    schema.field("target", target, "Who is split into sides; everybody when absent.");
    describe_when(schema);
    schema.field("shape", shape, "The sides.");
    schema.field("by", by, "What stands on one side as a whole.");
    schema.field("side", side, "Who stands on the first side; drawn when absent.");
    schema.field("clients", clients, "Whom clients reach, and balancers that stand in no node.");
  }
  void check(Checker& checker) const {
    check_when(checker);
    if (!side) return;
    if (shape == SidesShape::kMajoritiesRing)
      checker.problem("side", "WT013", "a side of a ring", "no `side`: a ring has none");
    else if (side->names_nobody())
      checker.problem("side", "WT014", "a side that names nobody",
                      "one of: clients, rack, region, replica, tier, zone");
  }
};

}  // namespace

Entry<FailureModel> partition_fault() {
  return entry<FailureModel, PartitionFields>(
      {.name = "partition",
       .meaning = "The network falls apart into sides that do not hear each other.",
       .source = "Jepsen's nemesis (jepsen/nemesis.clj); Bailis and Kingsbury 2014, The Network is Reliable",
       .leaves_out =
           "The time a network takes to converge on new routes. A balancer's checks are made from "
           "where it stands: a caller that is cut from a replica its balancer still reaches goes on "
           "choosing it.",
       .validated_by = {"sides_test", "partition_in_flight_test"}},
      [](const PartitionFields& fields) {
        FailureParts parts{fields,
                           FailureEffect{.down = false},
                           fields.by == Moves::kReplica ? Together::kReplica
                           : fields.by == Moves::kZone  ? Together::kZone
                                                        : Together::kRegion,
                           {}};
        WireFailure& wire = parts.wire.emplace();
        wire.partition = true;
        wire.cuts = true;
        wire.shape = fields.shape;
        wire.side = fields.side;
        wire.clients_everywhere = fields.clients == ClientsReach::kAll;
        return parts;
      });
}

}  // namespace windtunnel
