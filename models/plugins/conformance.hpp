// Conformance suites of policies, open workloads and failure sources: what each promises, whoever wrote it.
//
// The suite of protocol cores stands with their contract (sim/machine/conformance.hpp) and comes along with a
// protocol's parts. Each answers the first promise that is broken, with the shortest schedule found.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "models/failures/failure.hpp"
#include "models/load_balancing/policy.hpp"
#include "models/workloads/workload.hpp"
#include "sim/base/finding.hpp"

namespace windtunnel {

// `make` gives a fresh one at each call.
Finding policy_conformance(const std::function<std::unique_ptr<Policy>()>& make,
                           const ConformanceOptions& asked);
Finding workload_conformance(const std::function<std::unique_ptr<OpenArrivals>(std::uint64_t key)>& make,
                             const ConformanceOptions& asked);
Finding failure_conformance(const std::function<std::unique_ptr<FailureSource>()>& make,
                            const ConformanceOptions& asked);

// What the suite of a kind ("load_balancing") tries; empty for a kind that has none.
std::vector<Promised> promises_of(std::string_view kind);

}  // namespace windtunnel
