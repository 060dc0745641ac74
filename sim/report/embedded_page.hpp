// The script and the style of every report, as they stand inside the library.
//
// The build turns apps/report/bundle into these two texts (cmake/embed_page.cmake). They are made by
// apps/report/build.mjs with npm and checked in, so that nobody needs Node to get a report; a test makes them
// anew and compares.
#pragma once

#include <string_view>

namespace windtunnel {

std::string_view embedded_report_script();
std::string_view embedded_report_style();

}  // namespace windtunnel
