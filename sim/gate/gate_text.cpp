// The lines of a check.
#include "sim/gate/gate_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/base/layout.hpp"
#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kLinesMax = 45;

// One finding: how grave, and its lines.
struct GateFinding {
  int rank;
  std::vector<std::string> lines;
};

std::string headline(const std::string& verdict, const FileVerdict& file, const std::string& what) {
  std::string line = verdict;
  line.resize(std::max<std::size_t>(11, line.size() + 2), ' ');
  return clip(line + file.file + "  " + what);
}

void below(GateFinding& finding, const std::string& words) {
  for (std::string& line : wrapped("", 11, words, 3)) finding.lines.push_back(std::move(line));
}

void add_file(const FileVerdict& file, std::vector<GateFinding>& findings) {
  for (const std::string& failure : file.failures) {
    findings.push_back({0, {headline("broken", file, "a replication could not be finished")}});
    below(findings.back(), failure);
  }
  for (const std::string& audit : file.broken_audits) {
    findings.push_back({0, {headline("broken", file, "a promise is violated")}});
    below(findings.back(), audit);
  }
  for (const ExpectationVerdict& each : file.expectations) {
    if (each.judgement.verdict == Expected::kHolds) continue;
    const bool fails = each.judgement.verdict == Expected::kFails;
    findings.push_back({fails ? 1 : 3, {headline(word(each.judgement.verdict), file, each.name)}});
    below(findings.back(), asked_words(each) + ": " + found_words(each));
  }
  // What has one cause is one finding: its worst verdict ranks it, and the cause is told once.
  for (const Cause cause : {Cause::kFile, Cause::kCatalog, Cause::kEngine, Cause::kSeveral}) {
    GateFinding finding{9, {}};
    const DifferenceVerdict* last = nullptr;
    for (const Compared verdict : {Compared::kWorse, Compared::kUndecided, Compared::kBetter})
      for (const DifferenceVerdict& each : file.differences) {
        if (each.cause != cause || each.verdict != verdict) continue;
        if (verdict == Compared::kUndecided && !weighs(each)) continue;  // counted in one line
        last = &each;
        const int rank = verdict == Compared::kWorse ? 2 : verdict == Compared::kBetter ? 5 : 4;
        finding.rank = std::min(finding.rank, rank);
        finding.lines.push_back(headline(word(verdict), file, each.figure));
        below(finding, difference_words(each));
      }
    if (last == nullptr) continue;
    below(finding, cause_words(file, *last));
    findings.push_back(std::move(finding));
  }
  for (const std::string& promise : file.unjudged)
    findings.push_back({3, {headline("undecided", file, promise + " could not be judged to the end")}});
  if (file.held == Held::kUnread || !file.note.empty()) {
    findings.push_back({5, {headline("note", file, file.held == Held::kUnread ? "not compared" : "")}});
    below(findings.back(), file.note);
  }
}

}  // namespace

std::string gate_text(const CheckOutcome& outcome) {
  std::vector<std::string> lines = wrapped("", 0, head_words(outcome), 3);
  const auto add = [&](const std::string& words) {
    for (std::string& line : wrapped("", 0, words, 3)) lines.push_back(std::move(line));
  };
  if (!outcome.against.empty()) add(against_words(outcome));
  std::vector<std::string> foot;
  for (const std::string& words : foot_words(outcome))
    for (std::string& line : wrapped("", 0, words, 2)) foot.push_back(std::move(line));
  std::vector<GateFinding> findings;
  std::size_t open = 0;
  for (const FileVerdict& file : outcome.files) {
    add_file(file, findings);
    open += static_cast<std::size_t>(std::count_if(
        file.differences.begin(), file.differences.end(),
        [](const DifferenceVerdict& each) { return each.verdict == Compared::kUndecided && !weighs(each); }));
  }
  if (open > 0)
    foot.insert(foot.begin(),
                clip(counted_words(open, "figure") + " of the overview that nobody expects anything of" +
                     (open == 1 ? " is" : " are") + " undecided; see --json."));
  std::stable_sort(findings.begin(), findings.end(),
                   [](const GateFinding& a, const GateFinding& b) { return a.rank < b.rank; });
  if (!findings.empty()) lines.emplace_back();
  const std::size_t room = kLinesMax - foot.size() - 2;
  std::size_t shown = 0;
  for (const GateFinding& finding : findings) {
    if (lines.size() + finding.lines.size() > room) break;
    lines.insert(lines.end(), finding.lines.begin(), finding.lines.end());
    ++shown;
  }
  if (shown < findings.size())
    lines.push_back("... and " + counted_words(findings.size() - shown, "finding") + " more; see --json.");
  if (!findings.empty()) lines.emplace_back();
  lines.insert(lines.end(), foot.begin(), foot.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace windtunnel
