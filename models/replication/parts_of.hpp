// The parts of a protocol that is made of cores: how it is run, and how its conformance is tried.
//
//   ReplicationParts parts = parts_of<Gossip>(
//       [fields](const ClusterSite& site) { return members_of(fields, site); },
//       {OperationKind::kRead, OperationKind::kWrite}, Promises{.converges = true});
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "models/replication/replication.hpp"
#include "sim/machine/conformance.hpp"

namespace windtunnel {

// `cores` makes fresh ones, a member each; `Own` are invariants of the core's own
// (sim/machine/adversary.hpp).
template <StoreMachine Core, class Own = NoOwnInvariants>
ReplicationParts parts_of(std::function<std::vector<Core>(const ClusterSite&)> cores,
                          std::vector<OperationKind> operations, Promises promises) {
  ReplicationParts parts;
  parts.make = [cores](const ClusterSite& site, const ClusterOptions& options,
                       ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
    return std::make_unique<Cluster<Core>>(cores(site), options, ports);
  };
  parts.conform = [cores, operations, promises](const ClusterSite& site, const ConformanceOptions& asked) {
    AdversaryOptions options;
    options.kinds = operations;
    return conformance_of<Core, Own>(cores(site), options, promises, asked);
  };
  parts.operations = std::move(operations);
  return parts;
}

}  // namespace windtunnel
