// Planning: the run, the places, the network between them, and the price list; and the order of it all.
#include "models/world/planner.hpp"

#include <algorithm>

#include "models/topologies/seats.hpp"
#include "models/world/planner_parts.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

using namespace literals;

Complain Planner::complain_under(std::string path) {
  return [this, path = std::move(path)](std::string_view field, std::string_view code, std::string found,
                                        std::string expected, std::string_view name,
                                        std::vector<std::string> candidates) {
    const std::string at = field.empty() ? path : path + "." + std::string(field);
    problems_.at(document_, at, code, std::move(found), std::move(expected), name, candidates);
  };
}

void Planner::problem(const std::string& path, std::string_view code, std::string found, std::string expected,
                      std::string_view name, const std::vector<std::string>& candidates) {
  problems_.at(document_, path, code, std::move(found), std::move(expected), name, candidates);
}

std::optional<std::uint32_t> Planner::region_named(const std::string& name) const {
  const auto& regions = flight_.plan.places.regions;
  const auto at = std::find(regions.begin(), regions.end(), name);
  if (at == regions.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - regions.begin());
}

std::optional<std::uint32_t> Planner::zone_named(const std::string& name) const {
  const auto& zones = flight_.plan.places.zones;
  const auto at = std::find(zones.begin(), zones.end(), name);
  if (at == zones.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - zones.begin());
}

std::optional<std::uint32_t> Planner::rack_named(const std::string& name) const {
  const auto& racks = flight_.plan.places.racks;
  const auto at = std::find(racks.begin(), racks.end(), name);
  if (at == racks.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - racks.begin());
}

std::optional<std::uint32_t> Planner::tier_named(const std::string& name) const {
  const auto at = std::find(tier_keys_.begin(), tier_keys_.end(), name);
  if (at == tier_keys_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - tier_keys_.begin());
}

std::vector<std::string> Planner::tier_names() const { return tier_keys_; }

void Planner::plan_run() {
  Plan& plan = flight_.plan;
  time_known_ = read_.well("run.lasts") && read_.well("run.warm_up");
  plan.lasts = time_known_ ? scenario_.run.lasts : 24_h;
  plan.warm_up = time_known_ ? scenario_.run.warm_up : Duration();
  plan.events_max = static_cast<std::uint64_t>(scenario_.run.events_max);
  // At most 17,280 bins: 5 s of a day, and never finer than a millisecond.
  constexpr std::int64_t kBins = 17'280;
  const std::int64_t even = (plan.lasts.ns() + kBins - 1) / kBins;
  plan.bin = Duration::from_ns(std::max<std::int64_t>(even, 1'000'000));
}

void Planner::plan_places() {
  Places& places = flight_.plan.places;
  const Places one_of_each{
      .regions = {"here"}, .zones = {"here/a"}, .region_of_zone = {0}, .racks = {}, .zone_of_rack = {}};
  places_known_ = read_.well("places");
  if (!places_known_ || !scenario_.places) {
    places = one_of_each;
    return;
  }
  const std::size_t before = problems_.size();
  if (scenario_.places->regions.empty())
    problem("places.regions", "WT009", "no regions", "at least one region with a zone");
  for (const auto& region : scenario_.places->regions) {
    const auto index = static_cast<std::uint32_t>(places.regions.size());
    places.regions.push_back(region.name);
    if (region.value.is_first()) {
      for (const std::string& zone : *region.value.first()) add_zone(index, zone, {});
    } else {
      for (const auto& zone : *region.value.second()) add_zone(index, zone.name, zone.value);
    }
    if (places.zones_of(index).empty())
      problem("places.regions." + region.name, "WT009", "a region without zones",
              "at least one zone, such as \"a\"");
  }
  if (problems_.size() == before) return;
  places_known_ = false;
  places = one_of_each;
}

void Planner::add_zone(std::uint32_t region, const std::string& zone, const std::vector<std::string>& racks) {
  Places& places = flight_.plan.places;
  const std::string& region_name = places.regions[region];
  const std::string full = region_name + "/" + zone;
  if (std::find(places.zones.begin(), places.zones.end(), full) != places.zones.end())
    problem("places.regions." + region_name, "WT030", "the zone " + zone + " twice", "each zone once");
  const auto index = static_cast<std::uint32_t>(places.zones.size());
  places.zones.push_back(full);
  places.region_of_zone.push_back(region);
  for (const std::string& rack : racks) {
    const std::string path = "places.regions." + region_name + "." + zone;
    if (!PlacePartKey::fits(rack))
      problem(path, "WT010", "\"" + rack + "\"", PlacePartKey::expected());
    else if (rack_named(full + "/" + rack))
      problem(path, "WT030", "the rack " + rack + " twice", "each rack once");
    places.racks.push_back(full + "/" + rack);
    places.zone_of_rack.push_back(index);
  }
}

