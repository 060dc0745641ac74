// What a report's page gets to read: the files of a results folder, and what only the program can work out
// from the scenario in its manifest: when phases and faults are, the picture of the network, what each metric
// means.
//
// Figures are passed on with the characters in which they were written, so the page can not say another
// number than summary.json.
#pragma once

#include "sim/config/catalog.hpp"
#include "sim/report/results_folder.hpp"

namespace windtunnel {

Node report_data(ResultsFolder results, const Catalog& catalog);

}  // namespace windtunnel
