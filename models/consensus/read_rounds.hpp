// A leader's reads: they gather for a round in which a quorum confirms that it still leads, and a round that
// is confirmed is a lease for a while (Ongaro's thesis, sections 6.4 and 6.4.1).
//
// One round is under way at a time; what is asked meanwhile waits for the next. Whoever confirms a round has
// followed this leader after it began, and elects nobody else for the shortest election time-out: until then,
// less what clocks may drift apart, no other leader can have committed anything.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/consensus/passed_on.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// How the reads of a protocol with a leader and a log are answered.
enum class LogReads : std::uint8_t {
  kReadIndex,    // the leader asks a quorum whether it still leads
  kLeaderLease,  // it does not ask for as long as no other can have been elected; trusts clocks
  kLog,          // reads go through the log, as writes do
  kLocal,        // any member answers from its own copy, which may be old
};

class ReadRounds {
 public:
  void add(Asked read) { waiting_.push_back(std::move(read)); }
  bool waiting() const { return !waiting_.empty(); }
  bool asking() const { return asked_round_ != 0; }
  std::uint64_t latest() const { return latest_; }      // what messages carry
  std::uint64_t asked() const { return asked_round_; }  // what has to be echoed
  bool stalled(Time now, Duration after) const { return asking() && now - began_ >= after; }

  void begin(Time now) {
    for (Asked& each : waiting_) asked_.push_back(std::move(each));
    waiting_.clear();
    asked_round_ = ++latest_;
    began_ = now;
  }
  // The reads that may be answered now.
  std::vector<Asked> confirm(Duration lease) {
    asked_round_ = 0;
    lease_until_ = began_ + lease;
    return std::exchange(asked_, {});
  }
  bool leased(Time now) const { return now < lease_until_; }
  // The leader is none any more: all that wait, who have to be told.
  std::vector<Asked> drop() {
    std::vector<Asked> all = std::exchange(asked_, {});
    all.insert(all.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
    asked_round_ = 0;
    lease_until_ = Time();
    return all;
  }
  bool operator==(const ReadRounds&) const = default;

 private:
  std::vector<Asked> waiting_, asked_;
  std::uint64_t latest_ = 0;
  std::uint64_t asked_round_ = 0;  // 0: none is under way
  Time began_;
  Time lease_until_;
};

}  // namespace windtunnel
