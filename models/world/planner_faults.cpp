// Planning the faults and the phases that hang on them.
#include <algorithm>
#include <map>

#include "models/world/planner_parts.hpp"
#include "sim/base/random.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

void Planner::plan_faults() {
  for (const auto& item : scenario_.faults.all()) {
    const std::string path = path_join("faults", item.name);
    if (!read_.well(path)) {
      unread_faults_.push_back(item.name);
      continue;
    }
    const FailureParts parts = item.value.make();
    const Time end = Time() + flight_.plan.lasts;
    if (parts.common.at) {
      const Time start = *parts.common.at;
      if (start >= end && time_known_) {
        problem(path + ".at", "WT026", text(start.since_start()),
                "before the run ends, at " + text(flight_.plan.lasts));
        unread_faults_.push_back(item.name);
      } else {
        anchors_.push_back(
            Anchor{item.name, start, parts.common.lasts ? std::min(end, start + *parts.common.lasts) : end});
      }
    }
    if (!item.enabled) continue;
    FaultPlan fault;
    fault.name = item.name;
    fault.failure.effect = parts.effect;
    fault.failure.at = parts.common.at;
    fault.failure.lasts = parts.common.lasts;
    fault.failure.source = parts.source;
    if (parts.common.mttf && parts.common.mttr) {
      RenewalLaw law{parts.common.mttf->make(), parts.common.mttr->make(), parts.common.crews};
      if (!(law.up.mean() > 0)) problem(path + ".mttf", "WT005", "a mean of 0 s", "a mean above 0 s");
      fault.failure.renewal = std::move(law);
    }
    if (parts.common.target.role)
      plan_leader_fault(fault, parts, path);
    else
      fault.units = units_of(parts, path);
    fault.unit_keys = unit_keys_of(parts, fault.units);
    if (parts.effect.wrong_clock) plan_clock_fault(fault, path);
    if (parts.wire) plan_wire_fault(fault, parts, path);
    if (const auto& share = parts.common.target.share; share && !fault.units.empty()) {
      const auto there = static_cast<std::int64_t>(fault.units.front().size());
      const std::int64_t count = parse_share(*share)->count;
      if (count > there && all_placed())
        problem(path + ".target.share", "WT005", "\"" + *share + "\"",
                "at most as many as stand there, " + std::to_string(there));
      fault.drawn = static_cast<std::uint32_t>(std::min(count, there));
    }
    flight_.timeline = flight_.timeline || parts.common.at.has_value();
    flight_.fault_names.push_back(item.name);
    flight_.plan.faults.push_back(std::move(fault));
  }
}

// Only members of a protocol read clocks. What faults may set clocks back by, all together, and what they may
// lose over the run, is what clocks are ahead from the start.
void Planner::plan_clock_fault(const FaultPlan& fault, const std::string& path) {
  for (const std::vector<std::uint32_t>& unit : fault.units)
    for (const std::uint32_t replica : unit) {
      const std::uint32_t tier = flight_.plan.replicas[replica].tier;
      if (!tiers_[tier].read || protocol_of(tier) != nullptr) continue;
      return problem(path + ".target", "WT030",
                     "a clock of " + flight_.plan.tiers[tier].name + ", which nobody there reads",
                     "replicas of a store under a protocol");
    }
  const ClockSkew& skew = fault.failure.effect.clock;
  const Duration lost = skew.drift < 0 ? flight_.plan.lasts : Duration();
  flight_.plan.clocks_ahead += std::max(Duration(), Duration() - skew.offset) + lost + Duration::from_ns(1);
}

// A fault after whoever leads: its one unit is all who may, and it takes whoever does.
void Planner::plan_leader_fault(FaultPlan& fault, const FailureParts& parts, const std::string& path) {
  using Reach = FaultPlan::Leader::Reach;
  const auto tier = led_tier(parts.common.target, path);
  if (!tier) return;
  fault.units = {flight_.plan.tiers[*tier].replicas};
  fault.leader = FaultPlan::Leader{*tier, parts.together == Together::kRack     ? Reach::kRack
                                          : parts.together == Together::kZone   ? Reach::kZone
                                          : parts.together == Together::kRegion ? Reach::kRegion
                                                                                : Reach::kItself};
}

