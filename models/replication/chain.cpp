// Chain replication and CRAQ, as a scenario names them: changes run down a chain of all members, and are done
// when the tail has them.
#include "models/consensus/chain.hpp"

#include "models/replication/batch_fields.hpp"
#include "models/replication/detector.hpp"
#include "models/replication/leader_timers.hpp"
#include "models/replication/replication.hpp"
#include "sim/base/text.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct ChainFields {
  LeaderTimersField timers{std::string("from_rtt")};
  Choice<DetectorModel> detector;
  BatchFields batch;

  void describe(Schema& schema) {
    describe_timers(schema, timers);
    describe_detector(schema, detector);
    schema.field("batch", batch, "How commands are put together before they are sent and written.");
  }
};

struct CraqFields : ChainFields {
  std::string answers = "head";

  void describe(Schema& schema) {
    ChainFields::describe(schema);
    schema.field("answers", answers,
                 "Who says that a change is done: the head, when the tail's acknowledgement has come back up "
                 "the chain, or the tail at once.",
                 OneOf{{"head", "tail"}});
  }
};

ChainOptions options_of(const ChainFields& fields, ChainReads reads, const ClusterSite& site) {
  const LeaderTimers timers = timers_of(fields.timers, site);
  ChainOptions options;
  options.reads = reads;
  options.heartbeat = timers.heartbeat;
  options.failover_least = timers.election_least;
  options.failover_most = timers.election_most;
  options.detector = fields.detector.make().options(timers.heartbeat);
  options.batch_most = static_cast<std::uint32_t>(fields.batch.commands);
  options.batch_delay = fields.batch.delay;
  return options;
}

std::vector<ProtocolSetting> settings_of(const ChainFields& fields, ChainReads reads,
                                         const ClusterSite& site) {
  const ChainOptions options = options_of(fields, reads, site);
  std::vector<ProtocolSetting> settings = {
      {"heartbeat", text(options.heartbeat)},
      {"failover time-out", text(options.failover_least) + " to " + text(options.failover_most)}};
  if (const std::string words = fields.detector.make().words; !words.empty())
    settings.push_back({"detector", words});
  settings.push_back({"lease", text(options.failover_least * (1'000 - options.drift_per_mille) / 1'000)});
  settings.push_back({"configuration",
                      "by " + std::to_string(site.members / 2 + 1) + " of " + std::to_string(site.members)});
  settings.push_back({"reads", reads == ChainReads::kTail ? "at the tail" : "at any member of the chain"});
  settings.push_back({"batch", fields.batch.words()});
  return settings;
}

ReplicationParts parts_of(const ChainFields& fields, ChainReads reads, ChainAnswers answers) {
  ReplicationParts parts;
  parts.make = [fields, reads, answers](const ClusterSite& site, const ClusterOptions& options,
                                        ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
    ChainOptions its = options_of(fields, reads, site);
    its.answers = answers;
    std::vector<Chain> cores;
    for (std::uint32_t i = 0; i < site.members; ++i) cores.emplace_back(MemberId(i), site.members, its);
    return std::make_unique<Cluster<Chain>>(std::move(cores), options, ports);
  };
  parts.operations = all_operations();
  parts.reads = Asks::kNearest;
  parts.writes = Asks::kLeader;
  parts.settings = [fields, reads](const ClusterSite& site) { return settings_of(fields, reads, site); };
  parts.refuses = [](const ClusterSite& site) {
    return site.members <= MemberSet::kMost ? std::string() : std::string("64 members at most");
  };
  return parts;
}

constexpr std::string_view kLeavesOut =
    "A configuration service apart: the members agree themselves. Writes wait while a member that was away "
    "catches up at the end of the chain; all data go in one message. An operation that is asked without a "
    "session and doubled by the network is applied twice.";

}  // namespace

Entry<ReplicationModel> chain_replication() {
  return entry<ReplicationModel, ChainFields>(
      {.name = "chain",
       .meaning =
           "Changes run down a chain from its head and are done when the tail has them; the tail is read.",
       .source =
           "van Renesse & Schneider, Chain Replication for Supporting High Throughput and Availability, "
           "OSDI 2004; configurations by Paxos among the members, after Lamport, Malkhi & Zhou, Vertical "
           "Paxos, PODC 2009",
       .leaves_out = std::string(kLeavesOut),
       .validated_by = {"chain_conformance_test", "B-CRAQ"}},
      [](const ChainFields& fields) { return parts_of(fields, ChainReads::kTail, ChainAnswers::kTail); });
}

Entry<ReplicationModel> craq_replication() {
  return entry<ReplicationModel, CraqFields>(
      {.name = "craq",
       .meaning =
           "A chain of which any member is read: it asks the tail where it knows of a change under way.",
       .source =
           "Terrace & Freedman, Object Storage on CRAQ, USENIX ATC 2009, with strong reads; that the head "
           "answers: its authors' code, github.com/jterrace/craq",
       .leaves_out = std::string(kLeavesOut) + " Eventual reads and multicast of values.",
       .validated_by = {"chain_conformance_test", "B-CRAQ"}},
      [](const CraqFields& fields) {
        const bool tail = fields.answers == "tail";
        ReplicationParts parts =
            parts_of(fields, ChainReads::kAnyone, tail ? ChainAnswers::kTail : ChainAnswers::kHead);
        parts.settings = [rest = parts.settings, answers = fields.answers](const ClusterSite& site) {
          std::vector<ProtocolSetting> settings = rest(site);
          settings.push_back({"answers", "by the " + answers});
          return settings;
        };
        return parts;
      });
}

}  // namespace windtunnel
