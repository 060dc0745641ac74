// What operations and answers weigh on the wire, and what they say to people.
//
// Weights are those of a plain binary form: fixed fields as a header, and the value.
#include "models/consensus/forwarding.hpp"

namespace windtunnel::forwarding {
namespace {

constexpr Bytes kOperationHeader{24};

}  // namespace

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

std::string words(const Answer& answer) { return answer_words(answer.reply); }

std::string answer_words(const Reply& reply) {
  static constexpr const char* kStatus[] = {"ok", "refused", "not the leader", "rejected", "unknown"};
  return std::string("answer: ") + kStatus[static_cast<std::size_t>(reply.status)];
}

}  // namespace windtunnel::forwarding
