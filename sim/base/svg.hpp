// A page of shapes and words that becomes an SVG file, the same bytes on every machine.
//
// Only what pictures here need: rectangles, lines, paths and text. Coordinates are in pixels with one
// decimal; style is SVG's own, as attributes.
#pragma once

#include <string>

namespace windtunnel {

std::string svg_escaped(const std::string& text);

class SvgPage {
 public:
  std::string body;

  void rect(double x, double y, double width, double height, const std::string& style);
  void line(double x1, double y1, double x2, double y2, const std::string& style);
  void path(const std::string& steps, const std::string& style);
  void text(double x, double y, const std::string& words, const std::string& style);
  // What a browser shows when the pointer rests on the shapes between the two.
  void begin_hint(const std::string& words);
  void end_hint();

  // The whole file; `rules` are CSS beyond the font.
  std::string finish(double width, double height, const std::string& rules) const;
};

}  // namespace windtunnel
