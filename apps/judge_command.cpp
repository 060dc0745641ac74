// `windtunnel judge`: what a history, ours or another's, says about consistency.
#include <fmt/core.h>

#include <cstdio>
#include <fstream>

#include "apps/commands.hpp"
#include "sim/base/file_text.hpp"
#include "sim/record/consistency_text.hpp"
#include "sim/record/history_files.hpp"
#include "sim/record/witness_svg.hpp"

namespace windtunnel {
namespace {

std::optional<KeyKind> kind_named(const std::string& model) {
  for (std::size_t i = 0; i < kKeyKindNames.size(); ++i)
    if (model == kKeyKindNames[i]) return static_cast<KeyKind>(i);
  return std::nullopt;
}

// False, and a word about it, where it could not be written.
bool write_picture(const JudgeCommandOptions& options, const History& history,
                   const ConsistencyReport& report) {
  std::string name;
  const CheckVerdict* verdict = violated_order(report, name);
  if (verdict == nullptr) {
    fmt::print(stderr, "windtunnel: no order is violated, so {} is not drawn\n", options.svg);
    return true;
  }
  std::ofstream stream(options.svg, std::ios::binary);
  stream << witness_svg(history, *verdict, name);
  stream.close();
  if (stream.fail()) fmt::print(stderr, "windtunnel: {} could not be written\n", options.svg);
  return !stream.fail();
}

}  // namespace

int judge_command(const JudgeCommandOptions& options) {
  const std::optional<std::string> text = text_of_file(options.file);
  if (!text) {
    fmt::print(stderr, "windtunnel: {} could not be read\n", options.file);
    return exit_codes::kCouldNotRun;
  }
  Problems problems;
  const std::optional<History> history =
      read_history(*text, options.file, kind_named(options.model), problems);
  if (!history) {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  }
  const ConsistencyReport report = check_consistency(*history);
  if (options.json) {
    fmt::print("{}\n", consistency_json(options.file, *history, report).to_pretty_json());
  } else {
    for (const std::string& line : consistency_text(options.file, *history, report)) fmt::print("{}\n", line);
  }
  if (!options.svg.empty() && !write_picture(options, *history, report)) return exit_codes::kCouldNotRun;
  switch (report.linearizability.verdict.truth) {
    case Truth::kHolds:
      return exit_codes::kFine;
    case Truth::kViolated:
      return exit_codes::kAuditViolated;
    case Truth::kUnknown:
      return exit_codes::kUndecided;
  }
  return exit_codes::kFine;
}

}  // namespace windtunnel
