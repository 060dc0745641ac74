// `windtunnel sweep`: fly the points of a study, print what they say, keep them.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>

#include "apps/made.hpp"
#include "apps/python_commands.hpp"
#include "apps/session.hpp"
#include "apps/study_text.hpp"
#include "sim/base/text.hpp"
#include "sim/record/run_folder.hpp"
#include "sim/study/study_summary.hpp"
#include "sim/study/study_tables.hpp"

namespace windtunnel {
namespace {

std::string command_line(const CommonOptions& common, const SweepOptions& options) {
  std::string line = "windtunnel sweep " + shell_quoted(options.file);
  line += common_words(common);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  if (!options.points.empty()) line += " --points " + shell_quoted(options.points);
  if (options.replications) line += " --replications " + std::to_string(*options.replications);
  return line;
}

std::optional<std::filesystem::path> keep(const StudyPlan& plan, const StudyOutcome& outcome,
                                          const StudyFindings& findings, const SweepOptions& options,
                                          const std::string& command, std::string& problem) {
  const Made made{utc("%Y-%m-%dT%H:%M:%SZ"), host(), command, outcome.threads, outcome.seconds};
  const auto line = [](const Sink& sink) { sink("\n"); };
  std::vector<StreamedFile> files = study_tables(plan, outcome, findings);
  files.push_back({"summary.json", [&](const Sink& sink) {
                     write_study_summary(plan, outcome, findings, sink);
                     line(sink);
                   }});
  files.push_back({"manifest.json", [&](const Sink& sink) {
                     write_study_manifest(plan, outcome, options.sets, made, sink);
                     line(sink);
                   }});
  files.push_back(
      {"answer.txt", [&](const Sink& sink) { sink(study_text(plan, outcome, findings, command)); }});
  const std::string study = std::filesystem::path(options.file).stem().string();
  return stream_run_folder(std::filesystem::path(options.out) / study,
                           utc("%Y%m%dT%H%M%SZ") + "-" + study_hash(plan, outcome).substr(0, 8), files,
                           problem);
}

void print_summary(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings) {
  write_study_summary(plan, outcome, findings,
                      [](std::string_view bytes) { std::fwrite(bytes.data(), 1, bytes.size(), stdout); });
  fmt::print("\n");
}

std::filesystem::path store_file(const SweepOptions& options) {
  if (!options.store.empty()) return options.store;
  return std::filesystem::path(options.out) / std::filesystem::path(options.file).stem() / "study.sqlite";
}

// What the store spared.
void tell_kept(const StudyOutcome& outcome, const std::filesystem::path& file) {
  if (outcome.replications_kept == 0) return;
  fmt::print(stderr, "{} of {} replications were kept in {} (--fresh flies them again)\n",
             grouped(outcome.replications_kept),
             grouped(outcome.replications_kept + outcome.replications_flown), file.string());
}

void warn(const StudyPlan& plan, const StudyOutcome& outcome) {
  constexpr std::size_t kShown = 5;
  std::size_t warned = 0;
  for (const PointOutcome& point : outcome.points) {
    const std::string name = plan.name_of(plan.points[point.point]);
    if (point.state == PointState::kFailed && ++warned <= kShown)
      fmt::print(stderr, "windtunnel: {}: {}\n", name, point.why);
    for (const std::string& audit : point.broken_audits)
      if (++warned <= kShown) fmt::print(stderr, "windtunnel: {}: audit broken: {}\n", name, audit);
  }
  if (warned > kShown) fmt::print(stderr, "windtunnel: and {} more\n", warned - kShown);
}

int fly(const CommonOptions& common, const SweepOptions& options, const StudyPlan& plan,
        const Catalog& catalog, StudyRunOptions study) {
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.replications = options.replications;
  study.retry_failed = options.retry_failed;
  study.only_kept = options.kept;
  study.progress = study_progress_printer(options.quiet);
  std::string problem;
  std::unique_ptr<ResultStore> store;
  std::error_code ignored;
  if (options.kept && !std::filesystem::exists(store_file(options), ignored)) {
    fmt::print(stderr, "windtunnel: --kept: there is no {}\n", store_file(options).string());
    return exit_codes::kCouldNotRun;
  }
  if (!options.no_record) {
    store = opened_store(store_file(options), {.fresh = options.fresh});
    if (!store) return exit_codes::kCouldNotRun;
    study.store = store.get();
  }
  const StudyOutcome outcome = fly_study(plan, catalog, study);
  end_progress(options.quiet);
  if (store && !options.quiet) tell_kept(outcome, store->file());
  store.reset();
  const StudyFindings findings = findings_of(plan, outcome);
  const std::string command = command_line(common, options);
  // Kept before it is printed: a reader that goes away takes nothing kept with it.
  std::optional<std::filesystem::path> place;
  if (!options.no_record && outcome.count(PointState::kNotFlown) < outcome.points.size())
    place = keep(plan, outcome, findings, options, command, problem);
  if (options.json)
    print_summary(plan, outcome, findings);
  else
    fmt::print("{}", study_text(plan, outcome, findings, command));
  std::fflush(stdout);
  warn(plan, outcome);
  if (!outcome.store_trouble.empty()) fmt::print(stderr, "windtunnel: {}\n", outcome.store_trouble);
  if (place && !options.quiet) fmt::print(stderr, "kept in {}\n", place->string());
  const int code = exit_code(outcome);
  if (problem.empty()) return code;
  fmt::print(stderr, "windtunnel: the study could not be kept: {}\n", problem);
  return code == exit_codes::kBrokenPromise ? code : exit_codes::kCouldNotRun;
}

// The same command line, for the Python package: it speaks to clusters.
std::vector<std::string> python_words(const CommonOptions& common, const SweepOptions& options) {
  std::vector<std::string> words = {"sweep",          options.file, "--executor",
                                    options.executor, "--out",      options.out};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  add("--catalog", common.catalog_folder);
  for (const std::string& set : options.sets) add("--set", set);
  add("--points", options.points);
  if (options.replications) add("--replications", std::to_string(*options.replications));
  add("--budget", options.budget);
  add("--store", options.store);
  for (const auto& [wanted, name] :
       {std::pair(options.no_record, "--no-record"), std::pair(options.fresh, "--fresh"),
        std::pair(options.retry_failed, "--retry-failed"), std::pair(options.json, "--json"),
        std::pair(options.quiet, "--quiet")})
    if (wanted) words.emplace_back(name);
  return words;
}

}  // namespace

int sweep_command(const CommonOptions& common, const SweepOptions& options) {
  if (!options.executor.empty() && !options.list)
    return become_python("an executor", python_words(common, options));
  const Catalog catalog = catalog_of(common);
  Problems problems;
  Document document = Document::load(options.file, problems);
  const auto refuse = [&] {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  };
  if (problems.empty() && !is_study(document)) {
    fmt::print(stderr, "windtunnel: {} is a scenario, which varies nothing: windtunnel run {}\n",
               options.file, shell_quoted(options.file));
    return exit_codes::kWrongInput;
  }
  const auto plan = load_study(std::move(document), options.sets, problems, catalog);
  if (!plan) return refuse();
  std::vector<PointSketch> sketches =
      sketch_points(*plan, catalog, options.list ? LookAt::kAll : LookAt::kEnough, false, problems);
  if (!problems.empty()) return refuse();
  StudyRunOptions study;
  std::string why;
  const auto points = select_points(*plan, options.points, why);
  if (!points) {
    fmt::print(stderr, "windtunnel: --points: {}\n", why);
    return exit_codes::kWrongInput;
  }
  if (options.list) {
    fmt::print("{}", study_list(*plan, sketches, *points, options.replications));
    return exit_codes::kFine;
  }
  sketches = {};  // a million of them are a hundred megabytes
  study.points = *points;
  if (!options.budget.empty()) {
    study.budget = budget_of(options.budget);
    if (!study.budget) return exit_codes::kWrongInput;
  }
  return fly(common, options, *plan, catalog, std::move(study));
}

}  // namespace windtunnel
