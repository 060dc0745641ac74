// Writing orders, carrying them out, taking reports.
#include "sim/study/study_orders.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "sim/base/archive.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"
#include "sim/config/table.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/replication_record.hpp"
#include "sim/study/study_key.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because progress is about it; no outcome sees it
using Clock = std::chrono::steady_clock;

struct OrderBytes {
  std::string version;
  std::int64_t results = 0;
  std::string scenario;  // resolved, canonical
  std::string hash;      // of scenario and tables
  Hash128 key;
  std::vector<Table> tables;
  std::int64_t seed = 0;
  std::vector<std::int64_t> replications;

  template <class Archive>
  void archive(Archive& a) {
    a(version, results, scenario, hash, key, tables, seed, replications);
  }
};

struct ReportBytes {
  Hash128 key;
  std::vector<std::string>
      records;          // beside the order's replications; fewer where one failed, or was stopped
  std::string refused;  // why nothing was flown; "" when something was

  template <class Archive>
  void archive(Archive& a) {
    a(key, records, refused);
  }
};

bool is_of_this_version(const OrderBytes& order) {
  return order.version == version() && order.results == kResultsVersion;
}

void fly_all(const OrderBytes& order, const Loaded& loaded, const std::atomic<bool>& stop,
             ReportBytes& report) {
  const std::vector<RowKey> rows = all_rows(loaded.flight);
  if (!(point_key(loaded, rows) == order.key)) {
    report.refused = "other figures are read from the same scenario here: a build of other sources";
    return;
  }
  const auto program = loaded.flight.foreign ? find_program(loaded.flight.engine.program) : std::nullopt;
  for (const std::int64_t replication : order.replications) {
    const Landed landed =
        fly_replication(loaded.flight, program, rows, {order.seed, replication, {}}, stop, nullptr);
    if (landed.interrupted) return;
    report.records.push_back(record_of(landed.facts));
    if (!landed.facts.failed.empty()) return;
  }
}

}  // namespace

// A scenario that was read for an order.
struct OrderPilot::Reread {
  std::string hash;
  std::optional<Loaded> loaded;
  std::string refused;

  Reread(OrderBytes& order, const Catalog& catalog) : hash(order.hash) {
    Catalog with_tables = catalog;
    for (Table& table : order.tables) {
      const std::string name = table.name();
      with_tables.tables().give(name, std::make_shared<const Table>(std::move(table)));
    }
    Problems problems;
    loaded = load_scenario_text(order.scenario, "scenario", {}, with_tables, problems);
    if (!loaded)
      refused = "the scenario is read otherwise here:\n" + problems.text("scenario");
    else if (loaded->hash != order.hash)
      refused = "another scenario is read here, " + loaded->hash + " instead of " + order.hash +
                ": a build of other sources, or other models of the same name";
  }
};

OrderPilot::OrderPilot(Catalog catalog) : catalog_(std::move(catalog)) {}
OrderPilot::~OrderPilot() = default;

std::string OrderPilot::carry_out(std::string_view bytes, const std::atomic<bool>& stop) {
  OrderBytes order;
  ReportBytes report;
  Unpacker unpacker(bytes);
  unpacker(order);
  if (!unpacker.at_the_end()) {
    report.refused = "this is no order of a study, or one of another version of windtunnel";
    return packed(report);
  }
  report.key = order.key;
  if (!is_of_this_version(order)) {
    report.refused = "this is windtunnel " + std::string(version()) + " (results " +
                     std::to_string(kResultsVersion) + "), and the order is of " + order.version +
                     " (results " + std::to_string(order.results) + ")";
    return packed(report);
  }
  if (!last_ || last_->hash != order.hash) last_ = std::make_unique<Reread>(order, catalog_);
  report.refused = last_->refused;
  if (report.refused.empty()) fly_all(order, *last_->loaded, stop, report);
  return packed(report);
}

