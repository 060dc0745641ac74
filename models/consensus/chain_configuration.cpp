// Who is in the chain: heads, the configurations that they propose, and the leases that rest on both.
#include <algorithm>
#include <array>
#include <functional>

#include "models/consensus/chain.hpp"

namespace windtunnel {

using namespace chain;

void Chain::arm_failover(Effects& out) const {
  const MemberId head = configuration_.chain.front();
  const Duration least = detectors_[head.index()].patience(out.now(), options_.failover_least);
  out.arm(kFailover, least, least + (options_.failover_most - options_.failover_least));
}

void Chain::promise(Epoch epoch, MemberId to, Effects& out) {
  promise_ = Promise{epoch, to};
  out.persist(promise_);
}

// With `begins`, in an epoch of its own, with a chain of those holders that have granted it.
void Chain::lead(bool begins, Effects& out) {
  role_ = Role::kHead;
  active_ = false;
  taken_by_ = MemberSet();
  for (Knows& each : knows_) each.heard = out.now();
  out.disarm(kFailover);
  if (begins) {
    std::vector<MemberId> chain = {self_};
    MemberSet holders;
    holders.add(self_);
    for (const MemberId member : base_.chain) {
      if (member == self_ || !grants_.has(member) || !base_.holders.has(member)) continue;
      chain.push_back(member);
      holders.add(member);
    }
    configuration_.id = ConfigId{promise_.epoch, 0};
    propose(std::move(chain), holders, out);
  } else {  // all members have taken the first configuration
    taken_by_ = MemberSet::first(members_);
    synced_ = true;
    activated(out);
  }
  beat(out);
  out.arm(kBeat, options_.heartbeat, options_.heartbeat);
}

void Chain::resign(Effects& out) {
  if (role_ == Role::kHead) {
    out.disarm(kBatch);
    for (const Asked& each : gathering_)
      answer(each.asker,
             Reply{.id = each.operation.id, .status = ReplyStatus::kNotLeader, .leader = MemberId::none()},
             out);
    gathering_.clear();
    active_ = false;
  }
  role_ = Role::kMember;
}

void Chain::ask(Effects& out) {
  arm_failover(out);
  if (!configuration_.holders.has(self_)) return;
  role_ = Role::kAsking;
  grants_ = MemberSet();
  grants_.add(self_);
  if (grants_.size() >= majority()) return seek(out);
  send_seek(true, out);
}

void Chain::seek(Effects& out) {
  role_ = Role::kSeeking;
  promise(promise_.epoch + 1, self_, out);
  asked_ = out.now();
  base_ = configuration_;
  grants_ = MemberSet();
  grants_.add(self_);
  knows_.assign(members_, Knows{});
  lease_until_ = Time();
  arm_failover(out);
  if (grants_.size() >= majority()) return lead(true, out);
  send_seek(false, out);
}

void Chain::send_seek(bool pre, Effects& out) const {
  const Seek message{pre ? promise_.epoch + 1 : promise_.epoch, copy_.last(), pre, out.now()};
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_) out.send(MemberId(i), message);
}

// Until when no other head can be: a majority has answered messages that are so young that it promises
// nothing.
std::optional<Time> Chain::office_until() const {
  const std::uint32_t others = majority() - 1;
  if (others == 0) return Time::never();
  std::array<Time, MemberSet::kMost> echoes;
  std::size_t answered = 0;
  for (const Knows& each : knows_)
    if (each.answered) echoes[answered++] = each.echo;
  if (answered < others) return std::nullopt;
  std::nth_element(echoes.begin(), echoes.begin() + (others - 1), echoes.begin() + answered,
                   std::greater<>());
  return echoes[others - 1] + lease();
}

bool Chain::hears_a_head(Time now) const {
  if (role_ == Role::kHead) {
    const auto until = office_until();
    return until && now < *until;
  }
  return now < heard_ + options_.failover_least;
}

// A holder that is behind this one may lack what only this one holds yet; who is no holder can not lead.
void Chain::on(MemberId from, const Seek& message, Effects& out) {
  const bool again = !message.pre && promise_ == Promise{message.epoch, from};
  const bool granted = !hears_a_head(out.now()) && message.epoch > promise_.epoch &&
                       configuration_.holders.has(from) &&
                       (!configuration_.holders.has(self_) || message.last >= copy_.last());
  if (granted && !message.pre) {
    resign(out);
    promise(message.epoch, from, out);
    lease_until_ = Time();
    heard_ = out.now();  // the new head's office begins when it asked
    arm_failover(out);
  }
  const bool yes = granted || again;
  out.send(from,
           Granted{yes ? message.epoch : promise_.epoch, yes, message.pre, message.sent, configuration_});
}

void Chain::on(MemberId from, const Granted& message, Effects& out) {
  if (!message.granted) {
    if (message.epoch <= promise_.epoch) return;
    resign(out);
    promise(message.epoch, MemberId::none(), out);
    lease_until_ = Time();
    return arm_failover(out);
  }
  if (message.pre) {
    if (role_ != Role::kAsking || message.epoch != promise_.epoch + 1) return;
    grants_.add(from);
    if (grants_.size() >= majority()) seek(out);
    return;
  }
  if (message.epoch != promise_.epoch || promise_.to != self_ || message.sent != asked_) return;
  if (role_ != Role::kSeeking) return;
  grants_.add(from);
  if (message.configuration.id > base_.id) base_ = message.configuration;
  Knows& knows = knows_[from.index()];
  knows.answered = true;
  knows.echo = message.sent;
  knows.heard = out.now();
  if (grants_.size() < majority()) return;
  // Whoever granted this has it among the holders that it knows of; the base is one of theirs, or its own.
  CHECK(base_.holders.has(self_), "a head holds all that was ever committed");
  lead(true, out);
}

