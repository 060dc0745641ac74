// What the checkers say of a history, as lines that a person reads and as JSON that a program reads.
#pragma once

#include <string>
#include <vector>

#include "sim/config/tree.hpp"
#include "sim/verify/consistency.hpp"

namespace windtunnel {

// At most 100 columns; the witness of the first violation that has one stands below the verdicts.
std::vector<std::string> consistency_text(const std::string& name, const History& history,
                                          const ConsistencyReport& report);
// {"history": {...}, "verdicts": {"linearizable": {...}, ...}, "stale_reads": {...}}: docs/histories.md.
Node consistency_json(const std::string& name, const History& history, const ConsistencyReport& report);

// Of linearizability and sequential consistency, the first that is violated: what a picture is worth drawing
// of, with its name; null when none is.
const CheckVerdict* violated_order(const ConsistencyReport& report, std::string& name);

}  // namespace windtunnel
