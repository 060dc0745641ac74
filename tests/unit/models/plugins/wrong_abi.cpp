// A shared object that says it was built for another interface; what it would add must never be asked for.
#include <cstdlib>

#include "models/plugins/entry_point.hpp"

namespace {
void never(windtunnel::Catalog&) { std::abort(); }
}  // namespace

extern "C" const windtunnel::PluginV1* windtunnel_plugin_v1() {
  static const windtunnel::PluginV1 plugin{99, "0.0.0", windtunnel::kPluginLibrary, never};
  return &plugin;
}
