// The states that a search has seen: each a few words, kept whole and compared whole.
//
// Comparing a hash alone would now and then take a new state for an old one, and call a history violated that
// is not. Words lie in one array, and the table holds where; nothing ever walks it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/random.hpp"

namespace windtunnel {

class Visited {
 public:
  // Whether it was not there yet.
  bool insert(std::span<const std::uint64_t> words) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    const std::uint64_t hash = hash_of(words);
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].length_and_one != 0; at = (at + 1) & (slots_.size() - 1))
      if (slots_[at].hash == hash && equal(slots_[at], words)) return false;
    slots_[at] = {hash, words_.size(), words.size() + 1};
    words_.insert(words_.end(), words.begin(), words.end());
    ++count_;
    return true;
  }
  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::size_t first = 0;
    std::size_t length_and_one = 0;  // 0 where nothing is
  };

  static std::uint64_t hash_of(std::span<const std::uint64_t> words) {
    std::uint64_t hash = words.size();
    for (const std::uint64_t word : words) hash = combine64(hash, word);
    return hash;
  }
  bool equal(const Slot& slot, std::span<const std::uint64_t> words) const {
    return slot.length_and_one == words.size() + 1 &&
           std::equal(words.begin(), words.end(), words_.begin() + static_cast<std::ptrdiff_t>(slot.first));
  }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.length_and_one == 0) continue;
      std::size_t at = slot.hash & (slots_.size() - 1);
      while (slots_[at].length_and_one != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> words_;
  std::size_t count_ = 0;
};

}  // namespace windtunnel
