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
#include "sim/study/flight_record.hpp"
#include "sim/study/study_plan.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

// The line that makes the answer again, whatever the scenario's own seed becomes.
std::string command_line(const CommonOptions& common, const RunOptions& options, std::int64_t seed,
                         std::int64_t replications) {
  std::string line = "windtunnel run " + shell_quoted(options.file);
  line += common_words(common);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  if (options.record) line += " --record";
  if (!options.record_from.empty()) line += " --record-from " + shell_quoted(options.record_from);
  if (!options.record_to.empty()) line += " --record-to " + shell_quoted(options.record_to);
  return line + " --seed " + std::to_string(seed) + " --replications " + std::to_string(replications);
}

// Keeps the run, and answers where; nothing, and `problem` set, when the disk refuses.
std::optional<std::filesystem::path> keep(const Loaded& loaded, const Answer& answer,
                                          const Campaign& campaign, const RunOptions& options,
                                          std::int64_t seed, const std::string& command,
                                          const FlightRecord& record, std::string& problem) {
  const Made made{utc("%Y-%m-%dT%H:%M:%SZ"), host(), command, campaign.threads, campaign.seconds};
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("summary.json", summary(loaded, answer, seed).to_pretty_json() + "\n");
  files.emplace_back("manifest.json", manifest(loaded, answer, campaign, seed, made).to_pretty_json() + "\n");
  files.emplace_back("answer.txt", answer_text(loaded, answer, command));
  for (auto& table : tables(loaded, answer, campaign)) files.push_back(std::move(table));
  for (auto& file : record_files(record)) files.push_back(std::move(file));
  const std::string scenario = std::filesystem::path(options.file).stem().string();
  return write_run_folder(std::filesystem::path(options.out) / scenario,
                          utc("%Y%m%dT%H%M%SZ") + "-" + loaded.hash.substr(0, 8), files, problem);
}

// The window that is asked for; nothing, and a word about it, where it is none.
std::optional<RecordWindow> window_of(const RunOptions& options) {
  RecordWindow window;
  const auto moment = [](const std::string& said, std::optional<Time>& into) {
    if (said.empty()) return true;
    Duration since;
    if (parse_quantity(said, since)) return false;
    into = Time() + since;
    return true;
  };
  if (!moment(options.record_from, window.from) || !moment(options.record_to, window.to) ||
      (window.to && window.from.value_or(Time()) >= *window.to)) {
    fmt::print(
        stderr,
        "windtunnel: --record-from and --record-to are times, such as 1.5s, the first before the second\n");
    return std::nullopt;
  }
  return window;
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

void say_what_is_kept(const std::optional<std::filesystem::path>& place, const FlightRecord& record,
                      bool quiet) {
  if (place && !quiet) {
    fmt::print(stderr, "kept in {}\n", place->string());
    if (!record.lines.empty())
      fmt::print(stderr, "recorded {} events, {} to {} ({}{}); see them: windtunnel report {}\n",
                 grouped(static_cast<std::int64_t>(record.events)), text(record.from - Time()),
                 text(record.to - Time()), record.why, record.cut_short ? ", cut short" : "",
                 shell_quoted(place->string()));
  }
  if (!record.problem.empty()) fmt::print(stderr, "windtunnel: not all was recorded: {}\n", record.problem);
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
    study.budget = budget_of(options.budget);
    if (!study.budget) return exit_codes::kWrongInput;
  }
  const bool records = options.record || !options.record_from.empty() || !options.record_to.empty();
  const auto window = window_of(options);
  if (!window) return exit_codes::kWrongInput;
  if (records && loaded->flight.foreign) {
    fmt::print(stderr, "windtunnel: a record is of the native engine: --set engine.kind=native\n");
    return exit_codes::kWrongInput;
  }
  const std::int64_t seed = options.seed.value_or(loaded->scenario.run.seed);
  const std::int64_t replications =
      options.trace ? 1 : options.replications.value_or(loaded->scenario.run.replications);
  const Campaign campaign = fly(loaded->flight, seed, replications, study);
  end_progress(options.quiet);
  if (options.trace) return tell(campaign, loaded->flight, *options.trace);
  const std::string command = command_line(common, options, seed, replications);
  FlightRecord record;
  if (records && !campaign.interrupted && !options.no_record)
    record = record_flight(*loaded, seed, 0, *window, *study.stop);
  const Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);

  // Kept before it is printed: a reader that goes away ("| head") ends the process, and takes nothing kept
  // with it.
  std::string problem;
  std::optional<std::filesystem::path> place;
  if (!options.no_record && answer.replications > 0)
    place = keep(*loaded, answer, campaign, options, seed, command, record, problem);
  if (options.json)
    fmt::print("{}\n", summary(*loaded, answer, seed).to_pretty_json());
  else
    fmt::print("{}", answer_text(*loaded, answer, command));
  std::fflush(stdout);
  say_what_is_kept(place, record, options.quiet);
  const int code = exit_code(answer);
  if (problem.empty()) return code;
  fmt::print(stderr, "windtunnel: the run could not be kept: {}\n", problem);
  return code == exit_codes::kBrokenPromise ? code : exit_codes::kCouldNotRun;
}

}  // namespace windtunnel
