// What an expectation asks, whichever way it was written: of which metric, on which side of what limit, and
// of the estimate or of every single run.
//
// There are four ways to write one (docs/expectations.md) and one way to be judged, so whoever judges,
// prints or gates an expectation reads this and never its fields.
#pragma once

#include "models/expect/expect_fields.hpp"
#include "models/expect/metrics.hpp"
#include "sim/stats/interval.hpp"

namespace windtunnel {

struct AskedFigure {
  const Metric* metric = nullptr;
  Side side = Side::kAtMost;
  double limit = 0;        // in the metric's unit
  bool every_run = false;  // no replication may be on the other side; else the interval is judged
};

// Of fields that were read without a problem.
AskedFigure asked_of(const ExpectFields& fields);

// The metric it is about, as far as its fields say so; nullptr where they do not.
const Metric* metric_of(const ExpectFields& fields);

}  // namespace windtunnel