void Planner::plan_network() {
  if (!places_known_ || !read_.well("network")) return;
  flight_.plan.network = scenario_.network.make(flight_.plan.places, complain_under("network"));
  plan_sharing();
}

void Planner::check_engine(const std::string& path, const EntryInfo* entry) {
  if (entry == nullptr || !scenario_.engine) return;  // not read; that has been said
  const std::string& engine = scenario_.engine.kind();
  const std::vector<std::string>& its = entry->engines;
  if (std::find(its.begin(), its.end(), engine) != its.end()) return;
  std::string where;
  for (const std::string& name : its) where += (where.empty() ? "" : ", ") + name;
  problem(path + ".kind", "WT025", "\"" + entry->name + "\", which runs on " + where,
          "a model that runs on engine " + engine + ", or another engine");
}

void Planner::plan_engine() {
  if (scenario_.engine) flight_.engine = scenario_.engine.make();
  check_engine("network", scenario_.network.entry.get());
  for (const auto& item : scenario_.workload) check_engine("workload." + item.name, item.value.entry.get());
  for (const auto& item : scenario_.tiers) {
    check_engine("tiers." + item.name + ".balancer", item.value.balancer.entry.get());
    if (item.value.replication)
      check_engine("tiers." + item.name + ".replication", item.value.replication->entry.get());
  }
  for (const auto& item : scenario_.faults) check_engine("faults." + item.name, item.value.entry.get());
}

// The engine's network model says what the scenario leaves open.
void Planner::plan_sharing() {
  NetworkPlan& network = flight_.plan.network;
  if (network.wiring.sharing != Sharing::kMaxMin) return;
  const FlowPreset preset = preset_of(flight_.engine.flow_model);
  network.wiring.weights = network.flow_choices.weights.value_or(
      preset.equal_weights ? FlowWeights::kEqual : FlowWeights::kByLatency);
  network.wiring.latency_factor = network.flow_choices.latency_factor.value_or(preset.latency_factor);
  network.wiring.bandwidth_factor = network.flow_choices.bandwidth_factor.value_or(preset.bandwidth_factor);
  network.wiring.link_weight = preset.link_weight;
  const double cross_traffic = network.wiring.cross_traffic;
  if (!flight_.engine.program.empty() && cross_traffic != 0 && cross_traffic != kSimgridCrossTraffic)
    problem("network.cross_traffic", "WT025", significant(cross_traffic, 6),
            "0 or 0.05 on engine simgrid, which knows no other share; or engine native");
}

void Planner::plan_endpoints() {
  Plan& plan = flight_.plan;
  if (!plan.network.fabric || !all_placed()) return;
  plan.edge_nodes = plan.network.fabric->edges;
  std::vector<SeatWanted> wanted;
  for (const ReplicaPlan& replica : plan.replicas)
    wanted.push_back(SeatWanted{replica.tier, StandsAt{replica.zone, replica.rack}});
  const std::vector<NodeIndex> hosts =
      seats(*plan.network.fabric, plan.places, wanted, complain_under("network.topology"));
  for (std::size_t i = 0; i < hosts.size(); ++i) plan.replicas[i].node = hosts[i];
}

void Planner::plan_costs() {
  costs_known_ = read_.well("costs");
  if (!costs_known_ || !scenario_.costs) return;
  flight_.priced = true;
  flight_.prices = price_book(*scenario_.costs);
}

namespace {

std::optional<Flight> planned(const Scenario& scenario, const Document& document, Problems& problems) {
  Planner planner(scenario, document, problems);
  planner.plan_run();
  planner.plan_places();
  planner.plan_engine();
  planner.plan_network();
  planner.plan_costs();
  planner.plan_timeline();
  planner.plan_tiers();
  planner.plan_endpoints();
  planner.plan_workloads();
  planner.plan_services();
  planner.plan_stores();
  planner.plan_transfers();
  planner.plan_bulk();
  planner.plan_faults();
  planner.plan_phases();
  planner.judge_expectations();
  planner.judge_prices();
  if (!problems.empty()) return std::nullopt;
  return planner.take();
}

}  // namespace

std::optional<Flight> make_flight(const Scenario& scenario, const Document& document, Problems& problems) {
  // A model of a plug-in may fail while it is made: that is wrong with the scenario that asks for it.
  try {
    return planned(scenario, document, problems);
  } catch (const ModelFailure& failure) {
    problems.at(document, "plugins", code::kPlugin,
                std::string("a model that can not be made: ") + failure.what(),
                "models that can be made with the fields that they are given");
    return std::nullopt;
  }
}

}  // namespace windtunnel
