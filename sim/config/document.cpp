// Loading, merging and setting. Every file is parsed once for each time it is named; positions go with the
// nodes.
#include "sim/config/document.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "sim/base/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

constexpr std::int32_t kSetRank = 1 << 20;  // settings come after every file

// JSON Merge Patch (RFC 7396), except that a null which finds nothing to remove stays, to be reported.
void merge(Node& base, Node patch) {
  if (!patch.is_object() || !base.is_object()) {
    base = std::move(patch);
    return;
  }
  std::unordered_map<std::string_view, std::size_t> index;
  index.reserve(base.members().size());
  for (std::size_t i = 0; i < base.members().size(); ++i) index.emplace(base.members()[i].key, i);
  std::vector<Member> added;
  std::vector<bool> removed(base.members().size(), false);
  for (Member& member : patch.members()) {
    const auto found = index.find(member.key);
    if (found == index.end()) {
      added.push_back(std::move(member));
    } else if (member.value.is_null()) {
      removed[found->second] = true;
    } else {
      Member& target = base.members()[found->second];
      if (!target.value.is_object() || !member.value.is_object()) target.key_where = member.key_where;
      merge(target.value, std::move(member.value));
    }
  }
  std::size_t at = 0;
  std::erase_if(base.members(), [&](const Member&) { return removed[at++]; });
  std::move(added.begin(), added.end(), std::back_inserter(base.members()));
}

// What is left of nulls in objects removed nothing.
void prune_nulls(Node& node, const std::string& path, Problems& problems) {
  for (Member& member : node.members()) {
    if (member.value.is_null()) {
      problems.add(member.value.where, code::kRemovesNothing, path_join(path, member.key), "null",
                   "a value; null removes what an extended file says, and none says this");
    } else {
      prune_nulls(member.value, path_join(path, member.key), problems);
    }
  }
  std::erase_if(node.members(), [](const Member& member) { return member.value.is_null(); });
  for (std::size_t i = 0; i < node.items().size(); ++i)
    prune_nulls(node.items()[i], path_join(path, std::to_string(i)), problems);
}

bool is_inside(const fs::path& file, const fs::path& root) {
  const auto [end, unused] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  return end == root.end() || (std::next(end) == root.end() && end->empty());
}

