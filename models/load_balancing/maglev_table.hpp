// Maglev's lookup table: each replica in turn takes its next free place in its own order of preference.
//
// Eisenbud et al. 2016, section 3.4. Replica i prefers the places (offset_i + j * skip_i) mod size; size is
// prime, so that every order visits every place.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace windtunnel {

struct MaglevPreference {
  std::uint64_t offset, skip;  // offset in 0 .. size-1, skip in 1 .. size-1
};

// table[place] is the index of the replica that owns it; empty when nobody is there.
inline std::vector<std::uint32_t> maglev_table(std::span<const MaglevPreference> replicas,
                                               std::uint64_t size) {
  constexpr std::uint32_t kFree = 0xffffffffu;
  std::vector<std::uint32_t> table(replicas.empty() ? 0 : size, kFree);
  std::vector<std::uint64_t> next;
  for (const MaglevPreference& replica : replicas) next.push_back(replica.offset % size);
  for (std::uint64_t filled = 0; filled < table.size();) {
    for (std::size_t i = 0; i < replicas.size() && filled < size; ++i, ++filled) {
      while (table[next[i]] != kFree) next[i] = (next[i] + replicas[i].skip) % size;
      table[next[i]] = static_cast<std::uint32_t>(i);
    }
  }
  return table;
}

}  // namespace windtunnel
