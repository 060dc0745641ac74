// Looking more than once: how much of an error rate each look may spend.
//
// Whoever looks at the same data again and again, and stops at the first verdict, errs more often than each
// look claims. Splitting the rate over the looks so that the shares sum to it (the union bound) keeps the
// whole below it, however the looks depend on each other and however many there are. The share of look k is
// 1 / (k (k + 1)): a half for the first, a sixth for the second, and all of them sum to one; early looks,
// where most verdicts fall, keep most of the power. Compare O'Brien & Fleming (1979) and Lan & DeMets (1983),
// whose boundaries need jointly normal looks, which shares and quantiles are not.
#pragma once

#include "sim/base/check.hpp"

namespace windtunnel {

// What look `look` (1 is the first) may spend of `rate`.
inline double spent_at(double rate, int look) {
  CHECK(look >= 1, "looks are counted from 1");
  return rate / (static_cast<double>(look) * (look + 1));
}

// The confidence of the two-sided interval that look `look` is judged by.
inline double confidence_at(double rate, int look) { return 1.0 - spent_at(rate, look); }

}  // namespace windtunnel
