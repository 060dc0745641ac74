// What must hold at every step of a run of primaries and backups, as a checker sees it: an epoch has one
// primary, an entry's name has one content, and, where acknowledgements reach a majority, a primary holds all
// that was committed in epochs before its own.
#pragma once

#include <map>
#include <string>

#include "models/consensus/primary_backup.hpp"

namespace windtunnel {

class PrimaryBackupInvariants {
 public:
  template <class View>
  std::string after_step(const View& view, MemberId member) {
    if (!view.up(member)) return "";
    const PrimaryBackup& core = view.core(member);
    const std::string who = name_of(member);
    // On the disk: what is not written yet nobody was told, and a restart may number anew.
    const primary_backup::Copy& copy = view.stable(member).copy;
    for (primary_backup::Slot slot = copy.first_kept(); slot <= copy.last().slot; ++slot) {
      const primary_backup::Position at = copy.at(slot);
      const auto [known, first] = entries_.try_emplace(at, copy.entry(slot));
      if (!first && !(known->second == copy.entry(slot)))
        return "log matching: slot " + std::to_string(slot) + " of epoch " + std::to_string(at.epoch) +
               " has another content at " + who;
    }
    if (core.role() != PrimaryBackup::Role::kPrimary) return "";
    const auto [known, first] = primaries_.try_emplace(core.epoch(), member);
    if (!first && known->second != member)
      return "one primary an epoch: " + who + " and " + name_of(known->second) + " both lead epoch " +
             std::to_string(core.epoch());
    if (core.committed() > 0) committed_[core.epoch()] = core.copy().at(core.committed());
    if (!core.keeps_all()) return "";
    for (const auto& [epoch, position] : committed_)
      if (epoch < core.epoch() && !core.copy().has(position))
        return "primary completeness: " + who + " leads epoch " + std::to_string(core.epoch()) +
               " without slot " + std::to_string(position.slot) + ", committed in epoch " +
               std::to_string(epoch);
    return "";
  }
  void crashed(MemberId) {}

 private:
  std::map<primary_backup::Position, primary_backup::Entry> entries_;
  std::map<primary_backup::Epoch, MemberId> primaries_;
  std::map<primary_backup::Epoch, primary_backup::Position> committed_;  // the last of each epoch
};

}  // namespace windtunnel
