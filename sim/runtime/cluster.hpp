// The driver of machines: cores of one kind, wired to whoever owns time, network and disks.
//
// A member has one thread and one disk. Its thread takes messages, operations and timers in the order in
// which they come, each for the time that ProtocolCosts says. Effects are carried out in the contract's
// order, and wait for the disk: while a write is under way, what later calls want written gathers behind it
// and goes in one write when it ends (group commit), and effects of calls that want nothing written wait for
// those before them, so that no message ever tells of what could still be forgotten. A crash forgets the
// core, its timers, and what waits for thread or disk; what is on its way arrives. A timer's draw and the
// word of luck of each call come from the member's own stream.
#pragma once

#include <bit>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/runtime/protocol.hpp"

namespace windtunnel {

struct ClusterOptions {
  std::uint64_t seed = 1;
  ProtocolCosts costs;
};

template <Machine Core>
class Cluster final : public Protocol {
 public:
  using Effects = typename Core::Effects;

  // One fresh core a member, in their order; all have to outlive nothing but `ports`.
  Cluster(std::vector<Core> cores, const ClusterOptions& options, ProtocolPorts& ports)
      : options_(options), ports_(ports), fresh_(cores) {
    members_.reserve(cores.size());
    for (std::size_t i = 0; i < cores.size(); ++i)
      members_.emplace_back(std::move(cores[i]), Rng::stream(options.seed, "protocol", {std::uint64_t{i}}));
  }

  std::uint32_t members() const override { return static_cast<std::uint32_t>(members_.size()); }
  const Core& core(MemberId member) const { return members_[member.index()].core; }
  const typename Core::Stable& stable(MemberId member) const { return members_[member.index()].stable; }
  const typename Core::Message& message(ProtocolMessage slot) const { return flying_[slot].message; }

  void absent(MemberId member) override { members_[member.index()].up = false; }
  void start() override {
    for (std::uint32_t i = 0; i < members(); ++i)
      if (members_[i].up) take(Input{Input::What::kStart, MemberId(i)});
  }
  void submit(MemberId member, const Operation& operation) override {
    if constexpr (std::same_as<typename Core::Command, Operation>) command(member, operation);
  }
  // The same for a core whose commands are no operations.
  void command(MemberId member, const typename Core::Command& command) {
    CHECK(up(member), "only a member that is up is asked");
    Input input{Input::What::kCommand, member};
    input.command = command;
    take(std::move(input));
  }
  // A call of the core that no message makes, such as a change of members: a function of (core, effects).
  template <class Call>
  void call(MemberId member, Call&& what) {
    CHECK(up(member) && !calling_, "only a member that is up is called, and not from within a call");
    Pending pending = fresh_pending();
    prepare(member, pending);
    what(members_[member.index()].core, pending.out);
    called(member, std::move(pending), false);
    take_later();
  }

  void deliver(ProtocolMessage slot) override {
    Input input{Input::What::kMessage, flying_[slot].to};
    input.message = slot;
    take(std::move(input));
  }
  void copy(ProtocolMessage slot) override { ++flying_[slot].copies; }
  void lose(ProtocolMessage slot) override { release(slot); }

