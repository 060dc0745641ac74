// How a conversation's text is read into steps, and printed anew with other answers.
//
// Every line is judged on its own, so that all that is wrong with a file is said at once.
#include "tests/unit/models/consensus/conversation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>

#include "sim/config/nearest.hpp"

namespace windtunnel::conversation {
namespace {

constexpr std::string_view kLink = "a link: n1>n2, n1>*, *>n2 or *";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "n3" is 2, of 1 to `most`.
std::optional<std::uint32_t> numbered(std::string_view text, char letter, std::int64_t most) {
  if (text.empty() || text.front() != letter) return std::nullopt;
  const auto number = integer(text.substr(1));
  if (!number || *number < 1 || *number > most) return std::nullopt;
  return static_cast<std::uint32_t>(*number - 1);
}

MemberId member_of(const std::string& word, std::string_view expected) {
  const auto member = numbered(word, 'n', MemberSet::kMost);
  if (!member) refuse(word, std::string(expected));
  return MemberId(*member);
}

// "n1>n2"; none where a star stands.
std::pair<MemberId, MemberId> link_of(const std::string& word) {
  if (word == "*") return {MemberId::none(), MemberId::none()};
  const std::size_t arrow = word.find('>');
  if (arrow == std::string::npos) refuse(word, std::string(kLink));
  const auto end = [&](const std::string& name) {
    return name == "*" ? MemberId::none() : member_of(name, kLink);
  };
  return {end(word.substr(0, arrow)), end(word.substr(arrow + 1))};
}

Command begin(Words& words) {
  Begin begin{.protocol = words.next("a protocol")};
  const std::int64_t members = words.number("how many members, 1 to 64");
  if (members < 1 || members > MemberSet::kMost)
    refuse(std::to_string(members) + " members", "1 to 64 of them");
  begin.members = static_cast<std::uint32_t>(members);
  while (!words.done()) {
    const std::string option = words.next("");
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos) refuse(option, "an option with its value, such as pre_vote=no");
    begin.options.push_back({option.substr(0, equals), option.substr(equals + 1)});
  }
  return begin;
}

Command ask(Words& words) {
  Ask ask{.member = words.member(), .operation = {.bytes = 8}};
  const std::string kind = words.next("an operation");
  const auto known = std::find(kOperationNames.begin(), kOperationNames.end(), kind);
  if (known == kOperationNames.end())
    refuse_name(kind, "an operation", {kOperationNames.begin(), kOperationNames.end()});
  Operation& operation = ask.operation;
  operation.kind = static_cast<OperationKind>(known - kOperationNames.begin());
  const std::int64_t key = words.number("a key");
  if (key < 0 || key > 1'000) refuse(std::to_string(key), "a key: 0 to 1000");
  operation.key = static_cast<StoreKey>(key);
  if (operation.kind == OperationKind::kCompareAndSet)
    operation.expected = words.number("the value to expect");
  if (!only_reads(operation.kind)) operation.value = words.number("a value");
  if (words.take("by")) ask.client = words.client();
  return ask;
}

Command decide(Fate fate, Words& words) {
  Decide decide{.fate = fate};
  decide.first = words.take("first");
  std::tie(decide.from, decide.to) = link_of(words.next(kLink));
  decide.words = words.rest();
  return decide;
}

Command cut(Words& words) {
  Cut cut;
  std::vector<std::vector<MemberId>> sides(1);
  while (!words.done()) {
    const std::string word = words.next("");
    if (word == "|") {
      sides.emplace_back();
    } else if (word.find('>') != std::string::npos) {
      const auto link = link_of(word);
      if (link.first.is_none() || link.second.is_none()) refuse(word, "a link between two members: n1>n2");
      cut.links.push_back(link);
    } else {
      sides.back().push_back(member_of(word, "a member, a link such as n1>n2, or |"));
    }
  }
  for (const auto& side : sides)
    for (const auto& other : sides)
      for (const MemberId from : side)
        for (const MemberId to : other)
          if (&side != &other) cut.links.emplace_back(from, to);
  if (cut.links.empty()) refuse("nothing to cut", "groups, such as n1 n2 | n3, or links, such as n1>n2");
  return cut;
}

Command set_clock(Words& words) {
  const MemberId member = words.member();
  const Duration time = words.duration();
  const bool behind = words.take("behind");
  if (!behind && !words.take("ahead")) refuse(words.done() ? "nothing" : words.rest(), "ahead or behind");
  return SetClock{member, behind ? -time : time};
}

Command set_disk(Words& words) {
  const MemberId member = words.member();
  const bool slow = words.take("slow");
  if (!slow && !words.take("fast")) refuse(words.done() ? "nothing" : words.rest(), "slow or fast");
  return SetDisk{member, slow};
}

MemberId maybe_member(Words& words) { return words.done() ? MemberId::none() : words.member(); }

Command settle(Words& words) {
  Settle settle;
  while (!words.done()) settle.among.add(words.member());
  return settle;
}

std::string said(Words& words, std::string_view expected) {
  if (words.done()) refuse("nothing", std::string(expected));
  return words.rest();
}

const std::map<std::string_view, std::function<Command(Words&)>>& verbs() {
  static const std::map<std::string_view, std::function<Command(Words&)>> kVerbs = {
      {"cluster", begin},
      {"ask", ask},
      {"again",
       [](Words& words) {
         const std::uint32_t client = words.client();
         return AskAgain{client, words.member()};
       }},
      {"deliver", [](Words& words) { return decide(Fate::kDeliver, words); }},
      {"drop", [](Words& words) { return decide(Fate::kDrop, words); }},
      {"double", [](Words& words) { return decide(Fate::kDouble, words); }},
      {"hold", [](Words& words) { return decide(Fate::kHold, words); }},
      {"release", [](Words& words) { return decide(Fate::kRelease, words); }},
      {"settle", settle},
      {"fire",
       [](Words& words) {
         const MemberId member = words.member();
         return Fire{member, said(words, "the name of a timer, or its beginning")};
       }},
      {"wait", [](Words& words) { return Wait{words.duration()}; }},
      {"clock", set_clock},
      {"crash", [](Words& words) { return Crash{words.member()}; }},
      {"restart", [](Words& words) { return Restart{words.member()}; }},
      {"disk", set_disk},
      {"write", [](Words& words) { return Write{words.member()}; }},
      {"cut", cut},
      {"heal", [](Words&) { return Heal{}; }},
      {"call",
       [](Words& words) {
         const MemberId member = words.member();
         return Call{member, said(words, "what to call")};
       }},
      {"show", [](Words& words) { return Show{maybe_member(words)}; }},
      {"timers", [](Words& words) { return ShowTimers{maybe_member(words)}; }},
      {"flying", [](Words&) { return ShowFlying{}; }},
  };
  return kVerbs;
}

// "> quietly settle n1 n2 with luck 3", without the mark.
Step step_of(std::string text) {
  Step step;
  if (const std::size_t luck = text.rfind(" with luck "); luck != std::string::npos) {
    Words words(std::string_view(text).substr(luck + 11));
    const std::int64_t number = words.number("a number behind \"with luck\"");
    words.end();
    if (number < 0) refuse(std::to_string(number), "luck of 0 or more");
    step.luck = static_cast<std::uint64_t>(number);
    text.resize(luck);
  }
  Words words(text);
  step.quietly = words.take("quietly");
  const std::string verb = words.next("a step");
  const auto known = verbs().find(verb);
  if (known == verbs().end()) {
    std::vector<std::string> names;
    for (const auto& [name, reads] : verbs()) names.emplace_back(name);
    refuse_name(verb, "a step", std::move(names));
  }
  step.command = known->second(words);
  words.end();
  return step;
}

std::string behind(std::string_view line, std::string_view mark) {
  if (line.substr(0, mark.size()) != mark) return "";
  line.remove_prefix(mark.size());
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return std::string(line);
}

std::string shown(std::string_view line) { return line.empty() ? "a blank line" : std::string(line); }

}  // namespace

void refuse(std::string found, std::string expected) {
  throw Refusal{0, std::move(found), std::move(expected)};
}

void refuse_name(const std::string& found, std::string_view what, std::vector<std::string> names) {
  const std::string nearest = nearest_name(found, names);
  refuse(found, std::string(what) + ", " + one_of(std::move(names)) +
                    (nearest.empty() ? "" : "; nearest: " + nearest));
}

std::string Refusal::words(std::string_view file) const {
  return std::string(file) + ":" + std::to_string(line) + ": found " + found + ", expected " + expected;
}

Words::Words(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words_.emplace_back(text.substr(at, end - at));
    at = end;
  }
}

