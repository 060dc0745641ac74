// Asking, looking, and guessing how far there is to go.
#include "sim/gate/file_case.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/expect/asked.hpp"
#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"
#include "sim/config/write.hpp"
#include "sim/gate/table_changes.hpp"
#include "sim/stats/error_spending.hpp"
#include "sim/stats/sequential.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

// A file's rows without what they say: for finding a figure's counterpart before anything is flown.
Answer outline(const std::vector<RowKey>& rows) {
  Answer answer;
  for (const RowKey& row : rows) answer.rows.push_back({row, {}, {}});
  return answer;
}

// Replications until an interval of this confidence can exist at all, and no later: what lacks one beyond
// them lacks it for another reason, which no number of replications mends. Order statistics need
// 1 - 2 * 2^-n >= confidence, and no estimator needs more.
bool may_come(const Estimate& estimate, std::int64_t replications, double confidence) {
  if (estimate.lack != Lack::kTooFew) return false;
  const double needed = std::max(6.0, math::log(2 / (1 - confidence)) / math::kLn2 + 2);
  return static_cast<double>(replications) < needed;
}

// Replications after which an interval is likely to be as narrow as `wanted`: it narrows with their root.
double replications_until(const Estimate& estimate, double wanted, std::int64_t replications) {
  const auto had = static_cast<double>(replications);
  if (!estimate.has_interval() || estimate.one_sided()) return had * 1.5;
  if (!(wanted > 0)) return std::numeric_limits<double>::infinity();
  const double ratio = estimate.half_width() / wanted;
  return std::max(had * ratio * ratio, had + 1);
}

}  // namespace

std::string figure_words(const Metric& metric, const std::vector<std::string>& parts) {
  std::string where;
  for (const std::string& part : parts)
    if (!part.empty()) where += (where.empty() ? "" : ", ") + part;
  return std::string(metric.name) + (where.empty() ? "" : " (" + where + ")");
}

FileCase::FileCase(const CheckedFile& file, FlownScenario* now, FlownScenario* was,
                   FlownScenario* was_under_catalog, std::int64_t first_look)
    : file_(file.now), now_(now), was_(was), was_under_catalog_(was_under_catalog) {
  const Loaded& loaded = *file.now;
  verdict_.file = file.file;
  verdict_.title = loaded.scenario.title;
  verdict_.hash = loaded.hash;
  verdict_.seed = loaded.scenario.run.seed;
  if (loaded.scenario.gate) verdict_.gate = *loaded.scenario.gate;
  verdict_.held = file.held;
  verdict_.note = file.note;
  looks_.most = verdict_.gate.most;
  looks_.first = std::min(std::max(first_look, loaded.scenario.run.replications), looks_.most);
  for (const auto& item : loaded.scenario.expect) {
    ExpectationVerdict& asked = verdict_.expectations.emplace_back();
    const AskedFigure said = asked_of(item.value);
    const Metric& metric = *said.metric;
    asked.name = item.name;
    asked.metric = &metric;
    const auto key = row_of(loaded.flight, metric, item.value.of);
    CHECK(key.has_value(), "an expectation about something that is not there: " + item.name);
    asked.figure =
        figure_words(metric, part_names(loaded.flight, *key)) + (said.every_run ? " of every run" : "");
    asked.where = loaded.document.where("expect." + item.name);
    asked.side = said.side;
    asked.limit = said.limit;
  }
  compare_files(file);
}

void FileCase::compare_files(const CheckedFile& file) {
  const Loaded& now = *file_;
  verdict_.engine = file.engine;
  verdict_.catalog = file.catalog;
  const bool moved = !file.engine.empty() || !file.catalog.empty();
  if (file.baseline != nullptr && (moved || was_ == nullptr))
    ask_kept(*file.baseline, was_ != nullptr ? was_ : now_,
             was_ == nullptr || file.engine.empty() == file.catalog.empty() ? Cause::kSeveral
             : file.engine.empty()                                          ? Cause::kCatalog
                                                                            : Cause::kEngine);
  if (was_ == nullptr) return;
  verdict_.held = was_ == now_ && !moved ? Held::kUnchanged : Held::kChanged;
  const Loaded& old = file.was_under_catalog != nullptr ? *file.was_under_catalog : *file.was;
  verdict_.changes =
      windtunnel::differences(resolved(old.document, old.scenario), resolved(now.document, now.scenario));
  for (CatalogChange& change : changes_of_tables(
           file.was->tables, file.was_under_catalog != nullptr ? old.tables : now.tables, now.resolved_json))
    verdict_.catalog.push_back(std::move(change));
  if (was_ == now_) return;  // sides of one flight differ in nothing that could be flown
  if (was_under_catalog_ == nullptr) {
    ask_differences(was_, now_, Cause::kSeveral);
    return;
  }
  if (was_ != was_under_catalog_) ask_differences(was_, was_under_catalog_, Cause::kCatalog);
  if (was_under_catalog_ != now_) ask_differences(was_under_catalog_, now_, Cause::kFile);
}

