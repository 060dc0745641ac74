// A log of a store's members with vector clocks, which ShiViz draws as a space-time diagram.
//
// Each step of a member is an event; its clock is its own count and, of what it heard of, the others'
// (Mattern 1989; Fidge 1988). A message carries the clock of the step that sent it, so the order that the log
// shows is the one that messages made, and time is only told.
#include <map>

#include "sim/base/text.hpp"
#include "sim/config/tree.hpp"
#include "sim/export/format.hpp"

namespace windtunnel {
namespace {

using Clock = std::map<std::string, std::int64_t>;

std::string clock_text(const Clock& clock) {
  std::string text;
  for (const auto& [host, count] : clock)
    text += (text.empty() ? "" : ", ") + json_quoted(host) + ": " + std::to_string(count);
  return "{" + text + "}";
}

// One line: ShiViz takes an event and its clock as two.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

std::string write_shiviz(const FlightLog& log, const ExportOptions&) {
  const std::vector<std::string>& names = log.protocol.names;
  std::map<std::string, Clock> clocks;
  std::map<std::uint64_t, Clock> carried;  // by message
  std::string out;
  for (const ProtocolStep& step : log.protocol.steps) {
    const std::string host = member_words(step.member, names);
    Clock& clock = clocks[host];
    if (step.cause == ProtocolStep::Cause::kMessage)
      if (const auto at = carried.find(step.message); at != carried.end())
        for (const auto& [other, count] : at->second) clock[other] = std::max(clock[other], count);
    ++clock[host];
    for (const ProtocolStep::Sent& sent : step.sent) carried[sent.message] = clock;
    out += one_line(text(step.at - Time(), 9) + " " + step_words(step, names)) + "\n" + host + " " +
           clock_text(clock) + "\n";
  }
  return out;
}

}  // namespace

ExportFormat shiviz_format() {
  return {.name = "shiviz",
          .meaning = "What the members of a store under a protocol did, each step with its vector clock.",
          .readers =
              "ShiViz (bestchai.bitbucket.io/shiviz), with the parser (?<event>.*)\\n(?<host>\\S*) "
              "(?<clock>{.*})",
          .source = "Beschastnikh et al., Visualizing Distributed System Executions, TOSEM 2020",
          .ending = ".log",
          .of_stores = true,
          .write = write_shiviz};
}

}  // namespace windtunnel
