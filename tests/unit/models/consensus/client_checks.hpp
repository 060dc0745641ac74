// What clients of an adversary's schedule saw, as a history that the checkers of sim/verify judge.
#pragma once

#include <utility>
#include <vector>

#include "sim/machine/client_checks.hpp"
#include "sim/observe/history.hpp"

namespace windtunnel {

// As checkers of histories want it: steps as nanoseconds, each session a process of its own.
inline History history_of(const std::vector<ClientRecord>& records) {
  History history;
  for (const ClientRecord& each : records) {
    OperationRecord record;
    record.process = each.operation.id.session;
    record.kind = each.operation.kind;
    record.key = each.operation.key;
    record.value = each.operation.value;
    record.expected = each.operation.expected;
    record.invoked = Time::from_ns(static_cast<std::int64_t>(each.invoked));
    if (each.ended != ClientRecord::Ended::kUnknown) {
      const bool ok = each.ended == ClientRecord::Ended::kOk;
      record.status = ok ? OperationStatus::kOk : OperationStatus::kFail;
      record.ended = Time::from_ns(static_cast<std::int64_t>(each.known));
      record.replica = each.member.value();
      record.version = each.reply.version;
      record.witnessed = true;
      if (ok && only_reads(each.operation.kind)) {
        record.read = each.reply.value;
        record.elements = each.reply.elements;
      }
    }
    history.operations.push_back(std::move(record));
  }
  return history;
}

}  // namespace windtunnel
