// What a person expects of a metric: on which side of what limit, in which phase, class, region, tier.
#pragma once

#include <optional>
#include <string>

#include "sim/config/schema.hpp"

namespace windtunnel {

// Which part of a run a figure is about; absent means all of it.
struct Selector {
  std::optional<std::string> phase, request_class, region, tier, fault, side;

  void describe(Schema& schema);
};

struct ExpectFields {
  std::string metric;
  Selector of;
  std::optional<Either<double, std::string>> at_most, at_least;  // a bare number, or a quantity with its unit

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

}  // namespace windtunnel
