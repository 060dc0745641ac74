// What a checker answers: holds, violated, or unknown with the reason.
//
// Three values, because a search that ran out of budget has shown nothing: it must neither accuse a store
// nor clear it. What is violated names the few operations that show it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace windtunnel {

enum class Truth : std::uint8_t { kHolds, kViolated, kUnknown };
inline constexpr std::array<std::string_view, 3> kTruthNames = {"holds", "violated", "unknown"};

// Of several that have to hold together: violated when one is, else unknown when one is.
constexpr Truth both(Truth a, Truth b) {
  if (a == Truth::kViolated || b == Truth::kViolated) return Truth::kViolated;
  return a == Truth::kUnknown || b == Truth::kUnknown ? Truth::kUnknown : Truth::kHolds;
}

struct CheckVerdict {
  Truth truth = Truth::kHolds;
  std::string reason = {};                // one sentence; empty where it holds
  std::vector<std::size_t> witness = {};  // positions in the history of the operations that show a violation

  template <class Archive>
  void archive(Archive& a) {
    a(truth, reason, witness);
  }
};

}  // namespace windtunnel