  void crash(MemberId id) override {
    Member& member = members_[id.index()];
    CHECK(member.up, "only a member that is up can crash");
    if (watch_) watch_(step(id, ProtocolStep::Cause::kCrash));
    member.up = false;
    ++member.incarnation;
    for (Armed& armed : member.timers)
      if (armed.on) {
        ports_.cancel(armed.timer);
        armed.on = false;
        ++armed.generation;
      }
    for (const Input& input : member.waits)
      if (input.what == Input::What::kMessage) release(input.message);
    member.waits.clear();
    if (member.computing) recycle(std::move(*member.computing));
    member.computing.reset();
    for (Pending& pending : member.writes) recycle(std::move(pending));
    member.writes.clear();
    member.writing = 0;
    member.led = false;
    member.core = fresh_[id.index()];
  }
  void restart(MemberId id) override {
    Member& member = members_[id.index()];
    CHECK(!member.up, "only a member that is down can restart");
    member.up = true;
    take(Input{Input::What::kRestart, id});
  }
  void transfer_leadership(MemberId to) override {
    if constexpr (kTransfers) ask_leader(Input::What::kTransfer, bit_of(to));
  }
  void change_members(MemberBits members) override {
    if constexpr (kChanges) ask_leader(Input::What::kChange, members);
  }
  bool decided_by(MemberBits members) const override {
    if constexpr (kChanges) {
      const MemberId led = leader();
      if (led.is_none() || members_[led.index()].core.members().joint()) return false;
      return members_[led.index()].core.members().incoming.bits() == members;
    }
    return static_cast<std::size_t>(std::popcount(members)) == members_.size();
  }
  std::uint64_t serial(ProtocolMessage message) const override { return flying_[message].serial; }
  bool up(MemberId member) const override { return members_[member.index()].up; }
  Probe probe(MemberId member) const override { return members_[member.index()].core.probe(); }
  std::string words(MemberId member) const override { return members_[member.index()].core.words(); }
  std::vector<Applied> contents(MemberId member) const override {
    if constexpr (requires(const Core& core) { core.contents(); })
      return members_[member.index()].core.contents();
    return {};
  }
  bool holds(MemberId member, StoreKey key) const override {
    if constexpr (requires(const Core& core) { core.holds(key, member); })
      return members_[member.index()].core.holds(key, member);
    return true;
  }
  const ProtocolTotals& totals() const override { return totals_; }
  void watch(ProtocolWatch watch) override { watch_ = std::move(watch); }
  MemberId leader() const override {
    MemberId found = MemberId::none();
    std::int64_t term = 0;
    for (std::uint32_t i = 0; i < members(); ++i) {
      if (!members_[i].up) continue;
      const Probe seen = members_[i].core.probe();
      if (!seen.leads || (!found.is_none() && seen.term <= term)) continue;
      found = MemberId(i);
      term = seen.term;
    }
    return found;
  }

 private:
  static constexpr bool kTransfers = requires(Core core, MemberId to, Effects& out) {
    core.transfer(to, out);
  };
  static constexpr bool kChanges = requires(Core core, Effects& out) {
    core.change_members(core.members().incoming, out);
  };
  struct Input {
    enum class What : std::uint8_t { kStart, kRestart, kMessage, kTimer, kCommand, kTransfer, kChange };
    What what = What::kStart;
    MemberId member;
    std::uint32_t incarnation = 0;
    ProtocolMessage message = 0;
    CoreTimer timer = 0;
    std::uint32_t generation = 0;  // of the timer
    typename Core::Command command{};
    MemberBits whom = 0;  // that an operator means
  };
  struct Armed {
    Timer timer;
    std::uint32_t generation = 0;
    bool on = false;
  };
  // What one call wants done, until it is.
  struct Pending {
    Effects out;
    std::unique_ptr<ProtocolStep> step;  // when somebody watches
  };
  struct Member {
    Member(Core fresh, Rng its) : core(std::move(fresh)), rng(its) {}
    Core core;
    Rng rng;
    typename Core::Stable stable{};
    bool up = true;
    bool led = false;
    std::uint32_t incarnation = 0;
    std::vector<Armed> timers{};         // by CoreTimer
    std::deque<Input> waits{};           // for the thread
    std::optional<Pending> computing{};  // on the thread
    std::deque<Pending> writes{};        // for the disk, those of the present write first
    std::size_t writing = 0;             // how many of them the present write holds
    bool draining = false;               // effects are being carried out: what comes now goes behind them
  };
  struct Flying {
    typename Core::Message message;
    MemberId from, to;
    std::uint32_t copies = 0;  // on their way
    std::uint64_t serial = 0;
  };
  void ask_leader(typename Input::What what, MemberBits whom) {
    Input input{what, leader()};
    input.whom = whom;
    if (!input.member.is_none()) take(std::move(input));
  }

