// Dynamo-style quorums in conversations: their options, and versions with what their writers had seen.
//
// A version's clock is told as the moments of each coordinator's last write that it has seen.
#include "models/consensus/dynamo.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct DynamoTalk {
  static constexpr std::string_view kName = "dynamo";
  using Core = Dynamo;
  using Options = DynamoOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("n", options.replicas);
    reader.read("r", options.reads);
    reader.read("w", options.writes);
    reader.read("sloppy", options.sloppy);
    reader.read("hinted_handoff", options.hinted_handoff);
    reader.read("read_repair", options.read_repair);
    reader.read("anti_entropy", options.anti_entropy);
    reader.choose<Conflicts>(
        "conflicts", options.conflicts,
        {{"last_write_wins", Conflicts::kLastWriteWins}, {"vector_clocks", Conflicts::kVectorClocks}});
    reader.read("suspect_after", options.suspect_after);
    reader.read("suspect_for", options.suspect_for);
    reader.read("patience", options.patience);
    reader.read("handoff_every", options.handoff_every);
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::string moment(Version stamp) {
    return text(Duration::from_ns(static_cast<std::int64_t>(stamp >> 6) - 1), 9);
  }
  static std::string words(const dynamo::Cell& cell) {
    std::string words = value_words(cell.value) + " of " + moment(cell.stamp);
    for (const dynamo::ClockEntry& each : cell.clock)
      words += (&each == &cell.clock.front() ? " (has seen " : ", ") + name_of(each.member) + " to " +
               moment(each.seen);
    return words + (cell.clock.empty() ? "" : ")");
  }
  static std::string words(const dynamo::Versions& versions) {
    std::string all = words(versions.youngest);
    for (const dynamo::Cell& sibling : versions.siblings) all += " | " + words(sibling);
    return all;
  }
  // Where it belongs, in the order of the ring.
  static std::string homes(const Core& core, StoreKey key) {
    std::string homes = name_of(core.preferred(key, 0));
    for (std::uint32_t i = 1; core.preferred(key, i) != core.preferred(key, 0); ++i)
      if (core.holds(key, core.preferred(key, i))) homes += " " + name_of(core.preferred(key, i));
    return homes;
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    for (StoreKey key = 0; key < core.data().size(); ++key)
      if (const dynamo::Versions* versions = core.find(key))
        lines.push_back("key " + std::to_string(key) + " (of " + homes(core, key) + "): " + words(*versions));
    for (const auto& [whose, versions] : core.hints())
      lines.push_back("hint for " + name_of(whose.first) + ": key " + std::to_string(whose.second) + ": " +
                      words(versions));
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol dynamo() { return protocol<DynamoTalk>(); }

}  // namespace windtunnel::conversation
