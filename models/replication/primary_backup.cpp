// A primary and its backups, as a scenario names them: asynchronous, semi-synchronous or synchronous, with
// failover or without.
#include "models/consensus/primary_backup.hpp"

#include "models/replication/batch_fields.hpp"
#include "models/replication/detector.hpp"
#include "models/replication/leader_timers.hpp"
#include "models/replication/replication.hpp"
#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct PrimaryBackupFields {
  std::string mode = "asynchronous";
  std::optional<std::int64_t> acknowledgements;
  std::string reads = "primary";
  std::string failover = "automatic";
  bool lease = true;
  LeaderTimersField timers{std::string("from_rtt")};
  Choice<DetectorModel> detector;
  BatchFields batch;
  bool forward = true;

  void describe(Schema& schema) {
    schema.field("mode", mode,
                 "When a write is done: when the primary has written it, when so many backups have, too, or "
                 "when all have (then a dead backup stops writes).",
                 OneOf{{"asynchronous", "semi_synchronous", "synchronous"}});
    schema.field("acknowledgements", acknowledgements,
                 "How many backups have to have written; with semi_synchronous alone, 1 when absent.",
                 Range{std::int64_t{1}, std::int64_t{63}});
    schema.field("reads", reads,
                 "Who answers reads: the primary, or any member from its own copy, which "
                 "may be old.",
                 OneOf{{"primary", "any"}});
    schema.field("failover", failover,
                 "What becomes of a primary that is not heard of: a backup that a majority of members agrees "
                 "to takes over, or nothing until it comes back.",
                 OneOf{{"automatic", "none"}});
    schema.field("lease", lease,
                 "A primary that a majority of members has not answered lately answers nobody; without, it "
                 "goes on until it hears of another one. With automatic failover only.");
    describe_timers(schema, timers);
    describe_detector(schema, detector);
    schema.field("batch", batch, "How commands are put together before they are sent and written.");
    schema.field("forward", forward,
                 "Backups pass operations on to the primary; if not, they say who it is.");
  }
  void check(Checker& checker) const {
    if (acknowledgements && mode != "semi_synchronous")
      checker.problem("acknowledgements", code::kContradiction, std::to_string(*acknowledgements),
                      "a number with \"mode\": \"semi_synchronous\" alone");
  }

  std::uint32_t needed(const ClusterSite& site) const {
    if (mode == "asynchronous") return 0;
    if (mode == "synchronous") return site.members - 1;
    return static_cast<std::uint32_t>(acknowledgements.value_or(1));
  }
};

PrimaryBackupOptions options_of(const PrimaryBackupFields& fields, const ClusterSite& site) {
  const LeaderTimers timers = timers_of(fields.timers, site);
  PrimaryBackupOptions options;
  options.acknowledgements = fields.needed(site);
  options.reads = fields.reads == "any" ? BackupReads::kAny : BackupReads::kPrimary;
  options.failover = fields.failover == "none" ? Failover::kManual : Failover::kAutomatic;
  options.heartbeat = timers.heartbeat;
  options.failover_least = timers.election_least;
  options.failover_most = timers.election_most;
  options.detector = fields.detector.make().options(timers.heartbeat);
  options.lease = fields.lease;
  options.forward = fields.forward;
  options.batch_most = static_cast<std::uint32_t>(fields.batch.commands);
  options.batch_delay = fields.batch.delay;
  return options;
}

std::vector<ProtocolSetting> settings_of(const PrimaryBackupFields& fields, const ClusterSite& site) {
  const PrimaryBackupOptions options = options_of(fields, site);
  std::vector<ProtocolSetting> settings = {
      {"acknowledgements",
       std::to_string(options.acknowledgements) + " of " + std::to_string(site.members - 1) + " backups"}};
  if (fields.failover == "none") {
    settings.push_back({"heartbeat", text(options.heartbeat)});
    settings.push_back({"failover", "none"});
  } else {
    settings.push_back({"heartbeat", text(options.heartbeat)});
    settings.push_back(
        {"failover time-out", text(options.failover_least) + " to " + text(options.failover_most)});
    if (const std::string words = fields.detector.make().words; !words.empty())
      settings.push_back({"detector", words});
    settings.push_back(
        {"lease", fields.lease ? text(options.failover_least * (1'000 - options.drift_per_mille) / 1'000)
                               : std::string("none")});
  }
  settings.push_back({"reads", fields.reads});
  settings.push_back({"batch", fields.batch.words()});
  return settings;
}

}  // namespace

Entry<ReplicationModel> primary_backup_replication() {
  return entry<ReplicationModel, PrimaryBackupFields>(
      {.name = "primary_backup",
       .meaning =
           "A primary orders changes and ships them to its backups; a write is done when none, some or "
           "all of them have written it.",
       .source = "Alsberg & Day, A principle for resilient sharing of distributed resources, ICSE 1976; "
                 "Budhiraja, Marzullo, Schneider & Toueg, The primary-backup approach, 1993; failover by an "
                 "epoch that a majority grants, as in Ongaro & Ousterhout 2014, section 5.4",
       .leaves_out = "An operator who promotes a backup, which the core has; a time-out after which a "
                     "synchronous primary goes on alone; a copy that is thrown away is replaced in one "
                     "message. An operation that is asked without a session and doubled by the network is "
                     "applied twice.",
       .validated_by = {"primary_backup_conformance_test", "primary_backup_test"}},
      [](const PrimaryBackupFields& fields) {
        ReplicationParts parts;
        parts.make = [fields](const ClusterSite& site, const ClusterOptions& options,
                              ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
          std::vector<PrimaryBackup> cores;
          for (std::uint32_t i = 0; i < site.members; ++i)
            cores.emplace_back(MemberId(i), site.members, options_of(fields, site));
          return std::make_unique<Cluster<PrimaryBackup>>(std::move(cores), options, ports);
        };
        parts.operations = all_operations();
        parts.reads = fields.reads == "any" ? Asks::kNearest : Asks::kLeader;
        parts.writes = Asks::kLeader;
        parts.settings = [fields](const ClusterSite& site) { return settings_of(fields, site); };
        parts.refuses = [fields](const ClusterSite& site) -> std::string {
          if (site.members > MemberSet::kMost) return "64 members at most";
          if (fields.needed(site) >= site.members)
            return "more members than acknowledgements, " + std::to_string(fields.needed(site));
          return "";
        };
        return parts;
      });
}

}  // namespace windtunnel
