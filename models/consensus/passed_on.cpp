// Tickets of operations that were passed on, and what operations and answers weigh and say.
//
// Shared by the protocols that have a leader.
#include "models/consensus/passed_on.hpp"

namespace windtunnel {
namespace {

constexpr Bytes kOperationHeader{24};

}  // namespace

Forward PassedOn::pass(const Operation& operation) {
  if (open_.size() == kMost) open_.pop_front(), ++first_ticket_;
  open_.push_back(Open{operation.id, only_reads(operation.kind), true});
  return Forward{first_ticket_ + open_.size() - 1, operation};
}

bool PassedOn::closes(const Answer& answer) {
  const std::uint64_t place = answer.ticket - first_ticket_;
  if (place >= open_.size() || !open_[place].waits || open_[place].id != answer.reply.id) return false;
  open_[place].waits = false;
  while (!open_.empty() && !open_.front().waits) open_.pop_front(), ++first_ticket_;
  return true;
}

Bytes bytes_of(const Operation& operation) {
  return kOperationHeader + Bytes(only_reads(operation.kind) ? 0 : operation.bytes);
}

Bytes bytes_of(const Reply& reply) {
  return kOperationHeader + Bytes(static_cast<std::int64_t>(8 * reply.elements.size()));
}

std::string words(const Forward& forward) {
  return "forwards " + std::string(kOperationNames[static_cast<std::size_t>(forward.operation.kind)]) +
         " of key " + std::to_string(forward.operation.key);
}

std::string words(const Answer& answer) {
  static constexpr const char* kStatus[] = {"ok", "refused", "not the leader", "rejected", "unknown"};
  return std::string("answer: ") + kStatus[static_cast<std::size_t>(answer.reply.status)];
}

}  // namespace windtunnel
