// SWIM as a pure state machine: membership by random probes, suspicion, and rumours that ride on messages
// (Das, Gupta & Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
// Protocol", DSN 2002), with the timers of HashiCorp's memberlist and Lifeguard (Dadgar, Phillips & Currey,
// DSN-W 2018).
//
// Once an interval a member probes another one; when no answer comes it asks a few others to probe; when
// nobody brings one it suspects, and tells. Who is suspected and hears of it says that it lives, in a new
// incarnation. A suspicion that nobody refutes ends in death, the sooner the more members share it; whoever
// writes to a suspect tells it so (Lifeguard's buddy system). A rumour is sent a number of times that grows
// with the logarithm of the group, those sent least first.
//
// Left out of Lifeguard: the negative answers of those asked to probe. A member that was taken for dead joins
// again with its next incarnation, which it has kept on its disk.
#pragma once

#include <vector>

#include "models/consensus/member_table.hpp"
#include "models/consensus/swim_options.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel {

namespace swim {

struct Rumour {
  MemberTable::Row row;
  MemberId from;  // who says so: suspicions are counted by it
  bool operator==(const Rumour&) const = default;
};
struct Message {
  enum class Kind : std::uint8_t { kPing, kAck, kPingRequest, kGossip };
  Kind kind = Kind::kPing;
  std::uint32_t number = 0;  // of the probe
  MemberId target;           // of a request
  SharedSpan<Rumour> rumours;
  bool operator==(const Message&) const = default;
};

}  // namespace swim

class Swim {
 public:
  using Message = swim::Message;
  using Record = std::uint32_t;  // the incarnation
  using Command = Nothing;
  using Event = MemberTable::Row;  // what this member now believes of another one
  using Effects = Outbox<Message, Record, Event>;
  struct Stable {
    std::uint32_t incarnation = 0;
    void write(Record record) { incarnation = record; }
    bool operator==(const Stable&) const = default;
  };
  enum : CoreTimer { kProbe, kTimeout, kSuspicion, kGossip, kReconnect };

  Swim(MemberId self, std::uint32_t members, const SwimOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Nothing&, Effects&) {}

  Probe probe() const { return Probe{false, incarnation_, 0}; }
  std::string words() const;
  static Bytes bytes_of(const Message& message);
  static Bytes bytes_of(Record) { return Bytes(8); }
  static std::string words(const Message& message);
  static std::string record_words(Record record) { return "incarnation " + std::to_string(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const Swim&) const = default;

  const MemberTable& table() const { return table_; }
  std::uint32_t incarnation() const { return incarnation_; }
  std::uint32_t awareness() const { return awareness_; }

 private:
  struct Suspicion {
    MemberId member;
    std::uint32_t incarnation = 0;
    Time since;
    std::vector<MemberId> confirmed_by;  // beside the first
    bool operator==(const Suspicion&) const = default;
  };
  struct Queued {
    swim::Rumour rumour;
    std::uint32_t sent = 0;
    bool operator==(const Queued&) const = default;
  };
  struct Relay {
    std::uint32_t number = 0;  // of our probe
    MemberId origin;
    std::uint32_t origin_number = 0;
    bool operator==(const Relay&) const = default;
  };

  // swim.cpp: probes.
  void probe_somebody(Effects& out);
  MemberId next_target(std::uint64_t luck);
  MemberId draw(std::uint64_t luck,
                std::uint32_t i) const;  // anybody else who is not dead; none when nobody is
  void ask_others(Effects& out);
  void send(MemberId to, Message::Kind kind, std::uint32_t number, MemberId target, Effects& out);
  void aware(int change);

  // swim_rumours.cpp
  std::uint32_t alive() const { return members_ - table_.dead(); }
  SharedSpan<swim::Rumour> take_rumours(MemberId to);
  void spread(const swim::Rumour& rumour, Effects& out);
  void hear(const swim::Rumour& rumour, Effects& out);
  void hear_of_self(const swim::Rumour& rumour, Effects& out);
  void suspect(const swim::Rumour& rumour, Effects& out);
  void believe(const swim::Rumour& rumour, Effects& out);
  Duration left(const Suspicion& suspicion, Time now) const;
  void end_suspicions(Effects& out);
  void arm_suspicions(Effects& out) const;
  void gossip(Effects& out);
  void reconnect(Effects& out);

  MemberId self_;
  std::uint32_t members_;
  SwimOptions options_;
  MemberTable table_;
  std::uint32_t incarnation_ = 0;

  std::uint64_t order_ = 0;             // the key of this round's order
  std::uint32_t place_ = 0;             // in it
  std::uint32_t number_ = 0;            // of the last probe, its own or for another
  std::uint32_t probing_ = 0;           // of its own
  MemberId target_ = MemberId::none();  // of the probe under way, until it is answered
  std::uint32_t awareness_ = 0;
  std::vector<Relay> relays_;
  std::vector<Suspicion> suspicions_;
  std::vector<Queued> queue_;  // those sent least first
  bool gossips_ = false;       // the timer is armed
  bool reconnects_ = false;    // likewise
};
static_assert(Machine<Swim>);

}  // namespace windtunnel
