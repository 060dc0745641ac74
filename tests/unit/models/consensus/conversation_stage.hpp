// Where a conversation is played: a cluster of any cores, a clock and a network that do nothing by
// themselves.
//
// A protocol that may be spoken to is a Talk, registered in one line (conversation_protocols.hpp):
//
//   struct RaftTalk {
//     static constexpr std::string_view kName = "raft";
//     using Core = Raft;
//     struct Options {...};
//     static void read(OptionReader& reader, Options& options);        // "pre_vote=no"
//     static Core core(MemberId self, std::uint32_t members, const Options& options);
//     static std::vector<std::string> details(const Core& core, Time now);  // for "show", beside its words
//     static std::vector<NamedCall<Core>> calls();                     // for "call"
//   };
//
// Effects are carried out in the documented order. A timer that is armed for at once fires right behind the
// call that armed it, as it does under every driver; any other fires only when the file says so. A message
// that reaches a crashed member, or goes over a cut link, is lost when it should arrive.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/consensus/member_table.hpp"
#include "sim/base/text.hpp"
#include "sim/verify/operation_words.hpp"
#include "tests/unit/models/consensus/conversation.hpp"

namespace windtunnel::conversation {

// Options of a cluster: each is read by its name into its place; what nobody reads is refused.
class OptionReader {
 public:
  explicit OptionReader(const std::vector<Option>& options) : options_(options) {}
  void read(std::string_view name, bool& to);
  void read(std::string_view name, Duration& to);
  void read(std::string_view name, std::uint32_t& to) { to = static_cast<std::uint32_t>(count(name, to)); }
  void read(std::string_view name, std::uint64_t& to) { to = count(name, to); }
  template <class Choice>
  void choose(std::string_view name, Choice& to, const std::vector<std::pair<std::string, Choice>>& choices) {
    const std::string* value = find(name);
    if (value == nullptr) return;
    std::vector<std::string> names;
    for (const auto& [word, choice] : choices) {
      if (word == *value) return void(to = choice);
      names.push_back(word);
    }
    refuse_name(*value, "a value of " + std::string(name), std::move(names));
  }
  void end() const;

 private:
  const std::string* find(std::string_view name);
  std::uint64_t count(std::string_view name, std::uint64_t otherwise);

  const std::vector<Option>& options_;
  std::vector<std::string> known_;
};

// Something that a core may be asked beside the contract of all. False when it declines.
template <class Core>
struct NamedCall {
  std::string_view name;
  bool (*call)(Core& core, Words& words, typename Core::Effects& out);
};

// A reply in words, "ok, sees 42".
std::string reply_words(const Operation& operation, const Reply& reply);
std::string applied_words(const Applied& applied);
std::string applied_words(const MemberTable::Row& row);
inline std::string applied_words(const Nothing&) { return "nothing"; }

class Stage {
 public:
  virtual ~Stage() = default;
  // What the step earns: lines, each with its end. Throws a Refusal where it can not be done.
  virtual std::string play(const Step& step) = 0;
};

template <class Talk>
class StageOf final : public Stage {
  using Core = typename Talk::Core;
  using Effects = typename Core::Effects;
  using Message = typename Core::Message;
  static constexpr bool kStores = std::same_as<typename Core::Command, Operation>;

 public:
  std::string play(const Step& step) override {
    luck_ = step.luck;
    text_.clear();
    quietly_ = step.quietly;
    std::vector<std::string> before;
    for (const Member& member : members_) before.push_back(words(member));
    std::visit([this](const auto& command) { this->perform(command); }, step.command);
    if (quietly_)
      for (std::uint32_t i = 0; i < before.size(); ++i)
        if (words(members_[i]) != before[i]) text_ += name_of(MemberId(i)) + ": " + words(members_[i]) + "\n";
    return std::move(text_);
  }

 private:
  struct Armed {
    Time earliest, latest;
  };
  struct Member {
    explicit Member(Core made) : core(std::move(made)) {}
    Core core;
    typename Core::Stable stable{};
    bool up = true, slow_disk = false;
    Duration ahead = {};                  // its clock, of the true time
    std::map<CoreTimer, Armed> timers{};  // those that are armed
    std::deque<Effects> writes{};         // calls whose effects wait for the disk
  };
  struct Flying {
    MemberId from, to;
    Message message;
    bool held = false;
    std::uint64_t number = 0;
  };

