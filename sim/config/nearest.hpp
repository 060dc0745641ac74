// The nearest name: "did you mean" for keys, kinds, references, paths and tables, shared by all who ask.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace windtunnel {

// Edits between two words: insert, delete, replace, swap of neighbours (Damerau 1964; the restricted form, in
// which no part is edited twice).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the fewest edits, the first of equals; "" when none shares enough with `name` to be a
// help: at most half of the longer word edited, or one the beginning of the other.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

// "a, b, c", sorted; beyond twenty, the first twenty and a count.
std::string listed(std::vector<std::string> names);
// "one of: a, b, c", sorted; beyond twenty, the first twenty and a count.
std::string one_of(std::vector<std::string> names);
// For references: "one of the names under tiers: app, web", or that there is none.
std::string one_of_under(std::string_view path, std::vector<std::string> names);

}  // namespace windtunnel
