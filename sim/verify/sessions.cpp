// One pass over each session's operations of each key.
#include "sim/verify/sessions.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "sim/base/text.hpp"
#include "sim/verify/key_history.hpp"

namespace windtunnel {
namespace {

// Whether it always makes a version of its own; inserting what is there, or removing what is not, makes none.
bool makes_version(OperationKind kind) {
  return !only_reads(kind) && kind != OperationKind::kInsert && kind != OperationKind::kRemove;
}

// The newest version that the session has read, or made, of the key at hand.
struct Newest {
  Version version = 0;
  std::size_t position = 0;
};

class SessionJudge {
 public:
  explicit SessionJudge(const History& history) : history_(history) {}

  void key_begins() { read_.reset(), written_.reset(); }
  void operation(std::size_t position) {
    const OperationRecord& operation = history_.operations[position];
    const bool reads = only_reads(operation.kind);
    using Guarantee = SessionGuarantee;
    expect(reads ? Guarantee::kReadYourWrites : Guarantee::kMonotonicWrites, written_, position);
    expect(reads ? Guarantee::kMonotonicReads : Guarantee::kWritesFollowReads, read_, position);
    std::optional<Newest>& newest = reads ? read_ : written_;
    if (!newest || operation.version > newest->version) newest = Newest{operation.version, position};
  }
  SessionReport report(std::int64_t without_version) {
    for (GuaranteeReport& each : report_.guarantees)
      if (each.verdict.truth == Truth::kHolds && without_version > 0) {
        each.verdict.truth = Truth::kUnknown;
        each.verdict.reason = grouped(without_version) + " operations have no version";
      }
    return std::move(report_);
  }

 private:
  void expect(SessionGuarantee which, const std::optional<Newest>& earlier, std::size_t position) {
    if (!earlier) return;
    GuaranteeReport& guarantee = report_.guarantees[static_cast<std::size_t>(which)];
    ++guarantee.checked;
    const OperationRecord& operation = history_.operations[position];
    const bool has_to_be_newer = makes_version(operation.kind);
    if (operation.version > earlier->version || (operation.version == earlier->version && !has_to_be_newer))
      return;
    ++guarantee.violations;
    if (guarantee.verdict.truth == Truth::kViolated && guarantee.verdict.witness[1] < position) return;
    guarantee.verdict.truth = Truth::kViolated;
    guarantee.verdict.witness = {earlier->position, position};
    guarantee.verdict.reason = "process " + std::to_string(operation.process) + ", key " +
                               std::to_string(operation.key) + ": version " +
                               std::to_string(operation.version) +
                               (only_reads(operation.kind) ? " was read" : " was made") + " after version " +
                               std::to_string(earlier->version);
  }

  const History& history_;
  std::optional<Newest> read_, written_;
  SessionReport report_;
};

}  // namespace

SessionReport check_sessions(const History& history) {
  std::int64_t without_version = 0;
  std::vector<std::tuple<std::uint32_t, StoreKey, std::uint32_t>> order;  // process, key, position
  for (std::size_t i = 0; i < history.operations.size(); ++i) {
    const OperationRecord& operation = history.operations[i];
    if (operation.status != OperationStatus::kOk) continue;
    if (operation.witnessed)
      order.emplace_back(operation.process, operation.key, static_cast<std::uint32_t>(i));
    else
      ++without_version;
  }
  std::sort(order.begin(), order.end());
  SessionJudge judge(history);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& [process, key, position] = order[i];
    if (i == 0 || std::get<0>(order[i - 1]) != process || std::get<1>(order[i - 1]) != key)
      judge.key_begins();
    judge.operation(position);
  }
  return judge.report(without_version);
}

}  // namespace windtunnel
