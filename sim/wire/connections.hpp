// Connections: what it costs to open one, who may use it, and who has to wait until one is free.
//
// A caller keeps a pool for each replica it calls. A request takes the connection used last (as Go's
// http.Transport does, so that the others can grow old), else opens one if the pool is below its limit, else
// waits in line. With one stream a connection carries one request at a time (HTTP/1.1); with more, requests
// share it (HTTP/2, RFC 9113, section 5.1.2), the fullest that has room first, and a new one is opened only
// when all are full. Opening costs one round trip for TCP (RFC 9293, section 3.5) and one more for TLS 1.3
// (RFC 8446, section 2); a caller that has met the replica before may resume without that one (0-RTT, section
// 2.3). The pools are values: they know no clock and plan nothing, and who waits is told by a ticket.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "sim/base/time.hpp"

namespace windtunnel {

struct ConnectionPlan {
  std::int64_t limit = 100;  // connections of one caller to one replica
  std::int64_t streams = 1;  // requests on one at the same time
  Duration idle =
      Duration::from_ns(90'000'000'000);  // kept that long without use; zero: closed after each use
  std::int64_t opening_round_trips = 1;   // TCP 1, TLS 1.3 1 more
  std::int64_t resuming_round_trips = 1;  // once the caller has met the replica
};

inline constexpr std::uint32_t kNoConnection = 0xffffffffu;

class ConnectionPools {
 public:
  struct Grant {
    std::uint32_t connection = kNoConnection;  // none: it waits in line
    std::int64_t round_trips = 0;              // of opening it; 0: it was open
    std::uint32_t ticket = 0;                  // whose it is
  };
  struct Totals {
    std::int64_t opened = 0;
    std::int64_t resumed = 0;  // of the opened
    std::int64_t waited = 0;   // requests that found the pool at its limit
    std::int64_t closed = 0;

    void merge(const Totals& other) {
      opened += other.opened, resumed += other.resumed, waited += other.waited, closed += other.closed;
    }
  };

  explicit ConnectionPools(const ConnectionPlan& plan) : plan_(plan) {}

  Grant take(std::uint32_t caller, std::uint32_t replica, std::uint32_t ticket, Time now);
  // The request is done with it. Whoever was first in line goes now.
  std::optional<Grant> give_back(std::uint32_t connection, Time now);
  // No new request takes it, and it is closed when its last user gives it back: a reset, or a client that
  // gave up on its only request.
  void doom(std::uint32_t connection);
  // Leaves the line; nothing when it stands in none.
  void leave(std::uint32_t caller, std::uint32_t replica, std::uint32_t ticket);
  // The replica died: no connection to it is used again.
  void forget(std::uint32_t replica);

  const Totals& totals() const { return totals_; }
  std::int64_t open(std::uint32_t caller, std::uint32_t replica) const;

 private:
  struct Connection {
    std::uint32_t pool = 0;
    std::uint32_t replica = 0;
    std::int32_t used = 0;  // streams
    Time since;             // without use
    bool open = false;
    bool doomed = false;  // closed when its last user is done
  };
  struct Pool {
    std::vector<std::uint32_t> free;  // connections with a free stream; the one to be used next is last
    std::vector<std::uint32_t> line;  // tickets that wait, first come first
    std::size_t line_head = 0;
    std::int64_t open = 0;
    std::uint32_t replica = 0;
    bool met = false;
  };

  std::uint32_t pool_of(std::uint32_t caller, std::uint32_t replica);
  Grant open_new(std::uint32_t pool, std::uint32_t ticket);
  std::optional<Grant> next_in_line(std::uint32_t pool);
  void put_away(std::uint32_t connection);

  ConnectionPlan plan_;
  std::unordered_map<std::uint64_t, std::uint32_t> pool_index_;  // looked up, never walked
  std::vector<Pool> pools_;
  std::vector<Connection> connections_;
  std::vector<std::uint32_t> unused_;  // slots
  Totals totals_;
};

}  // namespace windtunnel
