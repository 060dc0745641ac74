// `windtunnel compare`: two scenarios under the same luck; what differs in the files, then what differs in
// the answers.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "apps/session.hpp"
#include "sim/base/text.hpp"
#include "sim/study/comparison.hpp"

namespace windtunnel {

namespace {

// As for one answer; what was expected of either design is not asked here.
int gravest(const Answer& a, const Answer& b) {
  const auto either = [&](const auto& is_so) { return is_so(a) || is_so(b); };
  if (either([](const Answer& answer) { return answer.broken_promise; })) return exit_codes::kBrokenPromise;
  if (either([](const Answer& answer) {
        return !answer.failures.empty() || (answer.replications == 0 && !answer.interrupted);
      }))
    return exit_codes::kCouldNotRun;
  if (either([](const Answer& answer) { return answer.interrupted; })) return exit_codes::kInterrupted;
  const auto broken = [](const Answer& answer) {
    return std::any_of(answer.audits.begin(), answer.audits.end(),
                       [](const Audit& audit) { return !audit.holds; });
  };
  return either(broken) ? exit_codes::kAuditViolated : exit_codes::kFine;
}

void warn(const char* which, const Answer& answer) {
  for (const std::string& failure : answer.failures)
    fmt::print(stderr, "windtunnel: {}: {}\n", which, failure);
  for (const Audit& audit : answer.audits)
    if (!audit.holds)
      fmt::print(stderr, "windtunnel: {}: audit broken: {}: {}\n", which, audit.name, audit.found);
}

}  // namespace

int compare_command(const CommonOptions& common, const CompareOptions& options) {
  const Catalog catalog = catalog_of(common);
  std::vector<std::string> sets_b = options.sets;
  sets_b.insert(sets_b.end(), options.sets_b.begin(), options.sets_b.end());
  Problems problems_a, problems_b;
  const auto a = load_scenario(options.a, options.sets, catalog, problems_a);
  const std::string file_b = options.b.empty() ? options.a : options.b;
  const auto b = load_scenario(file_b, sets_b, catalog, problems_b);
  if (!a) fmt::print(stderr, "{}", problems_a.text(options.a));
  if (!b) fmt::print(stderr, "{}", problems_b.text(file_b));
  if (!a || !b) return exit_codes::kWrongInput;

  StudyOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  // The same seed and number for both: the same requests meet both designs.
  const std::int64_t seed = options.seed.value_or(a->scenario.run.seed);
  const std::int64_t replications = options.replications.value_or(
      std::max<std::int64_t>(2, std::max(a->scenario.run.replications, b->scenario.run.replications)));
  study.progress = progress_printer(options.quiet, "a: ");
  const Campaign campaign_a = fly(a->flight, seed, replications, study);
  study.progress = progress_printer(options.quiet, "b: ");
  const Campaign campaign_b = fly(b->flight, seed, replications, study);
  end_progress(options.quiet);
  const Answer answer_a = make_answer(a->scenario, a->flight, campaign_a);
  const Answer answer_b = make_answer(b->scenario, b->flight, campaign_b);
  const Comparison comparison = compare_answers(*a, answer_a, *b, answer_b, options.matters);
  if (options.json)
    fmt::print("{}\n", comparison_json(*a, comparison).to_pretty_json());
  else
    fmt::print("{}", comparison_text(*a, comparison, options.all));
  std::fflush(stdout);
  warn("a", answer_a);
  warn("b", answer_b);
  return gravest(answer_a, answer_b);
}

}  // namespace windtunnel
