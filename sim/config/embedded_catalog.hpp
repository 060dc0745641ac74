// The tables of scenarios/catalog as they stand inside the library: figures of the world, each with where it
// is from.
//
// The build turns every CSV file of that folder into one row here (cmake/embed_catalog.cmake), so that the
// program needs no folder beside it. `catalog:gcp/rtt/2020-06-02` in a scenario names the table
// "gcp/rtt/2020-06-02". The hash of all of them is part of the program's version: a run is a function of
// (scenario, seed, version).
#pragma once

#include <span>
#include <string_view>

namespace windtunnel {

struct EmbeddedCsv {
  std::string_view name;  // "<provider>/<what>/<date>": the path under scenarios/catalog without ".csv"
  std::string_view
      bytes;  // the whole file: "# title:", "# source:", "# date:", "# licence:" lines, then the CSV
};

// All tables, sorted by name.
std::span<const EmbeddedCsv> embedded_catalog();

// SHA-256 over the names and contents of all tables, 64 hexadecimal digits.
std::string_view embedded_catalog_hash();

}  // namespace windtunnel
