// Models that write their answers down, and what is said when the second run's differ.
#include "models/plugins/rehearsal.hpp"

#include "sim/base/model_failure.hpp"
#include "sim/base/random.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

thread_local Rehearsal* rehearsal_of_this_thread = nullptr;

using What = Rehearsal::Answer::What;

class RehearsedPolicy final : public Policy {
 public:
  RehearsedPolicy(std::unique_ptr<Policy> held, std::string_view name, Rehearsal& tape)
      : held_(std::move(held)), name_(name), tape_(tape) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question,
                                  Rng& rng) override {
    const std::optional<std::size_t> chosen = held_->pick(up, question, rng);
    if (chosen && *chosen >= up.size())
      throw ModelFailure("load_balancing " + std::string(name_) + ": picks index " + std::to_string(*chosen) +
                         ", and " + std::to_string(up.size()) + " are up");
    if (chosen)
      tape_.answered({question.now, name_, What::kPick, question.key, up[*chosen].replica});
    else
      tape_.answered({question.now, name_, What::kPickNobody, question.key, 0});
    return chosen;
  }
  bool wants_feedback() const override { return held_->wants_feedback(); }
  void sent(std::uint32_t replica, Time now) override { held_->sent(replica, now); }
  void finished(std::uint32_t replica, Time now, Duration latency, bool ok) override {
    held_->finished(replica, now, latency, ok);
  }
  void members_changed(std::span<const ReplicaView> up) override { held_->members_changed(up); }

 private:
  std::unique_ptr<Policy> held_;
  std::string_view name_;
  Rehearsal& tape_;
};

class RehearsedArrivals final : public OpenArrivals {
 public:
  RehearsedArrivals(std::unique_ptr<OpenArrivals> held, std::string_view name, Rehearsal& tape)
      : held_(std::move(held)), name_(name), tape_(tape) {}
  Time next(Time previous, std::uint64_t number) override {
    const Time at = held_->next(previous, number);
    tape_.answered({previous, name_, What::kArrival, number, static_cast<std::uint64_t>(at.ns())});
    return at;
  }

 private:
  std::unique_ptr<OpenArrivals> held_;
  std::string_view name_;
  Rehearsal& tape_;
};

class RehearsedSource final : public FailureSource {
 public:
  RehearsedSource(std::unique_ptr<FailureSource> held, std::string_view name, Rehearsal& tape)
      : held_(std::move(held)), name_(name), tape_(tape) {}
  std::optional<Strike> next(std::uint32_t unit, Time now, Rng& rng) override {
    const std::optional<Strike> strike = held_->next(unit, now, rng);
    if (strike)
      tape_.answered({now, name_, What::kStrike, static_cast<std::uint64_t>(strike->after.ns()),
                      static_cast<std::uint64_t>(strike->lasts.ns())});
    else
      tape_.answered({now, name_, What::kNoStrike, unit, 0});
    return strike;
  }

 private:
  std::unique_ptr<FailureSource> held_;
  std::string_view name_;
  Rehearsal& tape_;
};

