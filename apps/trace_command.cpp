// `windtunnel trace`: what the members of a store under a protocol did, as text and as a space-time picture;
// and what its clients saw, as a history for checkers from outside.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "apps/session.hpp"
#include "models/world/fly.hpp"
#include "sim/config/scalar.hpp"
#include "sim/record/history_files.hpp"
#include "sim/record/protocol_trace.hpp"
#include "sim/study/load.hpp"
#include "sim/study/replication.hpp"

namespace windtunnel {
namespace {

// Keeps the steps of one store between two moments.
class Recording final : public StoreWatch {
 public:
  Recording(std::uint32_t tier, Time from, Time to) : tier_(tier), from_(from), to_(to) {}
  void stepped(std::uint32_t tier, const ProtocolStep& step) override {
    if (tier == tier_ && step.at >= from_ && step.at < to_) trace.steps.push_back(step);
  }
  void lost(std::uint32_t tier, std::uint64_t message, Time at) override {
    if (tier == tier_ && at >= from_ && at < to_)
      trace.deliveries.push_back(ProtocolTrace::Delivery{.message = message, .at = at, .lost = true});
  }
  ProtocolTrace trace;

 private:
  std::uint32_t tier_;
  Time from_, to_;
};

int complain(const std::string& words) {
  fmt::print(stderr, "windtunnel: {}\n", words);
  return exit_codes::kWrongInput;
}

std::optional<Time> moment(const std::string& text, Time otherwise) {
  if (text.empty()) return otherwise;
  if (text == "0") return Time();  // nothing is nothing in every unit
  Duration since;
  if (parse_quantity(text, since)) return std::nullopt;
  return Time() + since;
}

// The store that is asked for, or the only one there is.
std::optional<std::uint32_t> store_of(const Plan& plan, const std::string& name) {
  std::vector<std::uint32_t> stores;
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier)
    if (plan.tiers[tier].store && (name.empty() || plan.tiers[tier].name == name)) stores.push_back(tier);
  if (stores.size() != 1) return std::nullopt;
  return stores.front();
}

bool write(const std::string& file, const std::string& content) {
  std::ofstream stream(file, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream.fail()) return true;
  fmt::print(stderr, "windtunnel: {} could not be written\n", file);
  return false;
}

std::string history_as(const std::string& file, const History& history) {
  if (file.ends_with(".json")) return history_json(history);
  return file.ends_with(".csv") ? history_csv(history) : history_edn(history);
}

}  // namespace

int trace_command(const CommonOptions& common, const TraceOptions& options) {
  const Catalog catalog = catalog_of(common);
  Problems problems;
  const auto loaded = load_scenario(options.file, options.sets, catalog, problems);
  if (!loaded) {
    fmt::print(stderr, "{}", problems.text(options.file));
    return exit_codes::kWrongInput;
  }
  const Plan& plan = loaded->flight.plan;
  if (loaded->flight.foreign) return complain("a trace is of the native engine: --set engine.kind=native");
  const auto tier = store_of(plan, options.tier);
  if (!tier)
    return complain(options.tier.empty()
                        ? "--tier has to name one of several stores, or no tier has a protocol"
                        : "there is no store under a protocol called " + options.tier);
  const auto from = moment(options.from, Time()), to = moment(options.to, Time::never());
  if (!from || !to || *from >= *to)
    return complain(
        "--from and --to are times with their unit, such as 0s and 1.5s, the first before the second");
  TraceView view{.from = *from, .to = *to};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan.tiers[*tier].replicas.size(); ++i)
    names.push_back("n" + std::to_string(i + 1));
  for (const std::string& name : options.only) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return complain("--only " + name + ": members are n1 to " + names.back());
    view.only.push_back(MemberId(static_cast<std::uint32_t>(at - names.begin())));
  }

  Recording recording(*tier, *from, *to);
  recording.trace.names = names;
  WorldOptions world;
  world.seed = replication_seed(options.seed.value_or(loaded->scenario.run.seed), options.replication);
  world.watch = &recording;
  world.keeps_histories = !options.history.empty();
  const RunFacts facts = fly_natively(plan, world, &stop_on_signals(), "trace");
  if (facts.stopped == StopReason::kToken) return exit_codes::kInterrupted;
  if (facts.stopped != StopReason::kUntil) {
    fmt::print(stderr, "windtunnel: {}\n", facts.why_stopped);
    return exit_codes::kCouldNotRun;
  }
  if (!options.svg.empty() && !write(options.svg, trace_svg(recording.trace, view)))
    return exit_codes::kCouldNotRun;
  for (const StoreFacts& store : facts.stores)
    if (store.tier == *tier && !options.history.empty() &&
        !write(options.history, history_as(options.history, store.history)))
      return exit_codes::kCouldNotRun;
  fmt::print("{}", trace_text(recording.trace, view));
  return exit_codes::kFine;
}

}  // namespace windtunnel
