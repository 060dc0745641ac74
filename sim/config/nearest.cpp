// Edit distance and the nearest name.
#include "sim/config/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace windtunnel {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  constexpr std::size_t kLongest = 200;  // beyond this it is no name, and the distance costs too much
  if (name.empty() || name.size() > kLongest) return "";
  const std::string* nearest = nullptr;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest || candidate == name) continue;
    const std::size_t distance = edit_distance(name, candidate);
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t shorter = std::min(name.size(), candidate.size());
    const bool beginning =
        shorter >= 3 && name.substr(0, shorter) == std::string_view(candidate).substr(0, shorter);
    if (!beginning && distance * 2 > longer) continue;
    if (nearest == nullptr || distance < least) {
      nearest = &candidate;
      least = distance;
    }
  }
  return nearest != nullptr ? *nearest : "";
}

std::string listed(std::vector<std::string> names) {
  constexpr std::size_t kShown = 20;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) out += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kShown) out += " and " + std::to_string(names.size() - kShown) + " more";
  return out;
}

std::string one_of(std::vector<std::string> names) {
  if (names.empty()) return "nothing: there is none to choose from";
  const bool several = names.size() > 1;
  return (several ? "one of: " : "") + listed(std::move(names));
}

std::string one_of_under(std::string_view path, std::vector<std::string> names) {
  if (names.empty()) return "a name under " + std::string(path) + ", where there is none";
  return "one of the names under " + std::string(path) + ": " + listed(std::move(names));
}

}  // namespace windtunnel
