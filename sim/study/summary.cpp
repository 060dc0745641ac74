// Writing an answer as a tree.
#include "sim/study/summary.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/write.hpp"
#include "sim/observe/ingredients.hpp"

namespace windtunnel {
namespace {

Node number(double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); }
Node text_or_null(const std::string& text) { return text.empty() ? Node::null() : Node::string(text); }
Node count(std::int64_t value) { return Node::integer(value); }
Node hex(std::uint64_t value) { return Node::string(hexadecimal(value)); }

void add_estimate(Node& node, const Estimate& estimate) {
  node.add("value", number(estimate.value));
  node.add("low", estimate.has_interval() ? number(estimate.low) : Node::null());
  node.add("high", estimate.has_interval() ? number(estimate.high) : Node::null());
  const char* kind = estimate.kind == IntervalKind::kTwoSided  ? "two_sided"
                     : estimate.kind == IntervalKind::kAtLeast ? "at_least"
                     : estimate.kind == IntervalKind::kAtMost  ? "at_most"
                                                               : "none";
  node.add("interval", Node::string(kind));
  node.add("lack", text_or_null(word(estimate.lack)));
  node.add("why", text_or_null(estimate.why));
}

void add_selection(Node& node, const Flight& flight, const RowKey& key) {
  node.add("metric", Node::string(std::string(key.metric->name)));
  node.add("unit", Node::string(std::string(unit_name(key.metric->unit))));
  node.add("phase", text_or_null(phase_name(flight, key)));
  node.add("class", text_or_null(class_name(flight, key)));
  node.add("region", text_or_null(region_name(flight, key)));
  node.add("tier", text_or_null(tier_name(flight, key)));
  node.add("fault", text_or_null(fault_name(flight, key)));
  node.add("side", text_or_null(side_name(flight, key)));
}

Node metrics_node(const Flight& flight, const Answer& answer) {
  Node list = Node::array();
  for (const AnswerRow& row : answer.rows) {
    Node item = Node::object();
    add_selection(item, flight, row.key);
    add_estimate(item, row.estimate);
    Node values = Node::array();
    for (const double value : row.by_replication) values.items().push_back(number(value));
    item.add("by_replication", std::move(values));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node expectations_node(const Flight& flight, const Answer& answer) {
  Node list = Node::array();
  for (const ExpectationAnswer& expectation : answer.expectations) {
    Node item = Node::object();
    item.add("name", Node::string(expectation.name));
    add_selection(item, flight, expectation.key);
    item.add("bound", Node::string(expectation.side == Side::kAtMost ? "at_most" : "at_least"));
    item.add("limit", number(expectation.limit));
    item.add("every_run", Node::boolean(expectation.every_run));
    add_estimate(item, expectation.estimate);
    item.add("verdict", Node::string(word(expectation.judgement.verdict)));
    item.add("margin", number(expectation.judgement.margin));
    item.add("undecided_because", text_or_null(expectation.judgement.why));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node tiers_node(const Answer& answer) {
  Node list = Node::array();
  for (const TierAnswer& tier : answer.tiers) {
    Node item = Node::object();
    item.add("tier", Node::string(tier.name));
    item.add("replicas", count(tier.replicas));
    item.add("replicas_most", count(tier.replicas_most));
    item.add("cores_each", count(tier.cores));
    item.add("utilisation_mean", number(tier.utilisation_mean));
    item.add("utilisation_peak", number(tier.utilisation_peak));
    item.add("worst_phase", text_or_null(tier.worst_phase));
    item.add("worst_region", text_or_null(tier.worst_region));
    item.add("utilisation_worst", number(tier.utilisation_worst));
    item.add("offered_load", number(tier.offered_load));
    item.add("saturated", Node::boolean(tier.saturated));
    item.add("why", text_or_null(tier.why));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node bill_node(const Bill& bill) {
  Node node = Node::object();
  Node lines = Node::array();
  for (const BillLine& line : bill.lines) {
    Node item = Node::object();
    item.add("tier", text_or_null(line.tier));
    item.add("what", Node::string(line.what));
    item.add("quantity", number(line.quantity));
    item.add("unit", Node::string(line.unit));
    item.add("price_usd", number(line.price.usd()));
    item.add("amount_usd", number(line.amount.usd()));
    item.add("table", Node::string(line.table));
    item.add("as_of", Node::string(line.as_of));
    item.add("assumed", Node::boolean(line.assumed));
    lines.items().push_back(std::move(item));
  }
  node.add("lines", std::move(lines));
  node.add("total_usd_per_month", number(bill.total.usd()));
  Node missing = Node::array();
  for (const std::string& what : bill.not_priced) missing.items().push_back(Node::string(what));
  node.add("not_priced", std::move(missing));
  node.add("oldest_as_of", text_or_null(bill.oldest_as_of));
  return node;
}

Node catalogs_node(const Loaded& loaded) {
  Node list = Node::array();
  for (const auto& table : loaded.tables) {
    Node item = Node::object();
    item.add("table", Node::string(table->name()));
    item.add("source", Node::string(table->source()));
    item.add("date", Node::string(table->date()));
    item.add("licence", Node::string(table->licence()));
    item.add("hash", Node::string(table->hash().text()));
    list.items().push_back(std::move(item));
  }
  return list;
}

// The code that a scenario brought along.
Node plugins_node(const Loaded& loaded) {
  Node list = Node::array();
  for (const auto& plugin : loaded.plugins) {
    Node item = Node::object();
    item.add("plugin", Node::string(plugin->name));
    item.add("hash", Node::string(plugin->hash.text()));
    Node models = Node::array();
    for (const std::string& kind : plugin->models->kinds())
      for (const auto& entry : plugin->models->entries_of(kind))
        models.items().push_back(Node::string(kind + " " + entry->name));
    item.add("models", std::move(models));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node fingerprints_node(const std::array<std::uint64_t, 5>& prints) {
  Node node = Node::object();
  for (std::size_t i = 0; i < prints.size(); ++i) node.add(std::string(kIngredients[i]), hex(prints[i]));
  return node;
}

// How links were shared, with every factor that the engine's network model brought along.
Node sharing_node(const Flight& flight) {
  const Wiring& wiring = flight.plan.network.wiring;
  if (wiring.sharing != Sharing::kMaxMin) return Node::null();
  Node node = Node::object();
  node.add("latency_factor", number(wiring.latency_factor));
  node.add("bandwidth_factor", number(wiring.bandwidth_factor));
  node.add("weights", Node::string(wiring.weights == FlowWeights::kEqual ? "equal" : "by_latency"));
  node.add("link_weight_bytes", count(wiring.link_weight.count()));
  node.add("tcp_window_bytes", wiring.tcp_window ? count(wiring.tcp_window->count()) : Node::null());
  node.add("cross_traffic", number(wiring.cross_traffic));
  return node;
}

}  // namespace

std::string overall_verdict(const Answer& answer) {
  if (answer.expectations.empty()) return "none";
  bool undecided = false;
  for (const ExpectationAnswer& expectation : answer.expectations) {
    if (expectation.judgement.verdict == Expected::kFails) return "fails";
    undecided = undecided || expectation.judgement.verdict == Expected::kUndecided;
  }
  return undecided ? "undecided" : "holds";
}

std::vector<LeftOut> what_is_left_out(const Scenario& scenario) {
  std::vector<LeftOut> list;
  const auto add = [&list](std::string_view kind, const EntryInfo& entry) {
    LeftOut left{std::string(kind) + " " + entry.name, entry.leaves_out, entry.validated_by};
    if (std::none_of(list.begin(), list.end(),
                     [&](const LeftOut& other) { return other.model == left.model; }))
      list.push_back(std::move(left));
  };
  add("engine", *scenario.engine.entry);
  add("network", *scenario.network.entry);
  for (const auto& item : scenario.workload) add("workload", *item.value.entry);
  for (const auto& item : scenario.tiers) {
    add("load_balancing", *item.value.balancer.entry);
    if (item.value.replication) add("replication", *item.value.replication->entry);
  }
  for (const auto& item : scenario.bulk) add("bulk work", *item.value.entry);
  for (const auto& item : scenario.faults) add("failure", *item.value.entry);
  if (!scenario.timeline.empty()) list.push_back(LeftOut{"timeline", std::string(kTimelineLeavesOut), {}});
  if (scenario.costs) list.push_back(LeftOut{"costs", std::string(kCostsLeaveOut), {}});
  return list;
}

Node summary(const Loaded& loaded, const Answer& answer, std::int64_t seed) {
  Node node = Node::object();
  node.add("windtunnel", Node::string(std::string(version())));
  node.add("title", Node::string(loaded.scenario.title));
  node.add("scenario_hash", Node::string(loaded.hash));
  node.add("engine", Node::string(loaded.scenario.engine.kind()));
  node.add("seed", count(seed));
  node.add("replications_wanted", count(answer.wanted));
  node.add("replications", count(answer.replications));
  node.add("ended", Node::string(answer.interrupted     ? "interrupted"
                                 : answer.out_of_budget ? "out_of_budget"
                                                        : "whole"));
  node.add("requests", count(answer.requests));
  node.add("events", count(static_cast<std::int64_t>(answer.events)));
  node.add("verdict", Node::string(overall_verdict(answer)));
  node.add("exit_code", count(exit_code(answer)));
  node.add("expectations", expectations_node(loaded.flight, answer));
  Node time = Node::array();
  for (const TimeShare& share : answer.time) {
    Node item = Node::object();
    item.add("part", Node::string(share.part));
    item.add("mean_s", number(share.mean_s));
    item.add("slowest_1_percent_s", number(share.slowest_s));
    time.items().push_back(std::move(item));
  }
  node.add("time", std::move(time));
  node.add("tiers", tiers_node(answer));
  node.add("bill", answer.bill ? bill_node(*answer.bill) : Node::null());
  Node audits = Node::array();
  for (const Audit& audit : answer.audits) {
    Node item = Node::object();
    item.add("audit", Node::string(audit.name));
    item.add("holds", Node::boolean(audit.holds));
    item.add("found", text_or_null(audit.found));
    audits.items().push_back(std::move(item));
  }
  node.add("audits", std::move(audits));
  Node failures = Node::array();
  for (const std::string& failure : answer.failures) failures.items().push_back(Node::string(failure));
  node.add("failures", std::move(failures));
  node.add("fingerprints", fingerprints_node(answer.fingerprints));
  node.add("catalogs", catalogs_node(loaded));
  Node left_out = Node::array();
  for (const LeftOut& left : what_is_left_out(loaded.scenario)) {
    Node item = Node::object();
    item.add("model", Node::string(left.model));
    item.add("leaves_out", Node::string(left.what));
    Node ids = Node::array();
    for (const std::string& id : left.validated_by) ids.items().push_back(Node::string(id));
    item.add("validated_by", std::move(ids));
    left_out.items().push_back(std::move(item));
  }
  node.add("leaves_out", std::move(left_out));
  node.add("metrics", metrics_node(loaded.flight, answer));
  return node;
}

Node manifest(const Loaded& loaded, const Answer& answer, const Campaign& campaign, std::int64_t seed,
              const Made& made) {
  Node node = Node::object();
  node.add("windtunnel", Node::string(std::string(version())));
  node.add("scenario_file", Node::string(loaded.document.file()));
  node.add("scenario_hash", Node::string(loaded.hash));
  node.add("engine", Node::string(loaded.scenario.engine.kind()));
  node.add("link_sharing", sharing_node(loaded.flight));
  node.add("seed", count(seed));
  Node seeds = Node::array();
  for (const ReplicationFacts& replication : campaign.replications) {
    Node item = Node::object();
    item.add("seed", hex(replication.seed));
    item.add("events", count(static_cast<std::int64_t>(replication.events)));
    item.add("failed", text_or_null(replication.failed));
    item.add("fingerprints", fingerprints_node(replication.fingerprints));
    seeds.items().push_back(std::move(item));
  }
  node.add("replications", std::move(seeds));
  node.add("fingerprints", fingerprints_node(answer.fingerprints));
  node.add("catalogs", catalogs_node(loaded));
  node.add("plugins", plugins_node(loaded));
  node.add("scenario", resolved(Document(), loaded.scenario));
  Node when = Node::object();
  when.add("at", Node::string(made.at));
  when.add("host", Node::string(made.host));
  when.add("command", Node::string(made.command));
  when.add("threads", count(made.threads));
  when.add("seconds", number(made.seconds));
  node.add("made", std::move(when));
  return node;
}

}  // namespace windtunnel
