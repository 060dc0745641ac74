// Operations that a member was asked, and passes on to whoever leads: tickets, so that an answer finds its
// question once, whatever the network loses or doubles.
//
// Tickets count on from a random number that a start draws, so that an answer to a question from before a
// crash finds nobody.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "sim/machine/operation.hpp"

namespace windtunnel {

struct Forward {
  std::uint64_t ticket = 0;
  Operation operation;
  bool operator==(const Forward&) const = default;
};
struct Answer {
  std::uint64_t ticket = 0;
  Reply reply;
  bool operator==(const Answer&) const = default;
};

// Where an operation came from: a client of this member, or another member.
struct Asker {
  MemberId member;
  std::uint64_t ticket = 0;
  bool operator==(const Asker&) const = default;
};
struct Asked {
  Operation operation;
  Asker asker;
  bool operator==(const Asked&) const = default;
};

class PassedOn {
 public:
  // Operations that one member has passed on and not yet heard of; the oldest is given up for one more.
  static constexpr std::size_t kMost = 65'536;

  void start(std::uint64_t luck) { first_ticket_ = luck; }
  Forward pass(const Operation& operation);
  // Whether somebody still waits for that answer, who now does not any more.
  bool closes(const Answer& answer);
  // Whoever they went to leads no more, as far as this member knows: reads may be asked again, of the rest
  // nobody knows. Out: reply(reply).
  template <class Effects>
  void give_up(MemberId leader, Effects& out) {
    for (const Open& each : open_) {
      if (!each.waits) continue;
      const ReplyStatus status = each.reads ? ReplyStatus::kNotLeader : ReplyStatus::kUnknown;
      out.reply(Reply{.id = each.id, .status = status, .leader = each.reads ? leader : MemberId()});
    }
    first_ticket_ += open_.size();
    open_.clear();
  }
  bool operator==(const PassedOn&) const = default;

 private:
  // Its ticket is its place in the queue.
  struct Open {
    OperationId id;
    bool reads = false;
    bool waits = true;
    bool operator==(const Open&) const = default;
  };
  std::deque<Open> open_;
  std::uint64_t first_ticket_ = 0;  // of the front
};

// On the wire: kind, key, session and number, the name that stands for the value, and the value.
Bytes bytes_of(const Operation& operation);
Bytes bytes_of(const Reply& reply);
std::string words(const Forward& forward);
std::string words(const Answer& answer);

}  // namespace windtunnel
