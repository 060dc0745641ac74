// Writing the XML: suites, cases, and what became of them.
#include "sim/gate/junit.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/gate/gate_rows.hpp"
#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

using Level = GateRow::Level;

// Characters that XML 1.0 can not carry at all are left out.
std::string escaped(const std::string& text) {
  std::string made;
  for (const char c : text) switch (c) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      case '"':
        made += "&quot;";
        break;
      case '\n':
        made += "&#10;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') made += c;
    }
  return made;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + escaped(value) + "\"";
}

bool fails(const GateRow& row) { return row.level == Level::kFails || row.level == Level::kUndecided; }
bool errs(const GateRow& row) { return row.level == Level::kBroken; }
// "Better" passes: nobody has to look at it.
bool skips(const GateRow& row) {
  return row.verdict == "undecided" && (row.level == Level::kWarns || row.level == Level::kNotes);
}

// Without "skipped", which the outermost element may not say.
std::string counts(const std::vector<const GateRow*>& rows) {
  const auto count = [&](bool (*is_so)(const GateRow&)) {
    return std::to_string(
        std::count_if(rows.begin(), rows.end(), [&](const GateRow* row) { return is_so(*row); }));
  };
  return attribute("tests", std::to_string(rows.size())) + attribute("failures", count(fails)) +
         attribute("errors", count(errs));
}

std::string test_case(const GateRow& row) {
  std::string xml = "    <testcase" + attribute("classname", row.file->file) + attribute("name", row.name) +
                    attribute("time", "0");
  const char* element = errs(row) ? "error" : fails(row) ? "failure" : skips(row) ? "skipped" : nullptr;
  if (element == nullptr) return xml + "/>\n";
  xml += ">\n      <" + std::string(element) + attribute("message", row.details);
  if (skips(row)) return xml + "/>\n    </testcase>\n";
  const std::string place = row.where.known() ? row.where.text() : row.file->file;
  return xml + attribute("type", row.verdict) + ">" + escaped(place + ": " + row.details) + "</" + element +
         ">\n    </testcase>\n";
}

}  // namespace

std::string gate_junit(const CheckOutcome& outcome) {
  const std::vector<GateRow> rows = gate_rows(outcome);
  std::vector<const GateRow*> all;
  for (const GateRow& row : rows) all.push_back(&row);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                    attribute("name", "windtunnel check") + counts(all) +
                    attribute("time", fixed(outcome.seconds, 3)) + ">\n";
  for (const FileVerdict& file : outcome.files) {
    std::vector<const GateRow*> own;
    for (const GateRow& row : rows)
      if (row.file == &file) own.push_back(&row);
    const auto skipped =
        std::count_if(own.begin(), own.end(), [](const GateRow* row) { return skips(*row); });
    xml += "  <testsuite" + attribute("name", file.file) + counts(own) +
           attribute("skipped", std::to_string(skipped)) + attribute("time", "0") +
           attribute("file", file.file) + ">\n";
    xml += "    <properties>\n";
    for (const auto& [name, value] : {std::pair<const char*, std::string>("title", file.title),
                                      {"hash", file.hash},
                                      {"seed", std::to_string(file.seed)},
                                      {"replications", std::to_string(file.replications)}})
      xml += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    xml += "    </properties>\n";
    for (const GateRow* row : own) xml += test_case(*row);
    xml += "  </testsuite>\n";
  }
  return xml + "</testsuites>\n";
}

}  // namespace windtunnel
