// The answer as a person reads it in a terminal: at most 45 lines of 100 columns.
#pragma once

#include <string>
#include <vector>

#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// `command` is the line that makes the answer again.
std::string answer_text(const Loaded& loaded, const Answer& answer, const std::string& command);

// "Again with   windtunnel run ...": to be pasted into a shell, so it is broken where a shell allows it and
// never cut.
std::vector<std::string> again_with(const std::string& command);

}  // namespace windtunnel
