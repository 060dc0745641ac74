// How the native command comes to run models in Python: it becomes `python -m windtunnel`.
#pragma once

#include "sim/config/plugin_source.hpp"

namespace windtunnel {

// A loader that never loads: it replaces this process by a Python that has the package and runs the same
// command line. Where there is no such Python it answers why, as any loader does.
PluginLoader start_over_in_python(int argc, char** argv);

}  // namespace windtunnel
