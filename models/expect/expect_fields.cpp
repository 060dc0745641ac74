// How an expectation is written.
#include "models/expect/expect_fields.hpp"

#include <utility>

#include "models/expect/asked.hpp"
#include "models/expect/metrics.hpp"
#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"

namespace windtunnel {

void Selector::describe(Schema& schema) {
  schema.field("phase", phase,
               "Requests that were meant to be sent in this phase; the whole measured run when absent.");
  schema.field("class", request_class,
               "Requests of this class; all when absent. For metrics of bulk work: which.");
  schema.field("region", region, "Requests that come from this region; all when absent.",
               Ref{"places.regions"});
  schema.field("tier", tier, "For metrics of a tier: which.", Ref{"tiers"});
  schema.field("fault", fault, "For metrics of a fault: which.", Ref{"faults"});
  schema.field("side", side,
               "Requests of clients that stood on this side when they were meant to be sent, while something "
               "was cut.",
               OneOf{{"first", "second", "bridge"}});
}

void ExpectFields::describe(Schema& schema) {
  schema.field(
      "metric", metric,
      "The metric, by its name; `windtunnel metrics` prints them all. Required unless `verdict` is given.",
      OneOf{metric_names()});
  schema.part(of);
  schema.field("at_most", at_most, "The limit from above, in the metric's unit.");
  schema.field("at_least", at_least, "The limit from below, in the metric's unit.");
  schema.field("never_above", never_above,
               "What the metric may not exceed in any replication, in the metric's unit.");
  schema.field("never_below", never_below,
               "What the metric may not fall under in any replication, in the metric's unit.");
  schema.field("recovers_within", recovers_within,
               "How soon after the strike of `fault` the metric is back at what it was before, on average: "
               "availability, goodput or latency_mean.",
               Positive{});
  schema.field("verdict", verdict, "A promise that the store of `tier` has to keep in every replication.",
               OneOf{verdict_names()});
}

namespace {

// A selector that the metric does not look at would be read as if it did.
void check_selector(Checker& checker, const Metric& metric, const Selector& of) {
  const bool requests = metric.scope == MetricScope::kRequests, tier = metric.scope == MetricScope::kTier;
  // Whether enough are up is a question about the whole tier.
  const bool whole_tier = metric.name == "enough_up_share" || metric.name == "all_up_share";
  const auto refuse = [&](const char* key, const std::optional<std::string>& name, bool fits) {
    if (name && !fits)
      checker.problem(key, "WT030", "\"" + *name + "\"",
                      "nothing: " + std::string(metric.name) + " is not told apart by " + key);
  };
  const bool bulk = metric.scope == MetricScope::kBulk;
  const bool store = metric.scope == MetricScope::kStore;
  const bool by_operation =
      metric.name == "stale_read_share" || metric.name == "harvest" || metric.name == "yield";
  // What is read from the timeline knows regions and moments, and neither classes nor sides.
  const bool timeline = metric.name == "availability_worst";
  refuse("phase", of.phase, requests || tier || bulk || (store && by_operation));
  refuse("class", of.request_class, (requests && !timeline) || bulk);
  refuse("region", of.region, requests || (tier && !whole_tier) || (store && by_operation));
  refuse("tier", of.tier, tier || store);
  refuse("side", of.side, requests && !timeline && !of.region && !of.request_class);
  refuse("fault", of.fault, metric.scope == MetricScope::kFault);
}

}  // namespace

void ExpectFields::check(Checker& checker) const {
  checker.exactly_one(
      {{"at_most"}, {"at_least"}, {"never_above"}, {"never_below"}, {"recovers_within"}, {"verdict"}});
  if (!metric && !verdict) return checker.missing("metric", "the metric that it is about");
  if (metric && verdict)
    return checker.problem("metric", code::kConflict, "\"" + *metric + "\"",
                           "nothing: a verdict is about a store, and names its metric itself");
  const Metric* found = metric_of(*this);
  if (found == nullptr && recovers_within)
    return checker.problem(
        "metric", code::kContradiction, "\"" + *metric + "\"",
        "one of: " + list_of(recovering_metric_names(), "or") + ": no other is timed on its way back",
        *metric, recovering_metric_names());
  if (found == nullptr) return;
  const std::string name(metric ? *metric : *verdict);
  const std::pair<const char*, const LimitField*> limits[] = {{"at_most", &at_most},
                                                              {"at_least", &at_least},
                                                              {"never_above", &never_above},
                                                              {"never_below", &never_below}};
  for (const auto& [key, value] : limits) {
    if (!*value) continue;
    const Limit read = read_limit(*found, **value);
    if (!read.value)
      checker.problem(
          key, (*value)->is_first() ? "WT003" : "WT004",
          (*value)->is_first() ? significant(*(*value)->first(), 6) : "\"" + *(*value)->second() + "\"",
          read.expected);
  }
  if ((found->scope == MetricScope::kTier || found->scope == MetricScope::kStore) && !of.tier)
    checker.missing("tier", "the tier that " + name + " is about");
  if (found->scope == MetricScope::kBulk && !of.request_class)
    checker.missing("class", "the bulk work that " + name + " is about");
  if (found->scope == MetricScope::kFault && !of.fault)
    checker.missing("fault", "the fault that " + name + " is about");
  check_selector(checker, *found, of);
}

}  // namespace windtunnel
