// Writing the page: two tables, and a drawing for each interval.
#include "sim/gate/gate_page.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "sim/base/svg.hpp"
#include "sim/base/text.hpp"
#include "sim/gate/gate_rows.hpp"
#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

using Level = GateRow::Level;

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #59636e; --line: #d1d9e0;
  --bad: #b3261e; --open: #8a5a00; --good: #1a7f37; --note: #0757b5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9198a1; --line: #3d444d;
  --bad: #ff7b72; --open: #d9a03f; --good: #3fb950; --note: #79b8ff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 78rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
p, small { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { font-variant-numeric: tabular-nums; } th { font-weight: 600; color: var(--soft); }
.broken, .fails { color: var(--bad); } .undecided, .warns { color: var(--open); }
.passes { color: var(--good); } .notes { color: var(--note); }
.details { color: var(--soft); font-size: .9rem; }
tr:has(+ tr.more) td { border-bottom: 0; padding-bottom: 0; }
svg line, svg rect { stroke: currentColor; } svg circle { fill: currentColor; } svg .limit { stroke: var(--soft); }
)";

// The interval of an expectation against its limit: both in a strip wide enough for them.
std::string drawn(const ExpectationVerdict& each) {
  const Estimate& estimate = each.estimate;
  if (!estimate.has_interval()) return "";
  const double low = std::isfinite(estimate.low) ? estimate.low : estimate.value;
  const double high = std::isfinite(estimate.high) ? estimate.high : estimate.value;
  const double from = std::min(low, each.limit), to = std::max(high, each.limit);
  const double wide = to > from ? to - from : 1;
  const auto x = [&](double value) { return fixed(8 + 104 * (value - from) / wide, 1); };
  const std::string said =
      interval_words(*each.metric, estimate) + " against " + show(*each.metric, each.limit);
  return "<svg width=\"120\" height=\"18\" role=\"img\" aria-label=\"" + svg_escaped(said) +
         "\"><line class=\"limit\" x1=\"" + x(each.limit) + "\" x2=\"" + x(each.limit) +
         "\" y1=\"1\" y2=\"17\" stroke-dasharray=\"3 2\"/><line x1=\"" + x(low) + "\" x2=\"" + x(high) +
         "\" y1=\"9\" y2=\"9\" stroke-width=\"3\"/><circle cx=\"" + x(std::clamp(estimate.value, low, high)) +
         "\" cy=\"9\" r=\"4\"/></svg>";
}

const ExpectationVerdict* expectation_of(const GateRow& row) {
  if (!row.expects) return nullptr;
  for (const ExpectationVerdict& each : row.file->expectations)
    if (each.name == row.name) return &each;
  return nullptr;
}

std::string line_of(const GateRow& row) {
  const ExpectationVerdict* expectation = expectation_of(row);
  std::string html =
      std::string("<tr><td class=\"") + word(row.level) + "\">" + svg_escaped(row.verdict) + "</td>";
  html += "<td>" + svg_escaped(row.file->file) +
          (row.where.line > 0 && row.where.known() ? ":" + std::to_string(row.where.line) : "") + "</td>";
  html += "<td>" + svg_escaped(row.name) + "</td>";
  for (const std::string* cell : {&row.figure, &row.interval, &row.limit, &row.margin, &row.difference})
    html += "<td>" + svg_escaped(*cell) + "</td>";
  html += std::string("<td class=\"") + word(row.level) + "\">" +
          (expectation == nullptr ? "" : drawn(*expectation)) + "</td></tr>\n";
  if (row.level == Level::kPasses) return html;
  return html + "<tr class=\"more\"><td></td><td class=\"details\" colspan=\"8\">" +
         svg_escaped(row.details) + "</td></tr>\n";
}

std::string table_of(const std::vector<const GateRow*>& rows) {
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>verdict</th><th>scenario</th><th>what</th><th>figure</th>"
      "<th>interval</th><th>limit</th><th>margin</th><th>difference</th><th>interval to "
      "limit</th></tr></thead>\n<tbody>\n";
  for (const GateRow* row : rows) html += line_of(*row);
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string gate_page(const CheckOutcome& outcome) {
  const std::string head = head_words(outcome);
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"windtunnel "
      "check\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>Windtunnel check</title>\n<style>";
  page += kStyle;
  page += "</style>\n</head>\n<body>\n<main>\n<h1>" + svg_escaped(head) + "</h1>\n";
  if (!outcome.against.empty()) page += "<p>" + svg_escaped(against_words(outcome)) + "</p>\n";
  const std::vector<GateRow> rows = gate_rows_by_level(outcome);
  std::vector<const GateRow*> seen, others;
  for (const GateRow& row : rows) (row.level == Level::kPasses ? others : seen).push_back(&row);
  if (!seen.empty()) page += "<h2>What does not simply pass</h2>\n" + table_of(seen);
  if (!others.empty()) page += "<h2>What passes</h2>\n" + table_of(others);
  std::string notes;
  for (const FileVerdict& file : outcome.files)
    if (!file.note.empty()) notes += "<li>" + svg_escaped(file.file + ": " + file.note) + "</li>\n";
  if (!notes.empty()) page += "<h2>Notes</h2>\n<ul>\n" + notes + "</ul>\n";
  for (const std::string& words : foot_words(outcome))
    page += "<p><small>" + svg_escaped(words) + "</small></p>\n";
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace windtunnel