  // From the outside, or from within a call by whoever answers at once: then it comes after that call.
  void take(Input input) {
    input.incarnation = members_[input.member.index()].incarnation;
    if (calling_) {
      later_.push_back(std::move(input));
      return;
    }
    arrive(std::move(input));
    take_later();
  }
  void take_later() {
    while (!later_.empty()) {
      Input input = std::move(later_.front());
      later_.pop_front();
      arrive(std::move(input));
    }
  }
  void arrive(Input input) {
    Member& member = members_[input.member.index()];
    if (!member.up || member.incarnation != input.incarnation) {
      if (input.what == Input::What::kMessage) release(input.message);
      return;
    }
    if (member.computing) {
      member.waits.push_back(std::move(input));
      return;
    }
    run(input);
  }

  void run(const Input& input) {
    const MemberId id = input.member;
    Member& member = members_[id.index()];
    if (input.what == Input::What::kTimer) {
      Armed& armed = member.timers[input.timer];
      if (!armed.on || armed.generation != input.generation)
        return;  // disarmed while it waited for the thread
      armed.on = false;
    }
    Pending pending = fresh_pending();
    if (watch_) pending.step = std::make_unique<ProtocolStep>(step_of(input));
    prepare(id, pending);
    switch (input.what) {
      case Input::What::kStart:
        member.core.start(pending.out);
        break;
      case Input::What::kRestart:
        member.core.restart(member.stable, pending.out);
        break;
      case Input::What::kMessage:
        member.core.on_message(flying_[input.message].from, flying_[input.message].message, pending.out);
        release(input.message);
        break;
      case Input::What::kTimer:
        member.core.on_timer(input.timer, pending.out);
        break;
      case Input::What::kCommand:
        member.core.on_command(input.command, pending.out);
        break;
      case Input::What::kTransfer:
        if constexpr (kTransfers) member.core.transfer(MemberId(std::countr_zero(input.whom)), pending.out);
        break;
      case Input::What::kChange:
        if constexpr (kChanges)
          member.core.change_members(decltype(member.core.members().incoming)(input.whom), pending.out);
        break;
    }
    const bool taken = input.what == Input::What::kMessage || input.what == Input::What::kCommand;
    called(id, std::move(pending), taken);
  }

  Pending fresh_pending() {
    if (spare_.empty()) return Pending{};
    Pending pending = std::move(spare_.back());
    spare_.pop_back();
    return pending;
  }
  void recycle(Pending pending) {
    pending.out.clear();
    pending.step.reset();
    spare_.push_back(std::move(pending));
  }
  void prepare(MemberId id, Pending& pending) {
    pending.out.inputs(ports_.clock(id), members_[id.index()].rng.next());
  }

  // The core has been called: its thread is busy for as long as that costs. `taken` is a message or an
  // operation that somebody had to read; a timer costs only what it does.
  void called(MemberId id, Pending pending, bool taken) {
    Member& member = members_[id.index()];
    const Probe seen = member.core.probe();
    totals_.elections += seen.leads && !member.led ? 1 : 0;
    member.led = seen.leads;
    if (pending.step) finish_step(id, pending);
    if (options_.costs.nothing()) return write(id, std::move(pending));
    const Effects& out = pending.out;
    const ProtocolCosts& costs = options_.costs;
    const Duration cost =
        (taken ? costs.message_in : Duration()) +
        costs.message_out * static_cast<std::int64_t>(out.sends().size() + out.replies().size()) +
        costs.apply * static_cast<std::int64_t>(out.applies().size());
    member.computing = std::move(pending);
    ports_.after(ports_.on_thread(id, cost), event<&Cluster::computed>(*this, word(id)));
  }
  void computed(std::uint64_t word) {
    const MemberId id(static_cast<std::uint32_t>(word));
    Member& member = members_[id.index()];
    if (!member.up || member.incarnation != static_cast<std::uint32_t>(word >> 32)) return;
    Pending pending = std::move(*member.computing);
    member.computing.reset();
    write(id, std::move(pending));
    while (!member.computing && !member.waits.empty()) {
      const Input input = std::move(member.waits.front());
      member.waits.pop_front();
      run(input);
    }
    take_later();
  }

