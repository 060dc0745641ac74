// Writing the comment: a table to be seen, and two that are folded away.
#include "sim/gate/markdown.hpp"

#include <algorithm>
#include <vector>

#include "sim/gate/gate_rows.hpp"
#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

using Level = GateRow::Level;

constexpr std::size_t kCharactersMax = 60'000;

// As text that no markup hides in: names and titles are anybody's.
std::string plain(const std::string& text) {
  std::string made;
  for (const char c : text) {
    if (c == '<')
      made += "&lt;";
    else if (c == '&')
      made += "&amp;";
    else if (c == '\n')
      made += ' ';
    else {
      if (std::string("\\`*_[]|~#@").find(c) != std::string::npos) made += '\\';
      made += c;
    }
  }
  return made;
}

std::string mark_of(Level level) {
  switch (level) {
    case Level::kBroken:
    case Level::kFails:
      return "❌";
    case Level::kUndecided:
    case Level::kWarns:
      return "⚠️";
    case Level::kNotes:
      return "ℹ️";
    case Level::kPasses:
      return "✅";
  }
  return "";
}

constexpr const char* kHead =
    "| | scenario | what | figure | interval | limit | margin | difference |\n"
    "|---|---|---|---|---|---|---|---|\n";

std::string line_of(const GateRow& row) {
  std::string line = "| " + mark_of(row.level) + " " + row.verdict;
  for (const std::string* cell :
       {&row.file->file, &row.name, &row.figure, &row.interval, &row.limit, &row.margin, &row.difference})
    line += " | " + plain(*cell);
  return line + " |\n";
}

// As many rows as there is room for, and a word about the others.
void add_rows(std::string& text, const std::vector<const GateRow*>& rows) {
  text += kHead;
  std::size_t shown = 0;
  for (const GateRow* row : rows) {
    const std::string line = line_of(*row);
    if (text.size() + line.size() > kCharactersMax) break;
    text += line;
    ++shown;
  }
  if (shown < rows.size()) text += "\n... and " + counted_words(rows.size() - shown, "row") + " more.\n";
}

}  // namespace

std::string gate_markdown(const CheckOutcome& outcome) {
  const std::vector<GateRow> rows = gate_rows_by_level(outcome);
  std::vector<const GateRow*> seen, folded;
  for (const GateRow& row : rows)
    (row.level == Level::kPasses || (row.verdict == "undecided" && row.level == Level::kNotes) ? folded
                                                                                               : seen)
        .push_back(&row);
  const Level gravest = rows.empty() ? Level::kPasses : rows.front().level;
  std::string text = "<!-- windtunnel check -->\n### " +
                     mark_of(gravest == Level::kNotes ? Level::kPasses : gravest) +
                     " Windtunnel: " + plain(head_words(outcome)) + "\n\n";
  if (!outcome.against.empty()) text += plain(against_words(outcome)) + "\n\n";
  if (!seen.empty()) {
    add_rows(text, seen);
    text += "\n<details><summary>What was found, and whose change it is</summary>\n\n";
    for (const GateRow* row : seen) {
      const std::string line =
          "- **" + plain(row->file->file) + "** " + plain(row->name) + ": " + plain(row->details) + "\n";
      if (text.size() + line.size() > kCharactersMax) break;
      text += line;
    }
    text += "\n</details>\n";
  }
  if (!folded.empty()) {
    text += "\n<details><summary>" + counted_words(folded.size(), "other verdict") + "</summary>\n\n";
    add_rows(text, folded);
    text += "\n</details>\n";
  }
  text += "\n";
  for (const std::string& words : foot_words(outcome)) text += "<sub>" + plain(words) + "</sub><br>\n";
  return text;
}

}  // namespace windtunnel
