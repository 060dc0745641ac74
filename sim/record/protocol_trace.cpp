// Steps as lines: what is equal is said once.
#include "sim/record/protocol_trace.hpp"

#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/verify/operation_words.hpp"

namespace windtunnel {
namespace {

std::vector<std::string> parts(const std::string& words) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find(", ", begin), words.size());
    parts.push_back(words.substr(begin, end - begin));
    begin = end + 2;
  }
  return parts;
}

// What of the state is not as it was: "candidate, term 3".
std::string changed(const std::string& before, const std::string& after) {
  const std::vector<std::string> old = parts(before);
  std::string words;
  for (const std::string& part : parts(after))
    if (std::find(old.begin(), old.end(), part) == old.end()) words += (words.empty() ? "" : ", ") + part;
  return words;
}

std::string cause_words(const ProtocolStep& step, const std::vector<std::string>& names) {
  using Cause = ProtocolStep::Cause;
  switch (step.cause) {
    case Cause::kStart:
      return "starts";
    case Cause::kRestart:
      return "restarts";
    case Cause::kCrash:
      return "crashes";
    case Cause::kTimer:
      return step.words;
    case Cause::kMessage:
      return "hears \"" + step.words + "\" from " + member_words(step.from, names);
    case Cause::kOperator:
      return "operator asks: " + step.words;
    case Cause::kOperation:
      return "client asks: " + asked_words(step.operation.kind, step.operation.key, step.operation.value,
                                           step.operation.expected);
  }
  return {};
}

// Messages of equal words once, with all they go to.
std::string sent_words(const ProtocolStep& step, const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, std::string>> groups;  // words, receivers
  for (const ProtocolStep::Sent& sent : step.sent) {
    auto at = std::find_if(groups.begin(), groups.end(),
                           [&](const auto& group) { return group.first == sent.words; });
    if (at == groups.end()) at = groups.insert(groups.end(), {sent.words, ""});
    at->second += " " + member_words(sent.to, names);
  }
  std::string words;
  for (const auto& [what, receivers] : groups) words += ", sends" + receivers + " \"" + what + "\"";
  return words;
}

std::string applied_words(const ProtocolStep& step) {
  if (step.applied.empty()) return {};
  if (step.applied.size() > 1)
    return ", applies " + std::to_string(step.applied.size()) + " changes" +
           (step.applied.back().slot > 0 ? " to slot " + std::to_string(step.applied.back().slot) : "");
  const Applied& applied = step.applied.front();
  return ", applies " + (applied.slot > 0 ? "slot " + std::to_string(applied.slot) + ": " : "") + "key " +
         std::to_string(applied.key) + " = " + value_words(applied.value);
}

std::string reply_words(const Reply& reply) {
  switch (reply.status) {
    case ReplyStatus::kOk:
      return "ok";
    case ReplyStatus::kRefused:
      return "refused";
    case ReplyStatus::kNotLeader:
      return "not the leader";
    case ReplyStatus::kRejected:
      return "rejected";
    case ReplyStatus::kUnknown:
      return "unknown";
  }
  return {};
}

std::string replied_words(const ProtocolStep& step) {
  if (step.replied.empty()) return {};
  if (step.replied.size() > 1) return ", answers " + std::to_string(step.replied.size()) + " clients";
  return ", answers session " + std::to_string(step.replied.front().id.session) + ": " +
         reply_words(step.replied.front());
}

bool is_shown(const TraceView& view, Time at, MemberId member) {
  return view.from <= at && at < view.to &&
         (view.only.empty() || std::find(view.only.begin(), view.only.end(), member) != view.only.end());
}

}  // namespace

std::string member_words(MemberId member, const std::vector<std::string>& names) {
  return member.index() < names.size() ? names[member.index()] : name_of(member);
}

std::string step_words(const ProtocolStep& step, const std::vector<std::string>& names) {
  std::string words = cause_words(step, names);
  const bool fresh = step.cause == ProtocolStep::Cause::kStart || step.cause == ProtocolStep::Cause::kRestart;
  const std::string state = fresh ? step.after : changed(step.before, step.after);
  if (!state.empty()) words += ", " + state;
  return words + applied_words(step) + sent_words(step, names) + replied_words(step);
}

ShownTrace shown(const ProtocolTrace& trace, const TraceView& view) {
  ShownTrace shown;
  for (const ProtocolStep& step : trace.steps)
    if (is_shown(view, step.at, step.member)) shown.steps.push_back(&step);
  std::stable_sort(shown.steps.begin(), shown.steps.end(),
                   [](const ProtocolStep* a, const ProtocolStep* b) { return a->at < b->at; });
  shown.from = view.from, shown.to = view.to;
  if (!shown.steps.empty()) {
    if (view.from == Time()) shown.from = shown.steps.front()->at;
    if (view.to == Time::never()) shown.to = shown.steps.back()->at + Duration::from_ns(1);
  } else if (view.to == Time::never()) {
    shown.to = view.from;
  }
  const Duration span = shown.to - shown.from;
  using namespace literals;
  shown.decimals = span >= 100_ms ? 3 : span >= 100_us ? 6 : 9;
  return shown;
}

std::string trace_text(const ProtocolTrace& trace, const TraceView& view) {
  const ShownTrace seen = shown(trace, view);
  struct Line {
    Time at;
    std::string words;
  };
  std::vector<Line> lines;
  const auto line = [&](Time at, MemberId member, const std::string& words) {
    lines.push_back({at, fixed(at.seconds(), seen.decimals) + " s " + member_words(member, trace.names) +
                             ": " + words + "\n"});
  };
  for (const ProtocolStep* step : seen.steps) line(step->at, step->member, step_words(*step, trace.names));
  // A lost message is told where it was sent from.
  std::map<std::uint64_t, Time> lost;
  for (const ProtocolTrace::Delivery& delivery : trace.deliveries)
    if (delivery.lost) lost.emplace(delivery.message, delivery.at);
  if (!lost.empty())
    for (const ProtocolStep& step : trace.steps)
      for (const ProtocolStep::Sent& sent : step.sent)
        if (const auto at = lost.find(sent.message);
            at != lost.end() && is_shown(view, at->second, step.member))
          line(at->second, step.member,
               "\"" + sent.words + "\" to " + member_words(sent.to, trace.names) + " is lost");
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.at < b.at; });
  std::string text;
  for (const Line& each : lines) text += each.words;
  return text;
}

}  // namespace windtunnel
