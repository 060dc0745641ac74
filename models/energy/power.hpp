// What a machine and a link draw, by what they do: a linear model over the integrals that a run keeps anyway.
//
// A host without work draws `idle`; as soon as one core works it draws `active` and beyond that its share of
// the way to `all_cores`: P = active + (all_cores - active) x busy / cores. That is SimGrid's model of hosts
// ("idle:epsilon:all cores", Heinrich et al. 2017), and since it is linear in the number of busy cores,
// energy follows from time alone and is kept as an exact integer. A link draws `idle` always and its share of
// the way to `busy` while it carries bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/map.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// At one speed of the cores; 1 is nominal.
struct PowerState {
  double speed = 1.0;
  Power idle;
  Power active;
  Power all_cores;
};

struct PowerPlan {
  std::vector<PowerState> states;  // slowest first, at least one
  Power off;

  // The slowest state that is as fast as this; the fastest when none is.
  const PowerState& at(double speed) const;
};

// Microwatts times cores: divided by the cores, what a host draws with so many of them busy.
inline std::int64_t drawn_uw_cores(const PowerState& state, std::int64_t cores, std::int64_t busy) {
  if (busy == 0) return state.idle.microwatts() * cores;
  return state.active.microwatts() * cores + (state.all_cores - state.active).microwatts() * busy;
}

struct LinkPower {
  Power idle;
  Power busy;
};

// From what integrals of a link over `lasts` say: how long it carried bytes at its full bandwidth.
double link_joules(const LinkPower& power, Duration lasts, Duration carried);

// The fields of a tier's `power`.
struct PowerStateFields {
  double speed = 1.0;
  Power idle;
  std::optional<Power> active;
  Power all_cores;

  void describe(Schema& schema);
};

struct PowerFields {
  Power idle;
  std::optional<Power> active;
  Power all_cores;
  Power off;
  Map<PowerStateFields> states;

  void describe(Schema& schema);
  PowerPlan make() const;
};

struct LinkPowerFields {
  Power idle;
  Power busy;

  void describe(Schema& schema);
  LinkPower make() const { return {idle, busy}; }
};

}  // namespace windtunnel
