// Files of an older version of the format, rewritten to the present one, a step a version.
//
// A step looks at the tree and answers edits of the text, so whatever it does not touch (order, blanks, line
// ends, notes) stays to the byte: a file under version control shows what the format changed, and nothing
// else. Printing the tree anew would be less code here and a useless diff for everybody else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

// What is to be changed in a text; positions are those of the tree that was read from it.
class TextEdits {
 public:
  explicit TextEdits(std::string_view text) : text_(text) {}

  void rename(const Member& member, std::string_view key);
  void replace(const Node& value, const Node& by);
  // In front of the object's other members, spaced as they are.
  void add_first(const Node& object, std::string_view key, const Node& value);

  bool empty() const { return edits_.empty(); }
  // The text with all of it done. Two edits of the same characters are a broken promise.
  std::string applied() const;

 private:
  struct Edit {
    std::size_t at = 0;
    std::size_t length = 0;
    std::string text;
  };
  std::string_view text_;
  std::vector<Edit> edits_;
};

// From one version to the next. `edit` is a function of the tree alone: scenarios and studies come the same
// way, and a file that is only a part of one (for `extends`) as well.
struct MigrationStep {
  std::string_view change;  // what is written otherwise from then on, for the person who reads the diff
  void (*edit)(const Node& root, TextEdits& edits) = nullptr;
};

// The steps of this program: the first leads from version 1 to 2, and there is one for each version before
// the present one. As long as version 1 is the only one there is none.
std::span<const MigrationStep> migration_steps();

struct Migrated {
  std::string text;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::vector<std::string_view> changes;  // of the steps that were taken, in their order
};

// `text` brought to the version behind the last step; the same text where it is of that version. A file that
// says no version is of version 1. Nothing, and problems, when it is no JSON object, or of no version that
// the steps begin from or lead to. `name` is the file's in messages.
std::optional<Migrated> migrated(std::string_view text, const std::string& name,
                                 std::span<const MigrationStep> steps, Problems& problems);

}  // namespace windtunnel
