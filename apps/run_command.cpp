// `windtunnel run`: fly a scenario, print the answer, keep the run.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>

#include "apps/answer_text.hpp"
#include "apps/made.hpp"
#include "apps/session.hpp"
#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/config/scalar.hpp"
#include "sim/record/run_folder.hpp"
#include "sim/study/study_plan.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

// The line that makes the answer again, whatever the scenario's own seed becomes.
std::string command_line(const CommonOptions& common, const RunOptions& options, std::int64_t seed,
                         std::int64_t replications) {
  std::string line = "windtunnel run " + shell_quoted(options.file);
  if (!common.catalog_folder.empty()) line += " --catalog " + shell_quoted(common.catalog_folder);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  return line + " --seed " + std::to_string(seed) + " --replications " + std::to_string(replications);
}

// Keeps the run, and answers where; nothing, and `problem` set, when the disk refuses.
std::optional<std::filesystem::path> keep(const Loaded& loaded, const Answer& answer,
                                          const Campaign& campaign, const RunOptions& options,
                                          std::int64_t seed, const std::string& command,
                                          std::string& problem) {
  const Made made{utc("%Y-%m-%dT%H:%M:%SZ"), host(), command, campaign.threads, campaign.seconds};
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("summary.json", summary(loaded, answer, seed).to_pretty_json() + "\n");
  files.emplace_back("manifest.json", manifest(loaded, answer, campaign, seed, made).to_pretty_json() + "\n");
  files.emplace_back("answer.txt", answer_text(loaded, answer, command));
  for (auto& table : tables(loaded, answer, campaign)) files.push_back(std::move(table));
  const std::string scenario = std::filesystem::path(options.file).stem().string();
  return write_run_folder(std::filesystem::path(options.out) / scenario,
                          utc("%Y%m%dT%H%M%SZ") + "-" + loaded.hash.substr(0, 8), files, problem);
}

// One request's life; the code says whether its replication could be flown.
int tell(const Campaign& campaign, const Flight& flight, std::uint64_t request) {
  const ReplicationFacts* first = campaign.replications.empty() ? nullptr : &campaign.replications.front();
  if (first != nullptr && !first->failed.empty()) {
    fmt::print(stderr, "windtunnel: {}\n", first->failed);
    return first->broken_promise ? exit_codes::kBrokenPromise : exit_codes::kCouldNotRun;
  }
  if (first == nullptr) return exit_codes::kInterrupted;
  if (campaign.story.empty())
    fmt::print("Request {} of workload {} was never meant to be sent in the first replication.\n", request,
               flight.plan.workloads.front().name);
  for (const std::string& line : campaign.story) fmt::print("{}\n", line);
  return exit_codes::kFine;
}

}  // namespace

int run_command(const CommonOptions& common, const RunOptions& options) {
  const Catalog catalog = catalog_of(common);
  Problems problems;
  Document document = Document::load(options.file, problems);
  if (problems.empty() && is_study(document)) {
    fmt::print(stderr, "windtunnel: {0} is a study of many points: windtunnel sweep {1}\n", options.file,
               shell_quoted(options.file));
    return exit_codes::kWrongInput;
  }
  for (const std::string& set : options.sets) document.set_from_argument(set, problems);
  const auto loaded = load_document(std::move(document), catalog, problems);
  if (!loaded) {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  }
  StudyOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.progress = progress_printer(options.quiet);
  study.traced_request = options.trace;
  if (!options.budget.empty()) {
    Duration budget;
    if (const auto misfit = parse_quantity(options.budget, budget)) {
      fmt::print(stderr, "windtunnel: --budget: found {}, expected {}\n", options.budget, misfit->expected);
      return exit_codes::kWrongInput;
    }
    study.budget = std::chrono::duration<double>(budget.seconds());
  }
  const std::int64_t seed = options.seed.value_or(loaded->scenario.run.seed);
  const std::int64_t replications =
      options.trace ? 1 : options.replications.value_or(loaded->scenario.run.replications);
  const Campaign campaign = fly(loaded->flight, seed, replications, study);
  end_progress(options.quiet);
  if (options.trace) return tell(campaign, loaded->flight, *options.trace);
  const std::string command = command_line(common, options, seed, replications);
  const Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);

  // Kept before it is printed: a reader that goes away ("| head") ends the process, and takes nothing kept
  // with it.
  std::string problem;
  std::optional<std::filesystem::path> place;
  if (!options.no_record && answer.replications > 0)
    place = keep(*loaded, answer, campaign, options, seed, command, problem);
  if (options.json)
    fmt::print("{}\n", summary(*loaded, answer, seed).to_pretty_json());
  else
    fmt::print("{}", answer_text(*loaded, answer, command));
  std::fflush(stdout);
  if (place && !options.quiet) fmt::print(stderr, "kept in {}\n", place->string());
  const int code = exit_code(answer);
  if (problem.empty()) return code;
  fmt::print(stderr, "windtunnel: the run could not be kept: {}\n", problem);
  return code == exit_codes::kBrokenPromise ? code : exit_codes::kCouldNotRun;
}

}  // namespace windtunnel
