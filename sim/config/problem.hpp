// What is wrong with a scenario: all of it at once, each with place, code, path, found, expected and nearest
// name.
//
// A wrong file is a conversation: a person fixes everything in one go, so nobody stops at the first problem
// and nobody throws. The text is the one that docs, tests and the command print.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/codes.hpp"
#include "sim/config/position.hpp"

namespace windtunnel {

class Document;

struct Problem {
  Position where;
  std::string code;  // "WT007"
  std::string path;  // "tiers.web.balancer.chioces"; empty for the file as a whole
  std::string found;
  std::string expected;
  std::string nearest;  // empty where nothing is near
};

class Problems {
 public:
  // `code` has to be one of codes.hpp. `candidates` are the valid names; the nearest to `name` is worked out
  // here.
  void add(Problem problem);
  void add(Position where, std::string_view code, std::string path, std::string found, std::string expected);

  // For what is found after reading: the position is that of `path` in the document, or of the nearest part
  // of it that exists. `name` is what to compare with `candidates` (both may be empty).
  void at(const Document& document, std::string_view path, std::string_view code, std::string found,
          std::string expected, std::string_view name = {}, std::span<const std::string> candidates = {});

  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  // In the order of the file; among equals, in the order found.
  std::vector<Problem> sorted() const;
  // "scenarios/checkout.json: 3 problems" and each of the first `shown_max`, then a count of the rest.
  std::string text(std::string_view file, std::size_t shown_max = 20) const;

 private:
  std::vector<Problem> list_;
};

}  // namespace windtunnel