// The expectation of this file that is about a row of `loaded`, which may be an older design.
const ExpectationVerdict* FileCase::named_in(const Loaded& loaded, const RowKey& row) const {
  for (const ExpectationVerdict& each : verdict_.expectations) {
    const ExpectFields* item = file_->scenario.expect.find(each.name);
    const auto about = row_of(loaded.flight, *asked_of(*item).metric, item->of);
    if (about == row) return &each;
  }
  return nullptr;
}

DifferenceVerdict& FileCase::ask(const RowKey& key, const Flight& flight, Cause cause,
                                 const ExpectationVerdict* named) {
  DifferenceVerdict& asked = verdict_.differences.emplace_back();
  asked.metric = key.metric;
  asked.parts = part_names(flight, key);
  asked.figure = figure_words(*key.metric, asked.parts);
  asked.cause = cause;
  asked.matters = verdict_.gate.matters_of(key.metric->name);
  // Of a figure that nobody expects anything of: what was written first of all that changed and is flown.
  const auto flown = [](const FileDifference& change) {
    return change.path != "title" && !change.path.starts_with("expect.");
  };
  const auto change = std::find_if(verdict_.changes.begin(), verdict_.changes.end(), flown);
  asked.where =
      file_->document.where(cause == Cause::kFile && change != verdict_.changes.end() ? change->path : "");
  if (named != nullptr) asked.expectation = named->name, asked.where = named->where;
  return asked;
}

void FileCase::ask_differences(FlownScenario* from, FlownScenario* to, Cause cause) {
  const Flight& flight = from->loaded().flight;
  const Answer rows = outline(to->rows());
  for (const RowKey& key : from->rows()) {
    const AnswerRow* row = counterpart(flight, key, to->loaded().flight, rows);
    if (row == nullptr) continue;
    const ExpectationVerdict* named = named_in(from->loaded(), key);
    if (named == nullptr && !in_overview(key)) continue;
    ask(key, flight, cause, named);
    pairs_.push_back({from, to, key, {}});
  }
}

void FileCase::ask_kept(const Baseline& baseline, FlownScenario* to, Cause cause) {
  const Flight& flight = to->loaded().flight;
  for (const RowKey& key : to->rows()) {
    const KeptFigure* kept = baseline.find(key.metric->name, selector_words(flight, key));
    if (kept == nullptr) continue;
    ask(key, flight, cause, named_in(to->loaded(), key)).paired = false;
    pairs_.push_back({nullptr, to, key, kept->mean});
  }
}

bool FileCase::is_open() const {
  if (grade_of(verdict_) == Grade::kBroken || verdict_.replications >= looks_.most) return false;
  if (verdict_.looks == 0) return true;
  const auto open = [&](const ExpectationVerdict& each) {
    return each.judgement.verdict == Expected::kUndecided &&
           (each.estimate.has_interval() || may_come(each.estimate, each.replications, each.confidence));
  };
  return std::any_of(verdict_.expectations.begin(), verdict_.expectations.end(), open) ||
         std::any_of(verdict_.differences.begin(), verdict_.differences.end(),
                     [](const DifferenceVerdict& each) { return each.open; });
}

std::int64_t FileCase::next() const { return next_look(looks_, verdict_.replications); }

std::vector<FlownScenario*> FileCase::sides() const {
  std::vector<FlownScenario*> all = {now_};
  for (FlownScenario* side : {was_, was_under_catalog_})
    if (side != nullptr && std::find(all.begin(), all.end(), side) == all.end()) all.push_back(side);
  return all;
}

std::vector<FlightOrder> FileCase::orders() const {
  std::vector<FlightOrder> orders;
  for (FlownScenario* side : sides()) orders.push_back({side, next()});
  return orders;
}

bool FileCase::can_look() const {
  const std::vector<FlownScenario*> all = sides();
  return std::all_of(all.begin(), all.end(),
                     [&](const FlownScenario* side) { return side->has_all(next()); });
}

void FileCase::look(const QuestionRates& rates) {
  verdict_.replications = next();
  const int look = static_cast<int>(++verdict_.looks);
  const Answer answer =
      now_->answer(file_->scenario, verdict_.replications, confidence_at(rates.expectation, look));
  note_failures(answer, "");
  judge_expectations(answer, confidence_at(rates.expectation, look));
  if (!pairs_.empty()) judge_differences(confidence_at(rates.difference, look));
}

void FileCase::judge_expectations(const Answer& now, double confidence) {
  for (const ExpectationAnswer& said : now.expectations) {
    const auto asked = std::find_if(verdict_.expectations.begin(), verdict_.expectations.end(),
                                    [&](const ExpectationVerdict& each) { return each.name == said.name; });
    CHECK(asked != verdict_.expectations.end(), "an answer to an expectation that was not asked");
    if (asked->judgement.verdict != Expected::kUndecided) continue;
    asked->estimate = said.estimate;
    asked->judgement = said.judgement;
    asked->confidence = confidence;
    asked->replications = verdict_.replications;
  }
}

