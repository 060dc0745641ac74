// Edits of a file's text, and the walk over the versions.
#include "sim/config/migrate.hpp"

#include <algorithm>
#include <memory>

#include "sim/base/check.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/format.hpp"

namespace windtunnel {
namespace {

constexpr std::string_view kVersionKey = "windtunnel";

// The inverse of how the reader counts: lines from 1, columns in code points from 1, a byte order mark is
// none.
std::size_t offset_of(std::string_view text, const Position& where) {
  CHECK(where.line > 0, "a value that no file holds has no place in a text");
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::int32_t line = 1; line < where.line; ++line) at = text.find('\n', at) + 1;
  const auto inside = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
  for (std::int32_t column = 1; column < where.column; ++column)
    for (++at; at < text.size() && inside(at);) ++at;
  CHECK(at < text.size(), where.text());
  return at;
}

std::size_t behind_string(std::string_view text, std::size_t at) {
  for (++at; text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at + 1;
}

// The offset behind the value, or key, that begins at `at` in a text that has been read.
std::size_t behind(std::string_view text, std::size_t at) {
  if (text[at] == '"') return behind_string(text, at);
  if (text[at] != '{' && text[at] != '[') return std::min(text.find_first_of(" \t\r\n,]}", at), text.size());
  for (std::size_t depth = 0;;) {
    if (text[at] == '"') {
      at = behind_string(text, at);
      continue;
    }
    if (text[at] == '{' || text[at] == '[') ++depth;
    if (text[at] == '}' || text[at] == ']') --depth;
    ++at;
    if (depth == 0) return at;
  }
}

std::optional<Node> tree_of(std::string_view text, const std::string& name, Problems& problems) {
  Node root;
  const std::size_t before = problems.size();
  const auto source = std::make_shared<const Source>(Source{Source::Kind::file, name, 0});
  if (!parse_tree(text, source, {}, root, problems) || problems.size() > before) return std::nullopt;
  if (root.is_object()) return root;
  problems.add(root.where, code::kWrongType, "", root.brief(), "an object");
  return std::nullopt;
}

std::optional<std::int64_t> version_of(const Node& root, std::int64_t present, Problems& problems) {
  const Member* said = root.find(kVersionKey);
  if (said == nullptr) return 1;
  const std::int64_t version = said->value.is_integer() ? said->value.as_integer() : 0;
  if (version >= 1 && version <= present) return version;
  problems.add(said->value.where, code::kVersion, std::string(kVersionKey), said->value.brief(),
               present == 1 ? "1, the only version of the format so far"
                            : "a version of the format, from 1 to " + std::to_string(present));
  return std::nullopt;
}

void say_version(const Node& root, std::int64_t version, TextEdits& edits) {
  if (const Member* said = root.find(kVersionKey))
    edits.replace(said->value, Node::integer(version));
  else
    edits.add_first(root, kVersionKey, Node::integer(version));
}

}  // namespace

void TextEdits::rename(const Member& member, std::string_view key) {
  const std::size_t at = offset_of(text_, member.key_where);
  edits_.push_back({at, behind(text_, at) - at, json_quoted(key)});
}

void TextEdits::replace(const Node& value, const Node& by) {
  const std::size_t at = offset_of(text_, value.where);
  edits_.push_back({at, behind(text_, at) - at, by.to_json()});
}

void TextEdits::add_first(const Node& object, std::string_view key, const Node& value) {
  const std::size_t inside = offset_of(text_, object.where) + 1;
  std::string member = json_quoted(key) + ": " + value.to_json();
  if (object.members().empty()) return edits_.push_back({inside, 0, std::move(member)});
  // The blanks between the bracket and the member that was first go between the two, again.
  const std::size_t first = offset_of(text_, object.members().front().key_where);
  std::string blanks(text_.substr(inside, first - inside));
  if (blanks.empty()) blanks = " ";
  edits_.push_back({first, 0, std::move(member) + "," + blanks});
}

std::string TextEdits::applied() const {
  std::vector<Edit> edits = edits_;
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.at < b.at; });
  std::string out;
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    CHECK(edit.at >= done, "two edits of the same characters, the second writes " + edit.text);
    out += text_.substr(done, edit.at - done);
    out += edit.text;
    done = edit.at + edit.length;
  }
  out += text_.substr(done);
  return out;
}

std::span<const MigrationStep> migration_steps() {
  // The first step goes into a table here, and its test beside tests/unit/sim/config/migrate_test.cpp.
  static_assert(kFormatVersion == 1, "each version before the present one has its step");
  return {};
}

std::optional<Migrated> migrated(std::string_view text, const std::string& name,
                                 std::span<const MigrationStep> steps, Problems& problems) {
  const auto present = static_cast<std::int64_t>(steps.size()) + 1;
  auto root = tree_of(text, name, problems);
  if (!root) return std::nullopt;
  const auto from = version_of(*root, present, problems);
  if (!from) return std::nullopt;
  Migrated out{.text = std::string(text), .from = *from, .to = present, .changes = {}};
  for (std::int64_t version = *from; version < present; ++version) {
    const MigrationStep& step = steps[static_cast<std::size_t>(version - 1)];
    TextEdits edits(out.text);
    step.edit(*root, edits);
    say_version(*root, version + 1, edits);
    out.text = edits.applied();
    out.changes.push_back(step.change);
    Problems broken;
    root = tree_of(out.text, name, broken);
    CHECK(root.has_value(), "a step to version " + std::to_string(version + 1) +
                                " leaves a file that does not read:\n" + broken.text(name));
  }
  return out;
}

}  // namespace windtunnel
