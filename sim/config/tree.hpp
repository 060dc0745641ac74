// The JSON tree of a scenario: every key and value in file order, each with its position; doubled keys are
// seen.
//
// nlohmann's own tree drops doubled keys and positions, so its parser drives ours by events (SAX) while a
// scanner in lockstep finds the place of each token. Depth, size and number of values are limited: a scenario
// is written by people, and a file beyond these limits is a mistake or an attack.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/position.hpp"

namespace windtunnel {

struct Member;
class Problems;

class Node {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

  Node();
  ~Node();
  Node(const Node&);
  Node& operator=(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(Node&&) noexcept;
  static Node null() { return Node(); }
  static Node boolean(bool value);
  static Node integer(std::int64_t value);
  static Node whole(std::uint64_t value);  // beyond int64: a number whose text is exact
  static Node number(double value);        // printed as the shortest text that reads back to the same bits
  static Node string(std::string value);
  static Node array();
  static Node object();

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_bool() const { return kind_ == Kind::boolean; }
  bool is_integer() const { return kind_ == Kind::integer; }
  bool is_number() const { return kind_ == Kind::integer || kind_ == Kind::number; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  bool as_bool() const { return integer_ != 0; }
  std::int64_t as_integer() const { return integer_; }
  double as_number() const { return kind_ == Kind::integer ? static_cast<double>(integer_) : number_; }
  // The string's characters; for a number that was read, its text as written.
  const std::string& text() const { return text_; }

  const std::vector<Node>& items() const { return items_; }
  std::vector<Node>& items() { return items_; }
  const std::vector<Member>& members() const { return members_; }
  std::vector<Member>& members() { return members_; }
  // The first member of that name, or nullptr.
  const Member* find(std::string_view key) const;
  Member* find(std::string_view key);
  // Adds (never replaces) a member; `this` has to be an object.
  Node& add(std::string key, Node value, Position key_where = {});
  bool erase(std::string_view key);

  Position where;  // of the value's first character

  // As JSON on one line: {"kind": "open", "rate": "72 /s"}.
  std::string to_json() const;
  // For messages: the JSON where that is short, else "an object", "a list" or the text's beginning.
  std::string brief() const;
  // As JSON over many lines, two blanks a level; short arrays and objects stay on one line.
  std::string to_pretty_json() const;

 private:
  friend class TreeBuilder;
  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  double number_ = 0;
  std::string text_;
  std::vector<Node> items_;
  std::vector<Member> members_;
};

struct Member {
  std::string key;
  Position key_where;
  Node value;
};

struct TreeLimits {
  std::size_t bytes_max = 16u << 20;
  std::size_t depth_max = 64;
  std::size_t values_max = 250'000;
};

// Reads `text` as JSON (RFC 8259, no comments). Faults of syntax, doubled keys and limits go to `problems`;
// the answer is false when there is no tree (doubled keys alone still give one, in which the first of each
// stays).
bool parse_tree(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
                Node& root, Problems& problems);

// `text` with JSON's quotes and escapes.
std::string json_quoted(std::string_view text);
void append_json_quoted(std::string& out, std::string_view text);

}  // namespace windtunnel
