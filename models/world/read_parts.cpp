// Sorting problems by the part they spoil.
#include "models/world/read_parts.hpp"

#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

// The path that holds `path`; nothing is above the empty one.
std::string_view above(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return path.substr(0, dot == std::string_view::npos ? 0 : dot);
}

}  // namespace

ReadParts::ReadParts(const Problems& problems) {
  for (const Problem& problem : problems.sorted()) {
    std::string path = problem.path;
    // A key that nobody reads may have been meant as any field beside it. At the top that would be the whole
    // file, so there it is the one that was probably meant.
    if (problem.code == code::kUnknownKey) {
      const std::string_view holder = above(path);
      path = holder.empty() && !path.empty() ? problem.nearest : std::string(holder);
      if (path.empty()) continue;
    }
    for (std::string_view holder = above(path); !holder.empty(); holder = above(holder))
      around_.emplace(holder);
    at_.insert(std::move(path));
  }
}

bool ReadParts::listed(std::string_view path) const {
  for (; !path.empty(); path = above(path))
    if (at_.contains(path)) return false;
  return !at_.contains(path);
}

}  // namespace windtunnel
