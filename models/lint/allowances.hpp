// What a scenario says under `lint.allow`: which warnings are not to be given, where, and why.
#pragma once

#include "models/lint/lint.hpp"

namespace windtunnel {

// The allowance that covers a warning at this path, or nullptr. A path covers itself and all below it; `*` in
// it stands for any name at its level.
const AllowFields* allowance_for(const Scenario& scenario, std::string_view rule, std::string_view path);

// A problem for each name that is no rule's.
void judge_allowances(const LintSubject& subject, Problems& problems);

}  // namespace windtunnel
