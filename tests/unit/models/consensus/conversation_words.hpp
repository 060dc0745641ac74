// What the protocols' files of conversations have in common: data in words, and choices that several offer.
#pragma once

#include <string>
#include <vector>

#include "models/consensus/read_rounds.hpp"
#include "sim/machine/key_values.hpp"
#include "tests/unit/models/consensus/conversation_stage.hpp"

namespace windtunnel::conversation {

// "data: key 1 = 42, key 2 = [1 2]", where there are any.
inline void add_data(const KeyValues& data, std::vector<std::string>& lines) {
  std::string words;
  for (StoreKey key = 0; key < data.keys(); ++key) {
    const KeyValues::Item& item = *data.find(key);
    if (item.version == 0) continue;
    words += (words.empty() ? "data: key " : ", key ") + std::to_string(key) + " = " +
             (item.elements.empty() ? value_words(item.value) : elements_words(item.elements));
  }
  if (!words.empty()) lines.push_back(words);
}

inline void read_log_reads(OptionReader& reader, LogReads& reads) {
  reader.choose<LogReads>("reads", reads,
                          {{"read_index", LogReads::kReadIndex},
                           {"leader_lease", LogReads::kLeaderLease},
                           {"log", LogReads::kLog},
                           {"local", LogReads::kLocal}});
}

}  // namespace windtunnel::conversation
