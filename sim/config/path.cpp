// The path grammar and its resolution.
#include "sim/config/path.hpp"

#include <algorithm>
#include <charconv>

namespace windtunnel {
namespace {

constexpr std::size_t kSegmentsMax = 64;  // as deep as a file may nest

bool is_plain(std::string_view name) {
  return !name.empty() && name.find_first_of(".*\"= \t\n\\") == std::string_view::npos;
}

std::optional<std::size_t> as_index(std::string_view name) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return index;
}

}  // namespace

std::optional<Path> Path::parse(std::string_view text) {
  Path path;
  std::size_t at = 0;
  while (true) {
    Segment segment;
    if (at < text.size() && text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        segment.name += text[at];
      }
      if (at >= text.size()) return std::nullopt;
      ++at;
    } else {
      while (at < text.size() && text[at] != '.' && text[at] != '"') segment.name += text[at++];
      if (segment.name.empty()) return std::nullopt;
      if (segment.name == "*") segment = Segment{"", true};
    }
    path.segments.push_back(std::move(segment));
    if (path.segments.size() > kSegmentsMax) return std::nullopt;
    if (at == text.size()) return path;
    if (text[at] != '.') return std::nullopt;
    ++at;
  }
}

std::string path_join(std::string_view parent, std::string_view name) {
  std::string out(parent);
  if (!out.empty()) out += '.';
  if (is_plain(name)) return out += name;
  out += '"';
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string Path::text() const {
  std::string out;
  for (const Segment& segment : segments) {
    if (segment.any) {
      out += out.empty() ? "*" : ".*";
    } else {
      out = path_join(out, segment.name);
    }
  }
  return out;
}

bool Path::has_any() const {
  return std::any_of(segments.begin(), segments.end(), [](const Segment& segment) { return segment.any; });
}

std::vector<Match> resolve(const Node& root, const Path& path) {
  std::vector<Match> matches{{"", &root, root.where}};
  for (const Segment& segment : path.segments) {
    std::vector<Match> next;
    for (const Match& match : matches) {
      const Node& node = *match.node;
      if (node.is_array()) {
        const auto index = segment.any ? std::nullopt : as_index(segment.name);
        for (std::size_t i = 0; i < node.items().size(); ++i)
          if (segment.any || index == i)
            next.push_back(
                {path_join(match.path, std::to_string(i)), &node.items()[i], node.items()[i].where});
      } else if (segment.any) {
        for (const Member& member : node.members())
          if (member.key != "note")
            next.push_back({path_join(match.path, member.key), &member.value, member.key_where});
      } else if (const Member* member = node.find(segment.name)) {
        next.push_back({path_join(match.path, member->key), &member->value, member->key_where});
      }
    }
    matches = std::move(next);
  }
  return matches;
}

}  // namespace windtunnel
