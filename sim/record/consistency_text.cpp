// A verdict a line: its name, what it is, why.
#include "sim/record/consistency_text.hpp"

#include <set>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/verify/operation_words.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kWitnessShown = 20;

struct Row {
  std::string name, key;  // as a person says it, and in JSON
  const CheckVerdict* verdict;
  std::string counts;
};

std::vector<Row> rows(const ConsistencyReport& report) {
  const LinearizabilityReport& order = report.linearizability;
  std::vector<Row> rows = {
      {"linearizable", "linearizable", &order.verdict,
       grouped(order.keys) + (order.keys == 1 ? " key" : " keys")},
      {"sequentially consistent", "sequentially_consistent", &report.sequential.verdict, ""}};
  for (std::size_t i = 0; i < kSessionGuaranteeNames.size(); ++i) {
    const GuaranteeReport& guarantee = report.sessions.guarantees[i];
    std::string name(kSessionGuaranteeNames[i]);
    for (char& c : name)
      if (c == '_') c = ' ';
    rows.push_back({name, std::string(kSessionGuaranteeNames[i]), &guarantee.verdict,
                    grouped(guarantee.violations) + " of " + grouped(guarantee.checked)});
  }
  return rows;
}

struct Counts {
  std::int64_t ok = 0, failed = 0, unknown = 0;
  std::size_t processes = 0, keys = 0;
};
Counts count(const History& history) {
  Counts counts;
  std::set<std::uint32_t> processes;
  std::set<StoreKey> keys;
  for (const OperationRecord& each : history.operations) {
    processes.insert(each.process);
    keys.insert(each.key);
    ++(each.status == OperationStatus::kOk     ? counts.ok
       : each.status == OperationStatus::kFail ? counts.failed
                                               : counts.unknown);
  }
  counts.processes = processes.size(), counts.keys = keys.size();
  return counts;
}

std::string many(std::size_t number, const std::string& one, const std::string& several) {
  return grouped(static_cast<std::int64_t>(number)) + " " + (number == 1 ? one : several);
}

bool has_versions(const History& history) {
  for (const OperationRecord& each : history.operations)
    if (each.witnessed) return true;
  return false;
}

std::string staleness_line(const StalenessReport& staleness) {
  if (staleness.reads == 0) return "no read has a version";
  std::string line = grouped(staleness.stale) + " of " + grouped(staleness.reads) + " (" +
                     percent(staleness.stale_share(), 2) + ")";
  if (staleness.stale > 0)
    line += ", " + many(staleness.behind_max, "version", "versions") + " behind at most, " +
            text(staleness.stale_for_max) + " old at most";
  return line;
}

}  // namespace

const CheckVerdict* violated_order(const ConsistencyReport& report, std::string& name) {
  for (const Row& row : rows(report))
    if (row.verdict == &report.linearizability.verdict || row.verdict == &report.sequential.verdict)
      if (row.verdict->truth == Truth::kViolated) {
        name = row.name;
        return row.verdict;
      }
  return nullptr;
}

std::vector<std::string> consistency_text(const std::string& name, const History& history,
                                          const ConsistencyReport& report) {
  const Counts counts = count(history);
  std::vector<std::string> lines = {
      clip(name + ": " + many(history.operations.size(), "operation", "operations") + " of " +
           many(counts.processes, "process", "processes") + " on " + many(counts.keys, "key", "keys") + " (" +
           grouped(counts.ok) + " ok, " + grouped(counts.failed) + " failed, " + grouped(counts.unknown) +
           " unknown)"),
      ""};
  TextTable table("lll");
  table.row({"Verdicts", "", ""});
  std::vector<std::string> reasons;
  for (const Row& row : rows(report)) {
    const bool quiet = row.verdict->truth != Truth::kViolated || row.counts.empty();
    table.row({row.name, std::string(kTruthNames[static_cast<std::size_t>(row.verdict->truth)]),
               quiet || row.verdict == &report.linearizability.verdict ? "" : row.counts});
    if (!row.verdict->reason.empty())
      for (std::string& line : wrapped("  " + row.name, 28, row.verdict->reason, 3))
        reasons.push_back(std::move(line));
  }
  for (std::string& line : table.lines()) lines.push_back(std::move(line));
  if (has_versions(history))
    lines.push_back("  stale reads              " + staleness_line(report.staleness));
  if (!reasons.empty()) {
    lines.insert(lines.end(), {"", "Why"});
    lines.insert(lines.end(), reasons.begin(), reasons.end());
  }
  for (const Row& row : rows(report)) {
    if (row.verdict->truth != Truth::kViolated || row.verdict->witness.empty()) continue;
    lines.insert(lines.end(), {"", "What shows that it is not \"" + row.name + "\""});
    const std::vector<std::string> witness = witness_words(history, *row.verdict);
    for (std::size_t i = 0; i < witness.size() && i < kWitnessShown; ++i)
      lines.push_back(clip("  " + witness[i]));
    if (witness.size() > kWitnessShown)
      lines.push_back("  and " + grouped(static_cast<std::int64_t>(witness.size() - kWitnessShown)) +
                      " more");
    break;
  }
  return lines;
}

Node consistency_json(const std::string& name, const History& history, const ConsistencyReport& report) {
  const Counts counts = count(history);
  Node root = Node::object();
  Node about = Node::object();
  about.add("file", Node::string(name));
  about.add("operations", Node::integer(static_cast<std::int64_t>(history.operations.size())));
  about.add("ok", Node::integer(counts.ok));
  about.add("fail", Node::integer(counts.failed));
  about.add("info", Node::integer(counts.unknown));
  about.add("processes", Node::integer(static_cast<std::int64_t>(counts.processes)));
  about.add("keys", Node::integer(static_cast<std::int64_t>(counts.keys)));
  root.add("history", std::move(about));
  Node verdicts = Node::object();
  std::size_t session = 0;
  for (const Row& row : rows(report)) {
    Node verdict = Node::object();
    verdict.add("verdict",
                Node::string(std::string(kTruthNames[static_cast<std::size_t>(row.verdict->truth)])));
    verdict.add("reason", row.verdict->reason.empty() ? Node::null() : Node::string(row.verdict->reason));
    if (row.verdict != &report.linearizability.verdict && row.verdict != &report.sequential.verdict) {
      const GuaranteeReport& guarantee = report.sessions.guarantees[session++];
      verdict.add("checked", Node::integer(guarantee.checked));
      verdict.add("violations", Node::integer(guarantee.violations));
    }
    Node witness = Node::array();
    for (const std::size_t position : row.verdict->witness)
      witness.items().push_back(Node::integer(static_cast<std::int64_t>(position)));
    verdict.add("witness", std::move(witness));
    Node words = Node::array();
    for (std::string& line : witness_words(history, *row.verdict))
      words.items().push_back(Node::string(std::move(line)));
    verdict.add("words", std::move(words));
    verdicts.add(row.key, std::move(verdict));
  }
  root.add("verdicts", std::move(verdicts));
  Node stale = Node::object();
  stale.add("reads", Node::integer(report.staleness.reads));
  stale.add("stale", Node::integer(report.staleness.stale));
  stale.add("versions_behind_max", Node::integer(report.staleness.behind_max));
  stale.add("stale_for_ns_max", Node::integer(report.staleness.stale_for_max.ns()));
  root.add("stale_reads", std::move(stale));
  return root;
}

}  // namespace windtunnel