// Every file below `folder` as a name relative to it: candidates when one is missing.
std::vector<std::string> json_files_beside(const fs::path& file) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator each(file.parent_path(), error), end;
       !error && each != end && names.size() < 500; each.increment(error))
    if (each->path().extension() == file.extension()) names.push_back(each->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

// One load: the stack of files being read, to see cycles, and the count of all.
class Loader {
 public:
  Loader(Document& document, Problems& problems) : document_(document), problems_(problems) {}

  void load_root(const std::string& file) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(file, error), error);
    if (document_.options_.root.empty()) {
      document_.options_.root = canonical.parent_path().parent_path();
    } else {
      document_.options_.root = fs::weakly_canonical(fs::absolute(document_.options_.root, error), error);
    }
    Node node;
    if (read_file(canonical, file, Position{}, "", node)) finish(std::move(node));
  }

  void load_text(std::string_view text, const std::string& name) {
    std::error_code error;
    const fs::path canonical =
        fs::weakly_canonical(fs::absolute(name.empty() ? "scenario.json" : name, error), error);
    if (document_.options_.root.empty()) document_.options_.root = canonical.parent_path().parent_path();
    Node node;
    if (parse(text, canonical, name, node)) finish(std::move(node));
  }

 private:
  void finish(Node node) {
    prune_nulls(node, "", problems_);
    document_.root_ = std::move(node);
  }

  bool read_file(const fs::path& canonical, const std::string& shown, const Position& at,
                 const std::string& path, Node& node) {
    std::error_code error;
    if (!fs::is_regular_file(canonical, error)) {
      const std::string wanted = canonical.filename().string();
      const std::string nearest = nearest_name(wanted, json_files_beside(canonical));
      problems_.add(Problem{at, std::string(code::kFile), path, json_quoted(shown) + ", which is no file",
                            "the name of a file that is there", nearest});
      return false;
    }
    const auto size = fs::file_size(canonical, error);
    if (!error && size > document_.options_.limits.bytes_max) {
      problems_.add(
          at, code::kLimit, path,
          json_quoted(shown) + " of " + grouped(static_cast<std::int64_t>(size)) + " bytes",
          "at most " + grouped(static_cast<std::int64_t>(document_.options_.limits.bytes_max)) + " bytes");
      return false;
    }
    std::ifstream stream(canonical, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (stream.bad() || !stream.is_open()) {
      problems_.add(at, code::kFile, path, json_quoted(shown) + ", which can not be read",
                    "a file that can be read");
      return false;
    }
    return parse(text, canonical, shown, node);
  }

  bool parse(std::string_view text, const fs::path& canonical, const std::string& shown, Node& node) {
    const auto source = std::make_shared<const Source>(Source{Source::Kind::file, shown, files_++});
    if (!parse_tree(text, source, document_.options_.limits, node, problems_)) return false;
    if (!node.is_object()) {
      problems_.add(node.where, code::kWrongType, "", node.brief(), "an object");
      return false;
    }
    static_assert(kFormatVersion == 1, "say here what `windtunnel migrate` does for older files");
    if (const Member* version = node.find("windtunnel"))
      if (!version->value.is_integer() || version->value.as_integer() != kFormatVersion)
        problems_.add(version->value.where, code::kVersion, "windtunnel", version->value.to_json(),
                      "1, the only version of the format so far");
    node.erase("windtunnel");
    node.erase("$schema");
    stack_.push_back(canonical);
    expand(node, fs::path(shown).parent_path(), "");
    stack_.pop_back();
    return true;
  }

  // Replaces each object that says "extends" by what it extends with itself merged over it.
  void expand(Node& node, const fs::path& folder, const std::string& path) {
    for (Member& member : node.members())
      if (member.key != "extends") expand(member.value, folder, path_join(path, member.key));
    for (std::size_t i = 0; i < node.items().size(); ++i)
      expand(node.items()[i], folder, path_join(path, std::to_string(i)));
    const Member* extends = node.is_object() ? node.find("extends") : nullptr;
    if (extends == nullptr) return;
    Node base = Node::object();
    base.where = node.where;
    const std::string extends_path = path_join(path, "extends");
    if (extends->value.is_string()) {
      extend(base, extends->value, folder, extends_path);
    } else if (extends->value.is_array() && !extends->value.items().empty()) {
      for (std::size_t i = 0; i < extends->value.items().size(); ++i)
        extend(base, extends->value.items()[i], folder, path_join(extends_path, std::to_string(i)));
    } else {
      problems_.add(extends->value.where, code::kWrongType, extends_path, extends->value.brief(),
                    "the name of a file, or a list of names");
    }
    node.erase("extends");
    base.where = node.where;
    merge(base, std::move(node));
    node = std::move(base);
  }

  void extend(Node& base, const Node& name, const fs::path& folder, const std::string& path) {
    if (!name.is_string() || name.text().empty() || name.text().find('\0') != std::string::npos) {
      problems_.add(name.where, code::kWrongType, path, name.brief(), "the name of a file");
      return;
    }
    const std::string shown = (folder / name.text()).lexically_normal().generic_string();
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(shown, error), error);
    if (error || !is_inside(canonical, document_.options_.root)) {
      problems_.add(name.where, code::kOutsideRoot, path, name.to_json(),
                    "a file below " + json_quoted(document_.options_.root.filename().generic_string()) +
                        ", the root folder of this scenario");
      return;
    }
    if (std::find(stack_.begin(), stack_.end(), canonical) != stack_.end()) {
      problems_.add(name.where, code::kCycle, path, name.to_json() + ", which extends this file again",
                    "files that do not extend each other in a circle");
      return;
    }
    if (static_cast<std::size_t>(files_) >= document_.options_.files_max) {
      problems_.add(name.where, code::kLimit, path, "one file more",
                    "at most " + std::to_string(document_.options_.files_max) + " files");
      return;
    }
    Node node;
    if (read_file(canonical, shown, name.where, path, node)) merge(base, std::move(node));
  }

  Document& document_;
  Problems& problems_;
  std::vector<fs::path> stack_;
  std::int32_t files_ = 0;
};

