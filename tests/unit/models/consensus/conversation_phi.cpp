// The phi-accrual detector in conversations: members that send heartbeats, each with a detector for every
// other one.
//
// The detector is a value and no machine, because who sends heartbeats is not its matter; here that is a core
// of a few lines. "show" tells how much each member suspects the others now, and what it has seen of their
// intervals.
#include "models/consensus/phi_accrual.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"

namespace windtunnel::conversation {
namespace {

struct PhiMonitorOptions {
  PhiOptions phi;
  Duration heartbeat = Duration::from_ns(1'000'000'000);
};

class PhiMonitor {
 public:
  struct Message {
    bool operator==(const Message&) const = default;
  };
  using Record = Nothing;
  using Command = Nothing;
  using Effects = Outbox<Message, Record, Nothing>;
  struct Stable {
    void write(const Nothing&) {}
    bool operator==(const Stable&) const = default;
  };

  PhiMonitor(MemberId self, std::uint32_t members, const PhiMonitorOptions& options)
      : self_(self), heartbeat_(options.heartbeat), detectors_(members, PhiAccrual(options.phi)) {}

  void start(Effects& out) { out.arm(0, heartbeat_, heartbeat_); }
  void restart(const Stable&, Effects& out) { start(out); }
  void on_message(MemberId from, const Message&, Effects& out) {
    detectors_[from.index()].heartbeat(out.now());
  }
  void on_timer(CoreTimer, Effects& out) {
    for (std::uint32_t i = 0; i < detectors_.size(); ++i)
      if (MemberId(i) != self_) out.send(MemberId(i), Message{});
    start(out);
  }
  void on_command(const Nothing&, Effects&) {}

  Probe probe() const { return {}; }
  std::string words() const { return "watches " + std::to_string(detectors_.size() - 1); }
  static Bytes bytes_of(const Message&) { return Bytes(24); }
  static Bytes bytes_of(const Record&) { return Bytes(); }
  static std::string words(const Message&) { return "heartbeat"; }
  static std::string words(CoreTimer) { return "heartbeat due"; }
  bool operator==(const PhiMonitor&) const = default;

  MemberId self() const { return self_; }
  const std::vector<PhiAccrual>& detectors() const { return detectors_; }

 private:
  MemberId self_;
  Duration heartbeat_;
  std::vector<PhiAccrual> detectors_;
};
static_assert(Machine<PhiMonitor>);

struct PhiTalk {
  static constexpr std::string_view kName = "phi";
  using Core = PhiMonitor;
  using Options = PhiMonitorOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("heartbeat", options.heartbeat);
    reader.read("window", options.phi.window);
    reader.read("deviation_min", options.phi.deviation_min);
    reader.read("pause", options.phi.pause);
    reader.read("first", options.phi.first);
    reader.choose<PhiTail>("tail", options.phi.tail,
                           {{"normal", PhiTail::kNormal}, {"exponential", PhiTail::kExponential}});
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::vector<std::string> details(const Core& core, Time now) {
    std::vector<std::string> lines;
    for (std::uint32_t i = 0; i < core.detectors().size(); ++i) {
      if (MemberId(i) == core.self()) continue;
      const PhiAccrual& detector = core.detectors()[i];
      lines.push_back("phi of " + name_of(MemberId(i)) + ": " + fixed(detector.phi(now), 2) +
                      ", intervals of " + fixed(detector.mean_seconds(), 3) + " s, deviation " +
                      fixed(detector.deviation_seconds(), 3) + " s");
    }
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol phi() { return protocol<PhiTalk>(); }

}  // namespace windtunnel::conversation
