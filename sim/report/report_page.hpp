// A report as one HTML file: the data as JSON, one script, one style, and nothing from anywhere else.
//
// It is read from a disk, out of a mail or behind a company's proxy, years later: so it asks no network for
// anything, and a content security policy inside it sees to that. Whatever a scenario says goes in as data,
// where no text can end the element it stands in.
#pragma once

#include <string>

#include "sim/config/tree.hpp"

namespace windtunnel {

std::string report_page(const Node& data);

// JSON that may stand inside a script element: "<" is written \u003c, so no "</script" or "<!--" is in it.
std::string json_for_html(const Node& data);

}  // namespace windtunnel
