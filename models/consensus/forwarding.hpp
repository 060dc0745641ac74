// Operations on their way from the member that was asked to the one that leads, and answers on their way
// back; and what operations and answers weigh and say.
//
// Shared by the protocols that have a leader and a log.
#pragma once

#include <cstdint>
#include <string>

#include "models/consensus/passed_on.hpp"
#include "sim/base/units.hpp"

namespace windtunnel::forwarding {

struct Forward {
  std::uint64_t ticket = 0;  // of PassedOn
  Operation operation;
  bool operator==(const Forward&) const = default;
};
struct Answer {
  std::uint64_t ticket = 0;
  Reply reply;
  bool operator==(const Answer&) const = default;
};

// On the wire: kind, key, session and number, the name that stands for the value, and the value.
Bytes bytes_of(const Operation& operation);
Bytes bytes_of(const Reply& reply);
std::string words(const Forward& forward);
std::string words(const Answer& answer);
std::string answer_words(const Reply& reply);

}  // namespace windtunnel::forwarding
