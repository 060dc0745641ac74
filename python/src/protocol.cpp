// A protocol core in Python as a scenario names it: a replication.
#include <pybind11/stl.h>

#include "python/src/core.hpp"
#include "python/src/store.hpp"
#include "sim/base/model_failure.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

Asks asks_of(const std::string& name) { return name == "leader" ? Asks::kLeader : Asks::kNearest; }

std::shared_ptr<const ProtocolClass> class_of(const SharedDeclared& declared, const DeclaredFields& fields) {
  const Gil gil;
  auto type = std::make_shared<ProtocolClass>();
  type->declared = declared;
  type->fields = fields;
  type->timers = declared->trait<std::vector<std::string>>("timers");
  for (const auto& name : declared->trait<std::vector<std::string>>("operations"))
    type->operations.push_back(operation_kind(name));
  for (const auto& promise : declared->trait<std::vector<std::string>>("promises")) {
    if (promise == "orders_by_log") type->promises.orders_by_log = true;
    if (promise == "applies_once") type->promises.applies_once = true;
    if (promise == "linearizable") type->promises.linearizable = true;
    if (promise == "converges") type->promises.converges = true;
  }
  return type;
}

std::vector<CoreInPython> cores_of(const std::shared_ptr<const ProtocolClass>& type,
                                   const ClusterSite& site) {
  const auto shared = std::make_shared<const ClusterSite>(site);
  std::vector<CoreInPython> cores;
  for (std::uint32_t i = 0; i < site.members; ++i) cores.emplace_back(type, shared, MemberId(i));
  return cores;
}

// What its class says is wrong with so many members; "" when nothing is.
std::string refusal(const SharedDeclared& declared, const ClusterSite& site) {
  if (!declared->trait_flag("refuses")) return "";
  const Gil gil;
  try {
    const py::object said = declared->type->attr("refuses")(site.members);
    return said.is_none() ? "" : said.cast<std::string>();
  } catch (py::error_already_set& error) {
    throw ModelFailure(declared->method("refuses") + " raised\n" + told_error(error));
  }
}

}  // namespace

void add_protocol(const SharedDeclared& declared, Catalog& catalog) {
  auto entry = entry_of<ReplicationModel, DeclaredFields>(declared);
  entry.make = [declared](const AnyFields& fields) {
    const auto type = class_of(declared, fields_as<DeclaredFields>(fields));
    ReplicationParts parts;
    parts.make = [type](const ClusterSite& site, const ClusterOptions& options,
                        ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
      return std::make_unique<Cluster<CoreInPython>>(cores_of(type, site), options, ports);
    };
    parts.operations = type->operations;
    const Gil gil;
    parts.reads = asks_of(declared->trait<std::string>("asks_for_reads"));
    parts.writes = asks_of(declared->trait<std::string>("asks_for_writes"));
    parts.refuses = [declared](const ClusterSite& site) { return refusal(declared, site); };
    parts.conform = [type](const ClusterSite& site, const ConformanceOptions& asked) {
      AdversaryOptions options;
      options.kinds = type->operations;
      return conformance_of(cores_of(type, site), options, type->promises, asked);
    };
    return parts;
  };
  catalog.add(std::move(entry));
}

}  // namespace windtunnel::python
