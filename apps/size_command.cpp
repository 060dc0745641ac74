// `windtunnel size`: the smallest value of a field that meets every expectation, or the largest.
#include <fmt/core.h>

#include <cstdio>
#include <memory>

#include "apps/made.hpp"
#include "apps/session.hpp"
#include "sim/base/text.hpp"
#include "sim/sizing/sizing.hpp"
#include "sim/sizing/sizing_text.hpp"

namespace windtunnel {
namespace {

std::string again_words(const CommonOptions& common, const SizeOptions& options) {
  std::string words = "windtunnel" + common_words(common) + " size " + shell_quoted(options.file) +
                      " --vary " + shell_quoted(options.vary);
  if (!options.want.empty()) words += " --want " + options.want;
  for (const std::string& name : options.expectations) words += " --expect " + shell_quoted(name);
  if (options.precision != kSizePrecision) words += " --precision " + shortest(options.precision);
  for (const std::string& set : options.sets) words += " --set " + shell_quoted(set);
  if (options.budget != SizeOptions().budget) words += " --budget " + shell_quoted(options.budget);
  return words;
}

}  // namespace

int size_command(const CommonOptions& common, const SizeOptions& options) {
  const auto budget = budget_of(options.budget);
  if (!budget) return exit_codes::kWrongInput;
  const Catalog catalog = catalog_of(common);
  Problems problems;
  SizingRequest request;
  request.document = Document::load(options.file, problems);
  for (const std::string& set : options.sets) request.document.set_from_argument(set, problems);
  if (problems.empty())
    if (auto values = size_values(options.vary, options.precision, request.document, problems))
      request.values = std::move(*values);
  request.wanted = options.want == "smallest"  ? SizeWanted::kSmallest
                   : options.want == "largest" ? SizeWanted::kLargest
                                               : SizeWanted::kEither;
  request.expectations = options.expectations;

  SizingSettings settings;
  settings.jobs = options.jobs;
  settings.stop = &stop_on_signals();
  settings.budget = budget;
  settings.progress = sizing_progress_printer(options.quiet);
  std::unique_ptr<ResultStore> store;
  if (problems.empty() && !options.no_store) {
    store = opened_store(options.store);
    if (!store) return exit_codes::kCouldNotRun;
    settings.store = store.get();
  }
  std::optional<SizingOutcome> outcome;
  if (problems.empty()) outcome = find_sizing(request, catalog, settings, problems);
  end_progress(options.quiet);
  if (!outcome) {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  }
  if (options.json)
    fmt::print("{}\n", sizing_json(*outcome).to_pretty_json());
  else
    fmt::print("{}", sizing_text(*outcome, again_words(common, options)));
  std::fflush(stdout);
  if (!outcome->store_trouble.empty()) fmt::print(stderr, "windtunnel: {}\n", outcome->store_trouble);
  return exit_code(*outcome);
}

}  // namespace windtunnel