StudyOrders::StudyOrders(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options)
    : plan_(plan),
      options_(options),
      outcome_(nothing_flown(options.points)),
      desk_(plan, catalog, options_, outcome_),
      begun_(Clock::now()) {}

std::vector<StudyOrder> StudyOrders::take(std::size_t most, std::int64_t replications) {
  std::vector<StudyOrder> taken;
  while (taken.size() < most) {
    std::vector<DeskTask> tasks;
    while (static_cast<std::int64_t>(tasks.size()) < replications) {
      if (!next_) next_ = desk_.next(false);
      if (!next_ || (!tasks.empty() && (next_->replication < 0 || next_->point != tasks.front().point)))
        break;
      const DeskTask task = *std::exchange(next_, std::nullopt);
      if (task.replication >= 0) {
        tasks.push_back(task);
        continue;
      }
      try {
        desk_.open(task.point);
      } catch (const BrokenPromise& broken) {
        desk_.fail(task.point, broken.what(), true);
      } catch (const std::bad_alloc&) {
        desk_.fail(task.point, "out of memory", false);
      }
    }
    if (tasks.empty()) break;
    taken.push_back(order_of(tasks));
    orders_[taken.back().id].tasks = std::move(tasks);
  }
  return taken;
}

StudyOrder StudyOrders::order_of(const std::vector<DeskTask>& tasks) const {
  const OpenPoint& point = *tasks.front().point;
  const Loaded& loaded = *point.loaded;
  OrderBytes order;
  order.version = version();
  order.results = kResultsVersion;
  order.scenario = loaded.resolved_json;
  order.hash = loaded.hash;
  order.key = point.key;
  for (const auto& table : loaded.tables) order.tables.push_back(*table);
  order.seed = loaded.scenario.run.seed;
  for (const DeskTask& task : tasks) order.replications.push_back(task.replication);
  return {std::to_string(outcome_.points[point.place].point) + "." +
              std::to_string(order.replications.front()) + "+" + std::to_string(tasks.size()) + "." +
              point.key.text(),
          packed(order)};
}

std::string StudyOrders::report(const std::string& id, std::string_view bytes) {
  const auto at = orders_.find(id);
  if (at == orders_.end()) return "";
  ReportBytes report;
  Unpacker unpacker(bytes);
  unpacker(report);
  const std::vector<DeskTask>& tasks = at->second.tasks;
  std::string why;
  if (!unpacker.at_the_end() || report.records.size() > tasks.size())
    why = "what came back is no report of a study, or one of another version of windtunnel";
  else if (!report.refused.empty())
    why = report.refused;
  else if (!(report.key == tasks.front().point->key))
    why = "the report is on another order";
  std::vector<ReplicationFacts> facts;
  for (const std::string& record : report.records) {
    std::optional<ReplicationFacts> each = facts_of(record);
    if (!each) why = "a replication in the report does not read";
    if (!why.empty()) break;
    facts.push_back(std::move(*each));
  }
  if (!why.empty()) facts.clear();
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (i < facts.size()) {
      events_ += facts[i].events;
      desk_.land(tasks[i], std::move(facts[i]));
    } else {
      desk_.give_back(tasks[i]);
    }
  orders_.erase(at);
  return why;
}

void StudyOrders::lose(const std::string& id) {
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  for (const DeskTask& task : at->second.tasks) desk_.give_back(task);
  orders_.erase(at);
}

StudyProgress StudyOrders::progress() {
  StudyProgress progress =
      desk_.progress(static_cast<std::uint64_t>(outcome_.replications_flown) * WorldOptions{}.samples);
  progress.events = events_;
  progress.seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
  return progress;
}

StudyOutcome StudyOrders::finish() {
  desk_.stop();
  if (options_.store != nullptr) {
    options_.store->flush();
    outcome_.store_trouble = options_.store->trouble();
  }
  outcome_.interrupted = outcome_.count(PointState::kNotFlown) > 0;
  outcome_.seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
  return outcome_;
}

}  // namespace windtunnel
