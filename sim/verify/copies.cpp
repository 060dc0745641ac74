// Final copies held against each other, and against what was acknowledged.
#include "sim/verify/copies.hpp"

#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/verify/key_history.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kShown = 10;

std::string member_name(std::size_t member) { return name_of(MemberId(static_cast<std::uint32_t>(member))); }

// Whether two copies of one version are known to differ.
bool other_content(const FinalCopy* a, const FinalCopy* b) {
  if (a == nullptr || b == nullptr) return false;
  return (a->value && b->value && *a->value != *b->value) ||
         (a->elements && b->elements && *a->elements != *b->elements);
}

// Of each key the copy of the highest version.
std::map<StoreKey, const FinalCopy*> newest_copies(std::span<const MemberCopy> members) {
  std::map<StoreKey, const FinalCopy*> newest;
  for (const MemberCopy& member : members)
    for (const FinalCopy& copy : member) {
      const FinalCopy*& at = newest[copy.key];
      if (at == nullptr || copy.version > at->version) at = &copy;
    }
  return newest;
}

class LostWrites {
 public:
  LostWrites(const History& history, std::span<const MemberCopy> members, const KeyVersions& discarded)
      : history_(history), discarded_(discarded), newest_(newest_copies(members)) {}

  LostWritesReport find() {
    std::int64_t without_version = 0;
    for (const KeyHistory& key : by_key(history_)) judge(key, without_version);
    std::sort(report_.operations.begin(), report_.operations.end());
    report_.lost = static_cast<std::int64_t>(report_.operations.size());
    CheckVerdict& verdict = report_.verdict;
    if (report_.lost > 0) {
      const std::uint32_t first = report_.operations.front();
      verdict.truth = Truth::kViolated;
      verdict.reason = grouped(report_.lost) + " of " + grouped(report_.acknowledged) +
                       " acknowledged writes are lost; the first, of key " +
                       std::to_string(history_.operations[first].key) + ": " + why_.at(first);
      for (std::size_t i = 0; i < std::min(kShown, report_.operations.size()); ++i)
        verdict.witness.push_back(report_.operations[i]);
    } else if (without_version > 0) {
      verdict.truth = Truth::kUnknown;
      verdict.reason = grouped(without_version) + " acknowledged writes have no version";
    }
    return std::move(report_);
  }

 private:
  void judge(const KeyHistory& key, std::int64_t& without_version) {
    const auto at = newest_.find(key.key);
    const FinalCopy* copy = at == newest_.end() ? nullptr : at->second;
    std::map<Version, std::uint32_t> made_by;  // the write that was acknowledged last
    std::set<StoreValue> removed;
    for (const std::uint32_t position : key.operations) {
      const OperationRecord& operation = history_.operations[position];
      if (operation.kind == OperationKind::kRemove) removed.insert(operation.value);
      if (operation.status != OperationStatus::kOk || !operation.witnessed) continue;
      if (only_reads(operation.kind) || may_change_nothing(operation.kind)) continue;
      const auto [made, fresh] = made_by.try_emplace(operation.version, position);
      if (!fresh && history_.operations[made->second].ended <= operation.ended) made->second = position;
    }
    for (const std::uint32_t position : key.operations) {
      const OperationRecord& operation = history_.operations[position];
      if (operation.status != OperationStatus::kOk || only_reads(operation.kind)) continue;
      ++report_.acknowledged;
      if (lacks(copy, operation, removed)) {
        lost(position, "the newest copy lacks its element");
      } else if (!operation.witnessed) {
        ++without_version;
      } else if (copy == nullptr || copy->version < operation.version) {
        lost(position, "no copy holds its version " + std::to_string(operation.version) + " or a later one");
      } else if (const auto made = made_by.find(operation.version);
                 !may_change_nothing(operation.kind) && made->second != position) {
        lost(position, "another write made its version " + std::to_string(operation.version) + " again");
      } else if (discarded_.contains({operation.key, operation.version})) {
        lost(position, "members that had applied it took it back");
      }
    }
  }
  static bool may_change_nothing(OperationKind kind) {
    return kind == OperationKind::kInsert || kind == OperationKind::kRemove;
  }
  static bool lacks(const FinalCopy* copy, const OperationRecord& operation,
                    const std::set<StoreValue>& removed) {
    if (copy == nullptr || !copy->elements) return false;
    if (operation.kind != OperationKind::kAppend &&
        (operation.kind != OperationKind::kInsert || removed.contains(operation.value)))
      return false;
    return std::find(copy->elements->begin(), copy->elements->end(), operation.value) ==
           copy->elements->end();
  }
  void lost(std::uint32_t position, std::string why) {
    report_.operations.push_back(position);
    why_.emplace(position, std::move(why));
  }

  const History& history_;
  const KeyVersions& discarded_;
  std::map<StoreKey, const FinalCopy*> newest_;
  std::map<std::uint32_t, std::string> why_;
  LostWritesReport report_;
};

}  // namespace

ConvergenceReport check_convergence(std::span<const MemberCopy> members) {
  ConvergenceReport report;
  std::map<StoreKey, std::vector<const FinalCopy*>> keys;
  for (std::size_t member = 0; member < members.size(); ++member)
    for (const FinalCopy& copy : members[member]) {
      auto& copies = keys[copy.key];
      copies.resize(members.size(), nullptr);
      copies[member] = &copy;
    }
  for (const auto& [key, copies] : keys) {
    ++report.keys;
    const auto version_of = [](const FinalCopy* copy) { return copy == nullptr ? 0 : copy->version; };
    for (std::size_t member = 1; member < copies.size(); ++member) {
      const Version a = version_of(copies[0]), b = version_of(copies[member]);
      if (a == b && !other_content(copies[0], copies[member])) continue;
      ++report.keys_apart;
      if (report.verdict.truth == Truth::kHolds) {
        report.verdict.truth = Truth::kViolated;
        report.verdict.reason =
            "key " + std::to_string(key) + ": " + member_name(0) + " holds version " + std::to_string(a) +
            ", " + member_name(member) +
            (a == b ? " holds other content of that version" : " version " + std::to_string(b));
      }
      break;
    }
  }
  return report;
}

LostWritesReport check_lost_writes(const History& history, std::span<const MemberCopy> members,
                                   const KeyVersions& discarded) {
  return LostWrites(history, members, discarded).find();
}

}  // namespace windtunnel