void Words::end() const {
  if (!done()) refuse(words_[at_], "the end of the step");
}

std::string Words::next(std::string_view expected) {
  if (done()) refuse("the end of the step", std::string(expected));
  return words_[at_++];
}

bool Words::take(std::string_view word) {
  if (done() || words_[at_] != word) return false;
  ++at_;
  return true;
}

std::string Words::rest() {
  std::string rest;
  for (; !done(); ++at_) rest += (rest.empty() ? "" : " ") + words_[at_];
  return rest;
}

MemberId Words::member() { return member_of(next("a member: n1, n2, ..."), "a member: n1, n2, ..."); }

std::uint32_t Words::client() {
  constexpr std::string_view kExpected = "a client: c1 to c1000";
  const std::string word = next(kExpected);
  const auto client = numbered(word, 'c', 1'000);
  if (!client) refuse(word, std::string(kExpected));
  return *client;
}

std::int64_t Words::number(std::string_view expected) {
  const std::string word = next(expected);
  const auto number = integer(word);
  if (!number) refuse(word, std::string(expected));
  return *number;
}

Duration Words::duration() {
  std::string text = next("a time, such as 50 ms");
  if (integer(text)) text += next("its unit: ns, us, ms or s");
  return duration_of(text);
}

Duration duration_of(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits = {
      {{"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}}};
  const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = integer(std::string_view(text).substr(0, unit));
  for (const auto& [name, ns] : kUnits)
    if (count && *count <= 1'000'000'000 && text.substr(unit) == name) return Duration::from_ns(*count * ns);
  refuse(text, "a time with its unit (ns, us, ms, s), such as 50 ms");
}

Script read(std::string_view text) {
  Script script;
  const std::vector<std::string_view> lines = lines_of(text);
  const auto at = [&](std::size_t i) { return i < lines.size() ? lines[i] : std::string_view(); };
  script.paper = behind(at(0), "paper:");
  script.section = behind(at(1), "section:");
  if (script.paper.empty())
    script.refusals.push_back({1, shown(at(0)), "\"paper: \" and whose it is, in the first line"});
  if (script.section.empty())
    script.refusals.push_back({2, shown(at(1)), "\"section: \" and what it shows, in the second line"});
  bool answers = false;  // below a step
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const std::string line(lines[i]);
    try {
      if (line.empty() || line.front() == '#') {
        answers = false;
      } else if (line.front() == '>') {
        answers = true;
        script.steps.push_back(Step{});  // an answer below a step that is none is no second mistake
        script.steps.back() = step_of(line.substr(1));
        script.steps.back().line = i + 1;
        const bool begins = std::holds_alternative<Begin>(script.steps.back().command);
        if (begins != (script.steps.size() == 1))
          refuse(line.substr(1), begins ? "one cluster a conversation" : "a cluster first: > cluster raft 3");
      } else if (answers) {
        script.steps.back().expected.push_back(line);
      } else {
        refuse(line, "prose (#), a step (>), or an answer right below one");
      }
    } catch (Refusal& refusal) {
      refusal.line = i + 1;
      script.refusals.push_back(refusal);
    }
  }
  if (script.steps.empty()) script.refusals.push_back({lines.size(), "the end", "a step: > cluster raft 3"});
  return script;
}

std::string with_answers(std::string_view text, const Script& script,
                         const std::vector<std::string>& answers) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::string printed;
  std::size_t step = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    printed += std::string(lines[i]) + "\n";
    if (step == script.steps.size() || script.steps[step].line != i + 1) continue;
    printed += answers[step];
    i += script.steps[step].expected.size();
    ++step;
  }
  return printed;
}

}  // namespace windtunnel::conversation
