// The names of a fingerprint's ingredients, and the order in which one moves the next.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace windtunnel {

// In the order in which files keep them.
inline constexpr std::array<std::string_view, 5> kIngredients = {"workload", "routing", "faults", "protocol",
                                                                 "metrics"};
// Their numbers in the order of cause: who asks, what is broken, who is asked, what members of a store say to
// each other, how it ends. Each sees only what those before it did, but for clients who wait for an answer.
inline constexpr std::array<std::size_t, 5> kCausalOrder = {0, 2, 1, 3, 4};

}  // namespace windtunnel
