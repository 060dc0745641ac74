// Taking a history apart by one sort.
#include "sim/verify/key_history.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/check.hpp"

namespace windtunnel {

std::vector<KeyHistory> by_key(const History& history) {
  const std::vector<OperationRecord>& operations = history.operations;
  CHECK(operations.size() < std::numeric_limits<std::uint32_t>::max(), "operations are numbered in 32 bits");
  std::vector<std::uint64_t> order;  // key above position
  order.reserve(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i)
    if (took_part(operations[i])) order.push_back((std::uint64_t{operations[i].key} << 32) | i);
  std::sort(order.begin(), order.end());
  std::vector<KeyHistory> keys;
  for (const std::uint64_t each : order) {
    const auto key = static_cast<StoreKey>(each >> 32);
    const auto position = static_cast<std::uint32_t>(each);
    const KeyKind kind = key_kind(operations[position].kind);
    if (keys.empty() || keys.back().key != key) keys.push_back({key, kind, {}});
    if (keys.back().kind != kind) keys.back().kind.reset();
    keys.back().operations.push_back(position);
  }
  return keys;
}

}  // namespace windtunnel
