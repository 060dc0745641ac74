// Latency ignored: messages that take no time, or regions that are next door.
#include "models/lint/trial.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

// Light in fibre goes 200 km in a millisecond: regions closer than this are no regions.
constexpr Duration kNextDoor = Duration::from_ns(2'000'000);

std::vector<LintFinding> look_for_latency_ignored(const LintSubject& subject) {
  const Plan& plan = subject.flight.plan;
  const Places& places = plan.places;
  std::vector<bool> used(places.regions.size(), false);
  for (const ReplicaPlan& replica : plan.replicas) used[places.region_of_zone[replica.zone]] = true;
  bool none = true;
  for (const Duration each : plan.network.one_way) none = none && each <= Duration();
  if (plan.network.wiring.topology) none = false;

  std::string found;
  for (std::uint32_t a = 0; a < used.size() && found.empty(); ++a)
    for (std::uint32_t b = a + 1; b < used.size() && found.empty(); ++b) {
      const PlaceIndex from = places.edge(a), to = places.edge(b);
      const Duration rtt = plan.network.latency(from, to) + plan.network.latency(to, from);
      if (used[a] && used[b] && rtt < kNextDoor)
        found = places.regions[a] + " and " + places.regions[b] + " are " + text(rtt) +
                " apart, there and back: less than 200 km of fibre";
    }
  if (found.empty() && none) found = "messages take no time";
  if (found.empty()) return {};

  const std::string far = places.regions.size() > 1 ? "25 ms" : "0.4 ms";
  Experiment experiment;
  experiment.verb = Experiment::Verb::kCompare;
  experiment.sets = {"network={\"kind\": \"constant\", \"latency\": \"" + far + "\"}"};
  experiment.shows = "latency_p50 where every message takes " + far + " one way" +
                     (places.regions.size() > 1 ? ", as between the coasts of a continent"
                                                : ", as between the zones of a region");
  return {LintFinding{"network", found, std::move(experiment)}};
}

}  // namespace

LintRule latency_ignored() {
  return {
      .code = "WL007",
      .name = "latency_ignored",
      .title = "Latency ignored",
      .why =
          "Latency is not zero (the second of Deutsch's fallacies of distributed computing, 1994): a path of "
          "five calls crosses the network ten times, and no processor is fast enough to get that back.",
      .page =
          R"(Messages take no time at all, or two regions are closer to each other than 200 km of fibre. The first is the
default of the constant network: good for a study of queues, wrong for a design.

What is looked at: the one-way latencies between the regions in which something stands, and, where there is one
region, whether any message takes time.

    nothing                  write    "network": {"kind": "constant", "latency": "0.4 ms"}
    "kind": "constant"       write    "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", ...}

`windtunnel catalog` lists measured round trips.)",
      .look = look_for_latency_ignored};
}

}  // namespace windtunnel
