// `windtunnel report`: a results folder as one page for a browser.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "apps/session.hpp"
#include "sim/report/report_data.hpp"
#include "sim/report/report_page.hpp"

namespace windtunnel {

int report_command(const CommonOptions& common, const ReportOptions& options) {
  const Catalog catalog = catalog_of(common);
  Problems problems;
  auto results = read_results(options.folder, problems);
  if (!results) {
    fmt::print(stderr, "{}", problems.text(options.folder));
    return exit_codes::kWrongInput;
  }
  const std::string page = report_page(report_data(std::move(*results), catalog));
  // Beside and renamed, so that a full disk leaves no half a page under the name.
  const std::filesystem::path beside = options.out + ".partial";
  std::ofstream stream(beside, std::ios::binary);
  stream << page;
  stream.close();
  std::error_code error;
  if (!stream.fail()) std::filesystem::rename(beside, options.out, error);
  if (stream.fail() || error) {
    fmt::print(stderr, "windtunnel: {} could not be written{}\n", options.out,
               error ? ": " + error.message() : "");
    std::filesystem::remove(beside, error);
    return exit_codes::kCouldNotRun;
  }
  if (!options.quiet) fmt::print(stderr, "written to {}\n", options.out);
  return exit_codes::kFine;
}

}  // namespace windtunnel
