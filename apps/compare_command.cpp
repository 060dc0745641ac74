// `windtunnel compare`: two scenarios under the same luck; what differs in the files, then what differs in the answers.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "apps/session.hpp"
#include "sim/base/text.hpp"
#include "sim/study/comparison.hpp"

namespace windtunnel {

int compare_command(const CommonOptions& common, const CompareOptions& options) {
  const Catalog catalog = catalog_of(common);
  std::vector<std::string> sets_b = options.sets;
  sets_b.insert(sets_b.end(), options.sets_b.begin(), options.sets_b.end());
  Problems problems_a, problems_b;
  const auto a = load_scenario(options.a, options.sets, catalog, problems_a);
  const auto b = load_scenario(options.b, sets_b, catalog, problems_b);
  if (!a) fmt::print(stderr, "{}", problems_a.text(options.a));
  if (!b) fmt::print(stderr, "{}", problems_b.text(options.b));
  if (!a || !b) return exit_codes::kWrongInput;

  StudyOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.progress = progress_printer(options.quiet);
  // The same seed and number for both: the same requests meet both designs.
  const std::int64_t seed = options.seed.value_or(a->scenario.run.seed);
  const std::int64_t replications =
      options.replications.value_or(std::max<std::int64_t>(2, std::max(a->scenario.run.replications, b->scenario.run.replications)));
  const Campaign campaign_a = fly(a->flight, seed, replications, study);
  const Campaign campaign_b = fly(b->flight, seed, replications, study);
  end_progress(options.quiet);
  const Answer answer_a = make_answer(a->scenario, a->flight, campaign_a);
  const Answer answer_b = make_answer(b->scenario, b->flight, campaign_b);
  const Comparison comparison = compare_answers(*a, answer_a, *b, answer_b, options.matters);
  if (options.json) fmt::print("{}\n", comparison_json(*a, comparison).to_pretty_json());
  else fmt::print("{}", comparison_text(*a, comparison));
  if (answer_a.broken_promise || answer_b.broken_promise) return exit_codes::kBrokenPromise;
  if (answer_a.interrupted || answer_b.interrupted) return exit_codes::kInterrupted;
  if (answer_a.replications == 0 || answer_b.replications == 0) return exit_codes::kCouldNotRun;
  return exit_codes::kFine;
}

}  // namespace windtunnel
