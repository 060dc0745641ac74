// Copies as they are, and those that should be alike by now.
#include "models/world/store_copies.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace windtunnel {

std::vector<MemberCopy> copies_of(const Protocol& protocol) {
  std::vector<MemberCopy> copies;
  for (std::uint32_t member = 0; member < protocol.members(); ++member) {
    if (!protocol.up(MemberId(member))) continue;
    MemberCopy& copy = copies.emplace_back();
    for (const Applied& each : protocol.contents(MemberId(member))) {
      FinalCopy& held = copy.emplace_back(FinalCopy{each.key, each.version});
      if (each.value != kNoValue) held.value = each.value;
    }
  }
  return copies;
}

std::vector<MemberCopy> settled_copies(const Protocol& protocol, const ClusterSite& site,
                                       const History& history, const std::vector<MemberCopy>& copies,
                                       Time now) {
  const Duration grace =
      std::max({Duration::from_ns(1'000'000'000), site.longest_round_trip() * 20, site.sync * 100});
  std::set<StoreKey> busy;
  for (const OperationRecord& record : history.operations)
    if (!only_reads(record.kind) && record.invoked + grace > now) busy.insert(record.key);
  std::map<StoreKey, FinalCopy> newest;
  for (const MemberCopy& copy : copies)
    for (const FinalCopy& each : copy)
      if (auto& best = newest[each.key]; each.version >= best.version) best = each;
  std::vector<MemberCopy> kept(copies.size());
  std::size_t index = 0;
  for (std::uint32_t member = 0; member < protocol.members(); ++member) {
    if (!protocol.up(MemberId(member))) continue;
    for (const FinalCopy& each : copies[index])
      if (!busy.contains(each.key)) kept[index].push_back(each);
    for (const auto& [key, best] : newest)
      if (!busy.contains(key) && !protocol.holds(MemberId(member), key)) kept[index].push_back(best);
    ++index;
  }
  return kept;
}

}  // namespace windtunnel
