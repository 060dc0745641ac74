// The contract of cores, shown on the smallest core there is: one that asks a peer and applies what is
// acknowledged.
#include "sim/machine/machine.hpp"

#include <gtest/gtest.h>

#include <string>

namespace windtunnel {
namespace {

using namespace literals;

// Sends each command to its peer until the peer acknowledges; applies it then. Forgets nothing that it
// persisted.
class Courier {
 public:
  struct Message {
    bool acknowledges = false;
    int number = 0;
  };
  using Command = int;
  using Record = int;
  using Effects = Outbox<Message, Record, int, int>;
  struct Stable {
    int command = 0;
    void write(Record record) { command = record; }
  };

  void start(Effects&) {}
  void on_command(const Command& command, Effects& out) {
    waiting_ = command;
    out.reply(-2);  // written first, carried out last
    out.apply(-1);
    out.arm(kRetry, 10_ms, 20_ms);
    out.send(MemberId(1), Message{false, command});
    out.persist(command);
  }
  void on_message(MemberId from, const Message& message, Effects& out) {
    if (!message.acknowledges) return out.send(from, Message{true, message.number});
    if (message.number != waiting_) return;
    out.disarm(kRetry);
    out.apply(waiting_);
    ++decided_;
    waiting_ = 0;
  }
  void on_timer(CoreTimer, Effects& out) { out.send(MemberId(1), Message{false, waiting_}); }
  void restart(const Stable& stable, Effects& out) {
    waiting_ = stable.command;
    if (waiting_ != 0) on_timer(kRetry, out);
  }
  Probe probe() const { return Probe{false, 0, decided_}; }
  static Bytes bytes_of(const Message&) { return Bytes(8); }
  static Bytes bytes_of(Record) { return Bytes(4); }
  static std::string words(const Message& message) { return message.acknowledges ? "ack" : "ask"; }
  static std::string words(CoreTimer) { return "retry"; }
  std::string words() const { return "waits for " + std::to_string(waiting_); }
  bool operator==(const Courier&) const = default;

 private:
  static constexpr CoreTimer kRetry = 0;
  int waiting_ = 0;
  std::int64_t decided_ = 0;
};
static_assert(Machine<Courier>);

struct Diary {
  std::string text;
  void persist(int record) { text += "persist " + std::to_string(record) + "; "; }
  void send(MemberId to, const Courier::Message& message) {
    text += std::string(message.acknowledges ? "ack " : "ask ") + std::to_string(to.value()) + " " +
            std::to_string(message.number) + "; ";
  }
  void disarm(CoreTimer) { text += "disarm; "; }
  void arm(CoreTimer, Duration at_least, Duration at_most) {
    text += "arm " + std::to_string(at_least.ns()) + ".." + std::to_string(at_most.ns()) + "; ";
  }
  void apply(int command) { text += "apply " + std::to_string(command) + "; "; }
  void reply(int command) { text += "reply " + std::to_string(command) + "; "; }
};

TEST(Outbox, IsCarriedOutInTheDocumentedOrderWhateverTheOrderOfWriting) {
  Courier core;
  Courier::Effects out;
  Diary diary;
  core.on_command(7, out);
  carry_out(out, diary);
  EXPECT_EQ(diary.text, "persist 7; ask 1 7; arm 10000000..20000000; apply -1; reply -2; ");
  EXPECT_TRUE(out.empty());
}

TEST(Outbox, OfEqualCoresAndEqualInputsIsEqual) {
  Courier a, b;
  Courier::Effects out_a, out_b;
  Diary diary_a, diary_b;
  a.on_command(7, out_a), b.on_command(7, out_b);
  carry_out(out_a, diary_a), carry_out(out_b, diary_b);
  EXPECT_EQ(diary_a.text, diary_b.text);
  EXPECT_TRUE(a == b);
  a.on_message(MemberId(1), {true, 7}, out_a);
  EXPECT_FALSE(a == b);
  EXPECT_EQ(a.probe().decided, 1);
}

TEST(Outbox, RefusesATimerWhoseRangeIsUpsideDown) {
  Courier::Effects out;
  EXPECT_THROW(out.arm(0, 20_ms, 10_ms), BrokenPromise);
}

}  // namespace
}  // namespace windtunnel