void Chain::propose(std::vector<MemberId> chain, MemberSet holders, Effects& out) {
  Configuration next{ConfigId{configuration_.id.epoch, configuration_.id.version + 1}, std::move(chain),
                     holders};
  active_ = false;
  taken_by_ = MemberSet();
  take(next, out);
  taken_by_.add(self_);
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_) out.send(MemberId(i), Configure{configuration_});
  maybe_activate(out);
}

// From here on nothing is done under an earlier one.
void Chain::take(const Configuration& configuration, Effects& out) {
  configuration_ = configuration;
  out.persist(configuration);
  synced_ = role_ == Role::kHead;
  lease_until_ = Time();
  next_ = Next{.next = copy_.last().slot + 1};
  drop_queries(out);
}

void Chain::maybe_activate(Effects& out) {
  if (active_ || taken_by_.size() < majority()) return;
  for (const MemberId member : configuration_.chain)
    if (!taken_by_.has(member)) return;
  activated(out);
}

void Chain::activated(Effects& out) {
  active_ = true;
  for (Knows& each : knows_) each.synced = false;
  if (is_tail()) commit(copy_.last().slot, out);
  ship(true, out);
  flush(out);
}

void Chain::beat(Effects& out) {
  reconfigure(out);
  const auto until = office_until();
  const bool leases = active_ && until && out.now() < *until;
  for (std::uint32_t i = 0; i < members_; ++i) {
    const MemberId member(i);
    if (member == self_) continue;
    if (!taken_by_.has(member)) out.send(member, Configure{configuration_});
    const Knows& knows = knows_[i];
    // Counted from what its clock said, which was before this one heard it.
    const bool gives = leases && knows.answered && knows.clock != Time();
    const Duration rest = gives ? std::min(*until - knows.told, lease()) : Duration();
    out.send(member, Beat{configuration_.id, gives, out.now(), knows.clock, rest});
  }
}

// Who is silent for so long that its lease is over is taken out; who has caught up is a holder; who has come
// back joins at the end.
void Chain::reconfigure(Effects& out) {
  const Time now = out.now();
  const auto until = office_until();
  if (!until || now >= *until) return;
  std::vector<MemberId> chain;
  MemberSet holders = configuration_.holders;
  for (const MemberId member : configuration_.chain) {
    const Knows& knows = knows_[member.index()];
    const bool silent =
        member != self_ && detectors_[member.index()].suspects(now, knows.heard, options_.failover_least);
    if (!silent) chain.push_back(member);
    if (silent) holders.remove(member);
    if (active_ && !silent && member != self_ && knows.synced) holders.add(member);
  }
  if (active_ && chain.size() == configuration_.chain.size()) {
    for (std::uint32_t i = 0; i < members_; ++i) {
      const bool in = std::find(chain.begin(), chain.end(), MemberId(i)) != chain.end();
      const bool here = knows_[i].answered && now < knows_[i].heard + 2 * options_.heartbeat;
      if (!in && here && chain.size() == configuration_.chain.size()) chain.push_back(MemberId(i));
    }
  }
  if (chain != configuration_.chain || holders != configuration_.holders)
    propose(std::move(chain), holders, out);
}

void Chain::on(MemberId from, const Configure& message, Effects& out) {
  const ConfigId id = message.configuration.id;
  if (id.epoch < promise_.epoch || id < configuration_.id) return;
  if (id > configuration_.id) {
    resign(out);
    if (id.epoch > promise_.epoch) promise(id.epoch, from, out);
    take(message.configuration, out);
  }
  heard_ = out.now();
  arm_failover(out);
  out.send(from, Configured{id});
}

void Chain::on(MemberId from, const Configured& message, Effects& out) {
  if (role_ != Role::kHead || message.id != configuration_.id) return;
  taken_by_.add(from);
  maybe_activate(out);
}

void Chain::on(MemberId from, const Beat& message, Effects& out) {
  detectors_[from.index()].heartbeat(out.now());
  if (message.id.epoch >= promise_.epoch && message.id.epoch >= configuration_.id.epoch) {
    if (message.id.epoch > promise_.epoch) {
      resign(out);
      promise(message.id.epoch, from, out);
      lease_until_ = Time();
    }
    if (role_ == Role::kAsking || role_ == Role::kSeeking) role_ = Role::kMember;
    heard_ = out.now();
    arm_failover(out);
    if (message.id == configuration_.id && message.leases)
      lease_until_ = std::max(lease_until_, message.echo + message.lease);
  }
  out.send(from, Beaten{configuration_.id, promise_.epoch, message.sent, out.now(),
                        synced_ && message.id == configuration_.id});
}

void Chain::on(MemberId from, const Beaten& message, Effects& out) {
  if (role_ != Role::kHead) return;
  if (message.promised > promise_.epoch) {
    resign(out);
    promise(message.promised, MemberId::none(), out);
    lease_until_ = Time();
    return arm_failover(out);
  }
  if (message.promised < promise_.epoch) return;  // an answer to an earlier head
  Knows& knows = knows_[from.index()];
  knows.heard = out.now();
  detectors_[from.index()].heartbeat(out.now());
  knows.echo = knows.answered ? std::max(knows.echo, message.sent) : message.sent;
  if (message.mine > knows.clock) {
    knows.clock = message.mine;
    knows.told = out.now();
  }
  knows.answered = true;
  if (message.id == configuration_.id && active_) knows.synced = knows.synced || message.synced;
}

}  // namespace windtunnel