Document::Document() : root_(Node::object()) {}

Document Document::load(const std::string& file, Problems& problems, const LoadOptions& options) {
  Document document;
  document.file_ = file;
  document.folder_ = fs::path(file).parent_path();
  document.options_ = options;
  Loader(document, problems).load_root(file);
  return document;
}

Document Document::from_text(std::string_view text, const std::string& name, Problems& problems,
                             const LoadOptions& options) {
  Document document;
  document.file_ = name;
  document.folder_ = fs::path(name).parent_path();
  document.options_ = options;
  Loader(document, problems).load_text(text, name);
  return document;
}

namespace {

void place_all(Node& node, const Position& where) {
  node.where = where;
  for (Node& item : node.items()) place_all(item, where);
  for (Member& member : node.members()) {
    member.key_where = where;
    place_all(member.value, where);
  }
}

// One setting on its way down the tree.
struct Setting {
  const Path& path;
  const Node& value;
  const Position& where;
  std::size_t matches = 0;
  std::size_t blocked = 0;   // values on the way below which no path can go on
  std::string blocked_at{};  // the first of them

  void descend(Node& node, std::size_t depth, const std::string& here) {
    const Segment& segment = path.segments[depth];
    if (node.is_array()) {
      for (std::size_t i = 0; i < node.items().size(); ++i)
        if (segment.any || segment.name == std::to_string(i))
          arrive(node.items()[i], depth, path_join(here, std::to_string(i)));
      return;
    }
    if (!node.is_object()) {
      if (blocked++ == 0) blocked_at = here + ", which is " + node.brief();
      return;
    }
    if (segment.any) {
      for (Member& member : node.members())
        if (member.key != "note") arrive(member.value, depth, path_join(here, member.key));
      return;
    }
    const bool last = depth + 1 == path.segments.size();
    Member* member = node.find(segment.name);
    if (member != nullptr && last && value.is_null()) {
      node.erase(segment.name);
      ++matches;
      return;
    }
    if (member == nullptr) {
      Node fresh = last ? Node::null() : Node::object();
      fresh.where = where;
      node.add(segment.name, std::move(fresh), where);
      member = &node.members().back();
    } else if (last && !(member->value.is_object() && value.is_object())) {
      member->key_where = where;
    }
    arrive(member->value, depth, path_join(here, segment.name));
  }

  void arrive(Node& node, std::size_t depth, const std::string& here) {
    if (depth + 1 < path.segments.size()) return descend(node, depth + 1, here);
    ++matches;
    // Another kind has fields of its own: a choice that changes its kind is replaced, not merged.
    const Member* before = node.find("kind");
    const Member* after = value.find("kind");
    if (before != nullptr && after != nullptr && before->value.to_json() != after->value.to_json())
      node = value;
    else
      merge(node, value);
  }
};

}  // namespace

bool Document::set(std::string_view path, std::string_view value, Problems& problems) {
  const auto source = std::make_shared<const Source>(Source{Source::Kind::set, "--set", kSetRank + sets_});
  Node node;
  Problems faults;
  TreeLimits limits;
  if (!parse_tree(value, source, limits, node, faults)) {
    const auto first = value.find_first_not_of(" \t");
    if (first != std::string_view::npos && (value[first] == '{' || value[first] == '[')) {
      for (Problem problem : faults.sorted()) {
        problem.where = Position{source, 0, 0};
        problem.path = std::string(path);
        problems.add(std::move(problem));
      }
      return false;
    }
    node = Node::string(std::string(value));
  } else if (!faults.empty()) {
    for (Problem problem : faults.sorted()) {
      problem.where = Position{source, 0, 0};
      problems.add(std::move(problem));
    }
    return false;
  }
  return set(path, std::move(node), "--set", problems);
}

