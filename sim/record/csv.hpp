// CSV as RFC 4180 has it: a header line, fields quoted only where they must be, lines ended by a newline.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace windtunnel {

class Csv {
 public:
  explicit Csv(std::vector<std::string> columns);

  // As many fields as there are columns, else a broken promise.
  void row(const std::vector<std::string>& fields);
  const std::string& text() const { return text_; }
  // What there is so far, which is forgotten: for tables that are longer than one wants to hold.
  std::string take() { return std::exchange(text_, {}); }

 private:
  void line(const std::vector<std::string>& fields);
  std::size_t columns_;
  std::string text_;
};

// Shortest text that reads back to the same number; empty for what is not a number.
std::string csv_number(double value);

}  // namespace windtunnel
