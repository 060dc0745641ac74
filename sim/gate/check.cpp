// Sharing the error rate, choosing the files of a round, and flying it.
#include "sim/gate/check.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace windtunnel {
namespace {

// tidy: wall clock because a budget is about it; no verdict sees it
using Clock = std::chrono::steady_clock;

// Every flight once, whoever asks for it.
class Flights {
 public:
  FlownScenario* of(const std::shared_ptr<const Loaded>& loaded) {
    if (loaded == nullptr) return nullptr;
    auto flown = std::make_unique<FlownScenario>(loaded);
    return by_key_.try_emplace(flown->key().text(), std::move(flown)).first->second.get();
  }
  void take_kept(ResultStore& store) {
    for (const auto& [key, flown] : by_key_) flown->take_kept(store);
  }
  void look_at(const FlownScenario& flown, std::int64_t replications) {
    std::int64_t& most = looked_at_[flown.key().text()];
    most = std::max(most, replications);
  }
  std::int64_t kept_and_looked_at() const {
    std::int64_t sum = 0;
    for (const auto& [key, replications] : looked_at_) sum += by_key_.at(key)->kept_of(replications);
    return sum;
  }

 private:
  std::map<std::string, std::unique_ptr<FlownScenario>> by_key_;
  std::map<std::string, std::int64_t> looked_at_;
};

class Check {
 public:
  Check(const std::vector<CheckedFile>& files, const CheckSettings& settings)
      : settings_(settings), begun_(Clock::now()) {
    for (const CheckedFile& file : files)
      cases_.emplace_back(file, flights_.of(file.now), flights_.of(file.was),
                          flights_.of(file.was_under_catalog));
    if (settings.store != nullptr) flights_.take_kept(*settings.store);
    share_error_rate();
  }

  CheckOutcome run() {
    std::vector<std::size_t> round;
    while (!(round = next_round()).empty() && fly(round)) {
    }
    return outcome();
  }

 private:
  void share_error_rate() {
    std::size_t expectations = 0, differences = 0;
    for (const FileCase& each : cases_)
      expectations += each.expectations(), differences += each.differences();
    const double of_expectations = settings_.against ? 0.5 : 1.0;
    for (const FileCase& each : cases_) {
      const double rate = each.gate().error_rate.value();
      QuestionRates& rates = rates_.emplace_back();
      if (expectations > 0) rates.expectation = rate * of_expectations / static_cast<double>(expectations);
      if (differences > 0) rates.difference = rate * (1 - of_expectations) / static_cast<double>(differences);
      outcome_.error_rate += rates.expectation * static_cast<double>(each.expectations()) +
                             rates.difference * static_cast<double>(each.differences());
    }
  }

  // Looks at whatever has landed, and answers the files that are still open and nearest to an answer: the
  // half of them with the fewest events to go. What can not be decided at any price waits at the end, and
  // gets what the others leave of the time.
  std::vector<std::size_t> next_round() {
    std::vector<std::pair<double, std::size_t>> open;
    bool first = false;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      while (cases_[i].is_open() && cases_[i].can_look()) cases_[i].look(rates_[i]);
      if (!cases_[i].is_open()) continue;
      first = first || cases_[i].verdict().looks == 0;
      open.emplace_back(cases_[i].events_to_go(), i);
    }
    std::sort(open.begin(), open.end());
    std::vector<std::size_t> round;
    for (const auto& [events, index] : open)
      if (first ? cases_[index].verdict().looks == 0 : round.size() < (open.size() + 1) / 2)
        round.push_back(index);
    open_ = open.size();
    return round;
  }

  // False when there is no time left for another round.
  bool fly(const std::vector<std::size_t>& round) {
    std::vector<FlightOrder> orders;
    for (const std::size_t index : round)
      for (const FlightOrder& order : cases_[index].orders()) orders.push_back(order);
    FlyingOptions options;
    options.jobs = settings_.jobs;
    options.store = settings_.store;
    options.stop = settings_.stop;
    if (settings_.budget)
      options.deadline = begun_ + std::chrono::duration_cast<Clock::duration>(*settings_.budget);
    if (settings_.progress)
      options.progress = [this](std::int64_t flown) {
        settings_.progress({flown, cases_.size(), open_, seconds()});
      };
    const FlyingEnd end = fly_missing(orders, options, outcome_.flown);
    outcome_.interrupted = end == FlyingEnd::kInterrupted;
    outcome_.out_of_time = end == FlyingEnd::kOutOfTime;
    if (end == FlyingEnd::kAllLanded) return true;
    // What has landed in full is looked at all the same.
    next_round();
    return false;
  }

  CheckOutcome outcome() {
    if (settings_.store != nullptr) {
      settings_.store->flush();
      outcome_.store = settings_.store->file().generic_string();
      outcome_.store_trouble = settings_.store->trouble();
    }
    for (const FileCase& each : cases_) {
      for (const FlownScenario* side : each.sides()) flights_.look_at(*side, each.verdict().replications);
      outcome_.files.push_back(each.verdict());
    }
    outcome_.kept = flights_.kept_and_looked_at();
    if (settings_.budget) outcome_.budget_seconds = settings_.budget->count();
    outcome_.seconds = seconds();
    return std::move(outcome_);
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - begun_).count(); }

  const CheckSettings& settings_;
  const Clock::time_point begun_;
  Flights flights_;
  std::vector<FileCase> cases_;
  std::vector<QuestionRates> rates_;  // beside cases_
  CheckOutcome outcome_;
  std::size_t open_ = 0;
};

}  // namespace

CheckOutcome check_files(const std::vector<CheckedFile>& files, const CheckSettings& settings) {
  return Check(files, settings).run();
}

}  // namespace windtunnel
