// The sentences about a verdict that every format of the gate prints: one function a sentence, plain text.
#pragma once

#include <string>
#include <vector>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

// "latency_p99 (before) <= 800 ms"
std::string asked_words(const ExpectationVerdict& expectation);
// "912 ms, interval [890 ms, 934 ms], margin -112 ms, after 35 replications", or why there is none.
std::string found_words(const ExpectationVerdict& expectation);
// "[890 ms, 934 ms]", ">= 99.93%", or the lack.
std::string interval_words(const Metric& metric, const Estimate& estimate);
std::string margin_words(const ExpectationVerdict& expectation);  // "-112 ms"; "" where there is none

// "41.2 ms -> 43.4 ms, +5.3% [+4.1%, +6.4%]; 1% matters"
std::string difference_words(const DifferenceVerdict& difference);
std::string relative_words(const DifferenceVerdict& difference);  // "+5.3% [+4.1%, +6.4%]"
// "your change: tiers.web.service.p50 \"6 ms\" -> \"6.3 ms\"", "the catalog's: ...": the first few.
std::string cause_words(const FileVerdict& file, const DifferenceVerdict& difference, std::size_t shown = 2);
std::string change_words(const CatalogChange& change);
std::string change_words(const FileDifference& change);

// A sentence over the whole: "All 45 expectations of 30 scenarios hold."
std::string head_words(const CheckOutcome& outcome);
// What it was held against and what changed there; "" where nothing was asked.
std::string against_words(const CheckOutcome& outcome);
// Rate, replications, time.
std::vector<std::string> foot_words(const CheckOutcome& outcome);

// "1 expectation", "2 expectations".
std::string counted_words(std::size_t count, const std::string& what);

}  // namespace windtunnel
