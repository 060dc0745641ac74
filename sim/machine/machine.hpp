// The contract of protocol cores: messages, operations and timer calls in, effects out.
//
// A core is a value: it owns no clock, socket, disk or dice, so the same code runs for speed, under an
// adversary that draws faults, and in a bounded search. Everything it wants done it writes into an Outbox;
// one driver carries the effects out in one documented order: persist, then send, then arm, then apply, then
// reply. A timer is armed with a range and the driver draws; what a core needs to know of time and luck (its
// own clock, which may be wrong, and one word of randomness) the driver writes into the outbox before each
// call, so that equal inputs have equal effects. After etcd-io/raft (effects by value, their order the
// caller's duty) and DSLab (a context that only collects).
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

// One of the cores that run a protocol together: a dense index, 0 to members - 1.
using MemberId = Id<struct MemberTag>;

// What people call it, counted from 1: "n2".
inline std::string name_of(MemberId member) {
  return "n" + std::to_string(member.value() + std::uint64_t{1});
}

// A core's own name for one of its timers; arming a timer that is armed moves it.
using CoreTimer = std::uint32_t;

// What a protocol without operations is asked and answers.
struct Nothing {
  bool operator==(const Nothing&) const = default;
};

// What one call of a core wants done. Reused from call to call: clear() keeps the memory.
template <class Message, class Record, class Applied, class Reply = Nothing>
class Outbox {
 public:
  struct Send {
    MemberId to;
    Message message;
  };
  struct Arm {
    CoreTimer timer;
    Duration at_least, at_most;  // the driver draws between them, both allowed
  };

  // Inputs of the call, written by the driver: what the member's own clock says, and a word of randomness.
  Time now() const { return now_; }
  std::uint64_t luck() const { return luck_; }
  void inputs(Time now, std::uint64_t luck) { now_ = now, luck_ = luck; }

  // To stable storage, before anything is sent, applied or replied, by this call and all later ones.
  void persist(Record record) { persists_.push_back(std::move(record)); }
  void send(MemberId to, Message message) { sends_.push_back(Send{to, std::move(message)}); }
  void arm(CoreTimer timer, Duration at_least, Duration at_most) {
    CHECK(Duration() <= at_least && at_least <= at_most, "a timer is armed with a range of times to come");
    arms_.push_back(Arm{timer, at_least, at_most});
  }
  void disarm(CoreTimer timer) { disarms_.push_back(timer); }
  // The member's state machine has taken this, in this order: the truth that checkers see, and what costs
  // time on a core.
  void apply(Applied applied) { applies_.push_back(std::move(applied)); }
  // To whoever asked this member.
  void reply(Reply reply) { replies_.push_back(std::move(reply)); }

  const std::vector<Record>& persists() const { return persists_; }
  const std::vector<Send>& sends() const { return sends_; }
  const std::vector<CoreTimer>& disarms() const { return disarms_; }
  const std::vector<Arm>& arms() const { return arms_; }
  const std::vector<Applied>& applies() const { return applies_; }
  const std::vector<Reply>& replies() const { return replies_; }
  bool empty() const {
    return persists_.empty() && sends_.empty() && disarms_.empty() && arms_.empty() && applies_.empty() &&
           replies_.empty();
  }
  void clear() {
    persists_.clear();
    sends_.clear();
    disarms_.clear();
    arms_.clear();
    applies_.clear();
    replies_.clear();
  }

 private:
  Time now_;
  std::uint64_t luck_ = 0;
  std::vector<Record> persists_;
  std::vector<Send> sends_;
  std::vector<CoreTimer> disarms_;
  std::vector<Arm> arms_;
  std::vector<Applied> applies_;
  std::vector<Reply> replies_;
};

// What a core may publish for checkers and for faults that strike a role, never for other cores: what it
// believes its role, term and progress to be.
struct Probe {
  bool leads = false;
  std::int64_t term = 0;     // or ballot, view, epoch: 0 where the protocol has none
  std::int64_t decided = 0;  // commands it knows to be decided
};

// What a type has to offer to be driven. Copyable and comparable, so that a search can branch and recognise a
// state. Stable is what stable storage holds: the driver writes each record that is persisted into it, and a
// member that restarts is a fresh core that is given it and nothing else.
template <class Core>
concept Machine = std::copyable<Core> && std::equality_comparable<Core> &&
    std::copyable<typename Core::Stable> &&
    requires(Core core, const Core& seen, typename Core::Effects& out, MemberId from,
             const typename Core::Message& message, const typename Core::Command& command, CoreTimer timer,
             typename Core::Stable& stable, const typename Core::Record& record) {
  core.start(out);            // the first time
  core.restart(stable, out);  // after a crash, called on a fresh core
  core.on_message(from, message, out);
  core.on_timer(timer, out);
  core.on_command(command, out);
  stable.write(record);
  { Core::bytes_of(message) } -> std::same_as<Bytes>;     // on the wire, headers of the protocol included
  { Core::bytes_of(record) } -> std::same_as<Bytes>;      // on the disk
  { Core::words(message) } -> std::same_as<std::string>;  // "append: term 3, after 17, 2 entries"
  { seen.words(timer) } -> std::same_as<std::string>;     // "election time-out"; may be static
  { seen.words() } -> std::same_as<std::string>;          // "candidate, term 3"
  { seen.probe() } -> std::same_as<Probe>;
};

// Carries one call's effects out in the documented order, then empties the outbox. Driver: persist(record),
// send(to, message), disarm(timer), arm(timer, at_least, at_most), apply(applied), reply(reply).
template <class Outbox, class Driver>
void carry_out(Outbox& out, Driver&& driver) {
  for (const auto& record : out.persists()) driver.persist(record);
  for (const auto& each : out.sends()) driver.send(each.to, each.message);
  for (const CoreTimer timer : out.disarms()) driver.disarm(timer);
  for (const auto& each : out.arms()) driver.arm(each.timer, each.at_least, each.at_most);
  for (const auto& applied : out.applies()) driver.apply(applied);
  for (const auto& reply : out.replies()) driver.reply(reply);
  out.clear();
}

}  // namespace windtunnel
