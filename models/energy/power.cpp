// Power as a scenario writes it, and what follows from it.
#include "models/energy/power.hpp"

#include <algorithm>

namespace windtunnel {

const PowerState& PowerPlan::at(double speed) const {
  for (const PowerState& state : states)
    if (state.speed >= speed) return state;
  return states.back();
}

double link_joules(const LinkPower& power, Duration lasts, Duration carried) {
  return power.idle.watts() * lasts.seconds() + (power.busy - power.idle).watts() * carried.seconds();
}

void PowerStateFields::describe(Schema& schema) {
  schema.field("speed", speed, "Of the cores in this state, as a share of nominal; slow_node faults set it.",
               Required{}, Range{0.001, 1000.0});
  schema.field("idle", idle, "Drawn with no core at work.", Required{});
  schema.field("active", active, "Drawn as soon as any core works, before its share; `idle` when absent.");
  schema.field("all_cores", all_cores, "Drawn with all cores at work.", Required{});
}

void PowerFields::describe(Schema& schema) {
  schema.field("idle", idle, "Drawn by a replica with no core at work, at nominal speed.", Required{});
  schema.field(
      "active", active,
      "Drawn as soon as any core works, before its share of the way to `all_cores`; `idle` when absent.");
  schema.field("all_cores", all_cores, "Drawn with all cores at work.", Required{});
  schema.field("off", off, "Drawn by a replica that is down.");
  schema.field(
      "states", states,
      "The same at other speeds; a replica is in the slowest state that is as fast as its cores are.");
}

PowerPlan PowerFields::make() const {
  PowerPlan plan;
  plan.off = off;
  plan.states.push_back(PowerState{1.0, idle, active.value_or(idle), all_cores});
  for (const auto& item : states)
    plan.states.push_back(PowerState{item.value.speed, item.value.idle,
                                     item.value.active.value_or(item.value.idle), item.value.all_cores});
  std::stable_sort(plan.states.begin(), plan.states.end(),
                   [](const PowerState& a, const PowerState& b) { return a.speed < b.speed; });
  return plan;
}

void LinkPowerFields::describe(Schema& schema) {
  schema.field("idle", idle, "Drawn by each direction of a cable, bytes or not.", Required{});
  schema.field("busy", busy, "Drawn by a direction that carries as many bytes as it can.", Required{});
}

}  // namespace windtunnel