  // To the disk, or past it when nothing has to be written and nothing waits.
  void write(MemberId id, Pending pending) {
    Member& member = members_[id.index()];
    if (pending.out.persists().empty() && member.writes.empty() && !member.draining) {
      emit(id, pending);
      recycle(std::move(pending));
      return;
    }
    member.writes.push_back(std::move(pending));
    if (member.writing == 0 && !member.draining) start_write(id);
  }
  void start_write(MemberId id) {
    Member& member = members_[id.index()];
    member.writing = member.writes.size();
    std::int64_t bytes = 0;
    for (const Pending& pending : member.writes)
      for (const auto& record : pending.out.persists())
        bytes += Core::bytes_of(record).count(), ++totals_.records;
    ++totals_.persists;
    ports_.persist(id, Bytes(bytes), event<&Cluster::written>(*this, word(id)));
  }
  void written(std::uint64_t word) {
    const MemberId id(static_cast<std::uint32_t>(word));
    Member& member = members_[id.index()];
    if (!member.up || member.incarnation != static_cast<std::uint32_t>(word >> 32)) return;
    for (std::size_t i = 0; i < member.writing; ++i)
      for (const auto& record : member.writes[i].out.persists()) member.stable.write(record);
    member.draining = true;
    while (!member.writes.empty() && (member.writing > 0 || member.writes.front().out.persists().empty())) {
      Pending pending = std::move(member.writes.front());
      member.writes.pop_front();
      if (member.writing > 0) --member.writing;
      emit(id, pending);
      recycle(std::move(pending));
    }
    member.draining = false;
    if (!member.writes.empty()) start_write(id);
    take_later();
  }

  void emit(MemberId id, Pending& pending) {
    const bool outermost = !calling_;
    calling_ = true;
    Effects& out = pending.out;
    Member& member = members_[id.index()];
    for (const auto& each : out.sends()) send(id, each, pending.step.get());
    for (const CoreTimer timer : out.disarms()) disarm(member, timer);
    for (const auto& each : out.arms()) arm(id, each);
    if constexpr (std::same_as<typename Core::Command, Operation>) {
      for (const Applied& applied : out.applies()) ports_.applied(id, applied);
      for (const Reply& reply : out.replies()) ports_.reply(id, reply);
    }
    totals_.applied += static_cast<std::int64_t>(out.applies().size());
    if (pending.step) watch_(*pending.step);
    if (outermost) calling_ = false;
  }

