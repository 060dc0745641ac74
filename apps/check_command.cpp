// `windtunnel check`: the gate of a repository. Every scenario is flown until each of its expectations is
// decided, and held against how it was; the exit code says whether all is well.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "apps/scenario_to_check.hpp"
#include "apps/session.hpp"
#include "sim/gate/annotations.hpp"
#include "sim/gate/check.hpp"
#include "sim/gate/gate_json.hpp"
#include "sim/gate/gate_page.hpp"
#include "sim/gate/gate_text.hpp"
#include "sim/gate/junit.hpp"
#include "sim/gate/markdown.hpp"
#include "sim/gate/other_side.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// Where the tables and plug-ins of the command line were on the other side.
CommonOptions as_it_was(CommonOptions common, const OtherSide& other) {
  if (!common.catalog_folder.empty()) {
    const auto place = other.place_of(common.catalog_folder);
    common.catalog_folder = place && fs::is_directory(*place) ? place->string() : "";
  }
  for (std::string& plugin : common.plugins)
    if (const auto place = other.place_of(plugin)) plugin = place->string();
  return common;
}

// False, and a word about it, where some file could not be written.
bool write_files(const CheckCommandOptions& options, const CheckOutcome& outcome) {
  bool written = true;
  const auto write = [&](const std::string& file, std::string (*format)(const CheckOutcome&)) {
    if (file.empty()) return;
    std::ofstream stream(file, std::ios::binary);
    stream << format(outcome);
    stream.close();
    if (!stream.fail()) return;
    fmt::print(stderr, "windtunnel: {} could not be written\n", file);
    written = false;
  };
  write(options.junit, gate_junit);
  write(options.markdown, gate_markdown);
  write(options.html, gate_page);
  return written;
}

}  // namespace

int check_command(const CommonOptions& common, const CheckCommandOptions& options) {
  const auto budget = budget_of(options.budget);
  if (!budget) return exit_codes::kWrongInput;
  const Catalog catalog = catalog_of(common);
  std::vector<CheckedFile> files;
  bool unread = false;
  for (const std::string& file : options.files) {
    CheckedFile checked;
    checked.file = file;
    checked.now = read_scenario_to_check(file, options.sets, catalog);
    unread = unread || checked.now == nullptr;
    files.push_back(std::move(checked));
  }
  if (unread) return exit_codes::kWrongInput;

  std::unique_ptr<OtherSide> other;
  if (!options.against.empty()) {
    std::string problem;
    other = OtherSide::open(options.against, options.files, problem);
    if (!other) {
      fmt::print(stderr, "windtunnel: --against: {}\n", problem);
      return exit_codes::kWrongInput;
    }
    const Catalog old_catalog = catalog_of(as_it_was(common, *other));
    for (CheckedFile& file : files) other->read(file, options.sets, old_catalog, catalog);
  }

  CheckSettings settings;
  settings.against = other != nullptr;
  settings.jobs = options.jobs;
  settings.stop = &stop_on_signals();
  settings.budget = budget;
  settings.progress = check_progress_printer(options.quiet);
  std::unique_ptr<ResultStore> store;
  if (!options.no_store) {
    store = opened_store(options.store);
    if (!store) return exit_codes::kCouldNotRun;
    settings.store = store.get();
  }
  CheckOutcome outcome = check_files(files, settings);
  if (other) outcome.against = other->name();
  end_progress(options.quiet);
  const bool written = write_files(options, outcome);
  if (options.github) fmt::print("{}", gate_annotations(outcome));
  if (options.json)
    fmt::print("{}\n", gate_json(outcome).to_pretty_json());
  else
    fmt::print("{}", gate_text(outcome));
  std::fflush(stdout);
  if (!outcome.store_trouble.empty()) fmt::print(stderr, "windtunnel: {}\n", outcome.store_trouble);
  const int code = exit_code(outcome);
  return written || code == exit_codes::kBrokenPromise ? code : exit_codes::kCouldNotRun;
}

}  // namespace windtunnel
