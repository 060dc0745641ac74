// `windtunnel sweep`: fly the points of a study, print what they say, keep them.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>

#include "apps/made.hpp"
#include "apps/session.hpp"
#include "apps/study_text.hpp"
#include "sim/base/text.hpp"
#include "sim/config/scalar.hpp"
#include "sim/record/run_folder.hpp"
#include "sim/study/study_tables.hpp"

namespace windtunnel {
namespace {

std::string command_line(const CommonOptions& common, const SweepOptions& options) {
  std::string line = "windtunnel sweep " + shell_quoted(options.file);
  if (!common.catalog_folder.empty()) line += " --catalog " + shell_quoted(common.catalog_folder);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  if (!options.points.empty()) line += " --points " + shell_quoted(options.points);
  if (options.replications) line += " --replications " + std::to_string(*options.replications);
  return line;
}

std::optional<std::filesystem::path> keep(const StudyPlan& plan, const StudyOutcome& outcome,
                                          const std::vector<FigureDifference>& comparisons,
                                          const SweepOptions& options, const std::string& command,
                                          std::string& problem) {
  const Made made{utc("%Y-%m-%dT%H:%M:%SZ"), host(), command, outcome.threads, outcome.seconds};
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("summary.json", study_summary(plan, outcome, comparisons).to_pretty_json() + "\n");
  files.emplace_back("manifest.json",
                     study_manifest(plan, outcome, options.sets, made).to_pretty_json() + "\n");
  files.emplace_back("answer.txt", study_text(plan, outcome, comparisons, command));
  for (auto& table : study_tables(plan, outcome, comparisons)) files.push_back(std::move(table));
  const std::string study = std::filesystem::path(options.file).stem().string();
  return write_run_folder(std::filesystem::path(options.out) / study,
                          utc("%Y%m%dT%H%M%SZ") + "-" + study_hash(plan, outcome).substr(0, 8), files,
                          problem);
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
  study.progress = study_progress_printer(options.quiet);
  const StudyOutcome outcome = fly_study(plan, catalog, study);
  end_progress(options.quiet);
  const std::vector<FigureDifference> comparisons = compare_points(plan, outcome);
  const std::string command = command_line(common, options);
  // Kept before it is printed: a reader that goes away takes nothing kept with it.
  std::string problem;
  std::optional<std::filesystem::path> place;
  if (!options.no_record && outcome.count(PointState::kNotFlown) < outcome.points.size())
    place = keep(plan, outcome, comparisons, options, command, problem);
  if (options.json)
    fmt::print("{}\n", study_summary(plan, outcome, comparisons).to_pretty_json());
  else
    fmt::print("{}", study_text(plan, outcome, comparisons, command));
  std::fflush(stdout);
  warn(plan, outcome);
  if (place && !options.quiet) fmt::print(stderr, "kept in {}\n", place->string());
  const int code = exit_code(outcome);
  if (problem.empty()) return code;
  fmt::print(stderr, "windtunnel: the study could not be kept: {}\n", problem);
  return code == exit_codes::kBrokenPromise ? code : exit_codes::kCouldNotRun;
}

}  // namespace

int sweep_command(const CommonOptions& common, const SweepOptions& options) {
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
  const std::vector<PointSketch> sketches = sketch_points(*plan, catalog, false, problems);
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
  study.points = *points;
  if (!options.budget.empty()) {
    Duration budget;
    if (const auto misfit = parse_quantity(options.budget, budget)) {
      fmt::print(stderr, "windtunnel: --budget: found {}, expected {}\n", options.budget, misfit->expected);
      return exit_codes::kWrongInput;
    }
    study.budget = std::chrono::duration<double>(budget.seconds());
  }
  return fly(common, options, *plan, catalog, std::move(study));
}

}  // namespace windtunnel
