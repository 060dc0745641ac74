// The one path grammar, and the one function that resolves it: errors, --set, axes, expectations, reports.
//
// Names joined by dots: tiers.web.replicas. `*` stands for every name at that level: tiers.*.instance. A
// number picks from an array, from 0. A name that holds a dot, a star or a quote is written in double quotes:
// phases."a.b".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/tree.hpp"

namespace windtunnel {

struct Segment {
  std::string name;
  bool any = false;  // `*`
  bool operator==(const Segment&) const = default;
};

struct Path {
  std::vector<Segment> segments;

  // Nothing when the text is not a path: empty, an empty name, an open quote, more than 64 names.
  static std::optional<Path> parse(std::string_view text);
  std::string text() const;
  bool has_any() const;
  bool operator==(const Path&) const = default;
};

// `parent` with `name` behind it, quoted where needed.
std::string path_join(std::string_view parent, std::string_view name);

struct Match {
  std::string path;  // without wildcards
  const Node* node = nullptr;
  Position key_where;  // of the key (the item, in an array; the root, for the empty path)
};

// Everything in `root` that `path` leads to, in file order.
std::vector<Match> resolve(const Node& root, const Path& path);

}  // namespace windtunnel
