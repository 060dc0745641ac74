// Operations of a chain's members: where they are passed to, and who answers; the protocol's parts that other
// files hold are named in chain.hpp.
#include "models/consensus/chain.hpp"

#include <algorithm>
#include <utility>

namespace windtunnel {

using namespace chain;

void Chain::Stable::write(const Record& record) {
  if (const auto* promised = std::get_if<Promise>(&record)) promise = *promised;
  if (const auto* taken = std::get_if<Configuration>(&record)) configuration = *taken;
  if (const auto* whole = std::get_if<CopyRecord>(&record)) copy = *whole->copy;
  if (const auto* entries = std::get_if<EntriesRecord>(&record)) copy.write(*entries);
}

Chain::Chain(MemberId self, std::uint32_t members, const ChainOptions& options)
    : self_(self),
      members_(members),
      options_(options),
      detectors_(members, FailureDetector(options.detector)),
      knows_(members) {
  CHECK(members <= MemberSet::kMost && self.value() < members, "a member is one of at most 64");
  configuration_ = Configuration{ConfigId{1, 1}, {}, MemberSet::first(members)};
  for (std::uint32_t i = 0; i < members; ++i) configuration_.chain.push_back(MemberId(i));
}

void Chain::start(Effects& out) {
  heard_ = out.now();
  last_query_ = out.luck() >> 1;
  if (configuration_.chain.front() == self_) return lead(false, out);
  out.arm(kBeat, options_.heartbeat, options_.heartbeat);
  arm_failover(out);
}

void Chain::restart(const Stable& stable, Effects& out) {
  promise_ = stable.promise;
  if (stable.configuration) configuration_ = *stable.configuration;
  copy_ = stable.copy;
  count_dirty();
  next_.next = copy_.last().slot + 1;
  heard_ = out.now();
  last_query_ = out.luck() >> 1;  // what the tail told an earlier life is no answer
  out.arm(kBeat, options_.heartbeat, options_.heartbeat);
  arm_failover(out);
}

void Chain::on_message(MemberId from, const Message& message, Effects& out) {
  std::visit([&](const auto& each) { on(from, each, out); }, message);
}

void Chain::on_timer(CoreTimer timer, Effects& out) {
  if (timer == kBeat) {
    out.arm(kBeat, options_.heartbeat, options_.heartbeat);
    if (role_ == Role::kHead) beat(out);
    resend_what_is_late(out);
  }
  if (timer == kFailover && role_ != Role::kHead) ask(out);
  if (timer == kBatch && role_ == Role::kHead) flush(out);
}

MemberId Chain::after(MemberId member) const {
  const auto& chain = configuration_.chain;
  const auto at = std::find(chain.begin(), chain.end(), member);
  return at == chain.end() || at + 1 == chain.end() ? MemberId::none() : *(at + 1);
}

MemberId Chain::before(MemberId member) const {
  const auto& chain = configuration_.chain;
  const auto at = std::find(chain.begin(), chain.end(), member);
  return at == chain.end() || at == chain.begin() ? MemberId::none() : *(at - 1);
}

void Chain::on_command(const Operation& operation, Effects& out) {
  const Asker here{self_, passed_.add(operation.id)};
  if (only_reads(operation.kind))
    serve_read(operation, here, out);
  else
    serve_write(operation, here, out);
}

void Chain::serve_write(const Operation& operation, Asker asker, Effects& out) {
  const MemberId head = configuration_.chain.front();
  if (role_ != Role::kHead) {
    if (asker.member == self_ && head != self_) return pass_on(head, operation, asker, out);
    const Reply reply{.id = operation.id,
                      .status = ReplyStatus::kNotLeader,
                      .leader = head == self_ ? MemberId::none() : head};
    return answer(asker, reply, out);
  }
  gathering_.push_back(Asked{operation, asker});
  if (gathering_.size() >= options_.batch_most || options_.batch_delay == Duration()) return flush(out);
  if (gathering_.size() == 1) out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

// Whether what this member holds is the truth: it is in the chain, has caught up, and nobody can have taken
// it out of the chain.
bool Chain::reads_here(Time now) const {
  if (!synced_) return false;
  if (options_.mistake == ChainMistake::kOutlivesItsLease) return true;
  if (role_ == Role::kHead) {
    const auto until = office_until();
    return active_ && until && now < *until;
  }
  return now < lease_until_;
}

void Chain::serve_read(const Operation& operation, Asker asker, Effects& out) {
  const bool may = is_tail() || options_.reads == ChainReads::kAnyone;
  const MemberId tail = configuration_.chain.back();
  if (may && reads_here(out.now())) {
    const StoreKey key = operation.key;
    const bool dirty = !is_tail() && key < dirty_.size() && dirty_[key] > 0;
    if (!dirty || options_.mistake == ChainMistake::kReadsDirty)
      return answer(asker, copy_.data().read(operation), out);
    queries_.push_back(Held{++last_query_, Asked{operation, asker}});
    return out.send(tail, Query{configuration_.id, last_query_});
  }
  if (asker.member == self_ && tail != self_) return pass_on(tail, operation, asker, out);
  answer(asker, Reply{.id = operation.id, .status = ReplyStatus::kRejected}, out);
}

void Chain::pass_on(MemberId to, const Operation& operation, Asker asker, Effects& out) {
  out.send(to, Forward{asker.ticket, operation});
}

void Chain::answer(Asker asker, Reply reply, Effects& out) {
  if (asker.member != self_) return out.send(asker.member, Answer{asker.ticket, std::move(reply)});
  if (passed_.close(asker.ticket, reply.id)) out.reply(std::move(reply));
}

// Reads that wait for a tail that is none any more.
void Chain::drop_queries(Effects& out) {
  for (const Held& each : std::exchange(queries_, {}))
    answer(each.asked.asker, Reply{.id = each.asked.operation.id, .status = ReplyStatus::kRejected}, out);
}

void Chain::on(MemberId from, const Forward& message, Effects& out) {
  const Asker asker{from, message.ticket};
  if (only_reads(message.operation.kind))
    serve_read(message.operation, asker, out);
  else
    serve_write(message.operation, asker, out);
}

void Chain::on(MemberId, const Answer& message, Effects& out) {
  if (passed_.close(message.ticket, message.reply.id)) out.reply(message.reply);
}

void Chain::on(MemberId from, const Query& message, Effects& out) {
  if (message.id != configuration_.id || !is_tail() || !reads_here(out.now())) return;
  out.send(from, Committed{message.id, message.number, copy_.applied()});
}

// The tail's word is an acknowledgement that took a short cut.
void Chain::on(MemberId, const Committed& message, Effects& out) {
  if (message.id != configuration_.id) return;
  if (queries_.empty() || message.number < queries_.front().number || message.number > last_query_) return;
  if (!copy_.has(message.applied)) return;
  commit(message.applied.slot, out);
  while (!queries_.empty() && queries_.front().number <= message.number) {
    const Asked asked = std::move(queries_.front().asked);
    queries_.pop_front();
    answer(asked.asker, copy_.data().read(asked.operation), out);
  }
}

Probe Chain::probe() const {
  return Probe{role_ == Role::kHead, configuration_.id.epoch,
               static_cast<std::int64_t>(copy_.applied().slot)};
}

std::string Chain::words() const {
  static constexpr std::string_view kRoles[] = {"member", "asks for an epoch", "seeks an epoch", "head"};
  return std::string(kRoles[static_cast<std::size_t>(role_)]) + ", chain " + chain::words(configuration_) +
         ", holds up to " + std::to_string(copy_.last().slot) + ", committed " +
         std::to_string(copy_.applied().slot);
}

std::string Chain::words(CoreTimer timer) {
  static constexpr std::string_view kNames[] = {"heartbeat due", "no head heard of", "batch is old enough"};
  return std::string(kNames[timer]);
}

}  // namespace windtunnel
