// JSON that is written as it is made, laid out as Node::to_pretty_json lays it out.
//
// A tree of a million points would be gigabytes; here nothing is held but a buffer. Containers that hold
// others stand on many lines; lists and objects of plain values on one where they fit. Values are given as
// JSON texts or by the functions below.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/record/run_folder.hpp"

namespace windtunnel {

namespace json {
std::string number(double value);  // null for what is not finite
std::string text(std::string_view value);
std::string text_or_null(std::string_view value);  // null for ""
inline std::string integer(std::int64_t value) { return std::to_string(value); }
inline std::string boolean(bool value) { return value ? "true" : "false"; }
}  // namespace json

class JsonText {
 public:
  explicit JsonText(const Sink& sink) : sink_(sink) {}
  ~JsonText() { flush(); }
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  using Members = std::vector<std::pair<std::string_view, std::string>>;  // name, and value as JSON
  using Items = std::vector<std::string>;                                 // as JSON

  // An object or a list that holds others; entries come between the two calls.
  void open_object() { open('{'); }
  void open_list() { open('['); }
  void close();
  // The name of the next entry of an object.
  JsonText& key(std::string_view name);
  void value(std::string_view json);
  void object(const Members& members);
  void list(const Items& items);
  void member(std::string_view name, std::string_view json) { key(name).value(json); }
  // The same of a text that is not JSON yet; null for "" where it says so.
  void text(std::string_view name, std::string_view value);
  void text_or_null(std::string_view name, std::string_view value);

 private:
  struct Open {
    char bracket;
    bool any = false;
  };
  void open(char bracket);
  void begin_entry();
  void flush();

  const Sink& sink_;
  std::string buffer_;
  std::vector<Open> open_;
  bool named_ = false;  // a key waits for its value
};

}  // namespace windtunnel
