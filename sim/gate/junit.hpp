// A check as JUnit XML, as GitHub's reporters, GitLab and Jenkins read it.
//
// There is no standard, only what the readers take: the shape here is the common part (Jenkins'
// junit-10.xsd). A file is a test suite, an expectation or a difference a test case. What fails, and what is
// undecided where that fails the check, is a failure; what is undecided where it does not is skipped; what
// could not be flown is an error.
#pragma once

#include <string>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

std::string gate_junit(const CheckOutcome& outcome);

}  // namespace windtunnel
