// Replicated data types in conversations: their options, and states as Shapiro et al. write them down.
//
// A counter is each member's additions and subtractions; a set is its elements with the dots that keep them
// alive ("n2.1" is the first addition that n2 made), and the additions that it has seen.
#include "models/consensus/crdt_gossip.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct CrdtTalk {
  static constexpr std::string_view kName = "crdt";
  using Core = CrdtGossip;
  using Options = CrdtOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("gossip_every", options.gossip_every);
    reader.choose<GossipOf>("gossip", options.gossip,
                            {{"state", GossipOf::kState}, {"delta", GossipOf::kDelta}});
    reader.choose<CrdtMistake>(
        "mistake", options.mistake,
        {{"none", CrdtMistake::kNone}, {"forgets_what_is_seen", CrdtMistake::kForgetsWhatIsSeen}});
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::string words(const crdt::Dot& dot) {
    return name_of(dot.member) + "." + std::to_string(dot.number);
  }
  static std::string words(const std::vector<crdt::Dot>& dots) {
    std::string all;
    for (const crdt::Dot& dot : dots) all += (all.empty() ? "" : " ") + words(dot);
    return all;
  }
  static std::string words(const crdt::State& state) {
    if (!state.shares.empty()) {
      std::string words = value_words(state.sum()) + " =";
      for (const crdt::Share& share : state.shares)
        words += " " + name_of(share.member) + " +" + std::to_string(share.added) + " -" +
                 std::to_string(share.subtracted);
      return words;
    }
    if (state.seen.empty())
      return value_words(state.value) + ", written at " +
             text(Duration::from_ns(static_cast<std::int64_t>(state.stamp >> 6) - 1), 9);
    std::string all = "{";
    for (const crdt::Element& element : state.elements)
      all += (all.size() == 1 ? "" : ", ") + value_words(element.value) + " by " + words(element.dots);
    return all + "}, has seen " + words(state.seen);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    for (StoreKey key = 0; key < core.data().size(); ++key)
      if (!core.data()[key].empty())
        lines.push_back("key " + std::to_string(key) + ": " + words(core.data()[key]));
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol crdt() { return protocol<CrdtTalk>(); }

}  // namespace windtunnel::conversation
