// What one long run can say: where its warm-up ends, its mean by batches, and whether its queue still grows.
//
// MSER-5 and batch means hold only where the law of the process does not change with time. A run with a rate
// that follows the day, or with faults on the timeline, has no steady state to converge to: they are refused
// there with a text, and such runs start warm or from a declared warm-up. A queue that still grows at the end
// has no average either: whatever number were printed would be the length of the run in disguise.
#pragma once

#include <span>
#include <string>

#include "sim/stats/interval.hpp"

namespace windtunnel {

// MSER-5 (White, Cobb & Spratt 2000): the series is averaged in fives and cut where the standard error of the
// rest, as if independent, is least.
struct WarmUp {
  std::size_t observations = 0;  // to drop from the front, a multiple of 5
  bool found = false;            // false: the minimum lies in the second half, the run is too short to say
  std::string why;
};
WarmUp mser5(std::span<const double> series);

// What changes the law of a run with time, as the scenario declares it.
struct Changes {
  bool profile = false;   // a rate that is not constant
  bool timeline = false;  // faults or settings at stated times
};

// The mean of a stationary series by batch means (Conway 1963): 32 batches, paired up until von Neumann's
// (1941) ratio no longer shows that neighbours resemble each other (one-sided 5%), at least 8 left; Student's
// t over them. Not stationary under profiles or timelines, too few when the batches stay dependent or are too
// short.
Estimate batch_means(std::span<const double> series, const Changes& changes, double confidence = kConfidence);

// The steady-state mean of one run: MSER-5, then batch means of the rest.
Estimate steady_state_mean(std::span<const double> series, const Changes& changes,
                           double confidence = kConfidence);

// Von Neumann's ratio of a series of n values, standardised: normal(0, 1) if they are independent and alike,
// clearly negative where neighbours resemble each other. 0 below 4 values or without variance.
double von_neumann_score(std::span<const double> values);

// Mann (1945) & Kendall: S / sqrt(Var S) of a series, ties corrected: normal(0, 1) without a trend, positive
// when it rises. 0 below 4 values or without variance.
double mann_kendall_score(std::span<const double> values);

// A tier at the end of its run.
struct QueueTrace {
  std::span<const double> in_system;  // number in the station at equally spaced times over the whole run
  double offered_load = 0;            // work that arrived per unit of time, in cores (erlangs)
  double capacity_cores = 0;          // cores there to do it, mean over the run
  double busy_share_late = 0;         // busy cores over cores in the second half of the run, in [0, 1]
};
struct Saturation {
  bool saturated = false;
  double load = 0;    // offered load over capacity
  double growth = 0;  // last quarter's mean number in system over the third quarter's
  std::string why;    // one sentence with the figures; "" for a queue that was looked at and is fine
};
// Saturated: over the second half the number in system rises (Mann-Kendall on 16 averages, one-sided 0.1%; a
// queue that only wanders is held back by the next two), it is at least 1.15 times as long in the last
// quarter as in the third, and its cores were at least 97% busy. A stable queue fails the last one, a full
// but bounded queue the first two. A queue that overflows linearly has a growth of 7/5 = 1.4 when it began
// empty.
Saturation saturation(const QueueTrace& trace);

// The same in two steps, for who keeps what a trace says and not the trace itself.
struct QueueGrowth {
  bool told = false;                           // enough samples
  bool rises = false;                          // by Mann-Kendall and by the two quarters
  double third_quarter = 0, last_quarter = 0;  // mean number in system
  static constexpr bool kPlainBytes = true;    // sim/base/archive.hpp
};
QueueGrowth queue_growth(std::span<const double> in_system);
Saturation saturation(const QueueGrowth& growth, double offered_load, double capacity_cores,
                      double busy_share_late);

}  // namespace windtunnel
