// The tree and its builder: nlohmann's SAX events, and a scanner that walks the same text token by token.
//
// The events come in the order of the tokens, so the scanner needs no grammar: it skips blanks, commas and
// colons to the next token's first character, notes line and column, and steps over the token. This is exact
// where the parser's own count is one token ahead or behind, depending on the kind of token.
#include "sim/config/tree.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/config/path.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

Node::Node() = default;
Node::~Node() = default;
Node::Node(const Node&) = default;
Node& Node::operator=(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

Node Node::boolean(bool value) {
  Node node;
  node.kind_ = Kind::boolean;
  node.integer_ = value ? 1 : 0;
  return node;
}

Node Node::integer(std::int64_t value) {
  Node node;
  node.kind_ = Kind::integer;
  node.integer_ = value;
  return node;
}

Node Node::whole(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(INT64_MAX)) return integer(static_cast<std::int64_t>(value));
  Node node = number(static_cast<double>(value));
  node.text_ = std::to_string(value);
  return node;
}

Node Node::number(double value) {
  Node node;
  node.kind_ = Kind::number;
  node.number_ = value;
  return node;
}

Node Node::string(std::string value) {
  Node node;
  node.kind_ = Kind::string;
  node.text_ = std::move(value);
  return node;
}

Node Node::array() {
  Node node;
  node.kind_ = Kind::array;
  return node;
}

Node Node::object() {
  Node node;
  node.kind_ = Kind::object;
  return node;
}

const Member* Node::find(std::string_view key) const {
  for (const Member& member : members_)
    if (member.key == key) return &member;
  return nullptr;
}

Member* Node::find(std::string_view key) {
  for (Member& member : members_)
    if (member.key == key) return &member;
  return nullptr;
}

Node& Node::add(std::string key, Node value, Position key_where) {
  CHECK(kind_ == Kind::object, "a member is added to what is no object");
  members_.push_back(Member{std::move(key), std::move(key_where), std::move(value)});
  return members_.back().value;
}

bool Node::erase(std::string_view key) {
  return std::erase_if(members_, [&](const Member& member) { return member.key == key; }) > 0;
}

std::string json_quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_json_quoted(out, text);
  return out;
}

void append_json_quoted(std::string& out, std::string_view text) {
  const auto plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7f && c != '"' && c != '\\';
  };
  out += '"';
  if (std::all_of(text.begin(), text.end(), plain)) {  // nearly all are
    out.append(text) += '"';
    return;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      constexpr std::string_view digits = "0123456789abcdef";
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string Node::to_json() const {
  switch (kind_) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return integer_ != 0 ? "true" : "false";
    case Kind::integer:
      return std::to_string(integer_);
    case Kind::number:
      return !text_.empty() ? text_ : shortest(number_);
    case Kind::string:
      return json_quoted(text_);
    case Kind::array: {
      std::string out = "[";
      for (const Node& item : items_) out += (out.size() > 1 ? ", " : "") + item.to_json();
      return out + "]";
    }
    case Kind::object: {
      std::string out = "{";
      for (const Member& member : members_)
        out += (out.size() > 1 ? ", " : "") + json_quoted(member.key) + ": " + member.value.to_json();
      return out + "}";
    }
  }
  return "null";
}

namespace {

constexpr std::size_t kShortLine = 72;

bool is_deep(const Node& node) {
  const auto nested = [](const Node& child) { return child.is_array() || child.is_object(); };
  return std::any_of(node.items().begin(), node.items().end(), nested) ||
         std::any_of(node.members().begin(), node.members().end(),
                     [&](const Member& member) { return nested(member.value); });
}

void print_pretty(const Node& node, std::size_t indent, std::string& out) {
  const bool object = node.is_object();
  const std::size_t count = object ? node.members().size() : node.items().size();
  if (count == 0 || (!object && !node.is_array())) {
    out += node.to_json();
    return;
  }
  if (!is_deep(node)) {
    const std::string line = node.to_json();
    if (indent + line.size() <= kShortLine) {
      out += line;
      return;
    }
  }
  out += object ? "{\n" : "[\n";
  for (std::size_t i = 0; i < count; ++i) {
    out.append(indent + 2, ' ');
    if (object) out += json_quoted(node.members()[i].key) + ": ";
    print_pretty(object ? node.members()[i].value : node.items()[i], indent + 2, out);
    out += i + 1 < count ? ",\n" : "\n";
  }
  out.append(indent, ' ');
  out += object ? '}' : ']';
}

// Walks the text in step with the parser's events.
class Scanner {
 public:
  Scanner(std::string_view text, std::shared_ptr<const Source> source)
      : text_(text), source_(std::move(source)) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = counted_ = 3;
  }

