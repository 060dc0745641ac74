// Writing the workflow commands, one line a row that somebody should see.
#include "sim/gate/annotations.hpp"

#include <algorithm>

#include "sim/gate/gate_rows.hpp"

namespace windtunnel {
namespace {

using Level = GateRow::Level;

std::string escaped(const std::string& text, bool property) {
  std::string made;
  for (const char c : text) {
    if (c == '%')
      made += "%25";
    else if (c == '\r')
      made += "%0D";
    else if (c == '\n')
      made += "%0A";
    else if (c == ':' && property)
      made += "%3A";
    else if (c == ',' && property)
      made += "%2C";
    else
      made += c;
  }
  return made;
}

}  // namespace

std::string gate_annotations(const CheckOutcome& outcome) {
  std::string text;
  for (const GateRow& row : gate_rows_by_level(outcome)) {
    // Figures of the overview that are undecided are counted, not pointed at.
    if (row.level == Level::kPasses || (row.level == Level::kNotes && row.verdict == "undecided")) continue;
    const char* kind = row.level == Level::kNotes   ? "notice"
                       : row.level == Level::kWarns ? "warning"
                                                    : "error";
    const bool in_file = row.where.source && row.where.source->kind == Source::Kind::file;
    text += std::string("::") + kind +
            " file=" + escaped(in_file ? row.where.source->name : row.file->file, true) +
            ",line=" + std::to_string(in_file ? std::max(1, row.where.line) : 1) +
            ",col=" + std::to_string(in_file ? std::max(1, row.where.column) : 1) +
            ",title=" + escaped(row.verdict + ": " + row.name, true) + "::" + escaped(row.details, false) +
            "\n";
  }
  return text;
}

}  // namespace windtunnel
