// Planning a value, flying it until it is decided, and remembering it.
#include "sim/sizing/sizing.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "models/expect/gate_fields.hpp"
#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/config/nearest.hpp"
#include "sim/gate/file_case.hpp"
#include "sim/stats/error_spending.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because a budget is about it; no verdict sees it
using Clock = std::chrono::steady_clock;

// A value that is hard to decide gets so many replications, and the others only when the answer hangs on it.
constexpr std::int64_t kHurried = 60;

class Sizing {
 public:
  Sizing(const SizingRequest& request, const Catalog& catalog, const SizingSettings& settings,
         Problems& problems)
      : request_(request),
        catalog_(catalog),
        settings_(settings),
        problems_(problems),
        begun_(Clock::now()) {}

  std::optional<SizingOutcome> run() {
    outcome_.path = request_.values.path;
    outcome_.values = request_.values.values;
    outcome_.numbers = request_.values.numbers;
    outcome_.range = request_.values.range;
    const std::size_t first = request_.values.start.value_or(0);
    const auto loaded = loaded_at(first);
    if (!loaded || !choose_expectations(loaded->document)) return std::nullopt;
    outcome_.file = loaded->document.file();
    outcome_.title = loaded->scenario.title;
    outcome_.seed = loaded->scenario.run.seed;
    outcome_.error_rate =
        loaded->scenario.gate ? loaded->scenario.gate->error_rate.value() : GateFields().error_rate.value();
    const SizeQuestion question = the_question();
    outcome_.values_most = size_probes_most(question);
    // Both ends are read before anything is flown, so that a wrong one is told at once.
    if (planned(first) == nullptr) return std::nullopt;
    if (!question.start && planned(question.values - 1) == nullptr) return std::nullopt;

    outcome_.found =
        find_size(question, [this](std::size_t index, const SizeNeed& need) { return probe(index, need); });
    if (!problems_.empty()) return std::nullopt;
    finish();
    return std::move(outcome_);
  }

 private:
  struct Value {
    std::unique_ptr<FlownScenario> flown;
    std::unique_ptr<FileCase> file;
    bool looked_at = false;
  };

