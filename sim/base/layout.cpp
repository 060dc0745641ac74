// Laying out lines: clipping, wrapping, columns.
#include "sim/base/layout.hpp"

#include <algorithm>

namespace windtunnel {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

std::string blanks(std::size_t count) { return std::string(count, ' '); }

}  // namespace

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string clip(const std::string& text, std::size_t width) {
  if (columns_of(text) <= width) return text;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (begins_character(text[i]) && ++column == width) return text.substr(0, i) + "~";
  return text;
}

std::vector<std::string> wrapped(const std::string& label, std::size_t indent, const std::string& text,
                                 std::size_t lines_max) {
  std::vector<std::string> lines;
  std::string line = label + blanks(indent > columns_of(label) ? indent - columns_of(label) : 0);
  bool empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (!empty && columns_of(line) + 1 + columns_of(word) > kTextColumns) {
      if (lines.size() + 1 == lines_max) {
        while (columns_of(line) + 4 > kTextColumns && line.find_last_of(' ') > indent)
          line.erase(line.find_last_of(' '));
        lines.push_back(clip(line, kTextColumns - 4) + " ...");
        return lines;
      }
      lines.push_back(clip(line));
      line = blanks(indent);
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  lines.push_back(clip(line));
  return lines;
}

std::vector<std::string> TextTable::lines() const {
  std::vector<std::size_t> widths(alignment_.size(), 0);
  const auto inside = [&](std::size_t row, std::size_t column) {
    return row > 0 && column == 0 ? std::size_t{2} : std::size_t{0};
  };
  for (std::size_t r = 0; r < rows_.size(); ++r)
    for (std::size_t c = 0; c < rows_[r].size(); ++c)
      widths[c] = std::max(widths[c], inside(r, c) + columns_of(rows_[r][c]));
  std::vector<std::string> lines;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line;
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      const std::string cell = blanks(inside(r, c)) + rows_[r][c];
      const std::string rest = blanks(widths[c] - columns_of(cell));
      line += (c == 0 ? "" : "  ") + (alignment_[c] == 'r' ? rest + cell : cell + rest);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(clip(line));
  }
  return lines;
}

}  // namespace windtunnel
