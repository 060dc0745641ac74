// What a running protocol and the world around it are to each other: members that are asked, crash and come
// back; and whoever owns time, network, disks and clients.
//
// A world is a template over its runtime, and a cluster of cores is one over its core; between the two stand
// these interfaces, so that each protocol is compiled once, whatever engines there are. A virtual call a
// message is nothing beside what a message costs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/kernel/event.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel {

// A message on its way, by the cluster's own count; its slot is free again when every copy has arrived or is
// lost.
using ProtocolMessage = std::uint32_t;

// Some members of a cluster that may change who decides, bit i for member i: such a one has at most 64.
using MemberBits = std::uint64_t;
inline MemberBits bit_of(MemberId member) { return MemberBits{1} << member.value(); }
inline std::string words_of(MemberBits members) {  // "n1 n3"
  std::string words;
  for (std::uint32_t i = 0; i < 64; ++i)
    if ((members >> i & 1) != 0) words += (words.empty() ? "" : " ") + name_of(MemberId(i));
  return words;
}

// Whoever owns time, network, disks and clients.
class ProtocolPorts {
 public:
  virtual ~ProtocolPorts() = default;
  virtual Time now() const = 0;
  // What the member's own clock says; it may be wrong.
  virtual Time clock(MemberId) const { return now(); }
  // How long it takes until that clock has gone on by so much, and what so much work takes its thread now.
  virtual Duration by_clock(MemberId, Duration delay) const { return delay; }
  virtual Duration on_thread(MemberId, Duration work) const { return work; }
  virtual Timer after(Duration delay, Event event) = 0;
  virtual void cancel(Timer timer) = 0;
  // Ends in Protocol::deliver or Protocol::lose; Protocol::copy before that, when it comes twice.
  virtual void send(MemberId from, MemberId to, Bytes size, ProtocolMessage message) = 0;
  // `done` when they are on stable storage; never when the member crashes before.
  virtual void persist(MemberId member, Bytes size, Event done) = 0;
  virtual void applied(MemberId member, const Applied& applied) = 0;
  virtual void reply(MemberId member, const Reply& reply) = 0;
};

// What one call of a core did, for whoever watches: told when its effects are carried out.
struct ProtocolStep {
  enum class Cause : std::uint8_t { kStart, kRestart, kMessage, kTimer, kOperation, kCrash, kOperator };
  struct Sent {
    MemberId to;
    std::uint64_t message = 0;
    std::string words;
  };
  Time at;  // of the call
  MemberId member;
  Cause cause = Cause::kStart;
  MemberId from;              // of a message
  std::uint64_t message = 0;  // that caused it: its serial number
  Operation operation;        // that caused it
  std::string words;          // of the message or timer, or what an operator wants
  std::string before, after;  // the core's state
  Probe probe;                // afterwards
  std::vector<Sent> sent;
  std::vector<Applied> applied;
  std::vector<Reply> replied;
};
using ProtocolWatch = std::function<void(const ProtocolStep&)>;

// Time of a member's one protocol thread.
struct ProtocolCosts {
  Duration message_in;   // for each message or operation that is taken
  Duration message_out;  // for each that is sent or replied
  Duration apply;        // for each change that is applied

  bool nothing() const {
    return message_in == Duration() && message_out == Duration() && apply == Duration();
  }
};

struct ProtocolTotals {
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
  std::int64_t persists = 0;  // writes to stable storage, each of all that waited
  std::int64_t records = 0;
  std::int64_t applied = 0;
  std::int64_t elections = 0;                // times that a member began to lead
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::uint32_t members() const = 0;
  // Said before start(): this one is not there yet; restart() brings it, with nothing on its disk.
  virtual void absent(MemberId member) = 0;
  virtual void start() = 0;
  // Asks a member that is up; its answer comes through ProtocolPorts::reply, if it comes.
  virtual void submit(MemberId member, const Operation& operation) = 0;
  virtual void deliver(ProtocolMessage message) = 0;
  virtual void copy(ProtocolMessage message) = 0;
  virtual void lose(ProtocolMessage message) = 0;
  // Everything that is not on stable storage is gone.
  virtual void crash(MemberId member) = 0;
  virtual void restart(MemberId member) = 0;
  // What an operator asks of whoever leads: to hand over leadership, and that these members decide from now
  // on. Nothing comes of it when nobody leads, when the leader can not do it now, or when the protocol never
  // can; whoever wants it looks whether it has become so, and asks again.
  virtual void transfer_leadership(MemberId to) = 0;
  virtual void change_members(MemberBits members) = 0;
  // Whether these and no others decide, as far as whoever leads knows.
  virtual bool decided_by(MemberBits members) const = 0;
  // Of a message that is on its way: as steps name it.
  virtual std::uint64_t serial(ProtocolMessage message) const = 0;
  virtual bool up(MemberId member) const = 0;
  virtual Probe probe(MemberId member) const = 0;
  virtual std::string words(MemberId member) const = 0;  // its state
  // What it holds now, by ascending key; empty where the protocol keeps no data.
  virtual std::vector<Applied> contents(MemberId member) const = 0;
  // Whether the member is one of those that are to hold the key.
  virtual bool holds(MemberId member, StoreKey key) const = 0;
  virtual const ProtocolTotals& totals() const = 0;
  virtual void watch(ProtocolWatch watch) = 0;
  // Whether some member claims to lead, and who: the one of the highest term; none when nobody does.
  virtual MemberId leader() const = 0;
};

}  // namespace windtunnel