  static std::string words(const Member& member) { return member.up ? member.core.words() : "down"; }
  void say(const std::string& line) {
    if (!quietly_) text_ += line + "\n";
  }
  void say_time() { say("it is " + text(now_.since_start(), 6)); }

  Member& at(MemberId id) {
    if (id.index() >= members_.size())
      refuse(name_of(id), "a member: n1 to n" + std::to_string(members_.size()));
    return members_[id.index()];
  }
  Member& up(MemberId id) {
    if (!at(id).up) refuse(name_of(id) + ", which is down", "a member that is up");
    return at(id);
  }

  void perform(const Begin& begin) {
    OptionReader reader(begin.options);
    typename Talk::Options options{};
    Talk::read(reader, options);
    reader.end();
    for (std::uint32_t i = 0; i < begin.members; ++i) {
      fresh_.push_back(Talk::core(MemberId(i), begin.members, options));
      members_.emplace_back(fresh_.back());
    }
    for (std::uint32_t i = 0; i < begin.members; ++i)
      call(MemberId(i), "starts", [](Core& core, Effects& out) { core.start(out); });
  }

  // One call of a core, told: why, what it has become, what it wants done.
  template <class What>
  void call(MemberId id, const std::string& why, What what) {
    Member& member = at(id);
    const std::string before = words(member);
    Effects out;
    out.inputs(now_ + member.ahead, luck_);
    what(member.core, out);
    say(name_of(id) + ": " + why);
    if (words(member) != before || why == "starts" || why == "restarts") say("  is: " + words(member));
    if (member.writes.empty() && (!member.slow_disk || out.persists().empty())) return emit(id, out);
    say("  waits for its disk: " + std::to_string(member.writes.size() + 1) +
        (member.writes.empty() ? " call" : " calls"));
    member.writes.push_back(std::move(out));
  }

  void emit(MemberId id, Effects& out) {
    Member& member = at(id);
    for (const auto& record : out.persists()) {
      member.stable.write(record);
      if constexpr (requires { Core::record_words(record); })
        say("  writes: " + Core::record_words(record));
      else
        say("  writes: " + text(Core::bytes_of(record)));
    }
    send(id, out);
    for (const CoreTimer timer : out.disarms()) member.timers.erase(timer);
    for (const auto& each : out.arms())
      member.timers[each.timer] = Armed{now_ + each.at_least, now_ + each.at_most};
    for (const auto& applied : out.applies()) say("  applies: " + applied_words(applied));
    for (const auto& reply : out.replies()) told(reply);
    std::vector<CoreTimer> at_once;
    for (const auto& each : out.arms())
      if (each.at_most == Duration()) at_once.push_back(each.timer);
    for (const CoreTimer timer : at_once)
      if (member.timers.erase(timer) != 0)
        call(id, member.core.words(timer),
             [timer](Core& core, Effects& next) { core.on_timer(timer, next); });
  }

  void send(MemberId id, const Effects& out) {
    const auto& sends = out.sends();
    for (std::size_t i = 0; i < sends.size(); ++i) {
      const std::string words = Core::words(sends[i].message);
      std::string to = name_of(sends[i].to);
      flying_.push_back(Flying{id, sends[i].to, sends[i].message, false, ++last_number_});
      for (; i + 1 < sends.size() && Core::words(sends[i + 1].message) == words; ++i) {
        to += " " + name_of(sends[i + 1].to);
        flying_.push_back(Flying{id, sends[i + 1].to, sends[i + 1].message, false, ++last_number_});
      }
      say("  to " + to + ": " + words);
    }
  }

  // Answers are told in quiet steps, too: they are what a conversation is about.
  void told(const Reply& reply) {
    const auto asked = asked_.find(reply.id);
    CHECK(asked != asked_.end(), "an answer to a question that was asked");
    text_ += std::string(quietly_ ? "" : "  ") + "answers c" + std::to_string(reply.id.session + 1) + ": " +
             reply_words(asked->second, reply) + "\n";
  }
  void told(const Nothing&) {}

