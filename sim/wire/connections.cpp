// Pools of connections: taken from the back, aged at the front.
#include "sim/wire/connections.hpp"

#include <algorithm>

#include "sim/base/check.hpp"

namespace windtunnel {

std::uint32_t ConnectionPools::pool_of(std::uint32_t caller, std::uint32_t replica) {
  const std::uint64_t key = (std::uint64_t{caller} << 32) | replica;
  const auto [at, is_new] = pool_index_.try_emplace(key, static_cast<std::uint32_t>(pools_.size()));
  if (is_new) pools_.emplace_back().replica = replica;
  return at->second;
}

std::int64_t ConnectionPools::open(std::uint32_t caller, std::uint32_t replica) const {
  const auto at = pool_index_.find((std::uint64_t{caller} << 32) | replica);
  return at == pool_index_.end() ? 0 : pools_[at->second].open;
}

ConnectionPools::Grant ConnectionPools::take(std::uint32_t caller, std::uint32_t replica,
                                             std::uint32_t ticket, Time now) {
  const std::uint32_t index = pool_of(caller, replica);
  Pool& pool = pools_[index];
  // Those without use for too long are gone: the oldest stand first.
  std::size_t old = 0;
  while (old < pool.free.size() && connections_[pool.free[old]].used == 0 &&
         connections_[pool.free[old]].since + plan_.idle < now)
    put_away(pool.free[old++]);
  pool.free.erase(pool.free.begin(), pool.free.begin() + static_cast<std::ptrdiff_t>(old));
  if (!pool.free.empty()) {
    const std::uint32_t found = pool.free.back();
    if (++connections_[found].used == plan_.streams) pool.free.pop_back();
    return Grant{found, 0, ticket};
  }
  if (pool.open < plan_.limit) return open_new(index, ticket);
  ++totals_.waited;
  pool.line.push_back(ticket);
  return Grant{kNoConnection, 0, ticket};
}

ConnectionPools::Grant ConnectionPools::open_new(std::uint32_t index, std::uint32_t ticket) {
  Pool& pool = pools_[index];
  std::uint32_t made;
  if (unused_.empty()) {
    made = static_cast<std::uint32_t>(connections_.size());
    connections_.emplace_back();
  } else {
    made = unused_.back();
    unused_.pop_back();
  }
  Connection& connection = connections_[made];
  connection = Connection{};
  connection.pool = index;
  connection.replica = pool.replica;
  connection.used = 1;
  connection.open = true;
  ++pool.open;
  ++totals_.opened;
  if (pool.met) ++totals_.resumed;
  const std::int64_t round_trips = pool.met ? plan_.resuming_round_trips : plan_.opening_round_trips;
  pool.met = true;
  if (plan_.streams > 1) pool.free.push_back(made);
  return Grant{made, round_trips, ticket};
}

std::optional<ConnectionPools::Grant> ConnectionPools::give_back(std::uint32_t index, Time now) {
  Connection& connection = connections_[index];
  CHECK(connection.open && connection.used > 0, "a connection is given back that nobody had");
  Pool& pool = pools_[connection.pool];
  const bool was_full = connection.used == plan_.streams;
  --connection.used;
  if (connection.doomed || (plan_.idle == Duration() && connection.used == 0)) {
    if (connection.used > 0) return std::nullopt;
    const std::uint32_t pool_index = connection.pool;
    if (!was_full) std::erase(pool.free, index);
    put_away(index);
    return next_in_line(pool_index);
  }
  if (pool.line_head < pool.line.size()) {
    ++connection.used;
    const std::uint32_t ticket = pool.line[pool.line_head++];
    if (pool.line_head == pool.line.size()) pool.line.clear(), pool.line_head = 0;
    return Grant{index, 0, ticket};
  }
  connection.since = now;
  if (was_full) {
    pool.free.push_back(index);
  } else if (connection.used == 0) {
    // Of several with streams in use the emptiest grows old first.
    std::erase(pool.free, index);
    pool.free.insert(std::find_if(pool.free.begin(), pool.free.end(),
                                  [&](std::uint32_t other) { return connections_[other].used > 0; }),
                     index);
  }
  return std::nullopt;
}

void ConnectionPools::doom(std::uint32_t index) {
  Connection& connection = connections_[index];
  CHECK(connection.open && connection.used > 0, "a connection is closed that nobody had");
  std::erase(pools_[connection.pool].free, index);
  connection.doomed = true;
}

std::optional<ConnectionPools::Grant> ConnectionPools::next_in_line(std::uint32_t index) {
  Pool& pool = pools_[index];
  if (pool.line_head == pool.line.size() || pool.open >= plan_.limit) return std::nullopt;
  const std::uint32_t ticket = pool.line[pool.line_head++];
  if (pool.line_head == pool.line.size()) pool.line.clear(), pool.line_head = 0;
  return open_new(index, ticket);
}

void ConnectionPools::leave(std::uint32_t caller, std::uint32_t replica, std::uint32_t ticket) {
  Pool& pool = pools_[pool_of(caller, replica)];
  const auto head = pool.line.begin() + static_cast<std::ptrdiff_t>(pool.line_head);
  const auto at = std::find(head, pool.line.end(), ticket);
  if (at != pool.line.end()) pool.line.erase(at);
}

void ConnectionPools::forget(std::uint32_t replica) {
  for (std::uint32_t index = 0; index < connections_.size(); ++index) {
    Connection& connection = connections_[index];
    if (!connection.open || connection.replica != replica) continue;
    std::erase(pools_[connection.pool].free, index);
    connection.doomed = true;
    if (connection.used == 0) put_away(index);
  }
}

void ConnectionPools::put_away(std::uint32_t index) {
  Connection& connection = connections_[index];
  connection.open = false;
  --pools_[connection.pool].open;
  ++totals_.closed;
  unused_.push_back(index);
}

}  // namespace windtunnel