  std::optional<Loaded> loaded_at(std::size_t index) {
    Document document = request_.document;
    const Node& value = request_.values.values[index];
    if (!document.set(request_.values.path, value, "--vary", problems_)) return std::nullopt;
    auto loaded = load_document(std::move(document), catalog_, problems_);
    if (!loaded) note_nearest();
    return loaded;
  }
  // A name of the path that the scenario does not have was added to it, and whatever is missing there is
  // told; which it was meant to be is told here.
  void note_nearest() {
    const std::string& path = request_.values.path;
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 1)) {
      const std::string above = path.substr(0, dot);
      const std::string name = path.substr(dot + 1, path.find('.', dot + 1) - dot - 1);
      const std::vector<std::string> known = request_.document.names_at(above);
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      if (!nearest_name(name, known).empty())
        problems_.at(request_.document, above, code::kPath, name, "a name of " + above, name, known);
      return;
    }
  }

  // The scenario with that value, ready to be flown; nullptr, and the problems, where it can not be.
  Value* planned(std::size_t index) {
    const auto had = values_.find(index);
    if (had != values_.end()) return &had->second;
    auto loaded = loaded_at(index);
    if (!loaded) return nullptr;
    CheckedFile checked;
    checked.file = loaded->document.file();
    checked.now = std::make_shared<const Loaded>(std::move(*loaded));
    Value made;
    made.flown = std::make_unique<FlownScenario>(checked.now);
    if (settings_.store != nullptr) made.flown->take_kept(*settings_.store);
    made.file =
        std::make_unique<FileCase>(checked, made.flown.get(), nullptr, nullptr, first_look(*checked.now));
    return &values_.emplace(index, std::move(made)).first->second;
  }

  // A look that is too early to say anything of a quantile has spent its share for nothing: order statistics
  // need 1 - 2 * 2^-n >= confidence.
  std::int64_t first_look(const Loaded& loaded) const {
    const std::size_t expectations = std::max<std::size_t>(1, loaded.document.names_at("expect").size());
    const double spent = spent_at(share_of(expectations), 1);
    return static_cast<std::int64_t>(std::ceil(math::log2(2 / spent)));
  }
  // What each expectation of each value may spend of the rate.
  double share_of(std::size_t expectations) const {
    return outcome_.error_rate / static_cast<double>(outcome_.values_most * expectations);
  }

  // All of the scenario's, or those that were named. Every value has the same, so one speaks for all.
  bool choose_expectations(const Document& document) {
    const std::vector<std::string> known = document.names_at("expect");
    for (const std::string& name : request_.expectations)
      if (std::find(known.begin(), known.end(), name) == known.end())
        problems_.at(document, "expect", code::kReference, name, "an expectation of the scenario", name,
                     known);
    outcome_.expectations = request_.expectations.empty() ? known : request_.expectations;
    if (known.empty())
      problems_.at(document, "expect", code::kMissing, "nothing",
                   "an expectation that a value may meet, as expect.fast: {\"metric\": \"latency_p99\", "
                   "\"at_most\": \"300 ms\"}");
    return problems_.empty();
  }

  SizeQuestion the_question() const {
    SizeQuestion question;
    question.values = request_.values.values.size();
    question.expectations = outcome_.expectations.size();
    question.wanted = request_.wanted;
    question.start = request_.values.start;
    if (!question.start) return question;
    // In doublings; the place of a number is where it would stand.
    const std::vector<double>& numbers = request_.values.numbers;
    const double own = numbers[*question.start];
    const auto add = [&](std::vector<std::size_t>& places, std::size_t place) {
      if (place != *question.start && (places.empty() || places.back() != place)) places.push_back(place);
    };
    for (double factor = 2; factor <= kSizeReach; factor *= 2) {
      const auto up = std::lower_bound(numbers.begin(), numbers.end(), own * factor);
      add(question.up, static_cast<std::size_t>(std::min(up, numbers.end() - 1) - numbers.begin()));
      const auto down = std::upper_bound(numbers.begin(), numbers.end(), own / factor);
      add(question.down, down == numbers.begin() ? 0 : static_cast<std::size_t>(down - numbers.begin()) - 1);
    }
    return question;
  }

  std::optional<SizeVerdicts> probe(std::size_t index, const SizeNeed& need) {
    Value* value = planned(index);
    if (value == nullptr) return std::nullopt;
    value->looked_at = true;
    FileCase& file = *value->file;
    const double share = share_of(file.expectations());
    bool time_left = true;
    while (file.is_open() && !known(file, need)) {
      if (!need.patient && file.verdict().replications >= kHurried) break;
      if (!file.can_look() && !(time_left = fly(index, file))) break;
      if (file.can_look()) file.look({share, 0});
    }
    note_broken(index, file.verdict());
    if (!outcome_.broken.empty()) return std::nullopt;
    // What was decided in time counts, even if there is no time for more.
    return time_left || known(file, need) ? std::optional(verdicts_of(file)) : std::nullopt;
  }

  bool known(const FileCase& file, const SizeNeed& need) const { return is_enough(verdicts_of(file), need); }

  SizeVerdicts verdicts_of(const FileCase& file) const {
    SizeVerdicts verdicts;
    for (const std::string& name : outcome_.expectations) {
      const auto& all = file.verdict().expectations;
      const auto said =
          std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
      CHECK(said != all.end(), "an expectation that some value does not have: " + name);
      // A queue that grows without end has no latency to be judged, and meets no limit of one.
      const bool saturated = said->replications > 0 && said->estimate.lack == Lack::kSaturated;
      verdicts.push_back(saturated && said->judgement.verdict == Expected::kUndecided
                             ? Expected::kFails
                             : said->judgement.verdict);
    }
    return verdicts;
  }

  // False when there is no time left.
  bool fly(std::size_t index, const FileCase& file) {
    FlyingOptions options;
    options.jobs = settings_.jobs;
    options.store = settings_.store;
    options.stop = settings_.stop;
    if (settings_.budget)
      options.deadline = begun_ + std::chrono::duration_cast<Clock::duration>(*settings_.budget);
    if (settings_.progress)
      options.progress = [&](std::int64_t flown) {
        settings_.progress({size_value_words(request_.values.values[index]), seen(), flown, seconds()});
      };
    const FlyingEnd end = fly_missing(file.orders(), options, outcome_.flown);
    outcome_.interrupted = end == FlyingEnd::kInterrupted;
    outcome_.out_of_time = end == FlyingEnd::kOutOfTime;
    return end == FlyingEnd::kAllLanded;
  }

  void note_broken(std::size_t index, const FileVerdict& verdict) {
    if (grade_of(verdict) != Grade::kBroken) return;
    const std::string at = outcome_.path + " = " + size_value_words(request_.values.values[index]) + ": ";
    outcome_.broken =
        at + (verdict.failures.empty() ? verdict.broken_audits.front() : verdict.failures.front());
    CheckOutcome alone;
    alone.files.push_back(verdict);
    outcome_.broken_code = windtunnel::exit_code(alone);
  }

  void finish() {
    for (const auto& [index, value] : values_) {
      if (!value.looked_at) continue;
      const FileVerdict& verdict = value.file->verdict();
      outcome_.kept += value.flown->kept_of(verdict.replications);
      outcome_.seen.push_back({index, verdict, verdicts_of(*value.file)});
    }
    if (settings_.store != nullptr) {
      settings_.store->flush();
      outcome_.store_trouble = settings_.store->trouble();
    }
    if (settings_.budget) outcome_.budget_seconds = settings_.budget->count();
    outcome_.seconds = seconds();
  }

  std::size_t seen() const {
    return static_cast<std::size_t>(std::count_if(values_.begin(), values_.end(),
                                                  [](const auto& each) { return each.second.looked_at; }));
  }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begun_).count(); }

  const SizingRequest& request_;
  const Catalog& catalog_;
  const SizingSettings& settings_;
  Problems& problems_;
  const Clock::time_point begun_;
  std::map<std::size_t, Value> values_;
  SizingOutcome outcome_;
};

}  // namespace

bool SizedValue::meets() const {
  return std::all_of(verdicts.begin(), verdicts.end(),
                     [](Expected each) { return each == Expected::kHolds; });
}

bool SizedValue::fails() const {
  return std::any_of(verdicts.begin(), verdicts.end(),
                     [](Expected each) { return each == Expected::kFails; });
}

std::optional<SizingOutcome> find_sizing(const SizingRequest& request, const Catalog& catalog,
                                         const SizingSettings& settings, Problems& problems) {
  return Sizing(request, catalog, settings, problems).run();
}

int exit_code(const SizingOutcome& outcome) {
  if (!outcome.broken.empty() && outcome.broken_code >= 5) return outcome.broken_code;
  if (!outcome.store_trouble.empty()) return 5;
  if (outcome.interrupted) return 130;
  if (!outcome.broken.empty()) return outcome.broken_code;
  switch (outcome.found.end) {
    case SizeEnd::kFound:
    case SizeEnd::kAll:
      return 0;
    case SizeEnd::kNone:
      return 1;
    case SizeEnd::kStretch:
    case SizeEnd::kUndecided:
      break;
  }
  return 3;
}

}  // namespace windtunnel
