// Text in lines of a hundred columns: tables whose columns are as wide as what stands in them, and wrapped
// paragraphs.
//
// A fixed format cuts the names people gave to their tiers and expectations; widths taken from the content do
// not, and only a line that would still pass the edge is cut, with a tilde to show it.
#pragma once

#include <string>
#include <vector>

namespace windtunnel {

inline constexpr std::size_t kTextColumns = 100;

// Columns are characters, not bytes.
std::size_t columns_of(const std::string& text);
// At most `width` columns; what is cut ends in "~".
std::string clip(const std::string& text, std::size_t width = kTextColumns);
// "Leaves out   network regions: ..." with a hanging indent below the label, which takes `indent` columns. At
// most `lines_max` lines; what does not fit ends in "...".
std::vector<std::string> wrapped(const std::string& label, std::size_t indent, const std::string& text,
                                 std::size_t lines_max);

class TextTable {
 public:
  // One letter a column: 'l' for words, 'r' for numbers.
  explicit TextTable(std::string alignment) : alignment_(std::move(alignment)) {}

  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Two blanks between columns; the first row is the heading, the others stand two blanks inside.
  std::vector<std::string> lines() const;

 private:
  std::string alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace windtunnel
