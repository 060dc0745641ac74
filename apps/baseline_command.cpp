// `windtunnel baseline update`: what scenarios say today, kept as text files that a repository can hold.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "apps/scenario_to_check.hpp"
#include "apps/session.hpp"
#include "sim/base/file_text.hpp"
#include "sim/gate/baseline.hpp"
#include "sim/gate/flying.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFewest = 30;  // a mean of fewer tells too little to be held against

struct Kept {
  std::unique_ptr<FlownScenario> flown;
  fs::path file;
  std::int64_t replications = 0;
};

fs::path place_of(const BaselineOptions& options, const fs::path& scenario) {
  fs::path name = scenario;
  name.replace_extension(kBaselineEnding);
  return options.dir.empty() ? name : fs::path(options.dir) / name.filename();
}

// The exit code; what has changed is written, what has not is left alone.
int keep(const Kept& kept) {
  const Answer answer = kept.flown->answer(kept.flown->loaded().scenario, kept.replications, kConfidence);
  for (const std::string& failure : answer.failures)
    fmt::print(stderr, "windtunnel: {}: {}\n", kept.file.string(), failure);
  if (answer.broken_promise) return exit_codes::kBrokenPromise;
  if (!answer.failures.empty()) return exit_codes::kCouldNotRun;
  const Baseline baseline = baseline_of(*kept.flown, kept.replications);
  const std::string text = baseline_text(baseline);
  const bool same = text_of_file(kept.file) == text;
  if (!same) {
    std::error_code ignored;
    if (kept.file.has_parent_path()) fs::create_directories(kept.file.parent_path(), ignored);
    std::ofstream stream(kept.file, std::ios::binary);
    stream << text;
    stream.close();
    if (stream.fail()) {
      fmt::print(stderr, "windtunnel: {} could not be written\n", kept.file.string());
      return exit_codes::kCouldNotRun;
    }
  }
  fmt::print("{}: {} figures of {} replications, {}\n", kept.file.generic_string(), baseline.figures.size(),
             kept.replications, same ? "as they were" : "written");
  return exit_codes::kFine;
}

}  // namespace

int baseline_update_command(const CommonOptions& common, const BaselineOptions& options) {
  const Catalog catalog = catalog_of(common);
  std::vector<Kept> all;
  std::set<fs::path> places;
  bool unread = false;
  for (const std::string& file : options.files) {
    const auto loaded = read_scenario_to_check(file, options.sets, catalog);
    unread = unread || loaded == nullptr;
    if (loaded == nullptr) continue;
    Kept& kept = all.emplace_back();
    kept.file = place_of(options, file);
    kept.replications = options.replications.value_or(std::max(kFewest, loaded->scenario.run.replications));
    kept.flown = std::make_unique<FlownScenario>(loaded);
    if (places.insert(kept.file).second) continue;
    fmt::print(stderr, "windtunnel: two scenarios would be kept as {}\n", kept.file.string());
    unread = true;
  }
  if (unread) return exit_codes::kWrongInput;
  std::unique_ptr<ResultStore> store;
  if (!options.no_store) {
    store = opened_store(options.store);
    if (!store) return exit_codes::kCouldNotRun;
  }
  FlyingOptions flying;
  flying.jobs = options.jobs;
  flying.store = store.get();
  flying.stop = &stop_on_signals();
  std::vector<FlightOrder> orders;
  for (Kept& kept : all) {
    if (store) kept.flown->take_kept(*store);
    orders.push_back({kept.flown.get(), kept.replications});
  }
  std::int64_t flown = 0;
  const FlyingEnd end = fly_missing(orders, flying, flown);
  if (end == FlyingEnd::kInterrupted) return exit_codes::kInterrupted;
  if (end != FlyingEnd::kAllLanded) {
    fmt::print(stderr, "windtunnel: {}\n", store->trouble());
    return exit_codes::kCouldNotRun;
  }
  int code = exit_codes::kFine;
  for (const Kept& kept : all) code = std::max(code, keep(kept));
  return code;
}

}  // namespace windtunnel
