// The dragonfly: groups of routers, all joined within their group, and every group joined with every other.
//
// Kim, Dally, Scott and Abts, ISCA 2008: p hosts on a router, a routers in a group, h global cables on a
// router, balanced when a = 2p = 2h, at most g = a h + 1 groups. Global ports are handed to the other groups
// in order, each getting floor(a h / (g - 1)) cables; ports that are left stay empty.
//
// Its bisection has no closed form for all shapes. Two bounds are given. At most: half of the groups against
// the rest; where the number of groups is odd, the one in the middle is cut too, between the routers that
// face one side and those that face the other. At least: send a unit from every host to every other over
// shortest paths; the busiest cable between routers then says how much a cut there has to carry (Leighton
// 1992, the congestion bound). A cut that severs t hosts from their routers instead saves what is concave in
// t, so the least is at t = 0, or where all of one half are severed.
#include <algorithm>
#include <cmath>

#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct DragonflyFields : CableFields {
  std::int64_t routers = 4;
  std::optional<std::int64_t> hosts, global_links, groups;
  Duration global_latency = Duration::from_ns(20'000);
  std::optional<Bandwidth> global_bandwidth;

  void describe(Schema& schema) {
    schema.field("routers", routers, "Routers in a group (a).", Range{std::int64_t{1}, std::int64_t{512}},
                 Required{});
    schema.field("hosts", hosts, "Hosts on a router (p); half of `routers` when absent.",
                 Range{std::int64_t{1}, std::int64_t{512}});
    schema.field("global_links", global_links,
                 "Cables from a router to other groups (h); half of `routers` when absent.",
                 Range{std::int64_t{1}, std::int64_t{512}});
    schema.field("groups", groups, "Groups (g); as many as the cables allow, a h + 1, when absent.",
                 Range{std::int64_t{2}, std::int64_t{65536}});
    CableFields::describe(schema);
    schema.field("global_latency", global_latency, "Of each cable between groups, one way.",
                 Range{Duration(), Duration::from_ns(60'000'000'000)});
    schema.field("global_bandwidth", global_bandwidth,
                 "Of each cable between groups; as `bandwidth` when absent.", Positive{});
  }
  void check(Checker& checker) const {
    if (groups && *groups > a() * h() + 1)
      checker.problem(
          "groups", "WT005", std::to_string(*groups),
          "at most " + std::to_string(a() * h() + 1) + ", one more than a group has global cables");
  }

  std::int64_t a() const { return routers; }
  std::int64_t p() const { return hosts.value_or(std::max<std::int64_t>(1, routers / 2)); }
  std::int64_t h() const { return global_links.value_or(std::max<std::int64_t>(1, routers / 2)); }
  std::int64_t g() const { return groups.value_or(a() * h() + 1); }
  std::int64_t cables() const { return a() * h() / (g() - 1); }  // between two groups
};

Bisection bisection_of(const DragonflyFields& fields) {
  const auto a = static_cast<double>(fields.a()), p = static_cast<double>(fields.p());
  const auto g = static_cast<double>(fields.g()), m = static_cast<double>(fields.cables());
  const double local = fields.bandwidth.bits_per_second();
  const double global = fields.global_bandwidth.value_or(fields.bandwidth).bits_per_second();
  const double half = std::floor(a * p * g / 2);
  const double side = std::floor(g / 2);
  double most = side * (g - side) * m * global;
  if (fields.g() % 2 != 0) {
    // The first routers of the middle group face the first groups: floor(a/2) of them stay on that side.
    const std::int64_t near = fields.a() / 2;
    const double facing = std::abs(side * m - static_cast<double>(near * fields.h()));
    const double spare = half - side * a * p - static_cast<double>(near) * p;
    most = side * side * m * global + facing * global +
           static_cast<double>(near * (fields.a() - near)) * local + spare * local;
  }
  most = std::min(most, half * local);
  // Ordered pairs of hosts per cable between routers, local and global, in one direction.
  const double load_local = (p * p + 2 * static_cast<double>(fields.h()) * a * p * p / m) / local;
  const double load_global = a * p * a * p / m / global;
  const double separated = half * (a * p * g - half);
  double least = separated / std::max(load_local, load_global);
  // Cuts of equal cables are whole cables.
  if (local == global) least = std::ceil(least / local - 1e-9) * local;
  least = std::min(least, most);
  return {Bandwidth::from_bits_per_second(least), Bandwidth::from_bits_per_second(most),
          "half of the groups against the others; the congestion of all-to-all from below"};
}

Fabric draw_dragonfly(const DragonflyFields& fields, const Places& places, const Complain& complain) {
  const std::int64_t a = fields.a(), p = fields.p(), h = fields.h(), g = fields.g(), m = fields.cables();
  if (!one_region(places, complain) || !fits(g * a * (p + 1), complain)) return {};
  FabricBuilder builder(places);
  builder.look(Look::kCircle);
  std::vector<NodeIndex> routers;  // [group * a + router]
  std::vector<NodeIndex> border;
  for (std::int64_t group = 1; group <= g; ++group) {
    const std::string name = "group " + std::to_string(group);
    for (std::int64_t router = 1; router <= a; ++router) {
      const std::string where = std::to_string(group) + "-" + std::to_string(router);
      routers.push_back(builder.hub("router-" + where, "router", name));
      if (router == 1) border.push_back(routers.back());
      for (std::int64_t host = 1; host <= p; ++host)
        builder.cable(routers.back(),
                      builder.host("host-" + where + "-" + std::to_string(host), "router-" + where, name),
                      fields.latency, fields.bandwidth);
    }
    const std::size_t first = routers.size() - static_cast<std::size_t>(a);
    for (std::size_t one = first; one < routers.size(); ++one)
      for (std::size_t other = one + 1; other < routers.size(); ++other)
        builder.cable(routers[one], routers[other], fields.latency, fields.bandwidth);
  }
  // Port q of a group stands on its router q / h; to the t-th of the other groups lead ports t m to t m + m
  // - 1.
  const auto router_of = [&](std::int64_t from, std::int64_t to, std::int64_t cable) {
    const std::int64_t port = (to < from ? to : to - 1) * m + cable;
    return routers[static_cast<std::size_t>(from * a + port / h)];
  };
  for (std::int64_t one = 0; one < g; ++one)
    for (std::int64_t other = one + 1; other < g; ++other)
      for (std::int64_t cable = 0; cable < m; ++cable)
        builder.cable(router_of(one, other, cable), router_of(other, one, cable), fields.global_latency,
                      fields.global_bandwidth.value_or(fields.bandwidth));
  fields.let_clients_in(builder, border);
  builder.bisection(bisection_of(fields));
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> dragonfly() {
  return entry<TopologyModel, DragonflyFields>(
      {.name = "dragonfly",
       .meaning = "Groups of routers, all joined within their group, every group joined with every other; a "
                  "router's hosts are a rack, clients enter at the first router of each group.",
       .source = "Kim, Dally, Scott and Abts 2008",
       .leaves_out = "Non-minimal (Valiant and UGAL) routing: messages take shortest paths.",
       .validated_by = {"dragonfly_test"}},
      draw_dragonfly);
}

}  // namespace windtunnel
