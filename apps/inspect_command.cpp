// `windtunnel inspect`: what a scenario's network promises, before anything is flown.
#include <fmt/core.h>

#include <cstdio>
#include <fstream>

#include "apps/session.hpp"
#include "sim/inspect/inspection.hpp"

namespace windtunnel {

int inspect_command(const CommonOptions& common, const InspectOptions& options) {
  const Catalog catalog = catalog_of(common);
  Problems problems;
  const auto loaded = load_scenario(options.file, options.sets, catalog, problems);
  if (!loaded) {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  }
  const Inspection inspection = inspect(*loaded);
  if (!options.svg.empty()) {
    std::ofstream stream(options.svg, std::ios::binary);
    stream << inspection_svg(*loaded, inspection);
    stream.close();
    if (stream.fail()) {
      fmt::print(stderr, "windtunnel: {} could not be written\n", options.svg);
      return exit_codes::kCouldNotRun;
    }
  }
  if (options.json) {
    fmt::print("{}\n", inspection_json(*loaded, inspection).to_pretty_json());
  } else {
    for (const std::string& line : inspection_text(*loaded, inspection)) fmt::print("{}\n", line);
  }
  return exit_codes::kFine;
}

}  // namespace windtunnel
