// Everything this build can do, from the explicit lists; and the preference that every balancing policy has.
#include "models/scenario/scenario.hpp"
#include "sim/config/embedded_catalog.hpp"

namespace windtunnel {
namespace {

// A policy's own fields with the preference beside them, as one object of the file.
class PlacedFields final : public FieldsBase {
 public:
  explicit PlacedFields(std::unique_ptr<FieldsBase> held) : own(std::move(held)) {}
  void describe(Schema& schema) override {
    own->describe(schema);
    schema.part(preference);
  }
  void check(Checker& checker) const override { own->check(checker); }
  std::unique_ptr<FieldsBase> clone() const override {
    auto copy = std::make_unique<PlacedFields>(own->clone());
    copy->preference = preference;
    return copy;
  }

  std::unique_ptr<FieldsBase> own;
  PreferFields preference;
};

Entry<Balancing> placed(const Entry<Balancing>& policy) {
  Entry<Balancing> wrapped = policy;
  wrapped.fields = [fields = policy.fields] { return std::make_unique<PlacedFields>(fields()); };
  wrapped.make = [make = policy.make](const FieldsBase& fields) {
    const auto* both = dynamic_cast<const PlacedFields*>(&fields);
    CHECK(both != nullptr, "the fields given belong to another entry");
    return make(*both->own);
  };
  return wrapped;
}

struct NativeFields {
  void describe(Schema&) {}
};

struct NoReplicationFields {
  std::string reads = "nearest";
  std::string writes;

  void describe(Schema& schema) {
    schema.field("reads", reads, "Who is read: `nearest` is the caller's side of the balancer's preference.",
                 OneOf{{"nearest", "primary"}});
    schema.field("writes", writes, "The region whose replicas are the primary.", Required{}, Ref{"places.regions"});
  }
};

}  // namespace

const PreferFields& preference_of(const Choice<Balancing>& choice) {
  const auto* both = dynamic_cast<const PlacedFields*>(choice.fields.get());
  CHECK(both != nullptr, "a policy without a preference");
  return both->preference;
}

Entry<EngineModel> native_engine() {
  return entry<EngineModel, NativeFields>(
      {.name = "native",
       .meaning = "Windtunnel's own event loop.",
       .source = "docs/architecture.md",
       .leaves_out = "Sharing of links and disks: messages do not slow each other down.",
       .validated_by = {"A-MM1", "A-JACKSON"}},
      [](const NativeFields&) { return 0; });
}

Entry<ReplicationModel> no_replication() {
  return entry<ReplicationModel, NoReplicationFields>(
      {.name = "none",
       .meaning = "No protocol: reads at the nearest replica, writes at one primary region, and nothing flows between them.",
       .source = "none: the store of a design whose replication is not decided yet",
       .leaves_out = "Replication itself: its traffic, its delay, staleness and failover of the primary.",
       .validated_by = {"store_test"}},
      [](const NoReplicationFields& fields) { return ReplicationModel::Parts{fields.reads, fields.writes}; });
}

Catalog builtin_catalog() {
  Catalog catalog;
  catalog.add(native_engine());
  add_distributions(catalog);
  add_networks(catalog);
  add_workloads(catalog);
  Catalog policies;
  add_load_balancing(policies);
  for (const auto& policy : policies.entries<Balancing>()) catalog.add(placed(*policy));
  catalog.add(no_replication());
  add_failures(catalog);
  for (const EmbeddedCsv& table : embedded_catalog())
    catalog.tables().add(EmbeddedTable{std::string(table.name), table.bytes});
  return catalog;
}

}  // namespace windtunnel
