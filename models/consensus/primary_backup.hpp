// A primary and its backups as a pure state machine (Alsberg & Day, "A principle for resilient sharing of
// distributed resources", ICSE 1976; Budhiraja, Marzullo, Schneider & Toueg, "The primary-backup approach",
// 1993), as databases have it: the primary orders changes, writes them, ships them, and answers when so many
// backups have written them, too.
//
// Backups apply what they are shipped at once, as replicas of MySQL and PostgreSQL do, so reads of any copy
// may see what is not acknowledged yet; the primary's own copy shows only what is. Failover rests on epochs:
// a backup that has heard of no primary seeks the next one, and has it when a majority of members has granted
// it; nobody grants who has heard of a primary lately, or whose own copy is ahead. So an epoch has one
// primary, and with acknowledgements enough to reach a majority no acknowledged write is lost. With fewer
// some are, which is what asynchronous replication is: the primary that comes back finds another history, and
// throws away what only it had.
//
// The primary's own write comes before its messages, as a database ships what its log holds.
#pragma once

#include <deque>
#include <vector>

#include "models/consensus/member_set.hpp"
#include "models/consensus/primary_backup_messages.hpp"
#include "models/consensus/primary_backup_options.hpp"

namespace windtunnel {

class PrimaryBackup {
 public:
  using Message = primary_backup::Message;
  using Record = primary_backup::Record;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    primary_backup::Grant grant;
    primary_backup::Copy copy;
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum class Role : std::uint8_t { kBackup, kAsking, kSeeking, kPrimary };
  enum : CoreTimer { kHeartbeat, kFailover, kBatch };

  // Member 0 is the primary of epoch 1.
  PrimaryBackup(MemberId self, std::uint32_t members, const PrimaryBackupOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  // An operator's word that this member is the primary from now on. It is the operator who promises that the
  // old one is dead: until that one hears of the new epoch, it goes on.
  void promote(Effects& out);

  Probe probe() const;
  std::string words() const;
  static Bytes bytes_of(const Message& message) { return primary_backup::bytes_of(message); }
  static Bytes bytes_of(const Record& record) { return primary_backup::bytes_of(record); }
  static std::string words(const Message& message) { return primary_backup::words(message); }
  static std::string record_words(const Record& record) { return primary_backup::record_words(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const PrimaryBackup&) const = default;

  // What checkers of its invariants may see.
  Role role() const { return role_; }
  primary_backup::Epoch epoch() const { return grant_.epoch; }
  MemberId leader() const { return leader_; }
  const primary_backup::Copy& copy() const { return copy_; }
  std::vector<Applied> contents() const { return copy_.data().contents(); }
  const KeyValues& data() const { return copy_.data(); }
  primary_backup::Slot committed() const { return commit_; }
  // Acknowledgements reach a majority: whoever is granted an epoch holds all that was committed.
  bool keeps_all() const { return automatic() && options_.acknowledgements + 1 >= majority(); }

 private:
  // What the primary knows of a backup.
  struct Progress {
    primary_backup::Slot match = 0;  // it has written all up to here
    primary_backup::Slot next = 1;   // to send
    bool known = false;              // it has answered in this epoch
    bool heard = false;              // an echo of this epoch's: `echo` means something
    Time echo;                       // the latest of our messages that it has answered
    primary_backup::Slot match_at_beat = 0;
    primary_backup::Slot resent = 0;  // from here, since the last heartbeat
    std::uint32_t installing = 0;     // heartbeats for which all data may be on their way
    std::uint32_t silent = 0;         // heartbeats since it answered
    bool operator==(const Progress&) const = default;
  };
  struct Waiter {
    primary_backup::Slot slot = 0;
    OperationId id;
    Asker asker;
    bool operator==(const Waiter&) const = default;
  };

  // primary_backup.cpp: roles and operations.
  std::uint32_t majority() const { return members_ / 2 + 1; }
  bool automatic() const { return options_.failover == Failover::kAutomatic; }
  void lead(bool begins, Effects& out);
  void resign(Effects& out);
  void follow(MemberId primary, primary_backup::Epoch epoch, Effects& out);
  bool leased(Time now) const;
  void serve(const Operation& operation, Asker asker, Effects& out);
  void serve_held(Effects& out);
  void answer(Asker asker, Reply reply, Effects& out);
  Reply not_leader(OperationId id) const;
  void on(MemberId from, const primary_backup::Forward& message, Effects& out);
  void on(MemberId from, const primary_backup::Answer& message, Effects& out);

  // primary_backup_failover.cpp
  void arm_failover(Effects& out) const;
  void ask(Effects& out);
  void seek(Effects& out);
  void send_seek(bool pre, Effects& out) const;
  void grant(primary_backup::Epoch epoch, MemberId primary, Effects& out);
  bool hears_a_primary(Time now) const;
  void on(MemberId from, const primary_backup::Seek& message, Effects& out);
  void on(MemberId from, const primary_backup::Granted& message, Effects& out);

  // primary_backup_copying.cpp
  void flush(Effects& out);
  void beat(Effects& out);
  void ship(MemberId to, bool heartbeat, Effects& out);
  void install(MemberId to, Effects& out);
  void advance(Effects& out);
  void apply_next(Effects& out);
  void persist_entries(primary_backup::Slot first, primary_backup::Entries entries, Effects& out);
  void tell_all_data(const KeyValues& before, Effects& out) const;
  bool take(const primary_backup::Replicate& message, Effects& out);
  void acknowledge(MemberId to, bool missed, Time sent, Effects& out) const;
  void on(MemberId from, const primary_backup::Replicate& message, Effects& out);
  void on(MemberId from, const primary_backup::Install& message, Effects& out);
  void on(MemberId from, const primary_backup::Copied& message, Effects& out);

  MemberId self_;
  std::uint32_t members_;
  PrimaryBackupOptions options_;
  primary_backup::Grant grant_;
  primary_backup::Copy copy_;

  Role role_ = Role::kBackup;
  MemberId leader_ = MemberId::none();
  Time heard_;                // of a primary, or a grant, or the start
  FailureDetector detector_;  // of the primary that it follows
  Time asked_;                // when this member sought its epoch
  MemberSet grants_;
  PassedOn passed_;

  // Of a primary.
  std::vector<Progress> progress_;
  primary_backup::Slot commit_ = 0;     // written by enough
  primary_backup::Slot inherited_ = 0;  // the last entry when it began to lead
  bool had_lease_ = false;              // in this epoch
  std::vector<Asked> gathering_;        // for the next batch
  std::vector<Asked> held_;             // until it has a lease and has committed what it inherited
  std::deque<Waiter> waiters_;          // by slot
};
static_assert(StoreMachine<PrimaryBackup>);

}  // namespace windtunnel
