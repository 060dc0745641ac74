// The meaning, unit and range of every field of a scenario, and what its parts must agree on.
#include "models/scenario/scenario.hpp"

#include "sim/base/text.hpp"

namespace windtunnel {

using namespace literals;

void RunFields::describe(Schema& schema) {
  schema.field("starts", starts,
               "The moment the run begins, for people who read it; simulated time starts at 0.");
  schema.field("lasts", lasts, "How long a replication lasts.", Required{}, Positive{});
  schema.field("warm_up", warm_up,
               "What is left out at the start: requests meant to be sent before it do not count.",
               AtLeast{Duration()});
  schema.field("replications", replications, "Independent runs, each with luck of its own.",
               Range{std::int64_t{1}, std::int64_t{100'000}});
  schema.field("seed", seed, "All luck follows from it.", AtLeast{std::int64_t{0}});
  schema.field("events_max", events_max, "A replication is given up beyond this many events.",
               AtLeast{std::int64_t{1}});
}

void RunFields::check(Checker& checker) const {
  if (warm_up >= lasts)
    checker.problem("warm_up", "WT026", text(warm_up), "less than `lasts`, which is " + text(lasts));
}

void PlacesFields::describe(Schema& schema) {
  schema.field("provider", provider,
               "Whose regions these are, or whose each of them is; for people and the linter.",
               KeysRef{"places.regions"});
  schema.field("regions", regions,
               "The zones of each region, in the order replicas are spread over them: their names, or an "
               "object that gives each zone its racks.",
               Required{});
}

void EachRegionFields::describe(Schema& schema) {
  schema.field("replicas", replicas, "Replicas in each region.",
               Range{std::int64_t{0}, std::int64_t{100'000}}, Changeable{});
  schema.field("spread", spread, "How they are spread over the region's zones and racks.");
}

void QueueFields::describe(Schema& schema) {
  schema.field("discipline", discipline, "Who is served next.");
  schema.field("length_max", length_max, "Requests that may wait at one replica; no bound when absent.",
               Range{std::int64_t{0}, std::int64_t{1'000'000'000}});
  schema.field("timeout", timeout,
               "How long a request may wait in the queue before it is turned away; for ever when absent.");
}

void HealthCheckFields::describe(Schema& schema) {
  schema.field("detects", detects, "How a balancer learns who is up.");
  schema.field("every", every, "Time between two checks of a replica by one balancer.", AtLeast{1_ms});
  schema.field("timeout", timeout, "A check without an answer has failed after this.", AtLeast{1_ms});
  schema.field("fails", fails, "Checks that fail in a row before a replica is taken for dead.",
               Range{std::int64_t{1}, std::int64_t{1000}});
  schema.field("passes", passes, "Checks that pass in a row before it is taken back.",
               Range{std::int64_t{1}, std::int64_t{1000}});
}

void PreferFields::describe(Schema& schema) {
  schema.field("prefer", prefer, "Whom callers prefer, as long as somebody there is known to be up.");
  schema.field("spill", spill, "Callers may leave their region when nobody there is known to be up.");
}

void DiskUseFields::describe(Schema& schema) {
  schema.field("reads", reads, "Read from the replica's disk after a request's time on a core.",
               AtLeast{Bytes(0)});
  schema.field("writes", writes, "Written to it after that.", AtLeast{Bytes(0)});
}

void DiskFields::describe(Schema& schema) {
  schema.field("read", read, "How fast it reads, for all who read at once.", Required{}, Positive{});
  schema.field("write", write, "How fast it writes; both together share the faster of the two.", Required{},
               Positive{});
  schema.part(use);
  schema.field("operations", operations, "Of single operations; those above where one is not named.");
}

void ProtocolCostsFields::describe(Schema& schema) {
  schema.field("message_in", message_in, "For each message or operation that a member takes.",
               AtLeast{Duration()});
  schema.field("message_out", message_out, "For each message or reply that it sends.", AtLeast{Duration()});
  schema.field("apply", apply, "For each change that it applies.", AtLeast{Duration()});
}

void TierFields::describe(Schema& schema) {
  schema.field("replicas", replicas,
               "How many, spread over the zones of the first region; or a count for each region/zone or "
               "region/zone/rack.",
               Changeable{});
  schema.field("each_region", each_region, "The same in every region; instead of `replicas`.");
  schema.field("instance", instance,
               "The type of machine a replica runs on, from the price list: its cores and its price.");
  schema.field("cores", cores,
               "Requests a replica can serve at once; the instance's vCPUs when absent, else 1.",
               Range{std::int64_t{1}, std::int64_t{1'000'000}});
  schema.field("service", service,
               "Time to serve a request alone on a core: one law, or one by class or operation.", Required{});
  schema.field("queue", queue, "Where requests wait that find no free core.");
  schema.field("balancer", balancer, "How callers choose a replica.", Default{R"({"kind": "round_robin"})"});
  schema.field(
      "health_check", health_check,
      "How callers learn that a replica is dead or back (defaults as Kubernetes' readiness probes).");
  schema.field("boot", boot, "From the end of a fault until a replica serves again.", AtLeast{Duration()});
  schema.field("needs", needs, "Replicas that must be up for the tier to count as up.",
               Range{std::int64_t{1}, std::int64_t{1'000'000}});
  schema.field("weights", weights,
               "Weight of the replicas in a region or zone, for policies that use it; 1 when absent.",
               Changeable{});
  schema.field("request", request, "Size of a call from another tier.", AtLeast{Bytes(0)});
  schema.field("reply", reply, "Size of the answer to another tier.", AtLeast{Bytes(0)});
  schema.field("power", power, "What a replica draws; energy is measured where some tier says it.");
  schema.field("replication", replication, "For a store: how reads and writes find their replica.");
  schema.field("disk_sync", disk_sync,
               "For a store under a protocol: time until a write is on stable storage (fsync), without its "
               "bytes' time on the disk's bandwidth.");
  schema.field("protocol_costs", protocol_costs,
               "For a store under a protocol: what its messages cost a member's one protocol thread; "
               "nothing when absent.");
  schema.field("disk", disk, "The disk that each replica has for itself; none when absent.");
}

void TierFields::check(Checker& checker) const {
  checker.exactly_one({{"replicas"}, {"each_region"}});
  if (health_check.detects == Detects::kByChecks && health_check.timeout > health_check.every)
    checker.problem("health_check.timeout", "WT026", text(health_check.timeout),
                    "at most `every`, which is " + text(health_check.every));
}

void TimelineFields::describe(Schema& schema) {
  schema.field("at", at, "When, from the start of the run.", Required{}, AtLeast{Time()});
  schema.field("set", set,
               "The fields that change, by path, and their new values: counts of replicas, the rate of an "
               "open workload at a constant rate, weights. Where a count is that of a store whose protocol "
               "changes its members, they agree to it first (joint consensus).");
  schema.field(
      "transfer_leadership", transfer_leadership,
      "Who is to lead a store: its leader is asked to hand over to this replica, named as tier-number; "
      "by tier.");
}

void TimelineFields::check(Checker& checker) const {
  if (set.all().empty() && transfer_leadership.all().empty())
    checker.problem("WT014", "nothing that changes", "set or transfer_leadership, with something in it");
}

void AllowFields::describe(Schema& schema) {
  schema.field("because", because, "Why it is meant to be so, for whoever reads the file.", Required{},
               NonEmpty{});
  schema.field("at", at, "The paths where it is allowed, with all below them; everywhere when empty.");
}

void LintFields::describe(Schema& schema) {
  schema.field("allow", allow, "Warnings of `windtunnel lint` that are not to be given, by their names.");
}

void Scenario::describe(Schema& schema) {
  schema.field("title", title, "What the scenario asks, in a line.");
  schema.field("plugins", plugins,
               "Files that bring models of your own: Python, or shared objects (docs/plugins.md).");
  schema.field("engine", engine, "What moves time forward.", Default{R"({"kind": "native"})"});
  schema.field("run", run, "How long, how often, from which seed.", Required{});
  schema.field("places", places, "Regions and zones; one of each when absent.");
  schema.field("network", network, "How long messages take between places.",
               Default{R"({"kind": "constant"})"});
  schema.field("workload", workload, "Who sends requests.", Required{}, NonEmpty{});
  schema.field("tiers", tiers, "Who serves them.", Required{}, NonEmpty{});
  schema.field("bulk", bulk, "What is copied between tiers beside the requests.");
  schema.field("faults", faults, "What breaks, and when.");
  schema.field("timeline", timeline, "What somebody changes while the run runs, and when.");
  schema.field(
      "phases", phases,
      "Named spans of the run, each [start, end]; times, or <fault>.start and <fault>.end with an offset.");
  schema.field("costs", costs, "Where prices come from.");
  schema.field("expect", expect, "What has to be true of the answer.");
  schema.field(
      "check", check,
      "Promises of stores under a protocol that have to hold in every replication; the answer tells of "
      "all of them, asked or not.");
  schema.field("lint", lint, "What `windtunnel lint` is to leave alone; no run and no hash sees it.");
  schema.field(
      "gate", gate,
      "What `windtunnel check` is to know of this scenario (docs/gate.md); no run and no hash sees it.");
}

}  // namespace windtunnel