// A protocol's answers are its effects, and those go through its ports.
class RehearsedPorts final : public ProtocolPorts {
 public:
  RehearsedPorts(ProtocolPorts& ports, std::string_view name, Rehearsal& tape)
      : ports_(ports), name_(name), tape_(tape) {}
  Time now() const override { return ports_.now(); }
  Time clock(MemberId member) const override { return ports_.clock(member); }
  Duration by_clock(MemberId member, Duration delay) const override { return ports_.by_clock(member, delay); }
  Duration on_thread(MemberId member, Duration work) const override { return ports_.on_thread(member, work); }
  Timer after(Duration delay, Event event) override {
    tape_.answered({now(), name_, What::kTimer, static_cast<std::uint64_t>(delay.ns()), 0});
    return ports_.after(delay, event);
  }
  void cancel(Timer timer) override { ports_.cancel(timer); }
  void send(MemberId from, MemberId to, Bytes size, ProtocolMessage message) override {
    tape_.answered({now(), name_, What::kSend, std::uint64_t{from.value()} << 32 | to.value(),
                    static_cast<std::uint64_t>(size.count())});
    ports_.send(from, to, size, message);
  }
  void persist(MemberId member, Bytes size, Event done) override {
    tape_.answered({now(), name_, What::kPersist, member.value(), static_cast<std::uint64_t>(size.count())});
    ports_.persist(member, size, done);
  }
  void applied(MemberId member, const Applied& applied) override {
    tape_.answered(
        {now(), name_, What::kApply, member.value(),
         combine64(combine64(applied.key, applied.version), static_cast<std::uint64_t>(applied.value))});
    ports_.applied(member, applied);
  }
  void reply(MemberId member, const Reply& reply) override {
    tape_.answered({now(), name_, What::kReply, member.value(),
                    combine64(combine64(static_cast<std::uint64_t>(reply.status), reply.version),
                              static_cast<std::uint64_t>(reply.value))});
    ports_.reply(member, reply);
  }

 private:
  ProtocolPorts& ports_;
  std::string_view name_;
  Rehearsal& tape_;
};

// Keeps its ports as long as it lives.
class RehearsedProtocol final : public Protocol {
 public:
  RehearsedProtocol(std::unique_ptr<RehearsedPorts> ports, std::unique_ptr<Protocol> held)
      : ports_(std::move(ports)), held_(std::move(held)) {}
  std::uint32_t members() const override { return held_->members(); }
  void absent(MemberId member) override { held_->absent(member); }
  void start() override { held_->start(); }
  void submit(MemberId member, const Operation& operation) override { held_->submit(member, operation); }
  void deliver(ProtocolMessage message) override { held_->deliver(message); }
  void copy(ProtocolMessage message) override { held_->copy(message); }
  void lose(ProtocolMessage message) override { held_->lose(message); }
  void crash(MemberId member) override { held_->crash(member); }
  void restart(MemberId member) override { held_->restart(member); }
  void transfer_leadership(MemberId to) override { held_->transfer_leadership(to); }
  void change_members(MemberBits members) override { held_->change_members(members); }
  bool decided_by(MemberBits members) const override { return held_->decided_by(members); }
  std::uint64_t serial(ProtocolMessage message) const override { return held_->serial(message); }
  bool up(MemberId member) const override { return held_->up(member); }
  Probe probe(MemberId member) const override { return held_->probe(member); }
  std::string words(MemberId member) const override { return held_->words(member); }
  std::vector<Applied> contents(MemberId member) const override { return held_->contents(member); }
  bool holds(MemberId member, StoreKey key) const override { return held_->holds(member, key); }
  const ProtocolTotals& totals() const override { return held_->totals(); }
  void watch(ProtocolWatch watch) override { held_->watch(std::move(watch)); }
  MemberId leader() const override { return held_->leader(); }

 private:
  std::unique_ptr<RehearsedPorts> ports_;
  std::unique_ptr<Protocol> held_;
};

std::string span(std::uint64_t ns) { return text(Duration::from_ns(static_cast<std::int64_t>(ns)), 9); }

}  // namespace

Rehearsal* Rehearsal::current() { return rehearsal_of_this_thread; }

