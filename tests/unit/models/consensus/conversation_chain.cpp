// Chain replication and CRAQ in conversations: their options, and what a member holds that is not clean yet.
#include "models/consensus/chain.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct ChainTalk {
  static constexpr std::string_view kName = "chain";
  using Core = Chain;
  using Options = ChainOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.choose<ChainReads>("reads", options.reads,
                              {{"tail", ChainReads::kTail}, {"anyone", ChainReads::kAnyone}});
    reader.choose<ChainAnswers>("answers", options.answers,
                                {{"tail", ChainAnswers::kTail}, {"head", ChainAnswers::kHead}});
    reader.read("heartbeat", options.heartbeat);
    reader.read("failover_least", options.failover_least);
    reader.read("failover_most", options.failover_most);
    reader.read("batch_most", options.batch_most);
    reader.read("batch_delay", options.batch_delay);
    reader.read("keep", options.keep);
    reader.choose<ChainMistake>("mistake", options.mistake,
                                {{"none", ChainMistake::kNone},
                                 {"tail_acknowledges_early", ChainMistake::kTailAcknowledgesEarly},
                                 {"reads_dirty", ChainMistake::kReadsDirty}});
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    for (chain::Slot slot = core.copy().applied().slot + 1; slot <= core.copy().last().slot; ++slot) {
      const Operation& operation = core.copy().entry(slot).operation;
      lines.push_back("dirty: slot " + std::to_string(slot) + ", " +
                      asked_words(operation.kind, operation.key, operation.value, operation.expected));
    }
    add_data(core.data(), lines);
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() { return {}; }
};

}  // namespace

Protocol chain() { return protocol<ChainTalk>(); }

}  // namespace windtunnel::conversation
