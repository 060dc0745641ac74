// What conversations of all protocols share: options by name, and answers in words.
#include "tests/unit/models/consensus/conversation_stage.hpp"

#include <charconv>

namespace windtunnel::conversation {

const std::string* OptionReader::find(std::string_view name) {
  known_.emplace_back(name);
  const std::string* found = nullptr;
  for (const Option& option : options_)
    if (option.name == name) found = &option.value;
  return found;
}

void OptionReader::read(std::string_view name, bool& to) {
  choose<bool>(name, to, {{"yes", true}, {"no", false}});
}

void OptionReader::read(std::string_view name, Duration& to) {
  if (const std::string* value = find(name)) to = duration_of(*value);
}

std::uint64_t OptionReader::count(std::string_view name, std::uint64_t otherwise) {
  const std::string* value = find(name);
  if (value == nullptr) return otherwise;
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), count);
  if (error != std::errc() || end != value->data() + value->size())
    refuse(std::string(name) + "=" + *value, "a number of 0 or more");
  return count;
}

void OptionReader::end() const {
  for (const Option& option : options_)
    if (std::find(known_.begin(), known_.end(), option.name) == known_.end())
      refuse_name(option.name, "an option", known_);
}

std::string reply_words(const Operation& operation, const Reply& reply) {
  switch (reply.status) {
    case ReplyStatus::kOk:
      if (!only_reads(operation.kind)) return "ok";
      if (operation.kind == OperationKind::kReadSet || operation.kind == OperationKind::kReadList)
        return "ok, sees " + elements_words(reply.elements);
      return "ok, sees " + value_words(reply.value);
    case ReplyStatus::kRefused:
      return "refused, it holds " + value_words(reply.value);
    case ReplyStatus::kNotLeader:
      return "not the leader" + (reply.leader.is_none() ? std::string() : ", ask " + name_of(reply.leader));
    case ReplyStatus::kRejected:
      return "rejected";
    case ReplyStatus::kUnknown:
      return "unknown";
  }
  return "";
}

std::string applied_words(const Applied& applied) {
  return "key " + std::to_string(applied.key) + " = " + value_words(applied.value) +
         (applied.slot == 0 ? "" : ", slot " + std::to_string(applied.slot));
}

std::string applied_words(const MemberTable::Row& row) {
  static constexpr std::string_view kStates[] = {"alive", "suspect", "dead"};
  return name_of(row.member) + " is " + std::string(kStates[static_cast<std::size_t>(row.state)]) +
         ", incarnation " + std::to_string(row.incarnation);
}

}  // namespace windtunnel::conversation
