// Positions as text and in the order of the file.
#include "sim/config/position.hpp"

#include <tuple>

namespace windtunnel {

std::string Position::text() const {
  if (!source) return "";
  if (line == 0) return source->name;
  return source->name + ":" + std::to_string(line) + ":" + std::to_string(column);
}

bool before(const Position& a, const Position& b) {
  const auto order = [](const Position& p) {
    return std::make_tuple(p.source ? p.source->rank : -1, p.line, p.column);
  };
  return order(a) < order(b);
}

const Position& preset_position() {
  static const Position position{
      std::make_shared<const Source>(Source{Source::Kind::preset, "default", 1 << 30}), 0, 0};
  return position;
}

}  // namespace windtunnel
