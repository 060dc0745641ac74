// The contract of protocol cores: messages and timer calls in, effects out.
//
// A core is a value: it owns no clock, socket, disk or dice, so the same code runs for speed, under an
// adversary that draws faults, and in a bounded search. Everything it wants done it writes into an Outbox;
// one driver carries the effects out in one documented order: persist, then send, then arm, then apply. A
// timer is armed with a range and the driver draws, so that even luck stays outside. After etcd-io/raft
// (effects by value, their order the caller's duty) and DSLab (a context that only collects).
#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// A core's own name for one of its timers; arming a timer that is armed moves it.
using CoreTimer = std::uint32_t;

// What one call of a core wants done. Reused from call to call: clear() keeps the memory.
template <class Message, class Record, class Command>
class Outbox {
 public:
  struct Send {
    ReplicaId to;
    Message message;
  };
  struct Arm {
    CoreTimer timer;
    Duration at_least, at_most;  // the driver draws between them, both allowed
  };

  // To stable storage, before anything is sent.
  void persist(Record record) { persists_.push_back(std::move(record)); }
  void send(ReplicaId to, Message message) { sends_.push_back(Send{to, std::move(message)}); }
  void arm(CoreTimer timer, Duration at_least, Duration at_most) {
    CHECK(Duration() <= at_least && at_least <= at_most, "a timer is armed with a range of times to come");
    arms_.push_back(Arm{timer, at_least, at_most});
  }
  void disarm(CoreTimer timer) { disarms_.push_back(timer); }
  // To the state machine: decided, in this order.
  void apply(Command command) { applies_.push_back(std::move(command)); }

  const std::vector<Record>& persists() const { return persists_; }
  const std::vector<Send>& sends() const { return sends_; }
  const std::vector<CoreTimer>& disarms() const { return disarms_; }
  const std::vector<Arm>& arms() const { return arms_; }
  const std::vector<Command>& applies() const { return applies_; }
  bool empty() const {
    return persists_.empty() && sends_.empty() && disarms_.empty() && arms_.empty() && applies_.empty();
  }
  void clear() {
    persists_.clear();
    sends_.clear();
    disarms_.clear();
    arms_.clear();
    applies_.clear();
  }

 private:
  std::vector<Record> persists_;
  std::vector<Send> sends_;
  std::vector<CoreTimer> disarms_;
  std::vector<Arm> arms_;
  std::vector<Command> applies_;
};

// What a core may publish for checkers, never for other cores: what it believes its role, term and progress
// to be.
struct Probe {
  bool leads = false;
  std::int64_t term = 0;
  std::int64_t decided = 0;  // commands it knows to be decided
};

// What a type has to offer to be driven. Copyable and comparable, so that a search can branch and recognise a
// state; restart() forgets everything that was not persisted.
template <class Core>
concept Machine = std::copyable<Core> && std::equality_comparable<Core> &&
    requires(Core core, const Core& seen, typename Core::Effects& out, ReplicaId from,
             const typename Core::Message& message, const typename Core::Command& command, CoreTimer timer) {
  core.start(out);
  core.on_message(from, message, out);
  core.on_timer(timer, out);
  core.on_command(command, out);
  core.restart(out);
  { seen.probe() } -> std::same_as<Probe>;
};

// Carries one call's effects out in the documented order, then empties the outbox. Driver: persist(record),
// send(to, message), disarm(timer), arm(timer, at_least, at_most), apply(command).
template <class Outbox, class Driver>
void carry_out(Outbox& out, Driver&& driver) {
  for (const auto& record : out.persists()) driver.persist(record);
  for (const auto& each : out.sends()) driver.send(each.to, each.message);
  for (const CoreTimer timer : out.disarms()) driver.disarm(timer);
  for (const auto& each : out.arms()) driver.arm(each.timer, each.at_least, each.at_most);
  for (const auto& command : out.applies()) driver.apply(command);
  out.clear();
}

}  // namespace windtunnel
