// How the gate's fields are written.
#include "models/expect/gate_fields.hpp"

#include "models/expect/metrics.hpp"

namespace windtunnel {

void GateFields::describe(Schema& schema) {
  schema.field(
      "matters", matters,
      "The smallest relative difference that matters, for all metrics, or by metric and 0.01 for the "
      "others; of a share: relative to its rarer side.");
  schema.field("undecided", undecided, "What a question that stays undecided makes of the check.");
  schema.field("error_rate", error_rate,
               "How often a check may be wrong in any of its verdicts; every scenario of a check gives its "
               "questions their even share of it.",
               Range{1e-6, 0.5});
  schema.field("most", most, "Replications, at most, of this scenario in a check.",
               Range{std::int64_t{2}, std::int64_t{100'000}});
}

void GateFields::check(Checker& checker) const {
  if (matters.is_first()) return;
  for (const auto& item : *matters.second())
    if (find_metric(item.name) == nullptr)
      checker.problem("matters." + item.name, "WT012", "\"" + item.name + "\"",
                      "a metric, as `windtunnel metrics` prints it", item.name, metric_names());
}

double GateFields::matters_of(std::string_view metric) const {
  const Probability* stated = matters.find(metric);
  return stated != nullptr ? stated->value() : kMatters;
}

}  // namespace windtunnel
