// The clients of an adversary's schedule: sessions with one operation open at a time, that retry, follow
// hints, or give up and never learn.
//
// Every write has a value of its own, so that a history tells writes apart. What a client knows is what a
// client over a network would know: an attempt that was not answered may still happen, and an operation fails
// only when every attempt is known not to have happened.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel {

// What a client saw of one operation. Instants are steps of the schedule.
struct ClientRecord {
  enum class Ended : std::uint8_t { kOk, kFail, kUnknown };
  Operation operation;
  Ended ended = Ended::kUnknown;
  std::uint64_t invoked = 0;
  std::uint64_t known = 0;  // when it ended; meaningless for kUnknown
  MemberId member;          // that answered
  Reply reply;
};

class AdversaryClients {
 public:
  struct Ask {
    MemberId member;
    Operation operation;
  };

  AdversaryClients(std::uint32_t sessions, std::uint32_t keys, std::vector<OperationKind> kinds);

  // Someone who has nothing open asks something new of a member; or who waits asks again, or gives up. Nobody
  // does when `up` (bits by member) is empty or the draw says so.
  std::optional<Ask> act(Rng& rng, std::uint64_t up, std::uint64_t step);
  // To whom the answer's session turns next, when it wants to try again at once.
  void on_reply(MemberId member, const Reply& reply, std::uint64_t step);

  // At the end, when all is well: whoever waits asks again, in turn, at the member that the last answer named
  // or the next one; `fresh` also begins one operation for each session that has none open.
  std::optional<Ask> insist(std::uint32_t session, std::uint32_t members, std::uint64_t step, bool fresh);
  bool waits(std::uint32_t session) const { return sessions_[session].open; }
  std::uint32_t sessions() const { return static_cast<std::uint32_t>(sessions_.size()); }
  // Whoever waits is told nothing any more.
  void end();

  const std::vector<ClientRecord>& records() const { return records_; }
  // An answer to a question that nobody asked, or to one more often than it was asked: never happens.
  bool answered_unasked() const { return answered_unasked_; }

 private:
  struct Session {
    std::uint32_t id = 0;  // of the operations: a client that gave up goes on under another
    std::uint32_t number = 0;
    bool open = false;
    bool in_doubt = false;    // an attempt may have happened
    std::uint32_t asked = 0;  // attempts
    std::uint32_t unanswered = 0;
    MemberId hint = MemberId::none();
    std::uint32_t next_member = 0;
    std::size_t record = 0;
  };
  Operation fresh_operation(Session& session, std::uint64_t choice);
  void invoke(Session& session, const Operation& operation, std::uint64_t step);
  Ask attempt(Session& session, MemberId member);

  std::uint32_t keys_;
  std::vector<OperationKind> kinds_;
  std::vector<Session> sessions_;
  std::vector<ClientRecord> records_;
  std::uint32_t next_id_ = 0;
  StoreValue next_value_ = 1;
  bool answered_unasked_ = false;
};

}  // namespace windtunnel
