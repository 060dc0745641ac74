// A distribution of durations, as a scenario names it: "kind" and that kind's fields, made into a sampler of seconds.
//
// A bare "5 ms" is short for the constant. Whoever reads a Choice<Distribution> calls make() once, when wiring.
#pragma once

#include <functional>
#include <string_view>

#include "sim/base/samplers.hpp"
#include "sim/config/catalog.hpp"

namespace windtunnel {

struct Distribution {
  static constexpr std::string_view kKind = "distribution";
  using Maker = std::function<Sampler(const FieldsBase&)>;  // seconds
};

// Adds every distribution there is to a catalog.
void add_distributions(Catalog& catalog);

}  // namespace windtunnel
