// Reads EDN, the notation of Clojure in which Jepsen keeps its histories, and JSON, one form after the other.
//
// Keywords and symbols become strings without their colon, lists, vectors and sets become arrays, tags are
// dropped (#jepsen.history.Op{...} is the map), comments and discarded forms are skipped. JSON differs by the
// colon behind a key and by null. A history of a million operations would not fit into memory as a tree, so
// nothing is kept but the form at hand; a list at the top is passed through form by form too.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

class EdnForms {
 public:
  enum class Notation { kEdn, kJson };
  // The text has to outlive it.
  EdnForms(std::string_view text, std::shared_ptr<const Source> source, Notation notation,
           Problems& problems);

  // The next form; false at the end, or after a problem with its line, where the grammar is broken.
  bool next(Node& form);
  bool good() const { return good_; }
  Position here() const;

 private:
  bool fail(std::string found, std::string expected);
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void step();
  bool skip(std::size_t depth);
  bool value(Node& node, std::size_t depth);
  bool tagged(Node& node, std::size_t depth);
  bool sequence(Node& node, char close, std::size_t depth);
  bool map(Node& node, std::size_t depth);
  bool string(Node& node);
  std::string_view word();
  bool atom(Node& node);
  bool number(Node& node, std::string_view text);

  std::string_view text_;
  std::shared_ptr<const Source> source_;
  Notation notation_;
  Problems& problems_;
  std::size_t at_ = 0, line_begin_ = 0;
  std::int32_t line_ = 1;
  bool began_ = false, in_list_ = false, good_ = true;
};

}  // namespace windtunnel
