// Planning: the run, the places, the network between them, and the price list; and the order of it all.
#include "models/world/planner.hpp"

#include <algorithm>

#include "models/world/planner_parts.hpp"
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
  const Places one_of_each{.regions = {"here"}, .zones = {"here/a"}, .region_of_zone = {0}};
  places_known_ = read_.well("places");
  if (!places_known_ || !scenario_.places) {
    places = one_of_each;
    return;
  }
  const std::size_t before = problems_.size();
  for (const auto& region : scenario_.places->regions) {
    const auto index = static_cast<std::uint32_t>(places.regions.size());
    places.regions.push_back(region.name);
    if (region.value.empty())
      problem("places.regions." + region.name, "WT009", "a region without zones",
              "at least one zone, such as \"a\"");
    for (const std::string& zone : region.value) {
      const std::string full = region.name + "/" + zone;
      if (std::find(places.zones.begin(), places.zones.end(), full) != places.zones.end())
        problem("places.regions." + region.name, "WT030", "the zone " + zone + " twice", "each zone once");
      places.zones.push_back(full);
      places.region_of_zone.push_back(index);
    }
  }
  if (problems_.size() == before) return;
  places_known_ = false;
  places = one_of_each;
}

void Planner::plan_network() {
  if (!places_known_ || !read_.well("network")) return;
  flight_.plan.network = scenario_.network.make(flight_.plan.places, complain_under("network"));
}

void Planner::plan_costs() {
  costs_known_ = read_.well("costs");
  if (!costs_known_ || !scenario_.costs) return;
  flight_.priced = true;
  flight_.prices = price_book(*scenario_.costs);
}

std::optional<Flight> make_flight(const Scenario& scenario, const Document& document, Problems& problems) {
  Planner planner(scenario, document, problems);
  planner.plan_run();
  planner.plan_places();
  planner.plan_network();
  planner.plan_costs();
  planner.plan_timeline();
  planner.plan_tiers();
  planner.plan_workloads();
  planner.plan_services();
  planner.plan_faults();
  planner.plan_phases();
  planner.judge_expectations();
  planner.judge_prices();
  if (!problems.empty()) return std::nullopt;
  return planner.take();
}

}  // namespace windtunnel
