// Writes CSV as RFC 4180 has it: a field with a comma, a quote or a line's end stands in quotes.
#include "sim/record/csv.hpp"

#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

Csv::Csv(std::vector<std::string> columns) : columns_(columns.size()) { line(columns); }

void Csv::row(const std::vector<std::string>& fields) {
  CHECK(fields.size() == columns_,
        "a row of " + std::to_string(fields.size()) + " fields under " + std::to_string(columns_));
  line(fields);
}

void Csv::line(const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text_ += ',';
    if (fields[i].find_first_of(",\"\n\r") == std::string::npos) {
      text_ += fields[i];
      continue;
    }
    text_ += '"';
    for (const char c : fields[i]) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  text_ += '\n';
}

std::string csv_number(double value) { return std::isfinite(value) ? shortest(value) : std::string(); }

}  // namespace windtunnel
