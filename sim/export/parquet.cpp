// The tables of a run as Parquet: they are written by the Python package, which has a library for that.
//
// Parquet is pages, encodings and compression; Apache Arrow's own writer is the one that its readers are
// tested with.
#include "sim/export/format.hpp"

namespace windtunnel {

ExportFormat parquet_format() {
  return {
      .name = "parquet",
      .meaning = "Every table of a run that was kept, each a file in a folder; it needs the Python package.",
      .readers = "pandas, polars, DuckDB, Spark",
      .source = "Apache Parquet, by pyarrow",
      .ending = "",
      .flies = false,
      .by_python = true};
}

}  // namespace windtunnel
