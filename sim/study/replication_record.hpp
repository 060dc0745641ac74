// What a point is folded from, of one replication, as bytes and back without loss: what a store keeps, and
// what comes home from another machine.
//
// Everything that a study says of a point follows from these facts, so a study that was flown in pieces, by
// whoever, has the bytes of one flown at once. The words in which checkers tell of a violation stay behind: a
// study does not print them. Most figures of a replication are zero, missing or small whole numbers, so each
// is written as short as it is; numbers stand as the machine has them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/study/study.hpp"

namespace windtunnel {

std::string record_of(const ReplicationFacts& facts);
// Nothing when the bytes are no such record.
std::optional<ReplicationFacts> facts_of(std::string_view record);

}  // namespace windtunnel
