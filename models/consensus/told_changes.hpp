// What a copy that was taken whole has changed, told key by key.
//
// A snapshot, or another member's copy, brings changes that this member has not seen one by one; checkers are
// told of each key whose version differs. Whose they were no snapshot says, and they have no slot.
#pragma once

#include "sim/machine/key_values.hpp"

namespace windtunnel {

// Keys of `now`, ascending. Out: apply(Applied).
template <class Effects>
void tell_changes(const KeyValues& before, const KeyValues& now, Effects& out) {
  for (StoreKey key = 0; key < now.keys(); ++key) {
    const KeyValues::Item& item = *now.find(key);
    const KeyValues::Item* held = before.find(key);
    if (item.version != (held == nullptr ? 0 : held->version))
      out.apply(Applied{.key = key, .version = item.version, .value = item.value});
  }
}

// The same where the new copy may lack what the old one had: such a key is back to version 0.
template <class Effects>
void tell_all_changes(const KeyValues& before, const KeyValues& now, Effects& out) {
  tell_changes(before, now, out);
  for (auto key = static_cast<StoreKey>(now.keys()); key < before.keys(); ++key)
    if (before.find(key)->version != 0) out.apply(Applied{.key = key});
}

}  // namespace windtunnel
