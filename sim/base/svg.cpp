// Shapes as SVG's elements, one a line.
#include "sim/base/svg.hpp"

#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::string attribute(const char* name, double value) {
  return std::string(name) + "=\"" + fixed(value, 1) + "\" ";
}

}  // namespace

std::string svg_escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '<'   ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '&' ? "&amp;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  return out;
}

void SvgPage::rect(double x, double y, double width, double height, const std::string& style) {
  body += "<rect " + attribute("x", x) + attribute("y", y) + attribute("width", width) +
          attribute("height", height) + style + "/>\n";
}

void SvgPage::line(double x1, double y1, double x2, double y2, const std::string& style) {
  body += "<line " + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) +
          style + "/>\n";
}

void SvgPage::path(const std::string& steps, const std::string& style) {
  body += "<path d=\"" + steps + "\" " + style + "/>\n";
}

void SvgPage::text(double x, double y, const std::string& words, const std::string& style) {
  body += "<text " + attribute("x", x) + attribute("y", y) + style + ">" + svg_escaped(words) + "</text>\n";
}

void SvgPage::begin_hint(const std::string& words) {
  body += "<g><title>" + svg_escaped(words) + "</title>\n";
}

void SvgPage::end_hint() { body += "</g>\n"; }

std::string SvgPage::finish(double width, double height, const std::string& rules) const {
  const std::string w = fixed(width, 0), h = fixed(height, 0);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + w + "\" height=\"" + h + "\" viewBox=\"0 0 " +
         w + " " + h + "\">\n<style>text{font-family:Helvetica,Arial,sans-serif;fill:#1f2933}" + rules +
         "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + body + "</svg>\n";
}

}  // namespace windtunnel
