// The explicit list of formats.
#include <array>

#include "sim/export/format.hpp"

namespace windtunnel {

std::span<const ExportFormat> export_formats() {
  static const std::array formats = {openmetrics_format(), grafana_format(), otlp_format(),
                                     chrome_format(),      shiviz_format(),  parquet_format()};
  return formats;
}

const ExportFormat* find_export_format(std::string_view name) {
  for (const ExportFormat& format : export_formats())
    if (format.name == name) return &format;
  return nullptr;
}

std::vector<std::string> export_format_names() {
  std::vector<std::string> names;
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

}  // namespace windtunnel
