// What clients of an adversary's schedule can hold against a store: answers to nothing, values from nowhere,
// and operations that do not see what ended before they began.
//
// Each answers "" or what is wrong. The last takes the versions that the store gives away as a witness: if
// they grow in real time and each means one value, the history is linearizable (Herlihy & Wing 1990), key by
// key.
#pragma once

#include <string>
#include <vector>

#include "sim/machine/adversary_clients.hpp"

namespace windtunnel {

// Validity: whatever changed data was asked by somebody.
std::string nothing_unasked(const std::vector<OperationId>& applied,
                            const std::vector<ClientRecord>& records);
// A register holds what somebody wrote there, or nothing.
std::string reads_are_of_writes(const std::vector<ClientRecord>& records);
std::string versions_follow_real_time(const std::vector<ClientRecord>& records);

}  // namespace windtunnel
