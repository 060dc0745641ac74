// Who holds what at each slot, kept as a bit a member: nearly every slot has one thing at it.
#include "sim/verify/agreement.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

std::string name(std::uint64_t holders) {
  return holders == 0 ? "nobody any more"
                      : name_of(MemberId(static_cast<std::uint32_t>(std::countr_zero(holders))));
}
std::string words(OperationId id) {
  return "operation " + std::to_string(id.number) + " of session " + std::to_string(id.session);
}

}  // namespace

void AppliedOrder::applied(MemberId member, const Applied& applied) {
  if (applied.slot == 0) return;
  CHECK(member.index() < kMembersMax, "members of one log have a bit each");
  // Logs begin at a slot of their own, or after a snapshot: places that nobody applied stay empty.
  if (applied.slot >= first_.size()) first_.resize(applied.slot + 1);
  Held& first = first_[applied.slot];
  const std::uint64_t bit = std::uint64_t{1} << member.index();
  const auto fresh = [&] { return Held{applied.id, applied.key, applied.version, applied.value, bit}; };
  const bool empty = first.holders == 0 && !other_.contains(applied.slot);
  if (empty) {
    first = fresh();
    ++slots_;
    return;
  }
  if (first.same(applied) && !other_.contains(applied.slot)) {
    first.holders |= bit;
    return;
  }
  std::vector<Held>& others = other_[applied.slot];
  first.holders &= ~bit;
  for (Held& each : others) each.holders &= ~bit;
  if (first.same(applied)) {
    first.holders |= bit;
    return;
  }
  for (Held& each : others)
    if (each.same(applied)) {
      each.holders |= bit;
      return;
    }
  others.push_back(fresh());
}

AgreementReport AppliedOrder::report() const {
  AgreementReport report;
  report.slots = static_cast<std::int64_t>(slots_);
  report.slots_apart = static_cast<std::int64_t>(other_.size());
  if (other_.empty()) return report;
  const auto& [slot, others] = *other_.begin();
  report.verdict.truth = Truth::kViolated;
  report.verdict.reason = "slot " + std::to_string(slot) + ": " + words(first_[slot].id) +
                          " was applied (held by " + name(first_[slot].holders) + ") and " +
                          words(others.front().id) + " too (held by " + name(others.front().holders) + ")";
  return report;
}

KeyVersions AppliedOrder::discarded() const {
  KeyVersions discarded;
  KeyVersions kept;
  for (const auto& [slot, others] : other_) {
    Version newest = first_[slot].version;
    for (const Held& each : others) newest = std::max(newest, each.version);
    // A log that was cut goes on with later versions: an older one at the same place is no part of it, though
    // a member that is down may hold it still.
    const auto note = [&](const Held& held) {
      const bool gone = held.holders == 0 || held.version < newest;
      (gone ? discarded : kept).insert({held.key, held.version});
    };
    note(first_[slot]);
    for (const Held& each : others) note(each);
  }
  for (const auto& each : kept) discarded.erase(each);
  return discarded;
}

}  // namespace windtunnel
