// Operations that a member has passed on to another one, until they are answered: so that each is answered
// once, or not at all, however often the network doubles the answer.
//
// An operation's ticket is its place in the queue. Tickets begin anew after a restart, so an answer has to
// bear the ticket's operation, too; where an operation may be of no session, they begin at a random number.
// Whoever is never answered is forgotten when kMost others came after it: its client has stopped waiting by
// then.
#pragma once

#include <cstdint>
#include <deque>

#include "sim/machine/operation.hpp"

namespace windtunnel {

class PassedOn {
 public:
  static constexpr std::size_t kMost = 65'536;

  void start(std::uint64_t luck) { first_ = luck; }
  std::uint64_t add(OperationId id, bool reads = false) {
    if (passed_.size() == kMost) drop_first();
    passed_.push_back(Passed{id, reads, true});
    return first_ + passed_.size() - 1;
  }
  // Whether it was open, which it then is no longer.
  bool close(std::uint64_t ticket, OperationId id) {
    if (ticket - first_ >= passed_.size()) return false;  // wraps for a ticket from before
    Passed& passed = passed_[static_cast<std::size_t>(ticket - first_)];
    if (!passed.open || passed.id != id) return false;
    passed.open = false;
    while (!passed_.empty() && !passed_.front().open) drop_first();
    return true;
  }
  // Whoever they went to leads no more, as far as this member knows: reads may be asked again at once, of
  // `leader` when that is known; what became of the rest nobody knows.
  template <class Effects>
  void give_up(MemberId leader, Effects& out) {
    for (const Passed& each : passed_) {
      if (!each.open) continue;
      if (each.reads)
        out.reply(Reply{.id = each.id, .status = ReplyStatus::kNotLeader, .leader = leader});
      else
        out.reply(Reply{.id = each.id, .status = ReplyStatus::kUnknown});
    }
    first_ += passed_.size();
    passed_.clear();
  }
  bool operator==(const PassedOn&) const = default;

 private:
  struct Passed {
    OperationId id;
    bool reads = false;
    bool open = false;
    bool operator==(const Passed&) const = default;
  };
  void drop_first() {
    passed_.pop_front();
    ++first_;
  }

  std::deque<Passed> passed_;
  std::uint64_t first_ = 0;  // the ticket of passed_.front()
};

// Where an operation came from: a client of this member, or another member that passed it on.
struct Asker {
  MemberId member;
  std::uint64_t ticket = 0;
  bool operator==(const Asker&) const = default;
};

// An operation that somebody waits for.
struct Asked {
  Operation operation;
  Asker asker;
  bool operator==(const Asked&) const = default;
};

}  // namespace windtunnel