  // The offset of the next token's first character.
  std::size_t next() const {
    std::size_t at = at_;
    while (at < text_.size() && std::string_view(" \t\r\n,:").find(text_[at]) != std::string_view::npos) ++at;
    return at;
  }

  // Where the next token starts; steps over it.
  Position take() {
    const std::size_t start = next();
    Position where = position(start);
    at_ = start;
    if (at_ >= text_.size()) return where;
    const char first = text_[at_];
    if (first == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        if (text_[at_] == '\\') ++at_;
      at_ = std::min(at_ + 1, text_.size());
    } else if (std::string_view("{}[]").find(first) != std::string_view::npos) {
      ++at_;
    } else {
      while (at_ < text_.size() &&
             std::string_view(" \t\r\n,:{}[]\"").find(text_[at_]) == std::string_view::npos)
        ++at_;
    }
    return where;
  }

  // Offsets have to be asked for in ascending order.
  Position position(std::size_t offset) {
    for (; counted_ < offset && counted_ < text_.size(); ++counted_) {
      if (text_[counted_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(text_[counted_]) & 0xC0) != 0x80) {
        ++column_;
      }
    }
    return Position{source_, line_, column_};
  }

 private:
  std::string_view text_;
  std::shared_ptr<const Source> source_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;
  std::int32_t line_ = 1;
  std::int32_t column_ = 1;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '+' || c == '.';
}

// What a person would say of the token at which the parser gave up.
Problem syntax_problem(std::string_view text, std::size_t at, std::string_view parser_message) {
  Problem problem;
  problem.code = code::kSyntax;
  const std::size_t blank = text.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
  const char here = at < text.size() ? text[at] : '\0';
  const char behind = at > 0 && blank != std::string_view::npos ? text[blank] : '\0';
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    problem.found = "an empty file";
    problem.expected = "a JSON object";
  } else if (at >= text.size()) {
    problem.found = "the end of the file";
    problem.expected = "a closing bracket for each open one, and a closing quote";
  } else if ((here == '}' || here == ']') && behind == ',') {
    problem.found = std::string("a comma before \"") + here + "\"";
    problem.expected = "no comma behind the last entry";
  } else if (here == '/' || here == '#') {
    problem.found = "a comment";
    problem.expected = "JSON, which has none: write a \"note\" beside the value";
  } else if (here == '\'') {
    problem.found = "a single quote";
    problem.expected = "a text in double quotes";
  } else if (parser_message.find("UTF-8") != std::string_view::npos) {
    problem.found = "bytes that are no UTF-8";
    problem.expected = "a file in UTF-8";
  } else if (parser_message.find("control character") != std::string_view::npos) {
    problem.found = "a line break or another control character inside a text";
    problem.expected = "the closing quote, or \\n for a line break";
  } else if (parser_message.find("number overflow") != std::string_view::npos) {
    problem.found = "a number that no computer number can hold";
    problem.expected = "a number below 1.8e308";
  } else if (parser_message.find("expected ',' or") == std::string_view::npos && is_word(here)) {
    std::size_t end = at;
    while (end < text.size() && end - at < 40 && is_word(text[end])) ++end;
    problem.found = std::string(text.substr(at, end - at));
    problem.expected = "a text in double quotes, a number, true, false, an object or a list";
  } else {
    std::string_view said = parser_message;
    if (const auto dash = said.rfind(" - "); dash != std::string_view::npos) said.remove_prefix(dash + 3);
    said = said.substr(0, said.find("; last read"));
    const auto cut = said.find("; expected ");
    problem.found = std::string(said.substr(0, cut));
    problem.expected = cut == std::string_view::npos
                           ? "JSON (RFC 8259)"
                           : std::string(said.substr(cut + std::string_view("; expected ").size()));
    // Behind a whole value the parser only knows the closing bracket; a person left out the comma.
    if (problem.expected == "'}'" || problem.expected == "']'")
      problem.expected = "a comma, or the closing " + problem.expected;
  }
  return problem;
}

}  // namespace

std::string Node::brief() const {
  constexpr std::size_t kBrief = 60;
  if (is_object() && (members_.empty() || members_.size() > 3 || is_deep(*this)))
    return members_.empty() ? "{}" : "an object";
  if (is_array() && (items_.empty() || items_.size() > 5 || is_deep(*this)))
    return items_.empty() ? "[]" : "a list";
  if (is_string() && text_.size() > kBrief) {
    std::size_t end = kBrief;
    while (end > 0 && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) --end;
    return json_quoted(text_.substr(0, end)) + "...";
  }
  std::string json = to_json();
  if (json.size() <= kBrief + 2 || is_string()) return json;
  return is_object() ? "an object" : is_array() ? "a list" : json.substr(0, kBrief) + "...";
}

