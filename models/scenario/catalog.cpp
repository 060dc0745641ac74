// Everything this build can do, from the explicit lists; and the preference that every balancing policy has.
#include "models/networks/loss_model.hpp"
#include "models/plugins/shared_object.hpp"
#include "models/scenario/plugins.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/config/embedded_catalog.hpp"

namespace windtunnel {
namespace {

// A policy's own fields with the preference beside them, as one object of the file.
class PlacedFields final : public AnyFields {
 public:
  explicit PlacedFields(std::unique_ptr<AnyFields> held) : own(std::move(held)) {}
  void describe(Schema& schema) override {
    own->describe(schema);
    schema.part(preference);
  }
  void check(Checker& checker) const override { own->check(checker); }
  std::unique_ptr<AnyFields> clone() const override {
    auto copy = std::make_unique<PlacedFields>(own->clone());
    copy->preference = preference;
    return copy;
  }

  std::unique_ptr<AnyFields> own;
  PreferFields preference;
};

}  // namespace

Entry<Balancing> placed(const Entry<Balancing>& policy) {
  Entry<Balancing> wrapped = policy;
  wrapped.fields = [fields = policy.fields] { return std::make_unique<PlacedFields>(fields()); };
  wrapped.make = [make = policy.make](const AnyFields& fields) {
    const auto* both = dynamic_cast<const PlacedFields*>(&fields);
    CHECK(both != nullptr, "the fields given belong to another entry");
    return make(*both->own);
  };
  return wrapped;
}

const PreferFields& preference_of(const Choice<Balancing>& choice) {
  const auto* both = dynamic_cast<const PlacedFields*>(choice.fields.get());
  CHECK(both != nullptr, "a policy without a preference");
  return both->preference;
}

Catalog builtin_catalog() {
  Catalog catalog;
  add_engines(catalog);
  add_distributions(catalog);
  add_topologies(catalog);
  add_networks(catalog);
  add_losses(catalog);
  add_rates(catalog);
  add_workloads(catalog);
  Catalog policies;
  add_load_balancing(policies);
  for (const auto& policy : policies.entries<Balancing>()) catalog.add(placed(*policy));
  add_replications(catalog);
  add_bulk(catalog);
  add_failures(catalog);
  for (const EmbeddedCsv& table : embedded_catalog())
    catalog.tables().add(EmbeddedTable{std::string(table.name), table.bytes});
  catalog.plugins().load_with(".so", false, load_shared_object);
  return catalog;
}

}  // namespace windtunnel
