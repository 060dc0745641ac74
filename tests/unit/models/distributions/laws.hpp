// For tests of laws: a sampler by JSON, and the problems that JSON earns.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/distributions/distribution.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& laws() {
  static const Catalog catalog = [] {
    Catalog made;
    add_distributions(made);
    return made;
  }();
  return catalog;
}

// Seconds.
inline Sampler law(const std::string& json) { return choice<Distribution>(laws(), json).make(); }
inline std::string problems_of(const std::string& json) {
  return read_choice<Distribution>(laws(), json).problems;
}

}  // namespace windtunnel
