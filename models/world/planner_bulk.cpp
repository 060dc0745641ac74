// Planning what moves many bytes: bulk work between tiers, and the disks that it and the requests share.
#include <algorithm>

#include "models/world/planner_parts.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

void Planner::plan_bulk() {
  Plan& plan = flight_.plan;
  for (const auto& item : scenario_.tiers) {
    const std::uint32_t index = *tier_named(item.name);
    if (tiers_[index].read && item.value.disk)
      plan_disk(plan.tiers[index], *item.value.disk, path_join(path_join("tiers", item.name), "disk"));
  }
  for (const auto& item : scenario_.bulk) {
    const std::string path = path_join("bulk", item.name);
    if (!read_.well(path)) continue;
    const BulkParts parts = item.value.make();
    BulkPlan bulk = parts.plan;
    bulk.name = item.name;
    const auto from = tier_named(parts.from), to = tier_named(parts.to);
    if (!from || !to) {
      problem(path, "WT011", "\"" + (from ? parts.to : parts.from) + "\"", "a tier that is enabled",
              from ? parts.to : parts.from, tier_names());
      continue;
    }
    bulk.from = *from;
    bulk.to = *to;
    for (const ClassPlan& other : plan.classes)
      if (other.name == bulk.name)
        problem(path, "WT030", "a class of requests called " + bulk.name, "a name that no class has");
    if (time_known_ && bulk.pattern != BulkPattern::kRebuild && bulk.at >= plan.lasts)
      problem(path + ".at", "WT026", text(bulk.at), "before the run ends, at " + text(plan.lasts));
    if (bulk.pattern == BulkPattern::kRebuild)
      for (const BulkPlan& other : plan.bulk)
        if (other.pattern == BulkPattern::kRebuild && other.to == bulk.to)
          problem(path, "WT030", "a second rebuild of " + parts.to, "one rebuild a tier");
    plan.bulk.push_back(bulk);
  }
  if (!plan.bulk.empty() && places_known_ && read_.well("network") &&
      (!plan.network.wiring.topology || plan.network.wiring.sharing != Sharing::kMaxMin))
    problem("bulk", "WT030", "bulk work over a network whose links nobody shares",
            "a network of kind flow: its links have a bandwidth that all flows share");
}

void Planner::plan_disk(TierPlan& tier, const DiskFields& fields, const std::string& path) {
  tier.disk = DiskPlan{fields.read, fields.write};
  const auto use = [](const DiskUseFields& each) { return DiskUse{each.reads, each.writes}; };
  for (const std::string& operation : tier.operations) {
    const DiskUseFields* own = fields.operations.find(operation);
    tier.disk_use.push_back(use(own != nullptr ? *own : fields.use));
  }
  for (const auto& item : fields.operations)
    if (read_.well("workload") &&
        std::find(tier.operations.begin(), tier.operations.end(), item.name) == tier.operations.end())
      problem(path + ".operations." + item.name, "WT011", "\"" + item.name + "\"",
              "an operation that some path calls", item.name, tier.operations);
  const bool used = std::any_of(tier.disk_use.begin(), tier.disk_use.end(), [](const DiskUse& each) {
    return each.reads > Bytes() || each.writes > Bytes();
  });
  if (!used) tier.disk_use.clear();
}

}  // namespace windtunnel
