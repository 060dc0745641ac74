// An adversary: runs a cluster of cores without any engine, under a schedule that a seed draws to hurt it.
//
// Messages are delivered in any order, lost, doubled; timers fire whenever the adversary likes; disks are
// slow, and a crash may strike when some of what was to be written is and the rest is not; members come back
// with what their disk holds; links are cut, one way or both, and heal; clients ask, ask again elsewhere, and
// give up. After each step the invariants look at all cores. At the end everything is mended and the cluster
// runs fairly, so that it has to make progress. Each schedule weighs its faults anew (swarm testing: Groce et
// al., ISSTA 2012), because faults that are always there hide what only shows without them.
//
// A core sees its own clock, and all clocks are right: leases may trust them. The same seed gives the same
// schedule; one that was violated is told step by step when it is run again with `tell`.
#pragma once

#include <algorithm>
#include <bit>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/model_failure.hpp"
#include "sim/machine/adversary_clients.hpp"

namespace windtunnel {

struct AdversaryOptions {
  std::uint64_t seed = 1;
  std::uint32_t steps = 250;  // under faults
  std::uint32_t sessions = 4;
  std::uint32_t keys = 2;  // of each type
  std::vector<OperationKind> kinds = {OperationKind::kRead, OperationKind::kWrite};
  // Under faults a step takes up to this long, times a factor that the schedule draws: up to a thousand.
  Duration step_most = Duration::from_ns(500'000);
  // In the fair part: one way, and how long everybody's operation may take.
  Duration latency = Duration::from_ns(1'000'000);
  Duration patience = Duration::from_ns(20'000'000'000);
  bool crashes = true;
  bool tell = false;
  // Every step draws from a stream of its own, so that the others stay what they are when these (ascending)
  // are left out: how a schedule is shrunk.
  bool by_step = false;
  std::vector<std::uint32_t> left_out = {};
};

struct AdversaryVerdict {
  std::string violated;  // "" when nothing was
  std::uint64_t step = 0;
  std::string story;  // with `tell`
  std::vector<ClientRecord> records;
};

// What an invariant check may have; each text is "" or what is violated.
template <class View>
struct NoInvariants {
  std::string after_step(const View&, MemberId) { return ""; }  // one member was called, or crashed
  std::string applied(MemberId, const Applied&) { return ""; }
  void crashed(MemberId) {}
  std::string at_end(const View&) { return ""; }  // all is well and quiet
};

template <StoreMachine Core, class Invariants>
class Adversary {
 public:
  using Effects = typename Core::Effects;
  // Something else that may be asked of a core, such as a change of members.
  using Call = void (*)(Core& core, Rng& rng, Effects& out);

  Adversary(const std::vector<Core>& cores, const AdversaryOptions& options, Invariants& invariants,
            Call extra = nullptr)
      : options_(options),
        invariants_(invariants),
        call_(extra),
        rng_(Rng::stream(options.seed, "adversary")),
        fresh_(cores),
        clients_(options.sessions, options.keys, options.kinds),
        blocked_(cores.size()) {
    members_.reserve(cores.size());
    for (const Core& core : cores) members_.emplace_back(core);
  }

  AdversaryVerdict run() {
    try {
      draw_weights();
      for (std::uint32_t i = 0; i < members_.size() && violated_.empty(); ++i)
        call(MemberId(i), "starts", [](Core& core, Effects& out) { core.start(out); });
      for (; step_ < options_.steps && violated_.empty(); ++step_) act();
      if (violated_.empty()) mend();
      if (violated_.empty()) make_progress();
    } catch (const BrokenPromise& broken) {
      violated_ = broken.what();
    } catch (const ModelFailure& failure) {
      violated_ = std::string("failure: ") + failure.what();
    }
    clients_.end();
    return AdversaryVerdict{violated_, step_, std::move(story_), clients_.records()};
  }

  // For invariants.
  std::uint32_t members() const { return static_cast<std::uint32_t>(members_.size()); }
  const Core& core(MemberId member) const { return members_[member.index()].core; }
  const typename Core::Stable& stable(MemberId member) const { return members_[member.index()].stable; }
  bool up(MemberId member) const { return members_[member.index()].up; }
  // Nothing that it wants done waits for its disk.
  bool settled(MemberId member) const { return members_[member.index()].writes.empty(); }
  Time now() const { return now_; }

 private:
  struct Armed {
    bool on = false;
    Time due;
  };
  struct Member {
    explicit Member(const Core& fresh) : core(fresh) {}
    Core core;
    typename Core::Stable stable{};
    bool up = true;
    std::vector<Armed> timers{};   // by CoreTimer
    std::deque<Effects> writes{};  // calls whose effects wait for the disk
  };
  struct Flying {
    MemberId from, to;
    typename Core::Message message;
    Time sent;
  };
  enum Kind : std::size_t {
    kDeliver,
    kLose,
    kDouble,
    kTimer,
    kWrite,
    kAsk,
    kCrash,
    kRestart,
    kCut,
    kHeal,
    kCall,
    kKinds
  };

  void draw_weights() {
    static constexpr std::uint32_t kUsual[kKinds] = {600, 30, 20, 120, 250, 90, 12, 60, 12, 40, 10};
    static constexpr std::uint32_t kFactors[] = {0, 1, 1, 3};
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const bool always = kind == kDeliver || kind == kTimer || kind == kWrite || kind == kAsk ||
                          kind == kRestart || kind == kHeal;
      weights_[kind] = kUsual[kind] * (always ? 1 + rng_.below(3) : kFactors[rng_.below(4)]);
      if (kind == kCrash && !options_.crashes) weights_[kind] = 0;
      if (kind == kCall && call_ == nullptr) weights_[kind] = 0;
      total_ += weights_[kind];
    }
    static constexpr std::int64_t kPaces[] = {1, 10, 100, 1'000};
    pace_ = options_.step_most * kPaces[rng_.below(4)];
    slow_disk_ = rng_.chance(0.5);
  }

  void act() {
    if (options_.by_step) rng_ = Rng::stream(options_.seed, "adversary", {step_});
    if (std::binary_search(options_.left_out.begin(), options_.left_out.end(), step_)) return;
    now_ +=
        Duration::from_ns(static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(pace_.ns()) + 1)));
    std::uint64_t drawn = rng_.below(total_);
    std::size_t kind = 0;
    while (drawn >= weights_[kind]) drawn -= weights_[kind++];
    switch (kind) {
      case kDeliver:
        return flying_.empty() ? void() : deliver(rng_.below(flying_.size()));
      case kLose:
        return flying_.empty() ? void() : lose(rng_.below(flying_.size()), "is lost");
      case kDouble:
        if (!flying_.empty()) flying_.push_back(Flying(flying_[rng_.below(flying_.size())]));
        return;
      case kTimer:
        return fire_any();
      case kWrite:
        return write(any_member());
      case kAsk:
        return ask(clients_.act(rng_, up_bits(), step_));
      case kCrash:
        return crash(any_member());
      case kRestart:
        return restart(any_member());
      case kCut:
        return cut();
      case kHeal:
        return heal();
      default:
        return call_any();
    }
  }

