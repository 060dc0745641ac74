// What a lost packet costs: with TCP time, and in the end the connection; with datagrams the message.
//
// TCP repairs a loss in one of two ways. Where at least three packets arrive behind the lost one, their
// duplicate acknowledgements bring it again after a round trip (RFC 5681, section 3.2); else nobody notices
// until the retransmission timer fires (RFC 6298). The timer is max(min, srtt + 4 rttvar), where a first
// measurement R gives srtt = R and rttvar = R / 2 (2.2): max(min, 3 R). It doubles each time (5.5) up to 120
// s, and after `retries` of them the connection is given up. Linux's values: 200 ms at least (the RFC's own
// second is kept by nobody), 15 times, which is 924.6 s; 1 s and 6 times for the first packet of a
// connection. Left out: congestion control (a message's packets go out as fast as they can), tail loss
// probes (RFC 8985), and an estimator that has settled, whose timer is shorter on long paths.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/wire/loss.hpp"

namespace windtunnel {

// Payload of a full packet: 1500 bytes of Ethernet less 52 of IP and TCP with time stamps.
inline constexpr std::int64_t kPacketBytes = 1448;
inline constexpr std::int64_t kHeaderBytes = 52;

constexpr std::int64_t packets_of(Bytes size) {
  return std::max<std::int64_t>(1, (size.count() + kPacketBytes - 1) / kPacketBytes);
}

struct TransportPlan {
  bool reliable = true;  // TCP; else datagrams
  Duration timeout_min = Duration::from_ns(200'000'000);
  Duration timeout_max = Duration::from_ns(120'000'000'000);
  Duration timeout_opening = Duration::from_ns(1'000'000'000);
  std::int64_t retries = 15;
  std::int64_t retries_opening = 6;
};

constexpr Duration first_timeout(const TransportPlan& transport, Duration round_trip) {
  return std::min(transport.timeout_max, std::max(transport.timeout_min, round_trip * 3));
}

constexpr Duration next_timeout(const TransportPlan& transport, Duration timeout) {
  return std::min(transport.timeout_max, timeout * 2);
}

// The fate of one flight of packets.
enum class FlightFate : std::uint8_t { kArrives, kArrivesAfterRoundTrip, kTimesOut };

inline FlightFate fate_of(const Losses& losses) {
  if (losses.lost == 0) return FlightFate::kArrives;
  return losses.behind_last >= 3 ? FlightFate::kArrivesAfterRoundTrip : FlightFate::kTimesOut;
}

}  // namespace windtunnel