std::string Rehearsal::words(const Answer& answer) const {
  const auto member = [](std::uint64_t index) {
    return name_of(MemberId(static_cast<std::uint32_t>(index)));
  };
  const std::string who(answer.model);
  switch (answer.what) {
    case What::kPick:
      return who + " picks " + replica_(static_cast<std::uint32_t>(answer.b)) + " for key " +
             hexadecimal(answer.a);
    case What::kPickNobody:
      return who + " picks nobody for key " + hexadecimal(answer.a);
    case What::kArrival:
      return who + " lets request " + std::to_string(answer.a) +
             (Time::from_ns(static_cast<std::int64_t>(answer.b)) == Time::never()
                  ? " never come"
                  : " come at " + span(answer.b));
    case What::kStrike:
      return who + " strikes after " + span(answer.a) + ", for " + span(answer.b);
    case What::kNoStrike:
      return who + " strikes unit " + std::to_string(answer.a) + " no more";
    case What::kSend:
      return who + ": " + member(answer.a >> 32) + " sends " + std::to_string(answer.b) + " bytes to " +
             member(answer.a & 0xffffffffu);
    case What::kPersist:
      return who + ": " + member(answer.a) + " writes " + std::to_string(answer.b) + " bytes";
    case What::kTimer:
      return who + ": a timer is armed for " + span(answer.a);
    case What::kApply:
      return who + ": " + member(answer.a) + " applies " + hexadecimal(answer.b);
    case What::kReply:
      return who + ": " + member(answer.a) + " replies " + hexadecimal(answer.b);
  }
  return who;
}

void Rehearsal::answered(const Answer& answer) {
  if (!comparing_) {
    answers_.push_back(answer);
    enough_ = answers_.size() >= kAnswersMax;
    if (enough_) throw Enough();
    return;
  }
  if (compared_ >= answers_.size()) return;
  const Answer& before = answers_[compared_++];
  if (answer == before) return;
  throw ModelFailure(
      "a second run of the same seed differs, first in event " + std::to_string(compared_) +
      " of its models, at " + text(answer.at.since_start(), 9) + ":\n  first   " + words(before) +
      (before.at == answer.at ? "" : ", at " + text(before.at.since_start(), 9)) + "\n  second  " +
      words(answer) +
      "\nA model may use nothing but what it is given: no clock, no `random`, no state that outlives a run.");
}

void Rehearsal::ended() {
  if (compared_ >= answers_.size() || enough_) return;
  const Answer& missing = answers_[compared_];
  throw ModelFailure("a second run of the same seed differs, first in event " +
                     std::to_string(compared_ + 1) + " of its models, at " +
                     text(missing.at.since_start(), 9) + ":\n  first   " + words(missing) +
                     "\n  second  nothing more");
}

RehearsalScope::RehearsalScope(Rehearsal* rehearsal) : before_(rehearsal_of_this_thread) {
  rehearsal_of_this_thread = rehearsal;
}
RehearsalScope::~RehearsalScope() { rehearsal_of_this_thread = before_; }

std::unique_ptr<Policy> rehearsed(std::unique_ptr<Policy> policy, const std::string& name) {
  Rehearsal* tape = Rehearsal::current();
  if (tape == nullptr || policy == nullptr) return policy;
  return std::make_unique<RehearsedPolicy>(std::move(policy), name, *tape);
}

std::unique_ptr<OpenArrivals> rehearsed(std::unique_ptr<OpenArrivals> arrivals, const std::string& name) {
  Rehearsal* tape = Rehearsal::current();
  if (tape == nullptr || arrivals == nullptr) return arrivals;
  return std::make_unique<RehearsedArrivals>(std::move(arrivals), name, *tape);
}

std::unique_ptr<FailureSource> rehearsed(std::unique_ptr<FailureSource> source, const std::string& name) {
  Rehearsal* tape = Rehearsal::current();
  if (tape == nullptr || source == nullptr) return source;
  return std::make_unique<RehearsedSource>(std::move(source), name, *tape);
}

std::unique_ptr<Protocol> rehearsed(const std::function<std::unique_ptr<Protocol>(ProtocolPorts&)>& make,
                                    ProtocolPorts& ports, const std::string& name) {
  Rehearsal* tape = Rehearsal::current();
  if (tape == nullptr) return make(ports);
  auto told = std::make_unique<RehearsedPorts>(ports, name, *tape);
  auto protocol = make(*told);
  return std::make_unique<RehearsedProtocol>(std::move(told), std::move(protocol));
}

}  // namespace windtunnel
