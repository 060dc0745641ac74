// Planning the tiers: where their replicas stand, what they run on, who chooses among them.
#include <algorithm>

#include "models/world/planner_parts.hpp"

namespace windtunnel {

void Planner::plan_tiers() {
  Plan& plan = flight_.plan;
  for (const auto& item : scenario_.tiers) tier_keys_.push_back(item.name);
  for (const auto& item : scenario_.tiers) {
    const auto index = static_cast<std::uint32_t>(plan.tiers.size());
    plan.tiers.emplace_back().name = item.name;
    const std::string path = path_join("tiers", item.name);
    tiers_.push_back(TierState{.read = read_.well(path)});
    if (tiers_[index].read) plan_tier(index, item.value, path);
  }
}

void Planner::plan_tier(std::uint32_t index, const TierFields& fields, const std::string& path) {
  TierPlan& tier = flight_.plan.tiers[index];
  tier.boot = fields.boot;
  tier.needs = fields.needs;
  tier.call_bytes = fields.request.count();
  tier.answer_bytes = fields.reply.count();
  tier.instance = fields.instance.value_or("");
  if (fields.power) tier.power = fields.power->make();
  std::size_t before = problems_.size();
  tier.station.cores = cores_of(fields, path);
  tiers_[index].shaped = problems_.size() == before;
  tier.station.discipline = fields.queue.discipline;
  tier.station.length_max = fields.queue.length_max.value_or(kUnbounded);
  if (fields.queue.timeout) {
    if (fields.queue.discipline == Discipline::kProcessorSharing)
      problem(path + ".queue.timeout", "WT030", "a queue's time-out with processor sharing",
              "another discipline: nobody waits where everybody is served at once");
    tier.station.queue_timeout = fields.queue.timeout->make();
  }
  const PreferFields& preference = preference_of(fields.balancer);
  tier.prefer = preference.prefer == PreferField::kNone     ? Prefer::kNone
                : preference.prefer == PreferField::kRegion ? Prefer::kRegion
                                                            : Prefer::kZone;
  tier.spill = preference.spill;
  tier.policy = [choice = fields.balancer] { return choice.make(); };
  if (fields.health_check.detects == Detects::kByChecks)
    tier.health_check = HealthCheckPlan{fields.health_check.every, fields.health_check.timeout,
                                        fields.health_check.fails, fields.health_check.passes};
  before = problems_.size();
  place_replicas(index, fields, path);
  if (problems_.size() > before || !places_known_) return;
  tiers_[index].placed = !tier.replicas.empty();
  if (tier.replicas.empty())
    problem(path, "WT009", "a tier without replicas", "at least one replica somewhere");
  else if (fields.needs > static_cast<std::int64_t>(tier.replicas.size()))
    problem(path + ".needs", "WT005", std::to_string(fields.needs),
            "at most the number of replicas, " + std::to_string(tier.replicas.size()));
}

bool Planner::all_placed() const {
  return places_known_ && read_.listed("tiers") &&
         std::all_of(tiers_.begin(), tiers_.end(), [](const TierState& tier) { return tier.placed; });
}

std::int64_t Planner::cores_of(const TierFields& fields, const std::string& path) {
  if (!fields.instance) return fields.cores.value_or(1);
  if (!flight_.prices.instances) {
    if (fields.cores || !costs_known_) return fields.cores.value_or(1);
    problem(path + ".instance", "WT028", "\"" + *fields.instance + "\"",
            "`cores` beside it, or a price list in costs.instances that knows the instance");
    return 1;
  }
  const InstanceRow* row = flight_.prices.instances->shape(*fields.instance);
  if (row == nullptr) {
    problem(path + ".instance", "WT028", "\"" + *fields.instance + "\"",
            "an instance type of " + flight_.prices.instances->origin().table, *fields.instance,
            flight_.prices.instances->instances());
    return 1;
  }
  return fields.cores.value_or(std::max<std::int64_t>(1, row->vcpu));
}

std::vector<StandsAt> Planner::seats_of(std::uint32_t region, Spread spread) const {
  const Places& places = flight_.plan.places;
  std::vector<StandsAt> seats;
  const std::vector<std::uint32_t> zones = places.zones_of(region);
  if (spread == Spread::kRacks) {
    // The first racks of all zones, then the second ones: racks get even shares, and zones nearly so.
    std::size_t most = 1;
    for (const std::uint32_t zone : zones) most = std::max(most, places.racks_of(zone).size());
    for (std::size_t turn = 0; turn < most; ++turn)
      for (const std::uint32_t zone : zones) {
        const std::vector<std::uint32_t> racks = places.racks_of(zone);
        if (turn < racks.size())
          seats.push_back(StandsAt{zone, racks[turn]});
        else if (turn == 0)
          seats.push_back(StandsAt{zone, {}});
      }
    return seats;
  }
  for (const std::uint32_t zone : zones) seats.push_back(StandsAt{zone, {}});
  if (spread == Spread::kZones) return seats;
  seats.resize(1);
  if (const auto racks = places.racks_of(seats[0].zone); spread == Spread::kFirstRack && !racks.empty())
    seats[0].rack = racks[0];
  return seats;
}

std::optional<StandsAt> Planner::seat_named(const std::string& name) const {
  if (const auto zone = zone_named(name)) return StandsAt{*zone, {}};
  if (const auto rack = rack_named(name)) return StandsAt{flight_.plan.places.zone_of_rack[*rack], *rack};
  return std::nullopt;
}

void Planner::place_replicas(std::uint32_t tier, const TierFields& fields, const std::string& path) {
  const Places& places = flight_.plan.places;
  if (!places_known_) return;
  for (const auto& weight : fields.weights)
    if (!region_named(weight.name) && !zone_named(weight.name)) {
      std::vector<std::string> known = places.regions;
      known.insert(known.end(), places.zones.begin(), places.zones.end());
      problem(path + ".weights." + weight.name, "WT011", "\"" + weight.name + "\"",
              "a region, or a region/zone", weight.name, known);
    }
  if (fields.each_region) {
    for (std::uint32_t region = 0; region < places.regions.size(); ++region)
      add_replicas(tier, fields.each_region->replicas, seats_of(region, fields.each_region->spread), fields,
                   path + ".each_region.replicas");
  } else if (fields.replicas && fields.replicas->is_first()) {
    const std::int64_t count = *fields.replicas->first();
    if (count < 1 || count > 1'000'000)
      problem(path + ".replicas", "WT005", std::to_string(count), "from 1 to 1000000");
    else
      add_replicas(tier, count, seats_of(0, Spread::kZones), fields, path + ".replicas");
  } else if (fields.replicas) {
    std::vector<std::string> known = places.zones;
    known.insert(known.end(), places.racks.begin(), places.racks.end());
    for (const auto& item : *fields.replicas->second()) {
      const auto seat = seat_named(item.name);
      if (!seat) {
        problem(path + ".replicas." + item.name, "WT011", "\"" + item.name + "\"",
                places.racks.empty() ? "a region/zone of `places`"
                                     : "a region/zone or region/zone/rack of `places`",
                item.name, known);
      } else if (item.value < 0 || item.value > 1'000'000) {
        problem(path + ".replicas." + item.name, "WT005", std::to_string(item.value), "from 0 to 1000000");
      } else {
        add_replicas(tier, item.value, {*seat}, fields, path_join(path + ".replicas", item.name));
      }
    }
  }
}

// As many as ever stand; `path` is the field that says how many, and that the timeline may change.
void Planner::add_replicas(std::uint32_t tier, std::int64_t count, const std::vector<StandsAt>& seats,
                           const TierFields& fields, const std::string& path) {
  Plan& plan = flight_.plan;
  const std::vector<Setting> settings = settings_of(path);
  std::int64_t most = count;
  for (const Setting& setting : settings) most = std::max(most, static_cast<std::int64_t>(setting.value));
  const auto first = static_cast<std::uint32_t>(plan.replicas.size());
  for (std::int64_t i = 0; i < most; ++i) {
    const auto index = static_cast<std::uint32_t>(plan.replicas.size());
    ReplicaPlan replica;
    replica.tier = tier;
    const auto turn = static_cast<std::size_t>(i) / seats.size();
    const StandsAt& seat = seats[static_cast<std::size_t>(i) % seats.size()];
    replica.zone = seat.zone;
    replica.rack = seat.rack;
    if (!replica.rack) {
      const std::vector<std::uint32_t> racks = plan.places.racks_of(seat.zone);
      if (!racks.empty()) replica.rack = racks[turn % racks.size()];
    }
    replica.from_start = i < count;
    const std::string& zone_name = plan.places.zones[replica.zone];
    const std::string& region_name = plan.places.regions[plan.places.region_of_zone[replica.zone]];
    for (const std::string& place : {zone_name, region_name}) {
      const double* weight = fields.weights.find(place);
      if (weight == nullptr) continue;
      replica.weight = *weight;
      for (const Setting& setting :
           settings_of(path_join("tiers." + plan.tiers[tier].name + ".weights", place)))
        change_at(setting.at).weights.push_back(ChangePlan::Weight{index, setting.value});
      break;
    }
    plan.tiers[tier].replicas.push_back(index);
    plan.replicas.push_back(replica);
  }
  // The last to come are the first to leave, so what stands stays spread.
  std::int64_t standing = count;
  for (const Setting& setting : settings) {
    const auto wanted = static_cast<std::int64_t>(setting.value);
    ChangePlan& change = change_at(setting.at);
    for (; standing < wanted; ++standing) change.join.push_back(first + static_cast<std::uint32_t>(standing));
    for (; standing > wanted; --standing)
      change.leave.push_back(first + static_cast<std::uint32_t>(standing) - 1);
  }
}

// The law for each operation that some path uses, and each class: by the operation's name, else the class's,
// else the one for all.
void Planner::plan_services() {
  Plan& plan = flight_.plan;
  for (std::uint32_t index = 0; index < plan.tiers.size(); ++index) {
    TierPlan& tier = plan.tiers[index];
    if (!tiers_[index].read) continue;
    const TierFields& fields = *scenario_.tiers.find(tier.name);
    if (tier.operations.empty()) tier.operations.emplace_back();
    tier.service.assign(tier.operations.size(), std::vector<Sampler>(plan.classes.size()));
    std::vector<std::string> known;
    if (fields.service.is_second())
      for (const auto& item : *fields.service.second()) known.push_back(item.name);
    std::vector<std::string> used(known.size());
    for (std::uint32_t c = 0; c < plan.classes.size(); ++c) {
      const ClassPlan& planned = plan.classes[c];
      for (const StepPlan& step : planned.path) {
        if (step.tier != index) continue;
        const std::string& operation = tier.operations[step.operation];
        const Choice<Distribution>* law = operation.empty() ? nullptr : fields.service.find(operation);
        if (law == nullptr) law = fields.service.find(planned.name);
        if (law == nullptr) {
          problem("tiers." + tier.name + ".service", "WT008",
                  "no law for " + (operation.empty() ? "class " + planned.name : "operation " + operation),
                  "a law for each class or operation that comes by",
                  operation.empty() ? planned.name : operation, known);
          continue;
        }
        tier.service[step.operation][c] = law->make();
      }
    }
    tier.station.priorities = 1;
    if (tier.station.discipline == Discipline::kPriority ||
        tier.station.discipline == Discipline::kPriorityPreempt)
      for (const ClassPlan& planned : plan.classes)
        tier.station.priorities = std::max(tier.station.priorities, planned.priority + 1);
  }
}

}  // namespace windtunnel
