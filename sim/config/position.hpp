// Where a value was written: file, line and column, or the door it came through ("--set", a default, a
// catalog).
//
// Every key and value of a scenario keeps its position through merging and setting, because an error text,
// and the resolved scenario, are only as good as the place they name. Lines and columns count from 1; a
// column counts code points, so an editor agrees; a tab is one column.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace windtunnel {

struct Source {
  enum class Kind : std::uint8_t { file, set, preset, catalog };
  Kind kind = Kind::file;
  std::string name;       // as the user gave it: "scenarios/shop.json", "--set", "default"
  std::int32_t rank = 0;  // order among the sources of one document: its own file is 0, a setting is last
};

struct Position {
  std::shared_ptr<const Source> source;
  std::int32_t line = 0;  // 0: no line, as for "--set"
  std::int32_t column = 0;

  bool known() const { return source != nullptr; }
  // "shop.json:41:17", "--set", "default", or "" where nothing is known.
  std::string text() const;
};

// Order of the file: by source, line, column. What has no position comes first.
bool before(const Position& a, const Position& b);

// The position of everything that nobody wrote.
const Position& preset_position();

}  // namespace windtunnel
