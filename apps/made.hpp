// Where and when something was made, for manifests, and the command line that makes it again.
#pragma once

#include <string>

namespace windtunnel {

// The time now, as strftime writes it, in UTC.
std::string utc(const char* format);
std::string host();
// A word as a shell takes it, in quotes only where it has to be.
std::string shell_quoted(const std::string& word);

}  // namespace windtunnel
