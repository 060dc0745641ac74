// Becoming a Python that has the package, when the first plug-in in Python is met.
//
// That is while a scenario is read, before anything flew and before anything was printed, so starting over
// loses nothing.
#include "apps/python_door.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "apps/python_commands.hpp"

namespace windtunnel {

PluginLoader start_over_in_python(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  return [words = std::move(words)](const std::filesystem::path& file, const std::string&) {
    // Sets of texts are gone through in an order that Python draws anew for each process, unless it is told.
    ::setenv("PYTHONHASHSEED", "0", 0);
    try_to_become_python(words);
    PluginReading reading;
    reading.found = "\"" + file.filename().string() + "\", and no Python that has the package windtunnel";
    reading.expected =
        "one beside this command or on the PATH (pip install windtunnel), or named in WINDTUNNEL_PYTHON";
    return reading;
  };
}

}  // namespace windtunnel
