// Conversations with a cluster of cores, as text files: what is done to the members, and what they say to it.
//
//   paper: Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014
//   section: 5.2, leader election
//
//   # Prose: what a student should see here, and why it is right.
//   > cluster raft 3 pre_vote=no
//   > fire n1 election
//   it is 150 ms
//   n1: election time-out
//     is: candidate, term 1, log to 0, committed 0
//     ...
//
// A line that begins with ">" is a step; what stands below it, up to the next step, blank line or prose, is
// the answer that it has to get, to the letter. WINDTUNNEL_REWRITE=1 writes the answers anew, for review as a
// diff. After etcd-io/raft's interaction tests (raft/testdata), where cores are the only actors and every
// message waits until the file says what becomes of it; here the file needs no quoting, a time-out moves the
// clock to where it may happen, and the reader knows nothing of any protocol.
//
// Steps; a member is n1, n2, ..., a client c1, c2, ...:
//   cluster PROTOCOL MEMBERS [option=value ...]
//   ask MEMBER read KEY | write KEY VALUE | cas KEY EXPECTED VALUE | add KEY VALUE | ... [by CLIENT]
//   again CLIENT MEMBER             the client's last operation, asked once more
//   deliver|drop|double|hold|release [first] FROM>TO [words]   of what is in flight; FROM and TO may be *
//   settle [MEMBER ...]             delivers until nothing is in flight (between these)
//   fire MEMBER timer               a timer that is armed, at its earliest or now, whichever is later
//   wait TIME                       "50 ms"; no timer fires
//   clock MEMBER TIME ahead|behind  of the true time, from now on
//   crash|restart MEMBER
//   disk MEMBER slow|fast           slow: what a call wants done waits for "write MEMBER"
//   write MEMBER                    the oldest of what waits is written
//   cut n1 n2 | n3 ...              no message between the groups; "cut n1>n2" one way
//   heal
//   call MEMBER words               what the protocol's own interface offers, such as "transfer n2"
//   show [MEMBER]   timers [MEMBER]   flying
// Before a step, "quietly": only what members have become and clients were told. Behind it, "with luck N":
// the word of randomness that its calls are given, else 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "models/consensus/member_set.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel::conversation {

// Why a line is none, or can not be done. Thrown by whoever reads words, caught where the line is known.
struct Refusal {
  std::size_t line = 0;
  std::string found, expected;
  // "raft/election.txt:12: found "n9", expected a member: n1 to n5"
  std::string words(std::string_view file) const;
};

// The words of a line, read from left to right; each reader says what it expected where it finds something
// else.
class Words {
 public:
  explicit Words(std::string_view text);

  bool done() const { return at_ == words_.size(); }
  void end() const;  // refuses what is left over
  std::string next(std::string_view expected);
  bool take(std::string_view word);  // if it comes next
  std::string rest();                // all that is left, with single blanks
  MemberId member();
  std::uint32_t client();  // c1 is 0
  std::int64_t number(std::string_view expected);
  Duration duration();  // "50 ms"

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};
Duration duration_of(const std::string& text);  // "50ms", "50 ms"
[[noreturn]] void refuse(std::string found, std::string expected);
// The same, with the nearest of the names behind them.
[[noreturn]] void refuse_name(const std::string& found, std::string_view what,
                              std::vector<std::string> names);

struct Option {
  std::string name, value;
};
struct Begin {
  std::string protocol = {};
  std::uint32_t members = 0;
  std::vector<Option> options = {};
};
struct Ask {
  MemberId member;
  Operation operation;  // without its identity
  std::optional<std::uint32_t> client = {};
};
struct AskAgain {
  std::uint32_t client = 0;
  MemberId member;
};
enum class Fate : std::uint8_t { kDeliver, kDrop, kDouble, kHold, kRelease };
struct Decide {
  Fate fate = Fate::kDeliver;
  bool first = false;                           // of those that match, the oldest only
  MemberId from = MemberId::none(), to = from;  // none: anybody
  std::string words = {};                       // with which the message begins
};
struct Settle {
  MemberSet among;  // empty: everybody
};
struct Fire {
  MemberId member;
  std::string timer;
};
struct Wait {
  Duration time;
};
struct SetClock {
  MemberId member;
  Duration ahead;
};
struct Crash {
  MemberId member;
};
struct Restart {
  MemberId member;
};
struct SetDisk {
  MemberId member;
  bool slow = false;
};
struct Write {
  MemberId member;
};
struct Cut {
  std::vector<std::pair<MemberId, MemberId>> links;  // from, to
};
struct Heal {};
struct Call {
  MemberId member;
  std::string words;
};
struct Show {
  MemberId member;  // none: everybody
};
struct ShowTimers {
  MemberId member;
};
struct ShowFlying {};
using Command = std::variant<Begin, Ask, AskAgain, Decide, Settle, Fire, Wait, SetClock, Crash, Restart,
                             SetDisk, Write, Cut, Heal, Call, Show, ShowTimers, ShowFlying>;

struct Step {
  std::size_t line = 0;  // of the file, from 1
  Command command = {};
  bool quietly = false;
  std::uint64_t luck = 0;
  std::vector<std::string> expected = {};  // the lines below it
};

struct Script {
  std::string paper, section;
  std::vector<Step> steps;
  std::vector<Refusal> refusals;  // every line that is none, in their order
};
Script read(std::string_view text);
// The text with other answers below its steps, one a step.
std::string with_answers(std::string_view text, const Script& script,
                         const std::vector<std::string>& answers);

}  // namespace windtunnel::conversation
