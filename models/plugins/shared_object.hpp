// Loading a plug-in that was compiled: a shared object with an entry point (entry_point.hpp).
#pragma once

#include "sim/config/plugin_source.hpp"

namespace windtunnel {

// Stays loaded to the end of the process: models may live anywhere. A file that was loaded and has changed
// since can not be loaded again, and says so.
PluginReading load_shared_object(const std::filesystem::path& file, const std::string& bytes);

}  // namespace windtunnel
