// A size as people read it: the answer, what it rests on, and what speaks against it, within 45 lines.
#pragma once

#include <string>

#include "sim/config/tree.hpp"
#include "sim/sizing/sizing.hpp"

namespace windtunnel {

// `again` is the command that answers the same.
std::string sizing_text(const SizingOutcome& outcome, const std::string& again);
// The answer alone, in one sentence.
std::string sizing_sentence(const SizingOutcome& outcome);
// The object of `--json` (docs/schemas/sizing.json).
Node sizing_json(const SizingOutcome& outcome);

}  // namespace windtunnel
