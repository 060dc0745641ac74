// Reading a side: each value where it belongs, or a problem that says which one is not there.
#include "sim/diff/side.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>

#include "sim/config/codes.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

// A run of a thousand classes and regions is large; a file beyond this is no summary of ours.
constexpr TreeLimits kLimits{.bytes_max = std::size_t{1} << 30, .depth_max = 64, .values_max = 50'000'000};
constexpr const char* kFolderExpected =
    "a scenario's file, or a folder that `windtunnel run` left: results/NAME/ID";

Position at_file(const std::string& file) {
  return Position{std::make_shared<const Source>(Source{.name = file}), 0, 0};
}

// Looks values up by path and keeps what was wrong with them.
class SideReader {
 public:
  SideReader(const std::string& name, Problems& problems) : name_(name), problems_(problems) {}

  const Node* want(const Node& object, const char* key, bool (Node::*is_so)() const, const char* expected) {
    const Member* member = object.is_object() ? object.find(key) : nullptr;
    if (member != nullptr && (member->value.*is_so)()) return &member->value;
    problems_.add(member == nullptr ? at_file(name_) : member->value.where,
                  member == nullptr ? code::kMissing : code::kWrongType, key,
                  member == nullptr ? "nothing" : member->value.brief(), expected);
    return nullptr;
  }
  std::string text(const Node& object, const char* key) {
    const Node* node = want(object, key, &Node::is_string, "a text");
    return node != nullptr ? node->text() : "";
  }
  const std::vector<Node>& list(const Node& object, const char* key) {
    static const std::vector<Node> kNone;
    const Node* node = want(object, key, &Node::is_array, "a list");
    return node != nullptr ? node->items() : kNone;
  }

 private:
  std::string name_;
  Problems& problems_;
};

// Null is nothing to say.
std::string text_or_none(const Node& object, const char* key) {
  const Member* member = object.is_object() ? object.find(key) : nullptr;
  return member != nullptr && member->value.is_string() ? member->value.text() : "";
}

SideReplication replication_of(const Node& node, SideReader& reader) {
  SideReplication replication;
  replication.seed = reader.text(node, "seed");
  replication.failed = !text_or_none(node, "failed").empty();
  const Node* prints = reader.want(node, "fingerprints", &Node::is_object, "the fingerprint of each layer");
  if (prints == nullptr) return replication;
  for (std::size_t i = 0; i < kIngredients.size(); ++i)
    replication.prints[i] = reader.text(*prints, std::string(kIngredients[i]).c_str());
  return replication;
}

void add_figure(const Node& node, DiffSide& side, SideReader& reader) {
  SideFigure figure;
  figure.metric = find_metric(reader.text(node, "metric"));
  if (figure.metric == nullptr) {
    ++side.unknown_figures;
    return;
  }
  for (std::size_t i = 0; i < kSelectorNames.size(); ++i)
    figure.of[i] = text_or_none(node, kSelectorNames[i]);
  figure.saturated = text_or_none(node, "lack") == "saturated";
  for (const Node& value : reader.list(node, "by_replication"))
    figure.by_replication.push_back(value.is_number() ? value.as_number()
                                                      : std::numeric_limits<double>::quiet_NaN());
  side.figures.push_back(std::move(figure));
}

void add_contents(const Node& manifest, DiffSide& side, SideReader& reader) {
  for (const Node& table : reader.list(manifest, "catalogs"))
    side.contents.push_back(
        {reader.text(table, "table"), text_or_none(table, "date"), reader.text(table, "hash")});
  if (manifest.find("plugins") == nullptr) return;  // of a version that knew none
  for (const Node& plugin : reader.list(manifest, "plugins"))
    side.contents.push_back({"plug-in " + reader.text(plugin, "plugin"), "", reader.text(plugin, "hash")});
}

std::optional<Node> tree_of(const fs::path& file, Problems& problems) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream.is_open() || stream.bad()) {
    problems.add(at_file(file.string()), code::kFile, "", "no such file, or one that can not be read",
                 kFolderExpected);
    return std::nullopt;
  }
  Node root;
  const auto source = std::make_shared<const Source>(Source{.name = file.string()});
  if (!parse_tree(bytes, source, kLimits, root, problems)) return std::nullopt;
  return root;
}

}  // namespace

std::optional<DiffSide> side_of(const std::string& name, const Node& summary, const Node& manifest,
                                Problems& problems) {
  DiffSide side;
  side.name = name;
  SideReader reader(name, problems);
  side.version = reader.text(manifest, "windtunnel");
  side.hash = reader.text(manifest, "scenario_hash");
  if (const Node* seed = reader.want(manifest, "seed", &Node::is_integer, "a whole number"))
    side.seed = seed->as_integer();
  if (const Node* scenario = reader.want(manifest, "scenario", &Node::is_object, "the scenario, resolved"))
    side.scenario = *scenario;
  for (const Node& each : reader.list(manifest, "replications"))
    side.replications.push_back(replication_of(each, reader));
  add_contents(manifest, side, reader);
  for (const Node& each : reader.list(summary, "metrics")) add_figure(each, side, reader);
  for (const Node& each : reader.list(summary, "expectations"))
    side.expectations.push_back({reader.text(each, "name"), reader.text(each, "verdict")});
  if (!problems.empty()) return std::nullopt;
  return side;
}

std::optional<DiffSide> read_side(const fs::path& folder, Problems& problems) {
  std::error_code error;
  if (!fs::exists(folder / "manifest.json", error)) {
    // One folder up stand the runs of a scenario: the last one is what was meant, most likely.
    std::vector<std::string> inside;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
      if (fs::exists(entry->path() / "manifest.json", error)) inside.push_back(entry->path().string());
    std::sort(inside.begin(), inside.end());
    Problem problem{
        at_file(folder.string()),         std::string(code::kFile), "",
        "a folder without manifest.json", kFolderExpected,          inside.empty() ? "" : inside.back()};
    problems.add(std::move(problem));
    return std::nullopt;
  }
  const auto manifest = tree_of(folder / "manifest.json", problems);
  if (!manifest) return std::nullopt;
  if (manifest->is_object() && manifest->find("study_hash") != nullptr) {
    problems.add(at_file(folder.string()), code::kFile, "",
                 "a study of many points, which its own answer compares", kFolderExpected);
    return std::nullopt;
  }
  const auto summary = tree_of(folder / "summary.json", problems);
  if (!summary) return std::nullopt;
  return side_of(folder.string(), *summary, *manifest, problems);
}

}  // namespace windtunnel