// Whom a target names, by every key it has; nothing after a complaint.
std::vector<std::uint32_t> Planner::targeted(const TargetFields& target, const std::string& path) {
  const Plan& plan = flight_.plan;
  const std::optional<Ends> ends = resolve(target, path + ".target");
  if (!ends) return {};
  std::vector<std::uint32_t> hit;
  for (std::uint32_t index = 0; index < plan.replicas.size(); ++index)
    if (stands_in(index, *ends)) hit.push_back(index);
  if (hit.empty() && all_placed())
    problem(path + ".target", "WT030", "a target where no replica stands", "a target with a replica");
  return hit;
}

// The reader has looked at the form of a share and at its tier's name.
std::optional<std::uint32_t> Planner::tier_of_share(const FailureParts& parts, const std::string& path) {
  const std::string& share = *parts.common.target.share;
  const std::string name = parse_share(share)->tier;
  const auto tier = tier_named(name);
  if (!tier && read_.listed("tiers"))
    problem(path + ".target.share", "WT011", "\"" + share + "\"", "a tier that is enabled", name,
            tier_names());
  if (parts.together != Together::kReplica)
    problem(path + ".target.share", "WT030", "\"" + share + "\"",
            "a kind of fault that strikes replicas: this one strikes all that stand in a place");
  return tier;
}

std::vector<std::vector<std::uint32_t>> Planner::units_of(const FailureParts& parts,
                                                          const std::string& path) {
  const Plan& plan = flight_.plan;
  std::vector<std::uint32_t> hit = targeted(parts.common.target, path);
  if (parts.common.target.share && !hit.empty()) {
    const auto tier = tier_of_share(parts, path);
    if (!tier) return {};
    std::erase_if(hit, [&](std::uint32_t index) { return plan.replicas[index].tier != *tier; });
    if (hit.empty() && all_placed())
      problem(path + ".target", "WT030", "a target where no replica stands", "a target with a replica");
    if (hit.empty()) return {};
    return {hit};
  }
  std::vector<std::vector<std::uint32_t>> units;
  if (hit.empty()) return {};
  if (parts.together == Together::kAll || (parts.wire && parts.wire->partition)) return {hit};
  if (parts.together == Together::kReplica) {
    for (const std::uint32_t index : hit) units.push_back({index});
    return units;
  }
  // By rack, zone or region, in the order of the places.
  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  for (const std::uint32_t index : hit) {
    const ReplicaPlan& each = plan.replicas[index];
    if (parts.together == Together::kRack && !each.rack) {
      problem(path + ".target", "WT030",
              "the zone " + plan.places.zones[each.zone] + ", whose racks have no names",
              "racks in `places.regions`, such as {\"a\": [\"r1\", \"r2\"]}");
      return {};
    }
    const std::uint32_t place = parts.together == Together::kRegion ? plan.places.region_of_zone[each.zone]
                                : parts.together == Together::kZone ? each.zone
                                                                    : *each.rack;
    groups[place].push_back(index);
  }
  for (auto& [place, group] : groups) units.push_back(std::move(group));
  return units;
}

