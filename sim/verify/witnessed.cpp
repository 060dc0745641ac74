// Making the order that versions propose, and verifying it.
#include "sim/verify/witnessed.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace windtunnel {
namespace {

// One key's content as it changes, compared with what operations saw: no state is ever kept twice.
class Content {
 public:
  explicit Content(KeyKind kind) : value_(kind == KeyKind::kRegister ? kNoValue : 0) {}

  // Whether the operation may end so now; if so it happens.
  bool apply(const OperationRecord& operation) {
    switch (operation.kind) {
      case OperationKind::kRead:
      case OperationKind::kReadCounter:
        return operation.read == value_;
      case OperationKind::kReadList:
        return operation.elements == elements_;
      case OperationKind::kReadSet: {
        if (std::is_sorted(operation.elements.begin(), operation.elements.end()))
          return operation.elements == elements_;
        std::vector<StoreValue> sorted = operation.elements;
        std::sort(sorted.begin(), sorted.end());
        return sorted == elements_;
      }
      case OperationKind::kCompareAndSet:
        if (value_ != operation.expected) return false;
        value_ = operation.value;
        return true;
      case OperationKind::kWrite:
        value_ = operation.value;
        return true;
      case OperationKind::kAdd:
        value_ = static_cast<StoreValue>(static_cast<std::uint64_t>(value_) +
                                         static_cast<std::uint64_t>(operation.value));
        return true;
      case OperationKind::kAppend:
        elements_.push_back(operation.value);
        return true;
      case OperationKind::kInsert:
      case OperationKind::kRemove: {
        const auto at = std::lower_bound(elements_.begin(), elements_.end(), operation.value);
        const bool there = at != elements_.end() && *at == operation.value;
        if (operation.kind == OperationKind::kInsert && !there) elements_.insert(at, operation.value);
        if (operation.kind == OperationKind::kRemove && there) elements_.erase(at);
        return true;
      }
    }
    return false;
  }

  // What an unknown operation would have to write, add, insert, remove or append for this one to be possible:
  // of several the first. None when no single one would do.
  struct Need {
    OperationKind kind;
    StoreValue value;
  };
  std::optional<Need> need(const OperationRecord& operation) const {
    switch (operation.kind) {
      case OperationKind::kRead:
        return Need{OperationKind::kWrite, operation.read};
      case OperationKind::kCompareAndSet:
        return Need{OperationKind::kWrite, operation.expected};
      case OperationKind::kReadCounter:
        return Need{OperationKind::kAdd, operation.read - value_};
      case OperationKind::kReadList:
        if (operation.elements.size() <= elements_.size()) return std::nullopt;
        return Need{OperationKind::kAppend, operation.elements[elements_.size()]};
      case OperationKind::kReadSet: {
        std::vector<StoreValue> sorted = operation.elements;
        std::sort(sorted.begin(), sorted.end());
        const auto [mine, theirs] =
            std::mismatch(elements_.begin(), elements_.end(), sorted.begin(), sorted.end());
        if (theirs != sorted.end() && (mine == elements_.end() || *theirs < *mine))
          return Need{OperationKind::kInsert, *theirs};
        if (mine != elements_.end()) return Need{OperationKind::kRemove, *mine};
        return std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

 private:
  StoreValue value_;  // of a register or counter
  std::vector<StoreValue> elements_;
};

class OrderByVersions {
 public:
  OrderByVersions(const History& history, const KeyHistory& key) : history_(history), key_(key) {}

  std::vector<std::uint32_t> order() {
    if (!key_.kind || !sort()) return {};
    Content content(*key_.kind);
    std::vector<std::uint32_t> order;
    order.reserve(key_.operations.size());
    for (const Known& each : known_) {
      const OperationRecord& operation = history_.operations[each.position];
      while (!content.apply(operation))
        if (!mend(content, operation, order)) return {};
      order.push_back(each.position);
    }
    return order;
  }

 private:
  struct Known {
    Version version;
    bool reads;
    Time invoked;
    std::uint32_t position;
    auto operator<=>(const Known&) const = default;
  };

  // False when an operation that ended ok has no version.
  bool sort() {
    known_.reserve(key_.operations.size());
    for (const std::uint32_t position : key_.operations) {
      const OperationRecord& operation = history_.operations[position];
      if (operation.witnessed) {
        known_.push_back({operation.version, only_reads(operation.kind), operation.invoked, position});
      } else if (operation.status == OperationStatus::kOk) {
        return false;
      } else {
        // A compare-and-set writes, as a write does; whether it may is seen when it is applied.
        const OperationKind kind =
            operation.kind == OperationKind::kCompareAndSet ? OperationKind::kWrite : operation.kind;
        unknown_[{kind, operation.value}].push_back(position);
      }
    }
    std::sort(known_.begin(), known_.end());
    for (auto& [what, positions] : unknown_)
      std::stable_sort(positions.begin(), positions.end(), [this](std::uint32_t a, std::uint32_t b) {
        return history_.operations[a].invoked > history_.operations[b].invoked;
      });
    return true;
  }

  // Lets an unknown operation happen that the next one needs: the one invoked first that can.
  bool mend(Content& content, const OperationRecord& operation, std::vector<std::uint32_t>& order) {
    const std::optional<Content::Need> need = content.need(operation);
    if (!need) return false;
    const auto found = unknown_.find({need->kind, need->value});
    if (found == unknown_.end()) return false;
    std::vector<std::uint32_t>& positions = found->second;
    for (auto at = positions.rbegin(); at != positions.rend(); ++at) {
      if (!content.apply(history_.operations[*at])) continue;
      order.push_back(*at);
      positions.erase(std::next(at).base());
      return true;
    }
    return false;
  }

  const History& history_;
  const KeyHistory& key_;
  std::vector<Known> known_;
  std::map<std::pair<OperationKind, StoreValue>, std::vector<std::uint32_t>> unknown_;  // last invoked first
};

}  // namespace

std::vector<std::uint32_t> order_by_versions(const History& history, const KeyHistory& key) {
  return OrderByVersions(history, key).order();
}

bool versions_explain(const History& history, const KeyHistory& key) {
  const std::vector<std::uint32_t> order = order_by_versions(history, key);
  if (order.empty()) return false;
  Time latest = Time::from_ns(std::numeric_limits<std::int64_t>::min());
  std::vector<std::uint32_t> invoked_then;  // the processes of those invoked at `latest`
  for (const std::uint32_t position : order) {
    const OperationRecord& operation = history.operations[position];
    if (operation.status == OperationStatus::kOk) {
      if (operation.ended < latest) return false;
      // What a process does in the very nanosecond in which this ended comes behind it.
      if (operation.ended == latest && operation.invoked < latest &&
          std::find(invoked_then.begin(), invoked_then.end(), operation.process) != invoked_then.end())
        return false;
    }
    if (operation.invoked > latest) invoked_then.clear();
    latest = std::max(latest, operation.invoked);
    if (operation.invoked == latest) invoked_then.push_back(operation.process);
  }
  return true;
}

LinearizabilityReport check_linearizability_witnessed(const History& history, const SearchBounds& bounds) {
  LinearizabilityReport report;
  const std::vector<KeyHistory> all = by_key(history);
  std::vector<const KeyHistory*> unexplained;
  for (const KeyHistory& key : all)
    if (!versions_explain(history, key)) unexplained.push_back(&key);
  report.keys = static_cast<std::int64_t>(all.size());
  search_keys(history, unexplained, bounds, report);
  return report;
}

}  // namespace windtunnel
