// The frame of a page; the script fills it.
#include "sim/report/report_page.hpp"

#include "sim/base/svg.hpp"
#include "sim/report/embedded_page.hpp"

namespace windtunnel {

std::string json_for_html(const Node& data) {
  const std::string json = data.to_json();
  std::string safe;
  safe.reserve(json.size() + json.size() / 16);
  for (const char c : json) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

std::string report_page(const Node& data) {
  const auto text_of = [&data](std::string_view key) {
    const Member* member = data.find(key);
    return member == nullptr || !member->value.is_string() ? std::string() : member->value.text();
  };
  const Member* summary = data.find("summary");
  const Member* title = summary == nullptr ? nullptr : summary->value.find("title");
  const std::string shown =
      title == nullptr || title->value.text().empty() ? text_of("folder") : title->value.text();
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'unsafe-inline'; "
      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"windtunnel report\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>" +
      svg_escaped(shown) + "</title>\n<style>";
  page += embedded_report_style();
  page +=
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#answer\">To the answer</a>\n<main "
      "id=\"page\">\n<h1>" +
      svg_escaped(shown) + "</h1>\n<pre>" + svg_escaped(text_of("answer")) +
      "</pre>\n<noscript><p>Without scripts this page is the answer's text; charts need "
      "them.</p></noscript>\n"
      "</main>\n<script type=\"application/json\" id=\"windtunnel-data\">";
  page += json_for_html(data);
  page += "</script>\n<script>";
  page += embedded_report_script();
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace windtunnel
