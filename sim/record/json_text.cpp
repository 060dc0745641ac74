// Laying JSON out as it is made: when a container goes on one line, and when on many.
#include "sim/record/json_text.hpp"

#include <cmath>

#include "sim/base/text.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kShortLine = 72;  // as in sim/config/tree.cpp
constexpr std::size_t kBuffer = std::size_t{1} << 20;

}  // namespace

namespace json {
std::string number(double value) { return std::isfinite(value) ? shortest(value) : "null"; }
std::string text(std::string_view value) { return json_quoted(value); }
std::string text_or_null(std::string_view value) { return value.empty() ? "null" : json_quoted(value); }
}  // namespace json

void JsonText::begin_entry() {
  if (std::exchange(named_, false) || open_.empty()) return;
  Open& around = open_.back();
  if (!around.any) buffer_ += around.bracket;
  buffer_ += around.any ? ",\n" : "\n";
  around.any = true;
  buffer_.append(2 * open_.size(), ' ');
}

void JsonText::open(char bracket) {
  begin_entry();
  open_.push_back({bracket});
}

void JsonText::close() {
  const Open closed = open_.back();
  open_.pop_back();
  if (closed.any) {
    buffer_ += '\n';
    buffer_.append(2 * open_.size(), ' ');
  } else {
    buffer_ += closed.bracket;
  }
  buffer_ += closed.bracket == '{' ? '}' : ']';
  if (buffer_.size() > kBuffer) flush();
}

JsonText& JsonText::key(std::string_view name) {
  begin_entry();
  append_json_quoted(buffer_, name);
  buffer_ += ": ";
  named_ = true;
  return *this;
}

void JsonText::value(std::string_view json) {
  begin_entry();
  buffer_ += json;
}

void JsonText::text(std::string_view name, std::string_view value) {
  key(name);
  begin_entry();
  append_json_quoted(buffer_, value);
}

void JsonText::text_or_null(std::string_view name, std::string_view value) {
  if (value.empty()) return member(name, "null");
  text(name, value);
}

void JsonText::object(const Members& members) {
  std::size_t line = 2;  // as long as it would be, with a comma too many
  for (const auto& each : members) line += each.first.size() + each.second.size() + 6;
  if (members.empty() || 2 * open_.size() + line - 2 <= kShortLine) {
    begin_entry();
    buffer_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) buffer_ += ", ";
      append_json_quoted(buffer_, members[i].first);
      buffer_ += ": ";
      buffer_ += members[i].second;
    }
    buffer_ += '}';
    return;
  }
  open_object();
  for (const auto& each : members) member(each.first, each.second);
  close();
}

void JsonText::list(const Items& items) {
  std::size_t line = 2;
  for (const std::string& item : items) line += item.size() + 2;
  if (items.empty() || 2 * open_.size() + line - 2 <= kShortLine) {
    begin_entry();
    buffer_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) buffer_ += ", ";
      buffer_ += items[i];
    }
    buffer_ += ']';
    return;
  }
  open_list();
  for (const std::string& item : items) value(item);
  close();
}

void JsonText::flush() {
  if (!buffer_.empty()) sink_(buffer_);
  buffer_.clear();
}

}  // namespace windtunnel
