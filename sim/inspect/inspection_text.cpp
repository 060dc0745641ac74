// The inspection as text: the figures first, then what a loss does; what is alike stands in one line.
#include <algorithm>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/inspect/inspection.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;
constexpr std::size_t kLabel = 13;
constexpr std::size_t kSpotsMax = 12;

void append(Lines& to, Lines from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::string some(std::size_t count, const std::string& one, const std::string& many) {
  return grouped(static_cast<std::int64_t>(count)) + " " + (count == 1 ? one : many);
}

// "edge switch" to "edge switches".
std::string plural(const std::string& role) { return role.ends_with("switch") ? role + "es" : role + "s"; }

std::string counts(const Plan& plan, const Inspection& seen) {
  const Topology& topology = *seen.fabric->topology;
  std::size_t hosts = 0, switches = 0, links = 0;
  for (const TopologyNode& node : topology.nodes()) {
    hosts += node.kind == NodeKind::kHost;
    switches += node.kind == NodeKind::kSwitch;
  }
  for (const TopologyLink& link : topology.links())
    links += topology.nodes()[link.from].kind != NodeKind::kEdge &&
             topology.nodes()[link.to].kind != NodeKind::kEdge;
  std::string text = seen.of_places
                         ? ""
                         : some(hosts, "host", "hosts") + ", " + some(switches, "switch", "switches") + ", " +
                               some((links + 1) / 2, "cable", "cables") + "; ";
  text += some(plan.replicas.size(), "replica", "replicas") + " in " +
          some(plan.places.regions.size(), "region", "regions") + ", " +
          some(plan.places.zones.size(), "zone", "zones");
  if (!plan.places.racks.empty()) text += ", " + some(plan.places.racks.size(), "named rack", "named racks");
  return text;
}

std::string crossing_amount(const Crossing& crossing, double amount) {
  return crossing.in_cables ? some(static_cast<std::size_t>(amount), "cable", "cables")
                            : text(Bandwidth::from_bits_per_second(amount));
}

std::string crossing_text(const Crossing& crossing) {
  std::string words = crossing.exact() ? crossing_amount(crossing, crossing.at_most) + " exactly"
                                       : "at most " + crossing_amount(crossing, crossing.at_most);
  if (!crossing.exact() && crossing.has_least)
    words += ", at least " + crossing_amount(crossing, crossing.at_least);
  return words + ": " + crossing.because;
}

std::string names_of(const Plan& plan, const std::vector<std::uint32_t>& replicas, std::size_t most = 4) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < replicas.size() && i < most; ++i)
    names.push_back(replica_title(plan, replicas[i]));
  if (replicas.size() > most) names.push_back(std::to_string(replicas.size() - most) + " more");
  return list_of(names);
}

// Weak spots of one sort that lose alike: one line.
struct Alike {
  bool cable = false;
  std::string one, many;  // "edge switch", "edge switches"
  std::size_t hosts = 0, edges = 0;
  std::size_t count = 0;
  std::string first;
  std::vector<std::uint32_t> replicas;  // of all of them

  bool with(const Alike& other) const {
    return one == other.one && hosts == other.hosts && edges == other.edges;
  }
};

Alike sort_of(const Inspection& seen, const WeakSpot& spot) {
  const Fabric& fabric = *seen.fabric;
  const auto& nodes = fabric.topology->nodes();
  Alike alike;
  alike.hosts = spot.hosts.size();
  alike.edges = spot.edges.size();
  if (spot.node != kNoIndex) {
    alike.one = fabric.roles[fabric.role_of[spot.node]];
    alike.many = plural(alike.one);
    alike.first = nodes[spot.node].name;
    return alike;
  }
  const TopologyNode& from = nodes[fabric.topology->links()[spot.link].from];
  const TopologyNode& to = nodes[fabric.topology->links()[spot.link].to];
  const auto ends_at = [&](NodeKind kind) { return from.kind == kind || to.kind == kind; };
  alike.cable = true;
  alike.one = ends_at(NodeKind::kHost)   ? "host's only cable"
              : ends_at(NodeKind::kEdge) ? "clients' only way in"
                                         : "cable";
  alike.many = ends_at(NodeKind::kHost)   ? "hosts' only cables"
               : ends_at(NodeKind::kEdge) ? "clients' only ways in"
                                          : "cables";
  alike.first = from.name + " - " + to.name;
  return alike;
}

std::string words_of(const Plan& plan, const Inspection& seen, const Alike& alike) {
  std::vector<std::string> lost;
  if (alike.hosts > 0)
    lost.push_back(seen.of_places ? some(alike.hosts, "replica", "replicas")
                                  : some(alike.hosts, "host", "hosts"));
  if (alike.edges > 0) lost.push_back("the clients of " + some(alike.edges, "region", "regions"));
  const std::string words = (alike.count == 1 ? alike.one + " " + alike.first + " cuts off "
                                              : grouped(static_cast<std::int64_t>(alike.count)) + " " +
                                                    alike.many + ", each cuts off ") +
                            list_of(lost);
  if (alike.replicas.empty()) return words;
  return words + (alike.count == 1
                      ? ": " + names_of(plan, alike.replicas)
                      : "; " + some(alike.replicas.size(), "replica", "replicas") + " behind them");
}

