// What a month would use: the instances that stood and the bytes that moved, as one run saw them.
#include <algorithm>
#include <map>
#include <tuple>

#include "sim/study/rows.hpp"

namespace windtunnel {

namespace {

// The instances of a tier in a region over a month that repeats the measured run: those that stood all of the
// time, and those that came or went, at the time they stood on average.
void add_instances(const Flight& flight, const RunFacts& facts, const TierPlan& tier, std::uint32_t region,
                   std::int64_t replications, Usage& usage) {
  const Plan& plan = flight.plan;
  const detail::Int128 all = detail::Int128{(plan.lasts - plan.warm_up).ns()} * replications;
  std::int64_t always = 0, at_times = 0;
  detail::Int128 stood = 0;
  for (const std::uint32_t replica : tier.replicas) {
    if (plan.places.region_of_zone[plan.replicas[replica].zone] != region) continue;
    detail::Int128 standing = 0;
    for (const std::uint32_t w : flight.measured) standing += facts.stations[w][replica].standing_ns;
    if (standing == all) {
      ++always;
    } else if (standing > 0) {
      ++at_times;
      stood += standing;
    }
  }
  const std::string& name = plan.places.regions[region];
  if (always > 0)
    usage.instances.push_back(InstanceUse{tier.name, name, tier.instance, always, kBillingMonth});
  if (at_times == 0) return;
  const double share = static_cast<double>(stood) / static_cast<double>(all) / static_cast<double>(at_times);
  usage.instances.push_back(InstanceUse{tier.name, name, tier.instance, at_times,
                                        Duration::from_seconds(share * kBillingMonth.seconds())});
}

}  // namespace

Usage monthly_usage(const Flight& flight, const RunFacts& facts, std::int64_t replications) {
  const Plan& plan = flight.plan;
  Usage usage;
  for (const TierPlan& tier : plan.tiers) {
    if (tier.instance.empty()) continue;
    for (std::uint32_t region = 0; region < plan.places.regions.size(); ++region)
      add_instances(flight, facts, tier, region, replications, usage);
  }
  // Normal windows: those that no timed fault touches. What they carried is blown up by requests, so that
  // leaving out a busy hour does not make the month cheap.
  const auto normal = [&](std::uint32_t w) {
    const Time from = plan.window_starts[w];
    const Time to = w + 1 < plan.window_starts.size() ? plan.window_starts[w + 1] : Time() + plan.lasts;
    return std::none_of(plan.faults.begin(), plan.faults.end(), [&](const FaultPlan& fault) {
      if (!fault.failure.at) return false;
      const Time start = *fault.failure.at;
      const Time end = fault.failure.lasts ? start + *fault.failure.lasts : Time::never();
      return start < to && end > from;
    });
  };
  std::vector<std::int64_t> bytes(static_cast<std::size_t>(plan.network.places) * plan.network.places, 0);
  double requests_seen = 0, requests_all = 0;
  for (const std::uint32_t w : flight.measured) {
    double issued = 0;
    for (std::uint32_t c = 0; c < plan.classes.size(); ++c)
      for (std::uint32_t r = 0; r < plan.places.regions.size(); ++r)
        issued += static_cast<double>(facts.recorder.cells()[facts.recorder.cell_index(c, r, w)].issued);
    requests_all += issued;
    if (!normal(w)) continue;
    requests_seen += issued;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] += facts.traffic_bytes[w][i];
  }
  const double measured = (plan.lasts - plan.warm_up).seconds();
  const double blow_up = requests_seen > 0 ? requests_all / requests_seen * kBillingMonth.seconds() /
                                                 measured / static_cast<double>(replications)
                                           : 0;
  const Places& places = plan.places;
  std::map<std::tuple<TrafficKind, std::uint32_t, std::uint32_t>, double> sums;
  for (PlaceIndex from = 0; from < places.count(); ++from)
    for (PlaceIndex to = 0; to < places.count(); ++to) {
      const double count = static_cast<double>(bytes[static_cast<std::size_t>(from) * places.count() + to]);
      if (count == 0) continue;
      const TrafficEnds ends{places.is_edge(from), places.is_edge(to), from == to,
                             places.region_of(from) == places.region_of(to)};
      if (const auto kind = traffic_kind(ends))
        sums[{*kind, places.region_of(from), places.region_of(to)}] += count;
    }
  for (const auto& [key, count] : sums)
    usage.traffic.push_back(TrafficUse{std::get<0>(key), places.regions[std::get<1>(key)],
                                       places.regions[std::get<2>(key)],
                                       Bytes::from_double(count * blow_up)});
  return usage;
}

}  // namespace windtunnel
