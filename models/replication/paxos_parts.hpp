// A cluster of Multi-Paxos members, for its entries: with majorities, and with quorums of any sizes that
// meet.
#pragma once

#include "models/replication/log_protocol.hpp"

namespace windtunnel {

// Sizes of the quorums; 0 is what PaxosOptions says.
ReplicationParts paxos_parts(const LogProtocolFields& fields, std::uint32_t phase_1, std::uint32_t phase_2);

}  // namespace windtunnel
