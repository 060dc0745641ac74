// What must hold of a Multi-Paxos cluster after every step (Lamport 2001, section 2.2; Howard et al. 2016):
// quorums meet, a ballot proposes one value a slot, one value is chosen a slot, and whoever leads proposes
// what may have been chosen before.
//
// What is chosen counts once nothing waits for the member's disk. View has members(), core(member) and
// settled(member).
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/consensus/multi_paxos.hpp"

namespace windtunnel {

class PaxosInvariants {
 public:
  template <class View>
  std::string after_step(const View& view, MemberId member) {
    const MultiPaxos& core = view.core(member);
    if (seen_.size() < view.members()) seen_.resize(view.members());
    if (core.phase_1_quorum() + core.phase_2_quorum() <= view.members() && !misses_allowed_)
      return "quorum intersection: " + std::to_string(core.phase_1_quorum()) + " and " +
             std::to_string(core.phase_2_quorum()) + " of " + std::to_string(view.members()) + " may miss";
    std::string violated = one_value_a_ballot(member, core);
    if (violated.empty() && view.settled(member)) violated = one_value_a_slot(member, core);
    if (violated.empty() && core.role() == MultiPaxos::Role::kLeader)
      violated = leader_proposes_it(member, core);
    return violated;
  }
  void crashed(MemberId member) { seen_[member.index()] = 0; }
  // For a test that wants to see what comes of it.
  void allow_misses() { misses_allowed_ = true; }

 private:
  struct Decided {
    paxos::Value value;
    paxos::Ballot by;  // the ballot in which it was chosen, at the latest
  };

  static std::string at(paxos::Slot slot, MemberId member) {
    return "slot " + std::to_string(slot) + " at " + name_of(member);
  }

  std::string one_value_a_ballot(MemberId member, const MultiPaxos& core) {
    for (paxos::Slot slot = std::max(core.base(), core.committed()) + 1; slot <= core.last(); ++slot) {
      const MultiPaxos::Cell& cell = core.cell(slot);
      if (cell.ballot.none()) continue;
      const auto [known, first] = proposed_.try_emplace({slot, cell.ballot}, cell.value);
      if (!first && !(known->second == cell.value))
        return "one value a ballot: " + at(slot, member) + " holds another value of ballot " +
               cell.ballot.words();
    }
    return "";
  }

  std::string one_value_a_slot(MemberId member, const MultiPaxos& core) {
    paxos::Slot& seen = seen_[member.index()];
    for (paxos::Slot slot = std::max(seen, core.base()) + 1; slot <= core.committed(); ++slot) {
      const paxos::Value& value = core.cell(slot).value;
      const auto [known, first] = decided_.try_emplace(slot, Decided{value, core.promised()});
      if (!first && !(known->second.value == value))
        return "one value a slot: " + at(slot, member) + " is chosen with another value";
      known->second.by = std::min(known->second.by, core.promised());
    }
    seen = std::max(seen, core.committed());
    return "";
  }

  std::string leader_proposes_it(MemberId member, const MultiPaxos& core) const {
    for (auto each = decided_.upper_bound(core.committed()); each != decided_.end(); ++each) {
      if (each->second.by >= core.ballot()) continue;
      if (each->first > core.last() || !(core.cell(each->first).value == each->second.value))
        return "phase 1: " + at(each->first, member) + " is not what was chosen before ballot " +
               core.ballot().words();
    }
    return "";
  }

  std::vector<paxos::Slot> seen_;
  std::map<std::pair<paxos::Slot, paxos::Ballot>, paxos::Value> proposed_;
  std::map<paxos::Slot, Decided> decided_;
  bool misses_allowed_ = false;
};

}  // namespace windtunnel
