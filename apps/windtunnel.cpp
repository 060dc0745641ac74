// The command line of Windtunnel.
//
// A first door only: it says which version it is.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "sim/base/version.hpp"

int main(int argc, char** argv) {
  CLI::App app{"A wind tunnel for distributed cloud systems"};
  app.set_version_flag("--version", std::string(windtunnel::version()));
  CLI11_PARSE(app, argc, argv);
  fmt::print("{}", app.help());
  return 0;
}
