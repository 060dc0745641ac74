// Commands that only the Python package has, carried out by the interpreter that has it.
//
// The command needs no Python, and most of what it does never will. Figures are drawn by matplotlib and
// Altair, and clusters are spoken to by Dask: there the package takes over, with the same command line,
// standard streams and exit codes.
#pragma once

#include <string>
#include <vector>

namespace windtunnel {

// Becomes `python -m windtunnel <words>`; comes back, with the exit code, only where there is no interpreter
// that has the package. `what` is what needs it: "drawing a figure again".
int become_python(const std::string& what, const std::vector<std::string>& words);
// The same without a word where it comes back.
void try_to_become_python(const std::vector<std::string>& words);

}  // namespace windtunnel
