// Shrinking by the moves that make a history easier to explain.
#include "sim/verify/shrink.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "sim/verify/key_model.hpp"

namespace windtunnel {
namespace {

struct Kept {
  OperationRecord operation;  // as it is asked for now: perhaps easier than it was
  std::size_t position = 0;
};
using Keep = std::vector<Kept>;

bool tells(const OperationRecord& operation) {
  return operation.status == OperationStatus::kOk &&
         (only_reads(operation.kind) || operation.kind == OperationKind::kCompareAndSet);
}

class Shrinker {
 public:
  Shrinker(const Judge& judge, bool real_time, std::int64_t effort_max)
      : judge_(judge), real_time_(real_time), effort_left_(effort_max) {}

  Keep shrink(Keep all) {
    kept_ = std::move(all);
    keep_the_first_that_tell();
    for (std::size_t before = kept_.size() + 1; kept_.size() < before && effort_left_ > 0;) {
      before = kept_.size();
      leave_out_tellers();
      leave_out_values();
      drop_what_nobody_saw();
    }
    return std::move(kept_);
  }

 private:
  bool violated(const Keep& keep) {
    if (effort_left_ <= 0) return false;
    std::vector<const OperationRecord*> operations;
    for (const Kept& each : keep) operations.push_back(&each.operation);
    std::int64_t effort = static_cast<std::int64_t>(keep.size());
    const Truth truth = judge_(operations, effort);
    effort_left_ -= effort;
    return truth == Truth::kViolated;
  }
  bool accept(Keep smaller) {
    if (!violated(smaller)) return false;
    kept_ = std::move(smaller);
    return true;
  }

  // Without what these operations (by their position) tell.
  static Keep without(const Keep& keep, const std::set<std::size_t>& positions) {
    Keep left;
    for (const Kept& each : keep) {
      if (!positions.contains(each.position)) {
        left.push_back(each);
      } else if (each.operation.kind == OperationKind::kCompareAndSet) {
        left.push_back(each);
        left.back().operation.kind = OperationKind::kWrite;
      }
    }
    return left;
  }

  // The first that tell, in the order of their ends, until it is violated: more only ask for more.
  void keep_the_first_that_tell() {
    std::vector<std::pair<Time, std::size_t>> tellers;
    for (const Kept& each : kept_)
      if (tells(each.operation)) tellers.emplace_back(each.operation.ended, each.position);
    std::sort(tellers.begin(), tellers.end());
    std::size_t few = 0, enough = tellers.size();
    const auto first = [&](std::size_t count) {
      std::set<std::size_t> others;
      for (std::size_t i = count; i < tellers.size(); ++i) others.insert(tellers[i].second);
      return without(kept_, others);
    };
    while (few < enough) {
      const std::size_t middle = few + (enough - few) / 2;
      if (violated(first(middle)))
        enough = middle;
      else
        few = middle + 1;
    }
    accept(first(enough));
    drop_what_nobody_saw();
  }

  // Changes that began when all that tell had ended.
  void drop_what_nobody_saw() {
    if (!real_time_) return;
    Time last = Time::from_ns(0);
    for (const Kept& each : kept_)
      if (tells(each.operation)) last = std::max(last, each.operation.ended);
    Keep left;
    for (const Kept& each : kept_)
      if (tells(each.operation) || each.operation.invoked <= last) left.push_back(each);
    if (left.size() < kept_.size()) accept(std::move(left));
  }

  // Tries to do without each item: halves first, then smaller parts.
  template <class Item, class Without>
  void minimise(std::vector<Item> items, const Without& without_these) {
    for (std::size_t part = std::max<std::size_t>(1, items.size() / 2); !items.empty(); part /= 2) {
      for (std::size_t begin = 0; begin < items.size() && effort_left_ > 0;) {
        const std::size_t end = std::min(items.size(), begin + part);
        const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = items.begin() + static_cast<std::ptrdiff_t>(end);
        std::optional<Keep> smaller = without_these(std::vector<Item>(first, last));
        if (smaller && accept(std::move(*smaller)))
          items.erase(first, last);
        else
          begin = end;
      }
      if (part == 1) break;
    }
  }

  void leave_out_tellers() {
    std::vector<std::size_t> positions;
    for (const Kept& each : kept_)
      if (tells(each.operation) || each.operation.kind == OperationKind::kCompareAndSet)
        positions.push_back(each.position);
    minimise(positions, [this](const std::vector<std::size_t>& some) {
      return std::optional(without(kept_, std::set<std::size_t>(some.begin(), some.end())));
    });
  }

  using Value = std::pair<StoreKey, StoreValue>;
  void leave_out_values() {
    std::set<Value> values;
    for (const Kept& each : kept_)
      if (!only_reads(each.operation.kind) && each.operation.kind != OperationKind::kAdd)
        values.insert({each.operation.key, each.operation.value});
    minimise(std::vector<Value>(values.begin(), values.end()), [this](const std::vector<Value>& some) {
      return without_values(std::set<Value>(some.begin(), some.end()));
    });
  }
  // None where a compare names one of them: what it needs can not be left out.
  std::optional<Keep> without_values(const std::set<Value>& values) const {
    Keep left;
    for (const Kept& each : kept_) {
      const OperationRecord& operation = each.operation;
      const StoreKey key = operation.key;
      if (operation.kind == OperationKind::kCompareAndSet &&
          (values.contains({key, operation.expected}) || values.contains({key, operation.value})))
        return std::nullopt;
      if (operation.kind == OperationKind::kRead && values.contains({key, operation.read})) continue;
      if (!only_reads(operation.kind) && values.contains({key, operation.value})) continue;
      left.push_back(each);
      std::erase_if(left.back().operation.elements, [&](StoreValue element) {
        return values.contains({key, element});
      });
    }
    return left;
  }

  const Judge& judge_;
  bool real_time_;
  std::int64_t effort_left_;
  Keep kept_;
};

}  // namespace

std::vector<std::size_t> shrink_violation(const History& history, const std::vector<std::size_t>& positions,
                                          const Judge& judge, bool real_time, std::int64_t effort_max) {
  Keep all;
  for (const std::size_t position : positions) all.push_back({history.operations[position], position});
  std::vector<std::size_t> left;
  for (const Kept& each : Shrinker(judge, real_time, effort_max).shrink(std::move(all)))
    left.push_back(each.position);
  return left;
}

}  // namespace windtunnel
