// The formats in which a flight is told to tools that teams already have; one file each, and one list.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/export/flight_log.hpp"

namespace windtunnel {

struct ExportOptions {
  std::int64_t starts_s =
      0;  // the moment of the calendar at which simulated time is 0, in seconds since 1970 UTC
};

struct ExportFormat {
  std::string_view name;     // "openmetrics": what --format says
  std::string_view meaning;  // one sentence
  std::string_view readers;  // "Prometheus, Grafana"
  std::string_view source;   // the published format
  std::string_view ending;   // of a file's name: ".json"
  bool of_requests = false;  // it tells lives of single requests
  bool of_stores = false;    // it tells what members of a store under a protocol did
  bool flies = true;         // else it follows from the scenario alone
  bool by_python = false;    // of a run's tables, by the Python package; nothing here writes it
  std::string (*write)(const FlightLog& log, const ExportOptions& options) = nullptr;
};

ExportFormat openmetrics_format();
ExportFormat grafana_format();
ExportFormat otlp_format();
ExportFormat chrome_format();
ExportFormat shiviz_format();
ExportFormat parquet_format();

std::span<const ExportFormat> export_formats();
const ExportFormat* find_export_format(std::string_view name);  // nullptr when there is none
std::vector<std::string> export_format_names();

}  // namespace windtunnel
