// Chain replication and CRAQ as a pure state machine (van Renesse & Schneider, "Chain Replication for
// Supporting High Throughput and Availability", OSDI 2004; Terrace & Freedman, "Object Storage on CRAQ",
// USENIX ATC 2009).
//
// The head orders changes and passes them down the chain; each member writes what it passes on; what the tail
// holds is committed, and the tail answers; or the head does, when it has heard of that. Acknowledgements go
// back up the chain, and make the members' copies clean. Reads go to the tail; under CRAQ to any member,
// which asks the tail how far it is when it knows of a change under way.
//
// The papers leave the configuration to a service that does not fail. Here the members are that service: the
// head proposes each configuration, which holds when a majority of all members and each member of the new
// chain have taken it, and a new head needs a majority that promises its epoch (one Paxos instance a
// configuration, with the head for a leader; in the spirit of Vertical Paxos, Lamport, Malkhi & Zhou 2009). A
// configuration names its holders, the members that have all that was ever committed; only a holder becomes
// head. A member that was away joins at the end of the chain, and writes wait until it has caught up.
//
// Whoever answers reads holds a lease: a majority keeps the head in office for so long, and the head takes
// nobody out of the chain before the lease that it gave has run out.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "models/consensus/chain_messages.hpp"
#include "models/consensus/chain_options.hpp"

namespace windtunnel {

class Chain {
 public:
  using Message = chain::Message;
  using Record = chain::Record;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    chain::Promise promise;
    std::optional<chain::Configuration>
        configuration;  // that was taken; at first the one all members begin with
    chain::Copy copy;
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum class Role : std::uint8_t { kMember, kAsking, kSeeking, kHead };
  enum : CoreTimer { kBeat, kFailover, kBatch };

  // The first chain is all members in their order.
  Chain(MemberId self, std::uint32_t members, const ChainOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  Probe probe() const;
  std::string words() const;
  static Bytes bytes_of(const Message& message) { return chain::bytes_of(message); }
  static Bytes bytes_of(const Record& record) { return chain::bytes_of(record); }
  static std::string words(const Message& message) { return chain::words(message); }
  static std::string record_words(const Record& record) { return chain::record_words(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const Chain&) const = default;

  // What checkers of its invariants may see.
  Role role() const { return role_; }
  const chain::Configuration& configuration() const { return configuration_; }
  bool active() const { return active_; }  // of a head: its configuration holds
  const chain::Copy& copy() const { return copy_; }
  const KeyValues& data() const { return copy_.data(); }
  std::vector<Applied> contents() const { return copy_.data().contents(); }

 private:
  // What the head knows of a member.
  struct Knows {
    Time heard;  // when it answered last
    Time echo;   // the latest of our messages that it has answered
    Time clock;  // what its own clock said, the latest that it told
    Time told;   // when we heard that
    bool answered = false;
    bool synced = false;
    bool operator==(const Knows&) const = default;
  };
  // What a member knows of its successor.
  struct Next {
    chain::Slot match = 0, next = 1, match_at_beat = 0, resent = 0;
    std::uint32_t installing = 0;  // heartbeats for which all data may be on their way
    bool operator==(const Next&) const = default;
  };
  struct Held {
    std::uint64_t number = 0;  // of the query
    Asked asked;
    bool operator==(const Held&) const = default;
  };

  // chain.cpp: operations.
  std::uint32_t majority() const { return members_ / 2 + 1; }
  bool is_tail() const { return !configuration_.chain.empty() && configuration_.chain.back() == self_; }
  MemberId after(MemberId member) const;   // none for the tail, and for who is not in the chain
  MemberId before(MemberId member) const;  // likewise for the head
  Duration lease() const { return options_.failover_least * (1'000 - options_.drift_per_mille) / 1'000; }
  bool reads_here(Time now) const;
  void serve_write(const Operation& operation, Asker asker, Effects& out);
  void serve_read(const Operation& operation, Asker asker, Effects& out);
  void pass_on(MemberId to, const Operation& operation, Asker asker, Effects& out);
  void answer(Asker asker, Reply reply, Effects& out);
  void drop_queries(Effects& out);
  void on(MemberId from, const chain::Forward& message, Effects& out);
  void on(MemberId from, const chain::Answer& message, Effects& out);
  void on(MemberId from, const chain::Query& message, Effects& out);
  void on(MemberId from, const chain::Committed& message, Effects& out);

  // chain_configuration.cpp: heads, configurations, leases.
  void lead(bool begins, Effects& out);
  void resign(Effects& out);
  void promise(chain::Epoch epoch, MemberId to, Effects& out);
  void arm_failover(Effects& out) const;
  void ask(Effects& out);
  void seek(Effects& out);
  void send_seek(bool pre, Effects& out) const;
  bool hears_a_head(Time now) const;
  std::optional<Time> office_until() const;
  void propose(std::vector<MemberId> chain, MemberSet holders, Effects& out);
  void take(const chain::Configuration& configuration, Effects& out);
  void maybe_activate(Effects& out);
  void activated(Effects& out);
  void beat(Effects& out);
  void reconfigure(Effects& out);
  void on(MemberId from, const chain::Configure& message, Effects& out);
  void on(MemberId from, const chain::Configured& message, Effects& out);
  void on(MemberId from, const chain::Beat& message, Effects& out);
  void on(MemberId from, const chain::Beaten& message, Effects& out);
  void on(MemberId from, const chain::Seek& message, Effects& out);
  void on(MemberId from, const chain::Granted& message, Effects& out);

  // chain_updates.cpp: changes on their way down, acknowledgements on their way up.
  void flush(Effects& out);
  void added(const chain::Entry& entry);
  void ship(bool even_nothing, Effects& out);
  void install(Effects& out);
  void resend_what_is_late(Effects& out);
  void persist_entries(chain::Slot first, chain::Entries entries, Effects& out);
  void commit(chain::Slot up_to, Effects& out, bool early = false);
  bool take(const chain::Update& message, Effects& out);
  void synchronise(chain::Slot last, Effects& out);
  void acknowledge(bool missed, Effects& out) const;
  void count_dirty();
  void on(MemberId from, const chain::Update& message, Effects& out);
  void on(MemberId from, const chain::Install& message, Effects& out);
  void on(MemberId from, const chain::Acknowledge& message, Effects& out);

  MemberId self_;
  std::uint32_t members_;
  ChainOptions options_;
  chain::Promise promise_;
  chain::Configuration configuration_;
  chain::Copy copy_;                  // applied is what is committed as far as this member knows
  std::vector<std::uint32_t> dirty_;  // by key: changes that are held and not known to be committed

  Role role_ = Role::kMember;
  Time heard_;                              // of a head, or a promise, or the start
  std::vector<FailureDetector> detectors_;  // by member: of the head; of the head's, of all others
  Time asked_;                              // when this member sought its epoch
  MemberSet grants_;
  chain::Configuration base_;  // the latest that those who grant have taken
  bool synced_ = false;        // it holds what its predecessor held when this configuration began
  Time lease_until_;           // of a member that is not the head
  Next next_;
  PassedOn passed_;
  std::deque<Held> queries_;
  std::uint64_t last_query_ = 0;

  // Of a head.
  bool active_ = false;
  MemberSet taken_by_;
  std::vector<Knows> knows_;
  std::vector<Asked> gathering_;
};
static_assert(StoreMachine<Chain>);

}  // namespace windtunnel
