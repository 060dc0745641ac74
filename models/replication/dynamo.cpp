// A Dynamo-style store, as a scenario names it: N copies, R answers to a read, W acknowledgements of a write,
// and what heals copies that differ.
#include "models/consensus/dynamo.hpp"

#include <algorithm>

#include "models/replication/replication.hpp"
#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct DynamoTimers {
  Duration suspect_after;
  Duration suspect_for;
  Duration patience;
  Duration handoff_every;

  void describe(Schema& schema) {
    schema.field("suspect_after", suspect_after,
                 "A member that has not answered for so long is taken to be down.", Required{}, Positive{});
    schema.field("suspect_for", suspect_for, "For so long, unless it is heard of.", Required{}, Positive{});
    schema.field("patience", patience, "A coordinator waits so long for its quorum.", Required{}, Positive{});
    schema.field("handoff_every", handoff_every, "Hints are offered so often.", Required{}, Positive{});
  }
  void check(Checker& checker) const {
    if (patience < suspect_after)
      checker.problem("patience", code::kOrder, exact(patience),
                      "at least suspect_after, " + exact(suspect_after));
  }
};
using DynamoTimersField = Either<std::string, DynamoTimers>;

struct DynamoFields {
  std::int64_t n = 3, r = 2, w = 2;
  bool sloppy = false;
  bool hinted_handoff = true;
  bool read_repair = true;
  std::optional<Duration> anti_entropy;
  std::string conflicts = "last_write_wins";
  DynamoTimersField timers{std::string("from_rtt")};

  void describe(Schema& schema) {
    constexpr Range<std::int64_t> kMembers{1, 64};
    schema.field("n", n, "How many members hold a key: those from its home on, around the ring.", kMembers);
    schema.field("r", r, "How many of them answer a read before its client is answered.", kMembers);
    schema.field("w", w, "How many of them acknowledge a write before its client is answered.", kMembers);
    schema.field("sloppy", sloppy,
                 "Members behind the n stand in for those that do not answer, and their word counts.");
    schema.field("hinted_handoff", hinted_handoff,
                 "What a member missed is kept for it, by its stand-in or the coordinator, and handed off.");
    schema.field("read_repair", read_repair, "A read brings older copies that it met up to date.");
    schema.field("anti_entropy", anti_entropy,
                 "Each member compares its trees of hashes with another one's so often; never when absent.",
                 Positive{});
    schema.field(
        "conflicts", conflicts,
        "Which of two writes stands: the later by its coordinator's clock, or, by vector clocks, the "
        "one that has seen the other (of two that have not the later is read).",
        OneOf{{"last_write_wins", "vector_clocks"}});
    schema.field(
        "timers", timers,
        "By the rule (a step is the longest round trip between members, ten writes or 10 ms, "
        "whichever is longest; suspect after 2 steps, for 10; patience of 10; hand-off every 10), or "
        "explicit.",
        OneOf{{"from_rtt"}});
  }
  void check(Checker& checker) const {
    if (r > n) checker.problem("r", code::kOrder, std::to_string(r), "at most n, " + std::to_string(n));
    if (w > n) checker.problem("w", code::kOrder, std::to_string(w), "at most n, " + std::to_string(n));
  }
};

DynamoOptions options_of(const DynamoFields& fields, const ClusterSite& site) {
  DynamoOptions options;
  options.replicas = static_cast<std::uint32_t>(fields.n);
  options.reads = static_cast<std::uint32_t>(fields.r);
  options.writes = static_cast<std::uint32_t>(fields.w);
  options.sloppy = fields.sloppy;
  options.hinted_handoff = fields.hinted_handoff;
  options.read_repair = fields.read_repair;
  options.anti_entropy = fields.anti_entropy.value_or(Duration());
  options.conflicts =
      fields.conflicts == "vector_clocks" ? Conflicts::kVectorClocks : Conflicts::kLastWriteWins;
  if (const DynamoTimers* given = fields.timers.second()) {
    options.suspect_after = given->suspect_after;
    options.suspect_for = given->suspect_for;
    options.patience = given->patience;
    options.handoff_every = given->handoff_every;
  } else {
    const Duration step = std::max({site.longest_round_trip(), 10 * site.sync, Duration(10_ms)});
    options.suspect_after = 2 * step;
    options.suspect_for = options.patience = options.handoff_every = 10 * step;
  }
  return options;
}

std::vector<ProtocolSetting> settings_of(const DynamoFields& fields, const ClusterSite& site) {
  const DynamoOptions options = options_of(fields, site);
  const auto of_n = [&](std::int64_t count) {
    return std::to_string(count) + " of " + std::to_string(fields.n);
  };
  std::vector<std::string> healing;
  if (fields.hinted_handoff) healing.push_back("hinted hand-off every " + text(options.handoff_every));
  if (fields.read_repair) healing.push_back("read repair");
  if (fields.anti_entropy) healing.push_back("anti-entropy every " + text(*fields.anti_entropy));
  return {{"read quorum", of_n(fields.r)},
          {"write quorum", of_n(fields.w)},
          {"quorums", fields.sloppy ? "sloppy" : "strict"},
          {"healing", healing.empty() ? std::string("none") : list_of(healing)},
          {"conflicts", fields.conflicts},
          {"suspicion", "after " + text(options.suspect_after) + ", for " + text(options.suspect_for)},
          {"patience", text(options.patience)}};
}

}  // namespace

Entry<ReplicationModel> dynamo_replication() {
  return entry<ReplicationModel, DynamoFields>(
      {.name = "dynamo",
       .meaning = "Any member coordinates: n members hold a key, r answer a read, w acknowledge a write.",
       .source =
           "DeCandia et al., Dynamo: Amazon's Highly Available Key-value Store, SOSP 2007; Bailis et al., "
           "Probabilistically Bounded Staleness, VLDB 2012, for its four legs; Apache Cassandra for "
           "coordinators that hold no copy",
       .leaves_out =
           "Members that join or leave; placement of copies by zone (a key's members are "
           "neighbours on the ring); digests instead of whole values; a context that clients carry: "
           "under vector clocks the coordinator reads before it writes; deletion.",
       .validated_by = {"dynamo_conformance_test", "dynamo_test", "B-PBS-K", "B-PBS-SSD", "B-PBS-DISK",
                        "B-PBS-BIAS", "B-PBS-EXP"}},
      [](const DynamoFields& fields) {
        ReplicationParts parts;
        parts.make = [fields](const ClusterSite& site, const ClusterOptions& options,
                              ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
          std::vector<Dynamo> cores;
          for (std::uint32_t i = 0; i < site.members; ++i)
            cores.emplace_back(MemberId(i), site.members, options_of(fields, site));
          return std::make_unique<Cluster<Dynamo>>(std::move(cores), options, ports);
        };
        parts.operations = {OperationKind::kRead, OperationKind::kWrite};
        parts.settings = [fields](const ClusterSite& site) { return settings_of(fields, site); };
        parts.refuses = [fields](const ClusterSite& site) -> std::string {
          if (site.members > MemberSet::kMost) return "64 members at most";
          if (fields.n > site.members) return "at least n members, " + std::to_string(fields.n);
          return "";
        };
        return parts;
      });
}

}  // namespace windtunnel
