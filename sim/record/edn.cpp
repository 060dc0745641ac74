// A recursive descent over the characters, as deep as the limits allow.
#include "sim/record/edn.hpp"

#include <charconv>
#include <string>

namespace windtunnel {
namespace {

class EdnReader {
 public:
  EdnReader(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
            Problems& problems)
      : text_(text), source_(std::move(source)), limits_(limits), problems_(problems) {}

  bool read(Node& forms) {
    forms = Node::array();
    forms.where = here();
    if (text_.size() > limits_.bytes_max)
      return limit("a file of " + std::to_string(text_.size()) + " bytes",
                   "at most " + std::to_string(limits_.bytes_max));
    while (skip(0) && at_ < text_.size()) {
      Node form;
      if (!value(form, 0)) return false;
      forms.items().push_back(std::move(form));
    }
    return good_;
  }

 private:
  Position here() const { return Position{source_, line_, static_cast<std::int32_t>(at_ - line_begin_ + 1)}; }
  bool fail(std::string found, std::string expected) {
    problems_.add(here(), code::kSyntax, "", std::move(found), std::move(expected));
    return good_ = false;
  }
  bool limit(std::string found, std::string expected) {
    problems_.add(here(), code::kLimit, "", std::move(found), std::move(expected));
    return good_ = false;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void step() {
    if (text_[at_++] == '\n') ++line_, line_begin_ = at_;
  }
  static bool blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ','; }
  static bool ends_word(char c) {
    return blank(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}' || c == '"' ||
           c == ';';
  }

  // Blanks, comments and forms that "#_" discards.
  bool skip(std::size_t depth) {
    while (at_ < text_.size()) {
      if (blank(peek())) {
        step();
      } else if (peek() == ';') {
        while (at_ < text_.size() && peek() != '\n') step();
      } else if (text_.substr(at_, 2) == "#_") {
        at_ += 2;
        Node dropped;
        if (!skip(depth) || !value(dropped, depth)) return false;
      } else {
        break;
      }
    }
    return good_;
  }

  bool value(Node& node, std::size_t depth) {
    if (depth > limits_.depth_max) return limit("forms nested deeper than this", "fewer levels");
    if (++values_ > limits_.values_max)
      return limit("more than " + std::to_string(limits_.values_max) + " values", "a smaller file");
    const Position where = here();
    const char c = peek();
    bool good = true;
    if (c == '[' || c == '(') {
      step();
      good = sequence(node, c == '[' ? ']' : ')', depth);
    } else if (c == '{') {
      step();
      good = map(node, depth);
    } else if (c == '"') {
      good = string(node);
    } else if (c == '#') {
      step();
      if (peek() == '{') {
        step();
        good = sequence(node, '}', depth);
      } else {  // a tag
        word();
        good = skip(depth) && (at_ < text_.size() || fail("the end of the file", "what the tag is of")) &&
               value(node, depth + 1);
      }
    } else if (at_ >= text_.size()) {
      return fail("the end of the file", "a value");
    } else if (c == ']' || c == ')' || c == '}') {
      return fail(std::string(1, c), "a value");
    } else {
      good = atom(node);
    }
    node.where = where;
    return good;
  }

  bool sequence(Node& node, char close, std::size_t depth) {
    node = Node::array();
    while (skip(depth)) {
      if (at_ >= text_.size()) return fail("the end of the file", std::string(1, close));
      if (peek() == close) {
        step();
        return true;
      }
      node.items().emplace_back();
      if (!value(node.items().back(), depth + 1)) return false;
    }
    return false;
  }

  bool map(Node& node, std::size_t depth) {
    node = Node::object();
    while (skip(depth)) {
      if (at_ >= text_.size()) return fail("the end of the file", "}");
      if (peek() == '}') {
        step();
        return true;
      }
      Node key, of;
      if (!value(key, depth + 1) || !skip(depth)) return false;
      if (peek() == '}') return fail("}", "a value for the key " + key.brief());
      if (!value(of, depth + 1)) return false;
      node.add(key.is_string() ? key.text() : key.to_json(), std::move(of), key.where);
    }
    return false;
  }

  bool string(Node& node) {
    std::string text;
    step();
    while (peek() != '"') {
      if (at_ >= text_.size()) return fail("the end of the file", "a closing quote");
      if (peek() == '\\' && at_ + 1 < text_.size()) {
        step();
        text += peek() == 'n' ? '\n' : peek() == 't' ? '\t' : peek();
      } else {
        text += peek();
      }
      step();
    }
    step();
    node = Node::string(std::move(text));
    return true;
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_word(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool atom(Node& node) {
    const std::size_t begin = at_;
    std::string_view text = word();
    if (text == "nil") {
      node = Node::null();
    } else if (text == "true" || text == "false") {
      node = Node::boolean(text == "true");
    } else if (text.size() > 1 && text[0] == ':') {
      node = Node::string(std::string(text.substr(1)));
    } else if ((text[0] >= '0' && text[0] <= '9') || text[0] == '-' || text[0] == '+') {
      if (text[0] == '+') text.remove_prefix(1);
      if (text.ends_with('N')) text.remove_suffix(1);  // a whole number of any size
      std::int64_t whole = 0;
      const char* end = text.data() + text.size();
      if (const auto read = std::from_chars(text.data(), end, whole);
          read.ec == std::errc() && read.ptr == end) {
        node = Node::integer(whole);
        return true;
      }
      double number = 0;
      const auto read = std::from_chars(text.data(), end, number);
      if (read.ec != std::errc() || read.ptr != end) {
        at_ = begin;
        return text == "-" ? symbol(node) : fail(std::string(text), "a number");
      }
      node = Node::number(number);
    } else {
      node = Node::string(std::string(text));
    }
    return true;
  }
  bool symbol(Node& node) {
    node = Node::string(std::string(word()));
    return true;
  }

  std::string_view text_;
  std::shared_ptr<const Source> source_;
  const TreeLimits& limits_;
  Problems& problems_;
  std::size_t at_ = 0, line_begin_ = 0, values_ = 0;
  std::int32_t line_ = 1;
  bool good_ = true;
};

}  // namespace

bool parse_edn(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
               Node& forms, Problems& problems) {
  return EdnReader(text, std::move(source), limits, problems).read(forms);
}

}  // namespace windtunnel
