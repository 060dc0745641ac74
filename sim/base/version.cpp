// Hands out the version that CMake read from the VERSION file, in a file of its own so that a new version
// rebuilds one.
#include "sim/base/version.hpp"

namespace windtunnel {

std::string_view version() { return WINDTUNNEL_VERSION; }

}  // namespace windtunnel
