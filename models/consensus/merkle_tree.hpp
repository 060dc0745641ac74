// A Merkle tree over keys, kept up to date as they change: two members find out what differs between them by
// comparing a few hashes (Merkle 1987; DeCandia et al., SOSP 2007, section 4.7).
//
// Two levels of 16 children: a root, 16 branches, 256 leaves. A node's hash is the exclusive or of what is
// below it, each part mixed with its own name; so a change costs three operations, in whatever order changes
// come. It tells mistakes apart, not attackers.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel {

class MerkleTree {
 public:
  static constexpr std::uint32_t kChildren = 16;
  static constexpr std::uint32_t kLeaves = kChildren * kChildren;
  static constexpr std::uint32_t kNodes = 1 + kChildren + kLeaves;
  // The root is 0, its children follow, then theirs.
  static constexpr bool is_leaf(std::uint32_t node) { return node > kChildren; }
  static constexpr std::uint32_t first_child(std::uint32_t node) { return node * kChildren + 1; }
  static constexpr std::uint32_t leaf_of(StoreKey key) {
    return 1 + kChildren + static_cast<std::uint32_t>(mix64(key) >> 56);
  }

  // A key's content, known by one number, is another one now; 0 is no content.
  void change(StoreKey key, std::uint64_t before, std::uint64_t after) {
    const std::uint32_t leaf = leaf_of(key);
    if (before == 0) keys_[leaf - 1 - kChildren].push_back(key);
    std::uint64_t difference = named(key, before) ^ named(key, after);
    for (std::uint32_t node = leaf;; node = (node - 1) / kChildren) {
      const std::uint64_t old = hashes_[node];
      hashes_[node] ^= difference;
      if (node == 0) return;
      difference = named(node, old) ^ named(node, hashes_[node]);
    }
  }
  std::uint64_t hash(std::uint32_t node) const { return hashes_[node]; }
  // In the order in which they came.
  const std::vector<StoreKey>& keys(std::uint32_t leaf) const { return keys_[leaf - 1 - kChildren]; }
  bool operator==(const MerkleTree&) const = default;

 private:
  static constexpr std::uint64_t named(std::uint32_t name, std::uint64_t hash) {
    return hash == 0 ? 0 : combine64(name, hash);
  }

  std::array<std::uint64_t, kNodes> hashes_{};
  std::array<std::vector<StoreKey>, kLeaves> keys_{};
};

}  // namespace windtunnel