  void perform(const Ask& ask) {
    if constexpr (kStores) {
      Operation operation = ask.operation;
      std::uint32_t client = ask.client.value_or(0);
      while (!ask.client && last_.contains(client)) ++client;
      operation.id = {client, last_[client] + 1};
      last_[client] = operation.id.number;
      asked_[operation.id] = operation;
      put(ask.member, operation);
    } else {
      refuse("a question to " + name_of(ask.member), "none: members of this protocol keep no data");
    }
  }
  void perform(const AskAgain& again) {
    const auto last = last_.find(again.client);
    if (last == last_.end())
      refuse("c" + std::to_string(again.client + 1), "a client that has asked something before");
    put(again.member, asked_.at({again.client, last->second}));
  }
  void put(MemberId id, const Operation& operation) {
    up(id);
    if constexpr (kStores)
      call(id,
           "c" + std::to_string(operation.id.session + 1) +
               " asks: " + asked_words(operation.kind, operation.key, operation.value, operation.expected),
           [&](Core& core, Effects& out) { core.on_command(operation, out); });
  }

  bool matches(const Flying& each, const Decide& decide) const {
    const std::string words = Core::words(each.message);
    return each.held == (decide.fate == Fate::kRelease) &&
           (decide.from.is_none() || each.from == decide.from) &&
           (decide.to.is_none() || each.to == decide.to) &&
           words.compare(0, decide.words.size(), decide.words) == 0;
  }
  std::string in_flight() const {
    std::string all;
    for (const Flying& each : flying_)
      all += (all.empty() ? "" : "; ") + name_of(each.from) + ">" + name_of(each.to) + " " +
             Core::words(each.message) + (each.held ? " (held)" : "");
    return all.empty() ? "nothing is in flight" : "in flight: " + all;
  }
  void perform(const Decide& decide) {
    if (!decide.from.is_none()) at(decide.from);
    if (!decide.to.is_none()) at(decide.to);
    std::vector<std::uint64_t> chosen;
    for (const Flying& each : flying_)
      if (matches(each, decide) && !(decide.first && !chosen.empty())) chosen.push_back(each.number);
    if (chosen.empty()) refuse("no such message", "one; " + in_flight());
    for (const std::uint64_t number : chosen) decide_one(number, decide.fate);
  }
  void decide_one(std::uint64_t number, Fate fate) {
    const auto it = std::find_if(flying_.begin(), flying_.end(),
                                 [&](const Flying& each) { return each.number == number; });
    const std::string what = name_of(it->from) + ">" + name_of(it->to) + " " + Core::words(it->message);
    if (fate == Fate::kDeliver) return deliver(it);
    if (fate == Fate::kDrop) {
      flying_.erase(it);
      say("lost: " + what);
    } else if (fate == Fate::kDouble) {
      Flying copy = *it;
      copy.number = ++last_number_;
      flying_.push_back(std::move(copy));
      say("doubled: " + what);
    } else {
      it->held = fate == Fate::kHold;
      say((it->held ? "held: " : "released: ") + what);
    }
  }
  void deliver(typename std::deque<Flying>::iterator it) {
    const Flying taken = std::move(*it);
    flying_.erase(it);
    const std::string words = Core::words(taken.message),
                      link = name_of(taken.from) + ">" + name_of(taken.to);
    if (cut_.contains({taken.from, taken.to})) return say("lost: " + link + " is cut: " + words);
    if (!at(taken.to).up) return say("lost: " + name_of(taken.to) + " is down: " + words);
    call(taken.to, "hears " + name_of(taken.from) + ": " + words,
         [&](Core& core, Effects& out) { core.on_message(taken.from, taken.message, out); });
  }

  void perform(const Settle& settle) {
    settle.among.for_each([this](MemberId id) { at(id); });
    const auto goes = [&](const Flying& each) {
      return !each.held &&
             (settle.among.empty() || (settle.among.has(each.from) && settle.among.has(each.to)));
    };
    constexpr int kMost = 10'000;
    for (int delivered = 0; delivered < kMost; ++delivered) {
      const auto next = std::find_if(flying_.begin(), flying_.end(), goes);
      if (next == flying_.end()) return delivered == 0 ? say("nothing is in flight") : void();
      deliver(next);
    }
    refuse("no end of messages", "that the members fall silent");
  }

  void perform(const Fire& fire) {
    Member& member = up(fire.member);
    std::vector<std::string> names;
    for (const auto& [timer, armed] : member.timers) {
      names.push_back(member.core.words(timer));
      if (names.back().compare(0, fire.timer.size(), fire.timer) != 0) continue;
      if (armed.earliest > now_) now_ = armed.earliest, say_time();
      const CoreTimer fired = timer;
      member.timers.erase(fired);
      return call(fire.member, names.back(), [=](Core& core, Effects& out) { core.on_timer(fired, out); });
    }
    refuse_name(fire.timer, "a timer of " + name_of(fire.member) + " that is armed", std::move(names));
  }
  void perform(const Wait& wait) {
    now_ += wait.time;
    say_time();
  }
  void perform(const SetClock& clock) {
    at(clock.member).ahead = clock.ahead;
    say(name_of(clock.member) + ": its clock says " + text((now_ + clock.ahead).since_start(), 6));
  }