std::string Node::to_pretty_json() const {
  std::string out;
  print_pretty(*this, 0, out);
  return out;
}

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
              Problems& problems)
      : text_(text), scanner_(text, std::move(source)), limits_(limits), problems_(problems) {}

  bool null() override { return put(Node::null()); }
  bool boolean(bool value) override { return put(Node::boolean(value)); }
  bool number_integer(std::int64_t value) override { return put(Node::integer(value)); }
  bool number_unsigned(std::uint64_t value) override { return put(Node::whole(value)); }
  bool number_float(double value, const std::string& text) override {
    double exact = value;
    std::from_chars(text.data(), text.data() + text.size(), exact);
    Node node = Node::number(exact);
    node.text_ = text;
    return put(std::move(node));
  }
  bool string(std::string& value) override { return put(Node::string(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Node::object()); }
  bool start_array(std::size_t) override { return open(Node::array()); }
  bool end_object() override {
    report_doubled(open_.back().node);
    return close();
  }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    open_.back().key = std::move(name);
    open_.back().key_where = scanner_.take();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    std::size_t at = scanner_.next();
    if (position > 0) at = std::min(at, position - 1);
    if (std::string_view(error.what()).find("unexpected end of input") != std::string_view::npos)
      at = text_.size();
    Problem problem = syntax_problem(text_, at, error.what());
    problem.where = scanner_.position(std::min(at, text_.size()));
    problems_.add(std::move(problem));
    return false;
  }

  bool take(Node& root) {
    if (!done_) return false;
    root = std::move(root_);
    return true;
  }

 private:
  struct Open {
    Node node;
    std::string key;
    Position key_where;
  };

  bool limit(const Position& where, std::string found, std::string expected) {
    problems_.add(where, code::kLimit, "", std::move(found), std::move(expected));
    return false;
  }
  bool put(Node node) {
    node.where = scanner_.take();
    return attach(std::move(node));
  }
  bool attach(Node node) {
    if (++values_ > limits_.values_max)
      return limit(node.where, "one value more",
                   "at most " + grouped(static_cast<std::int64_t>(limits_.values_max)) + " values");
    if (open_.empty()) {
      root_ = std::move(node);
      done_ = true;
    } else if (open_.back().node.is_array()) {
      open_.back().node.items_.push_back(std::move(node));
    } else {
      Open& parent = open_.back();
      parent.node.members_.push_back(
          Member{std::move(parent.key), std::move(parent.key_where), std::move(node)});
    }
    return true;
  }
  bool open(Node node) {
    node.where = scanner_.take();
    if (open_.size() >= limits_.depth_max)
      return limit(node.where, "one level more",
                   "at most " + std::to_string(limits_.depth_max) + " levels of nesting");
    open_.push_back(Open{std::move(node), {}, {}});
    return true;
  }
  bool close() {
    scanner_.take();
    Node node = std::move(open_.back().node);
    open_.pop_back();
    return attach(std::move(node));
  }
  // Each key after its first time is a problem and leaves the tree, so that later code may take keys as
  // unique.
  void report_doubled(Node& object) {
    std::vector<std::size_t> order(object.members_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto key = [&](std::size_t i) -> const std::string& { return object.members_[i].key; };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<bool> doubled(order.size(), false);
    for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
      if (key(order[i]) != key(order[i - 1])) {
        first = i;
        continue;
      }
      const Position& earlier = object.members_[order[first]].key_where;
      doubled[order[i]] = true;
      problems_.add(object.members_[order[i]].key_where, code::kDoubledKey,
                    path_join(path_here(), key(order[i])), "this key a second time",
                    "each key once; the first is at " + std::to_string(earlier.line) + ":" +
                        std::to_string(earlier.column));
    }
    std::size_t index = 0;
    std::erase_if(object.members_, [&](const Member&) { return doubled[index++]; });
  }
  std::string path_here() const {
    std::string path;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) path = path_below(open_[i], path);
    return path;
  }
  static std::string path_below(const Open& level, const std::string& path) {
    return path_join(path, level.node.is_array() ? std::to_string(level.node.items_.size()) : level.key);
  }

  std::string_view text_;
  Scanner scanner_;
  TreeLimits limits_;
  Problems& problems_;
  std::vector<Open> open_;
  Node root_;
  std::size_t values_ = 0;
  bool done_ = false;
};

bool parse_tree(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
                Node& root, Problems& problems) {
  if (text.size() > limits.bytes_max) {
    problems.add(Position{std::move(source), 1, 1}, code::kLimit, "",
                 grouped(static_cast<std::int64_t>(text.size())) + " bytes",
                 "at most " + grouped(static_cast<std::int64_t>(limits.bytes_max)) + " bytes");
    return false;
  }
  TreeBuilder builder(text, std::move(source), limits, problems);
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder) && builder.take(root);
}

}  // namespace windtunnel
