// `windtunnel diff A B`: two scenarios, two runs, or one of each: which fields differ, which layer that moved
// first, and what it did to the figures.
//
// A run that was kept is read and not flown. A scenario is flown, under the luck of the run beside it where
// there is one; so "is this still what it was?" needs no other option.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "apps/session.hpp"
#include "sim/diff/diff.hpp"
#include "sim/study/study_plan.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A side as far as it is known before anything is flown.
struct Named {
  std::string name;
  const char* letter;
  std::optional<DiffSide> kept;  // a run
  std::optional<Loaded> loaded;  // a scenario
};

bool is_folder(const std::string& name) {
  std::error_code ignored;
  return fs::is_directory(name, ignored);
}

// Nothing when it can not be read; what is wrong with it was said then.
std::optional<Named> named(const std::string& name, const char* letter, const std::vector<std::string>& sets,
                           const Catalog& catalog) {
  Named side{name, letter, {}, {}};
  Problems problems;
  if (is_folder(name)) {
    side.kept = read_side(name, problems);
    if (side.kept && !sets.empty()) {
      fmt::print(stderr, "windtunnel: {} is a run, which was flown as it is: --set is for scenarios\n", name);
      return std::nullopt;
    }
  } else {
    Document document = Document::load(name, problems);
    if (problems.empty() && is_study(document)) {
      fmt::print(stderr, "windtunnel: {} is a study of many points: windtunnel sweep compares them\n", name);
      return std::nullopt;
    }
    for (const std::string& set : sets) document.set_from_argument(set, problems);
    side.loaded = load_document(std::move(document), catalog, problems);
  }
  if (side.kept || side.loaded) return side;
  fmt::print(stderr, "{}", problems.text(name));
  return std::nullopt;
}

struct Luck {
  std::int64_t seed = 1;
  std::int64_t replications = 2;
};

// What was asked, else that of a run that was kept (a's first), else the scenarios' own.
Luck luck_of(const Named& a, const Named& b, const DiffOptions& options) {
  Luck luck;
  const DiffSide* kept = a.kept ? &*a.kept : b.kept ? &*b.kept : nullptr;
  if (kept != nullptr) {
    luck = {kept->seed, static_cast<std::int64_t>(kept->replications.size())};
  } else {
    luck.seed = a.loaded->scenario.run.seed;
    luck.replications = std::max(a.loaded->scenario.run.replications, b.loaded->scenario.run.replications);
  }
  luck.seed = options.seed.value_or(luck.seed);
  luck.replications = std::max<std::int64_t>(1, options.replications.value_or(luck.replications));
  return luck;
}

// Flies what is no run yet; an exit code where that went wrong.
int fly_side(Named& side, const Luck& luck, const DiffOptions& options) {
  if (side.kept) return exit_codes::kFine;
  StudyOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.progress = progress_printer(options.quiet, std::string(side.letter) + ": ");
  const Campaign campaign = fly(side.loaded->flight, luck.seed, luck.replications, study);
  const Answer answer = make_answer(side.loaded->scenario, side.loaded->flight, campaign);
  end_progress(options.quiet);
  for (const std::string& failure : answer.failures)
    fmt::print(stderr, "windtunnel: {}: {}\n", side.letter, failure);
  bool broken = false;
  for (const Audit& audit : answer.audits) {
    broken = broken || !audit.holds;
    if (!audit.holds)
      fmt::print(stderr, "windtunnel: {}: audit broken: {}: {}\n", side.letter, audit.name, audit.found);
  }
  if (answer.broken_promise) return exit_codes::kBrokenPromise;
  if (!answer.failures.empty() || (answer.replications == 0 && !answer.interrupted))
    return exit_codes::kCouldNotRun;
  if (answer.interrupted) return exit_codes::kInterrupted;
  if (broken) return exit_codes::kAuditViolated;
  Problems problems;
  side.kept = side_of(side.name, summary(*side.loaded, answer, luck.seed),
                      manifest(*side.loaded, answer, campaign, luck.seed, Made{}), problems);
  return side.kept ? exit_codes::kFine : exit_codes::kBrokenPromise;
}

}  // namespace

int diff_command(const CommonOptions& common, const DiffOptions& options) {
  const Catalog catalog = catalog_of(common);
  std::vector<std::string> sets_b = options.sets;
  sets_b.insert(sets_b.end(), options.sets_b.begin(), options.sets_b.end());
  const std::string name_b = options.b.empty() ? options.a : options.b;
  auto a = named(options.a, "a", options.sets, catalog);
  auto b = named(name_b, "b", sets_b, catalog);
  if (!a || !b) return exit_codes::kWrongInput;
  if (a->kept && b->kept && (options.seed || options.replications)) {
    fmt::print(stderr,
               "windtunnel: both are runs, and nothing is flown: --seed and --replications say nothing\n");
    return exit_codes::kWrongInput;
  }
  if (!a->kept || !b->kept) {
    const Luck luck = luck_of(*a, *b, options);
    for (Named* side : {&*a, &*b})
      if (const int code = fly_side(*side, luck, options); code != exit_codes::kFine) return code;
  }
  const RunDiff diff = diff_of(*a->kept, *b->kept, options.matters);
  if (options.json)
    fmt::print("{}\n", diff_json(*a->kept, *b->kept, diff).to_pretty_json());
  else
    fmt::print("{}", diff_text(*a->kept, *b->kept, diff, options.all));
  std::fflush(stdout);
  return diff.differs() ? exit_codes::kExpectationFailed : exit_codes::kFine;
}

}  // namespace windtunnel
