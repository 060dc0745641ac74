// What must hold at every step of a run of chains, as a checker sees it: an epoch has one head, an entry's
// name has one content, a member holds what its successors hold (van Renesse & Schneider 2004, section 3:
// Update Propagation), and whoever heads a chain holds all that was ever committed.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "models/consensus/chain.hpp"

namespace windtunnel {

class ChainInvariants {
 public:
  template <class View>
  std::string after_step(const View& view, MemberId member) {
    if (!view.up(member)) return "";
    const Chain& core = view.core(member);
    const std::string who = name_of(member);
    const chain::Copy& copy = view.stable(member).copy;
    for (chain::Slot slot = copy.first_kept(); slot <= copy.last().slot; ++slot) {
      const auto [known, first] = entries_.try_emplace(copy.at(slot), copy.entry(slot));
      if (!first && !(known->second == copy.entry(slot)))
        return "log matching: slot " + std::to_string(slot) + " has another content at " + who;
    }
    // What waits for the disk has been told to nobody.
    if (view.settled(member)) committed_ = std::max(committed_, core.copy().applied());
    if (core.role() != Chain::Role::kHead) return "";
    const auto [known, first] = heads_.try_emplace(core.configuration().id.epoch, member);
    if (!first && known->second != member)
      return "one head an epoch: " + who + " and " + name_of(known->second);
    newest_ = std::max(newest_, core.configuration().id.epoch);
    if (core.configuration().id.epoch == newest_ && !core.copy().has(committed_))
      return "head completeness: " + who + " lacks slot " + std::to_string(committed_.slot) + " of epoch " +
             std::to_string(committed_.epoch) + ", which was committed";
    return "";
  }
  void crashed(MemberId) {}

 private:
  std::map<chain::Position, chain::Entry> entries_;
  std::map<chain::Epoch, MemberId> heads_;
  chain::Position committed_;
  chain::Epoch newest_ = 0;
};

}  // namespace windtunnel
