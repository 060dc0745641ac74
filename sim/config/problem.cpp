// Problems in the order of the file, and as the one text that everybody prints.
#include "sim/config/problem.hpp"

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/config/document.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {

void Problems::add(Problem problem) {
  CHECK(find_code(problem.code) != nullptr, "no such code: " + problem.code);
  list_.push_back(std::move(problem));
}

void Problems::add(Position where, std::string_view code, std::string path, std::string found,
                   std::string expected) {
  add(Problem{std::move(where), std::string(code), std::move(path), std::move(found), std::move(expected),
              ""});
}

void Problems::at(const Document& document, std::string_view path, std::string_view code, std::string found,
                  std::string expected, std::string_view name, std::span<const std::string> candidates) {
  add(Problem{document.where(path), std::string(code), std::string(path), std::move(found),
              std::move(expected), nearest_name(name, candidates)});
}

std::vector<Problem> Problems::sorted() const {
  std::vector<Problem> list = list_;
  std::stable_sort(list.begin(), list.end(),
                   [](const Problem& a, const Problem& b) { return before(a.where, b.where); });
  return list;
}

namespace {

// Of many lines (a traceback), all but the first stand below it.
std::string aligned(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "              ";
  }
  return out;
}

}  // namespace

std::string Problems::text(std::string_view file, std::size_t shown_max) const {
  const auto count = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " problem" : " problems"); };
  std::string out = std::string(file) + ": " + count(size()) + "\n";
  const std::vector<Problem> list = sorted();
  for (std::size_t i = 0; i < list.size() && i < shown_max; ++i) {
    const Problem& problem = list[i];
    // The file's own name stands in the first line; others are named at each place.
    std::string where = problem.where.text();
    if (problem.where.known() && problem.where.source->name == file && problem.where.line > 0)
      where = std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column);
    out += "\n  " + where + (where.empty() ? "" : "  ") + problem.code;
    if (!problem.path.empty()) out += "  " + problem.path;
    out +=
        "\n    found     " + aligned(problem.found) + "\n    expected  " + aligned(problem.expected) + "\n";
    if (!problem.nearest.empty()) out += "    nearest   " + problem.nearest + "\n";
  }
  if (list.size() > shown_max) out += "\n  and " + std::to_string(list.size() - shown_max) + " more\n";
  return out;
}

}  // namespace windtunnel