bool Document::set(std::string_view path, Node value, const std::string& origin, Problems& problems) {
  const auto source = std::make_shared<const Source>(Source{Source::Kind::set, origin, kSetRank + sets_++});
  const Position where{source, 0, 0};
  place_all(value, where);
  return set(path, std::move(value), where, problems);
}

bool Document::set(std::string_view path, Node value, const Position& where, Problems& problems) {
  const std::optional<Path> parsed = Path::parse(path);
  if (!parsed) {
    problems.add(where, code::kPath, "", json_quoted(path),
                 "a path: names joined by dots, such as tiers.web.replicas, or * for every name");
    return false;
  }
  const std::size_t problems_before = problems.size();
  Setting setting{*parsed, value, where};
  setting.descend(root_, 0, "");
  if (setting.blocked > 0) {
    const std::string more =
        setting.blocked > 1 ? " (and " + std::to_string(setting.blocked - 1) + " more)" : "";
    problems.add(where, code::kPath, parsed->text(), "a path that goes on below " + setting.blocked_at + more,
                 "a path that ends there, or an object in its place");
  } else if (setting.matches == 0) {
    // The longest part that leads somewhere tells which names there are.
    Path reached;
    while (reached.segments.size() < parsed->segments.size()) {
      Path next = reached;
      next.segments.push_back(parsed->segments[reached.segments.size()]);
      if (windtunnel::resolve(root_, next).empty()) break;
      reached = std::move(next);
    }
    problems.add(
        where, code::kPath, parsed->text(), "a path that leads nowhere",
        one_of_under(reached.segments.empty() ? "this scenario" : reached.text(), names_at(reached.text())));
  }
  prune_nulls(root_, "", problems);
  return problems.size() == problems_before;
}

bool Document::set_from_argument(std::string_view argument, Problems& problems) {
  bool quoted = false;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    if (argument[i] == '"') quoted = !quoted;
    if (argument[i] == '=' && !quoted) return set(argument.substr(0, i), argument.substr(i + 1), problems);
  }
  const auto source = std::make_shared<const Source>(Source{Source::Kind::set, "--set", kSetRank + sets_++});
  problems.add(Position{source, 0, 0}, code::kPath, "", json_quoted(argument),
               "PATH=VALUE, such as tiers.web.replicas=5");
  return false;
}

std::vector<Match> Document::resolve(std::string_view path) const {
  const std::optional<Path> parsed = Path::parse(path);
  return parsed ? windtunnel::resolve(root_, *parsed) : std::vector<Match>{};
}

const Node* Document::at(std::string_view path) const {
  if (path.empty()) return &root_;
  const std::vector<Match> matches = resolve(path);
  return matches.empty() ? nullptr : matches.front().node;
}

Position Document::where(std::string_view path) const {
  std::optional<Path> parsed = Path::parse(path);
  while (parsed && !parsed->segments.empty()) {
    const std::vector<Match> matches = windtunnel::resolve(root_, *parsed);
    if (!matches.empty()) return matches.front().node->where;
    parsed->segments.pop_back();
  }
  return root_.where;
}

Document Document::part(std::string_view path) const {
  Document document = *this;
  const Node* node = at(path);
  document.root_ = node != nullptr ? Node(*node) : Node::object();
  return document;
}

std::vector<std::string> Document::names_at(std::string_view path) const {
  std::vector<std::string> names;
  const Node* node = at(path);
  if (node == nullptr) return names;
  for (const Member& member : node->members())
    if (member.key != "note") names.push_back(member.key);
  return names;
}

}  // namespace windtunnel
