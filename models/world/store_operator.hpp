// The operator of a store under a protocol: what the timeline wants of its members, asked of whoever leads
// until it is so.
//
// Such an operator is a script that looks and asks again. A hand-over of leadership is given up after ten
// times (a member that is not there can not take it over, and maintenance goes on without); a change of
// members is pursued to the end of the run, because the machines that leave wait for it. One thing at a time:
// a leader that changes members does not hand over.
//
// Owner: void members_changed(tier).
#pragma once

#include <cstdint>
#include <optional>

#include "sim/runtime/protocol.hpp"

namespace windtunnel {

template <class Runtime, class Owner>
class StoreOperator {
 public:
  static constexpr Duration kAsksAgain = Duration::from_ns(200'000'000);
  static constexpr int kTriesOfTransfer = 10;

  StoreOperator(Runtime& runtime, Owner& owner, Protocol& protocol, std::uint32_t tier)
      : runtime_(runtime), owner_(owner), protocol_(protocol), tier_(tier) {}
  StoreOperator(const StoreOperator&) = delete;
  StoreOperator& operator=(const StoreOperator&) = delete;

  void wants_leader(MemberId member) {
    leader_ = member;
    tries_ = 0;
    begin();
  }
  void wants_members(MemberBits members) {
    members_ = members;
    begin();
  }
  // Whether a change of members is still to come.
  bool changes() const { return members_ != 0; }

 private:
  void begin() {
    if (pursues_) return;
    pursues_ = true;
    pursue(0);
  }
  void pursue(std::uint64_t) {
    if (leader_ && (protocol_.leader() == *leader_ || tries_ == kTriesOfTransfer)) leader_.reset();
    if (!leader_ && members_ != 0 && protocol_.decided_by(members_)) {
      members_ = 0;
      owner_.members_changed(tier_);
    }
    pursues_ = leader_ || members_ != 0;
    if (!pursues_) return;
    if (leader_) {
      ++tries_;
      if (protocol_.up(*leader_)) protocol_.transfer_leadership(*leader_);
    } else if (all_up()) {
      protocol_.change_members(members_);
    }
    runtime_.after(kAsksAgain, event<&StoreOperator::pursue>(*this, 0));
  }
  // Whoever is to decide has to be there first.
  bool all_up() const {
    for (std::uint32_t i = 0; i < protocol_.members(); ++i)
      if ((members_ >> i & 1) != 0 && !protocol_.up(MemberId(i))) return false;
    return true;
  }

  Runtime& runtime_;
  Owner& owner_;
  Protocol& protocol_;
  std::uint32_t tier_;
  std::optional<MemberId> leader_;
  int tries_ = 0;
  MemberBits members_ = 0;
  bool pursues_ = false;
};

}  // namespace windtunnel