  void perform(const Crash& crash) {
    Member& member = up(crash.member);
    const std::size_t lost = member.writes.size();
    say(name_of(crash.member) + ": crashes" +
        (lost == 0 ? "" : ", " + std::to_string(lost) + (lost == 1 ? " call" : " calls") + " unwritten"));
    member.writes.clear();
    member.timers.clear();
    member.up = false;
    member.core = fresh_[crash.member.index()];
  }
  void perform(const Restart& restart) {
    Member& member = at(restart.member);
    if (member.up) refuse(name_of(restart.member) + ", which is up", "a member that is down");
    member.up = true;
    call(restart.member, "restarts", [&](Core& core, Effects& out) { core.restart(member.stable, out); });
  }
  void perform(const SetDisk& disk) {
    at(disk.member).slow_disk = disk.slow;
    while (!disk.slow && !at(disk.member).writes.empty()) perform(Write{disk.member});
  }
  // Whatever waits behind it without a write of its own goes, too.
  void perform(const Write& write) {
    Member& member = up(write.member);
    if (member.writes.empty()) refuse(name_of(write.member), "a member that waits for its disk");
    say(name_of(write.member) + ": has written");
    do {
      Effects out = std::move(member.writes.front());
      member.writes.pop_front();
      emit(write.member, out);
    } while (!member.writes.empty() && member.writes.front().persists().empty());
  }

  void perform(const Cut& cut) {
    for (const auto& [from, to] : cut.links) at(from), at(to), cut_.insert({from, to});
  }
  void perform(const Heal&) { cut_.clear(); }

  void perform(const Call& asked) {
    Words words(asked.words);
    const std::string name = words.next("a call");
    std::vector<std::string> names;
    for (const NamedCall<Core>& each : Talk::calls()) {
      names.emplace_back(each.name);
      if (each.name != name) continue;
      up(asked.member);
      bool took = false;
      call(asked.member, "is told: " + asked.words, [&](Core& core, Effects& out) {
        took = each.call(core, words, out);
        words.end();
      });
      if (!took) say("  declines");
      return;
    }
    refuse_name(name, "a call of " + std::string(Talk::kName), std::move(names));
  }

  template <class Tell>
  void each_asked(MemberId asked, Tell tell) {
    if (!asked.is_none()) return tell(asked, at(asked));
    for (std::uint32_t i = 0; i < members_.size(); ++i) tell(MemberId(i), members_[i]);
  }
  void perform(const Show& show) {
    each_asked(show.member, [this](MemberId id, const Member& member) {
      say(name_of(id) + ": " + words(member));
      if (!member.up) return;
      for (const std::string& line : Talk::details(member.core, now_ + member.ahead)) say("  " + line);
    });
  }
  void perform(const ShowTimers& timers) {
    each_asked(timers.member, [this](MemberId id, const Member& member) {
      for (const auto& [timer, armed] : member.timers) {
        const std::string first = text(armed.earliest.since_start(), 6),
                          last = text(armed.latest.since_start(), 6);
        say(name_of(id) + ": " + member.core.words(timer) + " at " + first +
            (first == last ? "" : " to " + last));
      }
    });
  }
  void perform(const ShowFlying&) {
    for (const Flying& each : flying_)
      say(name_of(each.from) + ">" + name_of(each.to) + " " + Core::words(each.message) +
          (each.held ? " (held)" : ""));
    if (flying_.empty()) say("nothing is in flight");
  }

  std::vector<Core> fresh_;
  std::deque<Member> members_;
  std::deque<Flying> flying_;  // in the order of sending
  std::uint64_t last_number_ = 0;
  std::set<std::pair<MemberId, MemberId>> cut_;
  Time now_;
  std::uint64_t luck_ = 0;
  std::map<OperationId, Operation> asked_;
  std::map<std::uint32_t, std::uint32_t> last_;  // by client: the number of its last operation
  std::string text_;
  bool quietly_ = false;
};

}  // namespace windtunnel::conversation