// A replica for itself; a rack, a zone or a region by its name, however many of its replicas are struck.
std::vector<std::uint64_t> Planner::unit_keys_of(const FailureParts& parts,
                                                 const std::vector<std::vector<std::uint32_t>>& units) const {
  const Plan& plan = flight_.plan;
  const std::vector<std::uint64_t> identities = replica_identities(plan);
  std::vector<std::uint64_t> keys;
  for (const std::vector<std::uint32_t>& unit : units) {
    if (parts.together == Together::kAll || (parts.wire && parts.wire->partition)) {
      keys.push_back(0);
      continue;
    }
    const ReplicaPlan& one = plan.replicas[unit.front()];
    if (parts.common.target.role)
      keys.push_back(hash64(*parts.common.target.role));
    else if (parts.common.target.share)
      keys.push_back(hash64(*parts.common.target.share));
    else if (parts.together == Together::kReplica)
      keys.push_back(identities[unit.front()]);
    else if (parts.together == Together::kRack)
      keys.push_back(hash64(plan.places.racks[*one.rack]));
    else if (parts.together == Together::kRegion)
      keys.push_back(hash64(plan.places.regions[plan.places.region_of_zone[one.zone]]));
    else
      keys.push_back(hash64(plan.places.zones[one.zone]));
  }
  return keys;
}

// Whether a moment of a phase is that of a fault whose times are not known.
bool Planner::hangs_on_unread_fault(std::string_view moment) const {
  moment.remove_prefix(std::min(moment.find_first_not_of(' '), moment.size()));
  const std::string_view name = moment.substr(0, moment.find('.'));
  if (name == moment) return false;
  return !read_.listed("faults") ||
         std::find(unread_faults_.begin(), unread_faults_.end(), name) != unread_faults_.end();
}

void Planner::plan_phases() {
  Plan& plan = flight_.plan;
  const Time end = Time() + plan.lasts;
  const Time measured = Time() + plan.warm_up;
  std::vector<PhasePlan>& phases = flight_.phases;
  for (const auto& item : scenario_.phases) {
    const std::string path = path_join("phases", item.name);
    if (!read_.well(path)) continue;
    if (item.value.size() != 2) {
      problem(path, "WT002", std::to_string(item.value.size()) + " values", "two moments: [start, end]");
      continue;
    }
    if (hangs_on_unread_fault(item.value[0]) || hangs_on_unread_fault(item.value[1])) continue;
    const auto start = phase_time(item.value[0], anchors_, "0", complain_under(path));
    const auto stop = phase_time(item.value[1], anchors_, "1", complain_under(path));
    if (!start || !stop || !time_known_) continue;
    PhasePlan phase{item.name, std::max(*start, measured), std::min(*stop, end), {}};
    if (phase.start >= phase.end) {
      problem(path, "WT026", "from " + text(start->since_start()) + " to " + text(stop->since_start()),
              "a start before the end, after the warm-up and before the run ends");
      continue;
    }
    phases.push_back(phase);
  }
  // With one timed fault, before, during and after are given.
  if (scenario_.phases.all().empty() && anchors_.size() == 1 && unread_faults_.empty()) {
    const Anchor& fault = anchors_.front();
    const auto add = [&](const char* name, Time from, Time to) {
      if (from < to) phases.push_back(PhasePlan{name, from, to, {}});
    };
    add("before", measured, std::max(measured, fault.start));
    add("during", std::max(measured, fault.start), fault.end);
    add("after", std::max(measured, fault.end), end);
  }

  std::vector<Time> cuts = {Time(), measured};
  for (const PhasePlan& phase : phases) cuts.insert(cuts.end(), {phase.start, phase.end});
  // What was cut is told by side, so no window straddles its beginning or end.
  for (const FaultPlan& fault : plan.faults)
    if (fault.wire && fault.wire->cuts && fault.failure.at)
      for (const Time cut : {*fault.failure.at, *fault.failure.at + fault.failure.lasts.value_or(plan.lasts)})
        if (cut > measured) cuts.push_back(cut);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  cuts.erase(std::remove_if(cuts.begin(), cuts.end(), [&](Time cut) { return cut >= end; }), cuts.end());
  plan.window_starts = cuts;
  for (std::uint32_t window = 0; window < cuts.size(); ++window) {
    const Time from = cuts[window];
    if (from >= measured) flight_.measured.push_back(window);
    for (PhasePlan& phase : phases)
      if (from >= phase.start && from < phase.end) phase.windows.push_back(window);
  }
}

}  // namespace windtunnel