void FileCase::judge_differences(double confidence) {
  std::vector<std::pair<FlownScenario*, Answer>> answers;
  const auto answer_of = [&](FlownScenario* side) -> const Answer& {
    for (const auto& [had, answer] : answers)
      if (had == side) return answer;
    answers.emplace_back(side, side->answer(side->loaded().scenario, verdict_.replications, kConfidence));
    if (side != now_) note_failures(answers.back().second, "as it was: ");
    return answers.back().second;
  };
  answers.reserve(3);  // so that no answer moves while another is made
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    DifferenceVerdict& asked = verdict_.differences[i];
    if (!asked.open) continue;
    const Pair& pair = pairs_[i];
    asked.confidence = confidence;
    asked.replications = verdict_.replications;
    if (pair.from == nullptr) {
      judge_kept(asked, pair, answer_of(pair.to));
      continue;
    }
    const Answer& before = answer_of(pair.from);
    const Answer& after = answer_of(pair.to);
    const AnswerRow* row = before.find(pair.key);
    const auto found = row == nullptr
                           ? std::nullopt
                           : difference_of(pair.from->loaded().flight, *row, pair.to->loaded().flight, after,
                                           asked.matters, confidence);
    if (!found) {
      // Neither side has anything to say, and more of the same will not change that.
      asked.lack_before = asked.lack_after = "nothing of the kind happened";
      asked.open = false;
      continue;
    }
    asked.before = found->a, asked.after = found->b;
    asked.absolute = found->difference.absolute;
    asked.relative = found->difference.relative;
    asked.lack_before = found->lack_a, asked.lack_after = found->lack_b;
    asked.verdict = found->verdict;
    // A queue that began to grow without end is worse than any figure says.
    if (found->lack_a.empty() != found->lack_b.empty())
      asked.verdict = found->lack_a.empty() ? Compared::kWorse : Compared::kBetter;
    asked.open = asked.verdict == Compared::kUndecided && found->lack_a.empty();
  }
}

void FileCase::judge_kept(DifferenceVerdict& asked, const Pair& pair, const Answer& now) const {
  const AnswerRow* row = now.find(pair.key);
  std::vector<double> values;
  if (row != nullptr)
    for (const double value : row->by_replication)
      if (!std::isnan(value)) values.push_back(value);
  asked.before = pair.kept.value;
  if (values.size() < 2 || row->estimate.lack == Lack::kSaturated) {
    asked.lack_after = values.size() < 2 ? "nothing of the kind happened" : word(Lack::kSaturated);
    asked.verdict = values.size() < 2 ? Compared::kUndecided : Compared::kWorse;
    asked.open = false;
    return;
  }
  const Difference found = unpaired_difference(pair.kept, values, asked.confidence);
  asked.after = pair.kept.value + found.absolute.value;
  asked.absolute = found.absolute;
  asked.relative = found.relative;
  asked.verdict = compare(
      found.absolute, asked.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter,
      asked.matters * scale_of(*asked.metric, asked.before));
  asked.open = asked.verdict == Compared::kUndecided;
}

void FileCase::note_failures(const Answer& answer, const std::string& side) {
  verdict_.broken_promise = verdict_.broken_promise || answer.broken_promise;
  for (const std::string& failure : answer.failures) verdict_.failures.push_back(side + failure);
  std::vector<std::string> broken;
  for (const Audit& audit : answer.audits)
    if (!audit.holds) broken.push_back(side + audit.name + ": " + audit.found);
  for (const StoreAnswer& store : answer.stores)
    for (const StoreAnswer::Verdict& verdict : store.verdicts) {
      if (!verdict.asked || !side.empty()) continue;
      if (verdict.unknown > 0 && verdict.violated == 0)
        verdict_.unjudged.insert("tier " + store.tier + ": " + std::string(verdict.check));
      if (verdict.violated > 0)
        broken.push_back("tier " + store.tier + ": " + std::string(verdict.check) + " is violated in " +
                         std::to_string(verdict.violated) + " of " + std::to_string(answer.replications) +
                         " replications" + (verdict.example.empty() ? "" : ": " + verdict.example));
    }
  for (std::string& each : broken) verdict_.broken_audits.push_back(std::move(each));
}

double FileCase::events_to_go() const {
  double events = 0;
  for (const FlownScenario* side : sides()) events += side->events_a_replication();
  const auto had = static_cast<double>(verdict_.replications);
  if (verdict_.looks == 0) return events * static_cast<double>(next());
  double until = std::numeric_limits<double>::infinity();
  for (const ExpectationVerdict& each : verdict_.expectations)
    if (each.judgement.verdict == Expected::kUndecided)
      until = std::min(until, replications_until(each.estimate, std::fabs(each.estimate.value - each.limit),
                                                 each.replications));
  for (const DifferenceVerdict& each : verdict_.differences) {
    if (!each.open) continue;
    const double size = std::fabs(each.absolute.value);
    const double matters = each.matters * scale_of(*each.metric, each.before);
    until =
        std::min(until, replications_until(each.absolute, std::max(size, matters - size), each.replications));
  }
  return events * std::max(1.0, until - had);
}

}  // namespace windtunnel