  void send(MemberId from, const typename Effects::Send& each, ProtocolStep* step) {
    CHECK(each.to.index() < members_.size() && each.to != from, "messages go to another member");
    ProtocolMessage slot = 0;
    if (free_.empty()) {
      slot = static_cast<ProtocolMessage>(flying_.size());
      flying_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    Flying& flying = flying_[slot];
    flying.message = each.message;
    flying.from = from;
    flying.to = each.to;
    flying.copies = 1;
    flying.serial = ++serial_;
    const Bytes bytes = Core::bytes_of(each.message);
    ++totals_.messages;
    totals_.bytes += bytes.count();
    if (step != nullptr) step->sent.push_back({each.to, flying.serial, Core::words(each.message)});
    ports_.send(from, each.to, bytes, slot);
  }
  void release(ProtocolMessage slot) {
    if (--flying_[slot].copies > 0) return;
    flying_[slot].message = typename Core::Message{};
    free_.push_back(slot);
  }

  void disarm(Member& member, CoreTimer timer) {
    if (timer >= member.timers.size() || !member.timers[timer].on) return;
    Armed& armed = member.timers[timer];
    ports_.cancel(armed.timer);
    armed.on = false;
    ++armed.generation;
  }
  void arm(MemberId id, const typename Effects::Arm& each) {
    Member& member = members_[id.index()];
    if (each.timer >= member.timers.size()) member.timers.resize(each.timer + std::size_t{1});
    disarm(member, each.timer);
    Armed& armed = member.timers[each.timer];
    ++armed.generation;
    armed.on = true;
    Duration delay = each.at_least;
    if (delay < each.at_most)
      delay += Duration::from_ns(static_cast<std::int64_t>(
          member.rng.below(static_cast<std::uint64_t>((each.at_most - each.at_least).ns()) + 1)));
    armed.timer = ports_.after(ports_.by_clock(id, delay), event<&Cluster::due>(*this, word(id, each.timer)));
  }
  void due(std::uint64_t word) {
    const MemberId id(static_cast<std::uint32_t>(word));
    Input input{Input::What::kTimer, id};
    input.timer = static_cast<CoreTimer>(word >> 32);
    input.generation = members_[id.index()].timers[input.timer].generation;
    take(std::move(input));
  }

  std::uint64_t word(MemberId id) const {
    return (std::uint64_t{members_[id.index()].incarnation} << 32) | id.value();
  }
  static std::uint64_t word(MemberId id, CoreTimer timer) {
    return (std::uint64_t{timer} << 32) | id.value();
  }

  ProtocolStep step(MemberId id, ProtocolStep::Cause cause) const {
    ProtocolStep seen;
    seen.at = ports_.now();
    seen.member = id;
    seen.cause = cause;
    seen.before = seen.after = members_[id.index()].core.words();
    seen.probe = members_[id.index()].core.probe();
    return seen;
  }
  ProtocolStep step_of(const Input& input) const {
    using Cause = ProtocolStep::Cause;
    static constexpr Cause kCauses[] = {Cause::kStart,     Cause::kRestart,  Cause::kMessage, Cause::kTimer,
                                        Cause::kOperation, Cause::kOperator, Cause::kOperator};
    ProtocolStep seen = step(input.member, kCauses[static_cast<std::size_t>(input.what)]);
    if (input.what == Input::What::kMessage) {
      const Flying& flying = flying_[input.message];
      seen.from = flying.from;
      seen.message = flying.serial;
      seen.words = Core::words(flying.message);
    } else if (input.what == Input::What::kTimer) {
      seen.words = members_[input.member.index()].core.words(input.timer);
    } else if (input.whom != 0) {
      seen.words = input.what == Input::What::kTransfer ? "hand over to " : "these are to decide: ";
      seen.words += words_of(input.whom);
    }
    if constexpr (std::same_as<typename Core::Command, Operation>)
      if (input.what == Input::What::kCommand) seen.operation = input.command;
    return seen;
  }
  void finish_step(MemberId id, Pending& pending) const {
    ProtocolStep& seen = *pending.step;
    seen.after = members_[id.index()].core.words();
    seen.probe = members_[id.index()].core.probe();
    if constexpr (std::same_as<typename Core::Command, Operation>) {
      seen.applied = pending.out.applies();
      seen.replied = pending.out.replies();
    }
  }

  ClusterOptions options_;
  ProtocolPorts& ports_;
  std::vector<Core> fresh_;
  std::vector<Member> members_;
  std::vector<Flying> flying_;
  std::vector<ProtocolMessage> free_;
  std::vector<Pending> spare_;
  std::deque<Input> later_;
  ProtocolTotals totals_;
  ProtocolWatch watch_;
  std::uint64_t serial_ = 0;
  bool calling_ = false;
};

}  // namespace windtunnel
