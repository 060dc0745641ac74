// SWIM in conversations: its options (the paper's and memberlist's), and what a member believes of others.
#include "models/consensus/swim.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"

namespace windtunnel::conversation {
namespace {

struct SwimTalk {
  static constexpr std::string_view kName = "swim";
  using Core = Swim;
  using Options = SwimOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("probe_interval", options.probe_interval);
    reader.read("probe_timeout", options.probe_timeout);
    reader.read("indirect", options.indirect);
    reader.choose<SwimProbing>("probing", options.probing,
                               {{"random", SwimProbing::kRandom}, {"round_robin", SwimProbing::kRoundRobin}});
    std::uint32_t mult = static_cast<std::uint32_t>(options.suspicion_mult);
    reader.read("suspicion_mult", mult);
    options.suspicion_mult = mult;
    reader.read("confirmations", options.confirmations);
    reader.read("awareness_max", options.awareness_max);
    reader.read("retransmit_mult", options.retransmit_mult);
    reader.read("gossip_interval", options.gossip_interval);
    reader.read("reconnect_interval", options.reconnect_interval);
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    for (const MemberTable::Row& row : core.table().differences()) lines.push_back(applied_words(row));
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol swim() { return protocol<SwimTalk>(); }

}  // namespace windtunnel::conversation
