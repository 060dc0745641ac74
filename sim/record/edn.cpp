// A recursive descent over the characters, to a limited depth.
#include "sim/record/edn.hpp"

#include <charconv>

namespace windtunnel {
namespace {

constexpr std::size_t kDepthMax = 64;

bool blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ','; }
bool ends_word(char c) {
  return blank(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}' || c == '"' ||
         c == ';';
}

}  // namespace

EdnForms::EdnForms(std::string_view text, std::shared_ptr<const Source> source, Notation notation,
                   Problems& problems)
    : text_(text), source_(std::move(source)), notation_(notation), problems_(problems) {}

Position EdnForms::here() const {
  return Position{source_, line_, static_cast<std::int32_t>(at_ - line_begin_ + 1)};
}

bool EdnForms::fail(std::string found, std::string expected) {
  if (good_) problems_.add(here(), code::kSyntax, "", std::move(found), std::move(expected));
  return good_ = false;
}

void EdnForms::step() {
  if (text_[at_++] == '\n') ++line_, line_begin_ = at_;
}

bool EdnForms::next(Node& form) {
  if (!skip(0)) return false;
  if (!began_) {
    began_ = true;
    if (peek() == '[') {
      in_list_ = true;
      step();
      if (!skip(0)) return false;
    }
  }
  if (in_list_) {
    if (at_ >= text_.size()) return fail("the end of the file", "]");
    if (peek() == ']') {
      step();
      in_list_ = false;
      if (skip(0) && at_ < text_.size()) fail(std::string(1, peek()), "the end of the file");
      return false;
    }
  }
  return at_ < text_.size() && value(form, 0);
}

// Blanks, comments and forms that "#_" discards.
bool EdnForms::skip(std::size_t depth) {
  while (at_ < text_.size()) {
    if (blank(peek())) {
      step();
    } else if (peek() == ';') {
      while (at_ < text_.size() && peek() != '\n') step();
    } else if (text_.substr(at_, 2) == "#_") {
      at_ += 2;
      Node dropped;
      if (!skip(depth + 1) || !value(dropped, depth + 1)) return false;
    } else {
      break;
    }
  }
  return good_;
}

bool EdnForms::value(Node& node, std::size_t depth) {
  if (depth > kDepthMax) return fail("forms nested deeper than " + std::to_string(kDepthMax), "fewer levels");
  const Position where = here();
  const char c = peek();
  bool good = true;
  if (at_ >= text_.size()) {
    return fail("the end of the file", "a value");
  } else if (c == '[' || c == '(') {
    step();
    good = sequence(node, c == '[' ? ']' : ')', depth);
  } else if (c == '{') {
    step();
    good = map(node, depth);
  } else if (c == '"') {
    good = string(node);
  } else if (c == '#') {
    step();
    good = tagged(node, depth);
  } else if (c == ']' || c == ')' || c == '}') {
    return fail(std::string(1, c), "a value");
  } else {
    good = atom(node);
  }
  node.where = where;
  return good;
}

// Behind "#": a set, or a form with a tag.
bool EdnForms::tagged(Node& node, std::size_t depth) {
  if (peek() == '{') {
    step();
    return sequence(node, '}', depth);
  }
  word();
  return skip(depth + 1) && value(node, depth + 1);
}

bool EdnForms::sequence(Node& node, char close, std::size_t depth) {
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

bool EdnForms::map(Node& node, std::size_t depth) {
  node = Node::object();
  while (skip(depth)) {
    if (at_ >= text_.size()) return fail("the end of the file", "}");
    if (peek() == '}') {
      step();
      return true;
    }
    Node key, of;
    if (!value(key, depth + 1) || !skip(depth)) return false;
    if (notation_ == Notation::kJson) {
      if (peek() != ':') return fail("a key without a colon", "\":\" behind the key " + key.brief());
      step();
      if (!skip(depth)) return false;
    }
    if (peek() == '}') return fail("}", "a value for the key " + key.brief());
    if (!value(of, depth + 1)) return false;
    node.add(key.is_string() ? key.text() : key.to_json(), std::move(of), key.where);
  }
  return false;
}

bool EdnForms::string(Node& node) {
  std::string text;
  step();
  while (at_ < text_.size() && peek() != '"') {
    if (peek() == '\\' && at_ + 1 < text_.size()) {
      step();
      text += peek() == 'n' ? '\n' : peek() == 't' ? '\t' : peek();
    } else {
      text += peek();
    }
    step();
  }
  if (at_ >= text_.size()) return fail("the end of the file", "a closing quote");
  step();
  node = Node::string(std::move(text));
  return true;
}

std::string_view EdnForms::word() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

bool EdnForms::atom(Node& node) {
  const std::size_t begin = at_;
  const std::string_view text = word();
  if (text == "nil" || text == "null") {
    node = Node::null();
  } else if (text == "true" || text == "false") {
    node = Node::boolean(text == "true");
  } else if (text.size() > 1 && text[0] == ':') {
    node = Node::string(std::string(text.substr(1)));
  } else if ((text[0] >= '0' && text[0] <= '9') ||
             (text.size() > 1 && (text[0] == '-' || text[0] == '+') && text[1] >= '0' && text[1] <= '9')) {
    if (number(node, text)) return true;
    at_ = begin;
    return fail(std::string(text), "a number");
  } else {
    node = Node::string(std::string(text));
  }
  return true;
}

bool EdnForms::number(Node& node, std::string_view text) {
  if (text[0] == '+') text.remove_prefix(1);
  if (text.ends_with('N')) text.remove_suffix(1);  // a whole number of any size
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end) {
    node = Node::integer(whole);
    return true;
  }
  double real = 0;
  const auto read = std::from_chars(text.data(), end, real);
  if (read.ec != std::errc() || read.ptr != end) return false;
  node = Node::number(real);
  return true;
}

}  // namespace windtunnel
