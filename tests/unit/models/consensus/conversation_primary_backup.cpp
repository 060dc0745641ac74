// Primaries and backups in conversations: their options, histories as rows of epochs, and the operator's
// word.
#include "models/consensus/primary_backup.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct PrimaryBackupTalk {
  static constexpr std::string_view kName = "primary_backup";
  using Core = PrimaryBackup;
  using Options = PrimaryBackupOptions;

  static void read(OptionReader& reader, Options& options) {
    reader.read("acknowledgements", options.acknowledgements);
    reader.choose<BackupReads>("reads", options.reads,
                               {{"primary", BackupReads::kPrimary}, {"any", BackupReads::kAny}});
    reader.choose<Failover>("failover", options.failover,
                            {{"manual", Failover::kManual}, {"automatic", Failover::kAutomatic}});
    reader.read("heartbeat", options.heartbeat);
    reader.read("failover_least", options.failover_least);
    reader.read("failover_most", options.failover_most);
    reader.read("lease", options.lease);
    reader.read("forward", options.forward);
    reader.read("batch_most", options.batch_most);
    reader.read("batch_delay", options.batch_delay);
    reader.read("keep", options.keep);
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, members, options);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    std::string epochs = "epochs of its entries:";
    for (primary_backup::Slot slot = 1; slot <= core.copy().last().slot; ++slot)
      epochs += " " + std::to_string(core.copy().epoch_at(slot));
    if (core.copy().last().slot != 0) lines.push_back(epochs);
    add_data(core.data(), lines);
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() {
    return {{"promote", [](Core& core, Words&, Core::Effects& out) {
               core.promote(out);
               return true;
             }}};
  }
};

}  // namespace

Protocol primary_backup() { return protocol<PrimaryBackupTalk>(); }

}  // namespace windtunnel::conversation