  MemberId any_member() { return MemberId(static_cast<std::uint32_t>(rng_.below(members_.size()))); }
  std::uint64_t up_bits() const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) bits |= std::uint64_t{members_[i].up} << i;
    return bits;
  }

  template <class What>
  void call(MemberId id, const char* why, What&& what, const std::string& words = "") {
    Member& member = members_[id.index()];
    Effects out = fresh_effects();
    out.inputs(now_, rng_.next());
    what(member.core, out);
    if (options_.tell) tell(id, std::string(why) + words + " -> " + member.core.words());
    const bool waits = !member.writes.empty() || (slow_disk_ && !out.persists().empty());
    if (!waits) write_records(member, out, out.persists().size());
    if (waits)
      member.writes.push_back(std::move(out));
    else
      emit(id, out);
    if (violated_.empty()) violated_ = invariants_.after_step(*this, id);
  }

  Effects fresh_effects() {
    if (spare_.empty()) return Effects();
    Effects out = std::move(spare_.back());
    spare_.pop_back();
    return out;
  }

  void write_records(Member& member, const Effects& out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) member.stable.write(out.persists()[i]);
  }

  // The disk has done the oldest of what waits, and whatever waits behind it without a write goes too.
  void write(MemberId id) {
    Member& member = members_[id.index()];
    if (member.writes.empty()) return;
    if (options_.tell) tell(id, "has written");
    do {
      Effects out = std::move(member.writes.front());
      member.writes.pop_front();
      write_records(member, out, out.persists().size());
      emit(id, out);
    } while (!member.writes.empty() && member.writes.front().persists().empty());
    if (violated_.empty()) violated_ = invariants_.after_step(*this, id);
  }

  void emit(MemberId id, Effects& out) {
    Member& member = members_[id.index()];
    for (const auto& each : out.sends()) {
      CHECK(each.to != id && each.to.index() < members_.size(), "messages go to another member");
      if (options_.tell) tell(id, "  tells " + name_of(each.to) + ": " + Core::words(each.message));
      flying_.push_back(Flying{id, each.to, each.message, now_});
    }
    for (const CoreTimer timer : out.disarms())
      if (timer < member.timers.size()) member.timers[timer].on = false;
    for (const auto& each : out.arms()) {
      if (each.timer >= member.timers.size()) member.timers.resize(each.timer + std::size_t{1});
      const auto spread = static_cast<std::uint64_t>((each.at_most - each.at_least).ns());
      const auto drawn = static_cast<std::int64_t>(spread == 0 ? 0 : rng_.below(spread + 1));
      member.timers[each.timer] = Armed{true, now_ + each.at_least + Duration::from_ns(drawn)};
    }
    for (const Applied& applied : out.applies())
      if (violated_.empty()) violated_ = invariants_.applied(id, applied);
    for (const Reply& reply : out.replies()) {
      if (options_.tell)
        tell(id, "  answers session " + std::to_string(reply.id.session) + " number " +
                     std::to_string(reply.id.number) + ": status " +
                     std::to_string(static_cast<int>(reply.status)) + ", value " +
                     std::to_string(reply.value));
      clients_.on_reply(id, reply, step_);
    }
    if (clients_.answered_unasked()) violated_ = "an answer that nobody had asked for";
    out.clear();
    spare_.push_back(std::move(out));
  }

  Flying take(std::size_t which) {
    Flying taken = std::move(flying_[which]);
    if (which + 1 != flying_.size()) flying_[which] = std::move(flying_.back());
    flying_.pop_back();
    return taken;
  }
  void lose(std::size_t which, const char* why) {
    const Flying lost = take(which);
    if (options_.tell)
      tell(lost.to, "message of " + name_of(lost.from) + " " + why + ": " + Core::words(lost.message));
  }
  void deliver(std::size_t which) {
    const MemberId from = flying_[which].from, to = flying_[which].to;
    if (!members_[to.index()].up) return lose(which, "finds nobody");
    if ((blocked_[from.index()] >> to.value() & 1) != 0) return lose(which, "is cut off");
    const Flying taken = take(which);
    call(
        to, "hears ", [&](Core& core, Effects& out) { core.on_message(from, taken.message, out); },
        options_.tell ? name_of(from) + ": " + Core::words(taken.message) : "");
  }

  void fire(MemberId id, CoreTimer timer) {
    members_[id.index()].timers[timer].on = false;
    call(
        id, "timer: ", [timer](Core& core, Effects& out) { core.on_timer(timer, out); },
        options_.tell ? members_[id.index()].core.words(timer) : "");
  }
  void fire_any() {
    std::size_t armed = 0;
    for (const Member& member : members_)
      for (const Armed& each : member.timers) armed += each.on ? 1 : 0;
    if (armed == 0) return;
    std::size_t drawn = rng_.below(armed);
    for (std::uint32_t i = 0; i < members_.size(); ++i)
      for (CoreTimer timer = 0; timer < members_[i].timers.size(); ++timer)
        if (members_[i].timers[timer].on && drawn-- == 0) return fire(MemberId(i), timer);
  }

  void ask(const std::optional<AdversaryClients::Ask>& asked) {
    if (!asked || !members_[asked->member.index()].up) return;
    call(
        asked->member,
        "is asked: ", [&](Core& core, Effects& out) { core.on_command(asked->operation, out); },
        options_.tell
            ? std::string(kOperationNames[static_cast<std::size_t>(asked->operation.kind)]) + " key " +
                  std::to_string(asked->operation.key) + " value " + std::to_string(asked->operation.value) +
                  " by session " + std::to_string(asked->operation.id.session) + " number " +
                  std::to_string(asked->operation.id.number)
            : "");
  }
  void call_any() {
    const MemberId id = any_member();
    if (members_[id.index()].up)
      call(id, "is called", [&](Core& core, Effects& out) { call_(core, rng_, out); });
  }

  void crash(MemberId id) {
    Member& member = members_[id.index()];
    if (!member.up) return;
    // Of the write that is under way any part may be done, in its order; nobody was told.
    if (!member.writes.empty()) {
      const Effects& out = member.writes.front();
      write_records(member, out, rng_.below(out.persists().size() + 1));
    }
    if (options_.tell) tell(id, "crashes");
    member.writes.clear();
    member.timers.clear();
    member.up = false;
    member.core = fresh_[id.index()];
    invariants_.crashed(id);
  }
  void restart(MemberId id) {
    Member& member = members_[id.index()];
    if (member.up) return;
    member.up = true;
    call(id, "restarts", [&](Core& core, Effects& out) { core.restart(member.stable, out); });
  }

  // Two sides, a one-way cut between them, or one link.
  void cut() {
    const std::uint64_t side = rng_.next() & ((std::uint64_t{1} << members_.size()) - 1);
    const std::uint64_t how = rng_.below(4);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const bool in = (side >> i & 1) != 0;
      if (how < 2 || in) blocked_[i] |= in ? ~side : side;
    }
    if (options_.tell) story_ += std::to_string(step_) + " links are cut\n";
  }
  void heal() {
    blocked_.assign(members_.size(), 0);
    if (options_.tell) story_ += std::to_string(step_) + " all links heal\n";
  }

  // Everything works again: links, members, disks.
  void mend() {
    heal();
    slow_disk_ = false;
    for (std::uint32_t i = 0; i < members_.size() && violated_.empty(); ++i) {
      restart(MemberId(i));
      while (!members_[i].writes.empty()) write(MemberId(i));
    }
    for (Flying& each : flying_) each.sent = now_;
  }

  // The next thing that is due, when everything takes the time it should. False when that is after `until`.
  bool fair_step(Time until) {
    std::size_t message = flying_.size();
    Time first = Time::never();
    for (std::size_t i = 0; i < flying_.size(); ++i)
      if (flying_[i].sent + options_.latency < first) first = flying_[i].sent + options_.latency, message = i;
    std::optional<std::pair<MemberId, CoreTimer>> timer;
    for (std::uint32_t i = 0; i < members_.size(); ++i)
      for (CoreTimer each = 0; each < members_[i].timers.size(); ++each)
        if (members_[i].timers[each].on && members_[i].timers[each].due < first)
          first = members_[i].timers[each].due, timer = {MemberId(i), each};
    if (first > until) return false;
    now_ = std::max(now_, first);
    ++step_;
    if (timer)
      fire(timer->first, timer->second);
    else
      deliver(message);
    return true;
  }

  // Everybody's operation has to end, the open ones and a new one each.
  void make_progress() {
    const Time last = now_ + options_.patience;
    const Duration again = options_.latency * 50;
    for (const bool fresh : {false, true}) {
      bool open = true;
      for (bool first = fresh; open && violated_.empty(); first = false) {
        if (now_ >= last) {
          violated_ = "no progress although all is well";
          return;
        }
        for (std::uint32_t i = 0; i < clients_.sessions() && violated_.empty(); ++i)
          if (first || clients_.waits(i)) ask(clients_.insist(i, members(), step_, first));
        const Time until = now_ + again;
        while (violated_.empty() && fair_step(until)) continue;
        now_ = until;
        open = false;
        for (std::uint32_t i = 0; i < clients_.sessions(); ++i) open |= clients_.waits(i);
      }
    }
    const Time quiet = now_ + options_.latency * 500;
    while (violated_.empty() && fair_step(quiet)) continue;
    if (violated_.empty()) violated_ = invariants_.at_end(*this);
  }

  void tell(MemberId id, const std::string& words) {
    story_ += std::to_string(step_) + " " + name_of(id) + " " + words + "\n";
  }

  AdversaryOptions options_;
  Invariants& invariants_;
  Call call_;
  Rng rng_;
  std::vector<Core> fresh_;
  std::vector<Member> members_;
  std::vector<Flying> flying_;
  std::vector<Effects> spare_;
  AdversaryClients clients_;
  std::vector<std::uint64_t> blocked_;  // by sender: to whom nothing comes, as bits
  std::uint64_t weights_[kKinds] = {};
  std::uint64_t total_ = 0;
  Duration pace_;
  bool slow_disk_ = false;
  Time now_;
  std::uint64_t step_ = 0;
  std::string violated_;
  std::string story_;
};

}  // namespace windtunnel
