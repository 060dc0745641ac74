// The version of this program, from the VERSION file at the root.
//
// A run is a function of (scenario, seed, version); the embedded catalog is part of the version and has its
// own hash beside its tables.
#pragma once

#include <string_view>

namespace windtunnel {

std::string_view version();  // such as "0.1.0"

}  // namespace windtunnel
