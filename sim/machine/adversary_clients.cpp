// What an adversary's clients ask, and what they make of answers.
//
// A key belongs to one type for good: key k is asked with the k-th of the types that the protocol has, so
// that no client adds to a set.
#include "sim/machine/adversary_clients.hpp"

#include <bit>
#include <utility>

namespace windtunnel {
namespace {

enum class HeldType : std::uint8_t { kRegister, kCounter, kSet, kList };

HeldType type_of_key(OperationKind kind) {
  switch (kind) {
    case OperationKind::kRead:
    case OperationKind::kWrite:
    case OperationKind::kCompareAndSet:
      return HeldType::kRegister;
    case OperationKind::kAdd:
    case OperationKind::kReadCounter:
      return HeldType::kCounter;
    case OperationKind::kInsert:
    case OperationKind::kRemove:
    case OperationKind::kReadSet:
      return HeldType::kSet;
    case OperationKind::kAppend:
    case OperationKind::kReadList:
      return HeldType::kList;
  }
  return HeldType::kRegister;
}

MemberId nth_member(std::uint64_t bits, std::uint64_t n) {
  for (; n > 0; --n) bits &= bits - 1;
  return MemberId(static_cast<std::uint32_t>(std::countr_zero(bits)));
}

}  // namespace

AdversaryClients::AdversaryClients(std::uint32_t sessions, std::uint32_t keys,
                                   std::vector<OperationKind> kinds)
    : keys_(keys), kinds_(std::move(kinds)), sessions_(sessions) {
  CHECK(sessions > 0 && keys > 0 && !kinds_.empty(), "clients ask something of something");
  for (Session& session : sessions_) {
    session.id = next_id_++;
    session.next_member = session.id;
  }
}

Operation AdversaryClients::fresh_operation(Session& session, std::uint64_t choice) {
  Operation operation;
  operation.id = OperationId{session.id, ++session.number};
  operation.kind = kinds_[choice % kinds_.size()];
  choice /= kinds_.size();
  // Four keys of each number, one a type.
  operation.key =
      static_cast<StoreKey>(choice % keys_ * 4) + static_cast<StoreKey>(type_of_key(operation.kind));
  choice /= keys_;
  if (only_reads(operation.kind)) return operation;
  operation.value = next_value_++;
  operation.bytes = 16;
  if (operation.kind == OperationKind::kCompareAndSet)
    operation.expected = static_cast<StoreValue>(choice % static_cast<std::uint64_t>(next_value_));
  if (operation.kind == OperationKind::kRemove)
    operation.value = static_cast<StoreValue>(choice % static_cast<std::uint64_t>(next_value_));
  return operation;
}

void AdversaryClients::invoke(Session& session, const Operation& operation, std::uint64_t step) {
  session.open = true;
  session.in_doubt = false;
  session.asked = session.unanswered = 0;
  session.hint = MemberId::none();
  session.record = records_.size();
  ClientRecord record;
  record.operation = operation;
  record.invoked = step;
  records_.push_back(std::move(record));
}

AdversaryClients::Ask AdversaryClients::attempt(Session& session, MemberId member) {
  session.in_doubt |= session.unanswered > 0;
  ++session.asked;
  ++session.unanswered;
  return Ask{member, records_[session.record].operation};
}

std::optional<AdversaryClients::Ask> AdversaryClients::act(Rng& rng, std::uint64_t up, std::uint64_t step) {
  if (up == 0) return std::nullopt;
  Session& session = sessions_[rng.below(sessions_.size())];
  MemberId member = nth_member(up, rng.below(static_cast<std::uint64_t>(std::popcount(up))));
  if (!session.open) {
    invoke(session, fresh_operation(session, rng.next()), step);
    return attempt(session, member);
  }
  if (session.asked >= 3 && rng.chance(0.3)) {  // gives up: the record stays unknown for good
    session.open = false;
    session.id = next_id_++;
    session.number = 0;
    return std::nullopt;
  }
  if (!session.hint.is_none() && (up >> session.hint.value() & 1) != 0) member = session.hint;
  session.hint = MemberId::none();
  return attempt(session, member);
}

void AdversaryClients::on_reply(MemberId member, const Reply& reply, std::uint64_t step) {
  for (Session& session : sessions_) {
    if (session.id != reply.id.session) continue;
    if (reply.id.number > session.number) answered_unasked_ = true;
    if (!session.open || session.number != reply.id.number) return;  // it knows already
    if (session.unanswered == 0) answered_unasked_ = true;
    if (session.unanswered > 0) --session.unanswered;
    ClientRecord& record = records_[session.record];
    const bool done = reply.status == ReplyStatus::kOk;
    const bool failed = reply.status == ReplyStatus::kRefused;
    if (!done && !failed) {
      session.in_doubt |= reply.status == ReplyStatus::kUnknown;
      session.hint = reply.leader;
      return;
    }
    record.ended = done ? ClientRecord::Ended::kOk : ClientRecord::Ended::kFail;
    record.known = step;
    record.member = member;
    record.reply = reply;
    session.open = false;
    return;
  }
}

std::optional<AdversaryClients::Ask> AdversaryClients::insist(std::uint32_t number, std::uint32_t members,
                                                              std::uint64_t step, bool fresh) {
  Session& session = sessions_[number];
  if (!session.open) {
    if (!fresh) return std::nullopt;
    invoke(session, fresh_operation(session, mix64(step + number)), step);
  }
  MemberId member = session.hint;
  if (member.is_none()) member = MemberId(session.next_member++ % members);
  session.hint = MemberId::none();
  return attempt(session, member);
}

void AdversaryClients::end() {
  for (Session& session : sessions_) {
    // Known not to have happened, however often it was asked.
    if (session.open && !session.in_doubt && session.unanswered == 0) {
      records_[session.record].ended = ClientRecord::Ended::kFail;
      records_[session.record].known = ~std::uint64_t{0};
    }
    session.open = false;
  }
}

}  // namespace windtunnel
