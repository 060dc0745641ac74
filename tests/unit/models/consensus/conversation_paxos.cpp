// Multi-Paxos and Flexible Paxos in conversations: their options, and an acceptor's slots one by one.
#include "models/consensus/multi_paxos.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct PaxosTalk {
  static constexpr std::string_view kName = "paxos";
  using Core = MultiPaxos;
  using Options = PaxosOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("election_least", options.election_least);
    reader.read("election_most", options.election_most);
    reader.read("heartbeat", options.heartbeat);
    reader.read("check_quorum", options.check_quorum);
    reader.read("stickiness", options.stickiness);
    reader.read("phase_1", options.phase_1);
    reader.read("phase_2", options.phase_2);
    reader.read("forward", options.forward);
    reader.read("batch_most", options.batch_most);
    reader.read("batch_delay", options.batch_delay);
    reader.read("snapshot_every", options.snapshot_every);
    reader.read("keep", options.keep);
    read_log_reads(reader, options.reads);
    reader.choose<PaxosMistake>("mistake", options.mistake,
                                {{"none", PaxosMistake::kNone},
                                 {"quorums_that_miss", PaxosMistake::kQuorumsThatMiss},
                                 {"ignores_accepted_values", PaxosMistake::kIgnoresAcceptedValues}});
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    lines.push_back(core.promised().none() ? "promised nothing" : "promised " + core.promised().words());
    for (paxos::Slot slot = core.base() + 1; slot <= core.last(); ++slot) {
      const Core::Cell& cell = core.cell(slot);
      std::string line = "slot " + std::to_string(slot) + ": ";
      if (cell.ballot.none()) {
        line += "nothing accepted";
      } else {
        const auto* operation = std::get_if<Operation>(&cell.value);
        line += (operation == nullptr
                     ? std::string("no-op")
                     : asked_words(operation->kind, operation->key, operation->value, operation->expected)) +
                ", ballot " + cell.ballot.words();
      }
      lines.push_back(line + (slot <= core.committed() ? ", chosen" : ""));
    }
    add_data(core.data(), lines);
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol paxos() { return protocol<PaxosTalk>(); }

}  // namespace windtunnel::conversation