Lines weak_lines(const Plan& plan, const Inspection& seen) {
  std::vector<Alike> sorts;  // in the order they are found: switches, then cables
  for (const WeakSpot& spot : seen.weak) {
    // Places have no cables of their own; and what nothing hangs on is missed by nobody.
    if ((seen.of_places && spot.link != kNoIndex) || (spot.hosts.empty() && spot.edges.empty())) continue;
    const Alike one = sort_of(seen, spot);
    auto at = std::find_if(sorts.begin(), sorts.end(), [&](const Alike& other) { return other.with(one); });
    if (at == sorts.end()) at = sorts.insert(sorts.end(), one);
    ++at->count;
    for (const NodeIndex host : spot.hosts)
      at->replicas.insert(at->replicas.end(), seen.on_host[host].begin(), seen.on_host[host].end());
  }
  if (sorts.empty()) return {"Single points of failure: none"};
  Lines lines = {"Single points of failure"};
  for (std::size_t i = 0; i < sorts.size() && i < kSpotsMax; ++i) {
    std::sort(sorts[i].replicas.begin(), sorts[i].replicas.end());
    append(lines, wrapped("", 2, words_of(plan, seen, sorts[i]), 3));
  }
  if (sorts.size() > kSpotsMax)
    lines.push_back("  ... and " + std::to_string(sorts.size() - kSpotsMax) +
                    " sorts more (--json has them)");
  return lines;
}

std::string cut_text(const Inspection& seen, const Cut& cut) {
  const auto& topology = *seen.fabric->topology;
  std::string words = (cut.exact ? "" : "at most ") + std::to_string(cut.size());
  std::vector<std::string> names;
  for (const NodeIndex node : cut.nodes) names.push_back(topology.nodes()[node].name);
  for (const LinkIndex link : cut.links)
    names.push_back(topology.nodes()[topology.links()[link].from].name + " - " +
                    topology.nodes()[topology.links()[link].to].name);
  const std::string named = words + ": " + list_of(names);
  return names.empty() || names.size() > 2 || columns_of(named) > 28 ? words : named;
}

Lines cut_lines(const Plan& plan, const Inspection& seen) {
  TextTable table("lll");
  table.row({"Fewest losses that part clients from",
             seen.of_places ? "places or replicas" : "switches or hosts", seen.of_places ? "" : "cables"});
  for (const TierShape& shape : seen.tiers) {
    const std::string& tier = plan.tiers[shape.tier].name;
    const auto row = [&](const std::string& what, const Cut& nodes, const Cut& cables) {
      table.row({clip(tier + ", " + what, 40), clip(cut_text(seen, nodes), 30),
                 seen.of_places ? "" : clip(cut_text(seen, cables), 26)});
    };
    const std::string of = " of its " + std::to_string(shape.replicas);
    row(shape.needs == 1 ? "all" + of : std::to_string(shape.needs) + of + " it needs", shape.nodes,
        shape.cables);
    if (shape.majority > 0 && shape.majority != shape.needs)
      row("a majority" + of, shape.majority_nodes, shape.majority_cables);
  }
  return table.lines();
}

Lines fate_lines(const Plan& plan, const Inspection& seen) {
  Lines lines;
  for (const TierShape& shape : seen.tiers)
    for (const SharedFate& fate : shape.fates) {
      const std::string outcome = fate.left == 0 ? "none is left"
                                  : fate.below_needs
                                      ? std::to_string(fate.left) + " of " + std::to_string(shape.replicas) +
                                            " are left, and it needs " + std::to_string(shape.needs)
                                      : std::to_string(fate.left) + " of " + std::to_string(shape.replicas) +
                                            " are left, no majority";
      append(lines,
             wrapped("  ", 4,
                     names_of(plan, fate.replicas) + " share " + fate.what + ": without it " + outcome, 2));
    }
  if (lines.empty())
    return {"Shared fate: no single rack, switch, zone or region takes a tier or its majority"};
  lines.insert(lines.begin(), "Shared fate");
  return lines;
}

}  // namespace

std::vector<std::string> inspection_text(const Loaded& loaded, const Inspection& seen) {
  const Plan& plan = loaded.flight.plan;
  const auto& nodes = seen.fabric->topology->nodes();
  Lines lines = {clip(loaded.scenario.title.empty() ? loaded.document.file() : loaded.scenario.title), ""};
  append(lines, wrapped("Network", kLabel,
                        loaded.scenario.network.kind() + (seen.of_places ? ", which has no topology" : "") +
                            ": " + counts(plan, seen),
                        2));
  if (seen.across) {
    std::string words = text(seen.across->latency) + " one way";
    if (seen.across->hops > 0) words += " over " + some(seen.across->hops, "cable", "cables");
    words += ", " + nodes[seen.across->from].name + " to " + nodes[seen.across->to].name;
    append(lines, wrapped("Diameter", kLabel, words, 2));
  }
  if (seen.clients_farthest)
    append(lines,
           wrapped("Clients", kLabel, text(*seen.clients_farthest) + " one way to the farthest replica", 2));
  if (seen.crossing) append(lines, wrapped("Bisection", kLabel, crossing_text(*seen.crossing), 3));
  lines.emplace_back();
  append(lines, weak_lines(plan, seen));
  lines.emplace_back();
  append(lines, cut_lines(plan, seen));
  lines.emplace_back();
  append(lines, fate_lines(plan, seen));
  return lines;
}

}  // namespace windtunnel
