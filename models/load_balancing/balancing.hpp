// A load-balancing policy as a scenario names it: "kind" and that kind's fields, made into a fresh policy a
// balancer.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "models/load_balancing/policy.hpp"
#include "sim/config/catalog.hpp"

namespace windtunnel {

struct Balancing {
  static constexpr std::string_view kKind = "load_balancing";
  using Maker = std::function<std::unique_ptr<Policy>(const AnyFields&)>;
};

// Adds every policy there is to a catalog. Fields that all of them share (whom to prefer) are added by the
// scenario.
void add_load_balancing(Catalog& catalog);

}  // namespace windtunnel
