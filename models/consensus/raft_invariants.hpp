// What must hold of a Raft cluster after every step (ATC 2014, figure 3): election safety, log matching,
// leader completeness, state machine safety; and that nobody votes twice in a term.
//
// Only one member changes in a step, so only that one is looked at, against what was seen of all before. A
// vote or a commit counts once nothing waits for the member's disk: until then nobody was told, and a crash
// takes it back. For whoever runs cores and can show them: View has members(), core(member), and
// settled(member).
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/consensus/raft.hpp"

namespace windtunnel {

class RaftInvariants {
 public:
  // "" or what does not hold, in words.
  template <class View>
  std::string after_step(const View& view, MemberId member) {
    if (seen_.size() < view.members()) seen_.resize(view.members());
    const Raft& core = view.core(member);
    std::string violated = one_leader(member, core);
    if (violated.empty()) violated = log_matches(member, core);
    const bool settled = view.settled(member);
    if (violated.empty() && settled) violated = one_vote(member, core);
    if (violated.empty() && settled) violated = commits_agree(member, core);
    if (violated.empty() && core.role() == Raft::Role::kLeader) violated = leader_is_complete(member, core);
    return violated;
  }
  // Its log may be shorter when it is back: what was not written is gone.
  void crashed(MemberId member) { seen_[member.index()] = Seen{}; }

 private:
  struct Seen {
    std::vector<raft::Term> terms;  // of its log, by index
    raft::Index committed = 0;
  };
  struct Known {
    raft::Entry entry;
    raft::Term previous = 0;
  };
  struct Decided {
    raft::Entry entry;
    raft::Term by = 0;  // the term in which it was, at the latest
  };

  static std::string n(MemberId member) { return name_of(member); }

  std::string one_vote(MemberId member, const Raft& core) {
    if (core.vote().is_none()) return "";
    const auto [at, first] = votes_.try_emplace({core.term(), member}, core.vote());
    if (first || at->second == core.vote()) return "";
    return "one vote a term: in term " + std::to_string(core.term()) + " " + n(member) + " voted for " +
           n(at->second) + " and for " + n(core.vote());
  }

  std::string one_leader(MemberId member, const Raft& core) {
    if (core.role() != Raft::Role::kLeader) return "";
    const auto [at, first] = leaders_.try_emplace(core.term(), member);
    if (first || at->second == member) return "";
    return "election safety: term " + std::to_string(core.term()) + " has the leaders " + n(at->second) +
           " and " + n(member);
  }

  // By induction: an entry of a term at an index is everywhere the same and follows the same term.
  std::string log_matches(MemberId member, const Raft& core) {
    const raft::Log& log = core.log();
    std::vector<raft::Term>& terms = seen_[member.index()].terms;
    const std::size_t before = terms.size();
    terms.resize(log.last() + 1);
    for (raft::Index index = log.last(); index > log.base(); --index) {
      const raft::Entry& entry = log.at(index);
      if (index < before && terms[index] == entry.term) break;
      terms[index] = entry.term;
      const raft::Term previous = log.term(index - 1);
      const auto [at, first] = entries_.try_emplace({index, entry.term}, Known{entry, previous});
      if (!first && !(at->second.entry == entry && at->second.previous == previous))
        return "log matching: entry " + std::to_string(index) + " of term " + std::to_string(entry.term) +
               " is another one at " + n(member);
    }
    return "";
  }

  std::string commits_agree(MemberId member, const Raft& core) {
    const raft::Log& log = core.log();
    raft::Index& seen = seen_[member.index()].committed;
    for (raft::Index index = seen + 1; index <= core.committed(); ++index) {
      if (index <= log.base()) continue;  // it came in a snapshot
      const raft::Entry& entry = log.at(index);
      const auto [at, first] = decided_.try_emplace(index, Decided{entry, core.term()});
      if (!first && !(at->second.entry == entry))
        return "state machine safety: entry " + std::to_string(index) + " was committed of term " +
               std::to_string(at->second.entry.term) + ", and is of term " + std::to_string(entry.term) +
               " at " + n(member);
      at->second.by = std::min(at->second.by, core.term());
    }
    seen = std::max(seen, core.committed());
    return "";
  }

  std::string leader_is_complete(MemberId member, const Raft& core) const {
    for (auto at = decided_.upper_bound(core.log().base()); at != decided_.end(); ++at) {
      const auto& [index, decided] = *at;
      if (decided.by >= core.term()) continue;
      if (index <= core.log().last() && core.log().term(index) == decided.entry.term) continue;
      return "leader completeness: entry " + std::to_string(index) + " of term " +
             std::to_string(decided.entry.term) + " was committed, and is not in the log of " + n(member) +
             ", which leads term " + std::to_string(core.term());
    }
    return "";
  }

  std::vector<Seen> seen_;
  std::map<std::pair<raft::Term, MemberId>, MemberId> votes_;
  std::map<raft::Term, MemberId> leaders_;
  std::map<std::pair<raft::Index, raft::Term>, Known> entries_;
  std::map<raft::Index, Decided> decided_;
};

}  // namespace windtunnel
