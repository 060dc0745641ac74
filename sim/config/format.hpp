// The version of the format that scenarios and studies are written in: the number behind "windtunnel".
//
// It is not the program's version: many versions of the program read one format. What raises it, and what
// becomes of older files, says docs/compatibility.md.
#pragma once

#include <cstdint>

namespace windtunnel {

inline constexpr std::int64_t kFormatVersion = 1;

}  // namespace windtunnel
