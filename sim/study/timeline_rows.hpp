// Figures that are read from a run's course and not from its sums: how soon it recovered from a fault, how
// bad its worst span was, how full a tier was at its fullest.
//
// A bin of the timeline may hold too few requests to tell anything, so bins are taken together until they
// hold enough; the definitions stand with the metrics.
#pragma once

#include "sim/study/rows.hpp"

namespace windtunnel {

// Of a metric whose scope is a fault; the mean over its strikes.
RowValue recovery_value(const Flight& flight, const RowKey& row, const RunFacts& facts);
// Of availability_worst.
RowValue worst_span_value(const Flight& flight, const RowKey& row, const RunFacts& facts);
// Of in_system_peak.
RowValue peak_value(const Flight& flight, const RowKey& row, const RunFacts& facts);

}  // namespace windtunnel
