// The object of a size.
#include <cmath>

#include "sim/gate/gate_json.hpp"
#include "sim/sizing/sizing_text.hpp"

namespace windtunnel {
namespace {

Node number(double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); }
Node text(const std::string& value) { return value.empty() ? Node::null() : Node::string(value); }

Node value_at(const SizingOutcome& outcome, const std::optional<std::size_t>& index) {
  return index ? outcome.values[*index] : Node::null();
}

Node seen_json(const SizingOutcome& outcome, const SizedValue& seen) {
  Node node = Node::object();
  node.add("value", outcome.values[seen.index]);
  node.add("number", outcome.numbers.empty() ? Node::null() : number(outcome.numbers[seen.index]));
  node.add("verdict", Node::string(seen.meets() ? "meets" : seen.fails() ? "fails" : "undecided"));
  node.add("replications", Node::integer(seen.verdict.replications));
  node.add("hash", Node::string(seen.verdict.hash));
  Node expectations = Node::array();
  for (std::size_t e = 0; e < seen.verdicts.size(); ++e)
    for (const ExpectationVerdict& each : seen.verdict.expectations)
      if (each.name == outcome.expectations[e])
        expectations.items().push_back(expectation_json(seen.verdict, each, seen.verdicts[e]));
  node.add("expectations", std::move(expectations));
  return node;
}

}  // namespace

Node sizing_json(const SizingOutcome& outcome) {
  const SizeFound& found = outcome.found;
  Node node = Node::object();
  node.add("file", Node::string(outcome.file));
  node.add("title", Node::string(outcome.title));
  node.add("path", Node::string(outcome.path));
  node.add("sentence", Node::string(sizing_sentence(outcome)));
  node.add("verdict", Node::string(word(found.end)));
  node.add("wanted", found.wanted == SizeWanted::kEither ? Node::null() : Node::string(word(found.wanted)));
  node.add("answer", value_at(outcome, found.answer));
  node.add("fails_at", value_at(outcome, found.other));
  Node from = Node::object();
  from.add("first", outcome.values.front());
  from.add("last", outcome.values.back());
  from.add("count", Node::integer(static_cast<std::int64_t>(outcome.values.size())));
  node.add("values", std::move(from));
  Node names = Node::array();
  for (const std::string& each : outcome.expectations) names.items().push_back(Node::string(each));
  node.add("expectations", std::move(names));
  node.add("monotone", Node::boolean(found.contradictions.empty()));
  Node contradictions = Node::array();
  for (const SizeFound::Contradiction& each : found.contradictions) {
    Node item = Node::object();
    item.add("expectation", Node::string(outcome.expectations[each.expectation]));
    item.add("holds_at", outcome.values[each.holds]);
    item.add("fails_at", outcome.values[each.fails]);
    contradictions.items().push_back(std::move(item));
  }
  node.add("contradictions", std::move(contradictions));
  Node bounds = Node::array();
  for (const std::size_t each : found.bound_beyond)
    bounds.items().push_back(Node::string(outcome.expectations[each]));
  node.add("bounds_beyond", std::move(bounds));
  Node seen = Node::array();
  for (const SizedValue& each : outcome.seen) seen.items().push_back(seen_json(outcome, each));
  node.add("seen", std::move(seen));
  node.add("seed", Node::integer(outcome.seed));
  node.add("error_rate", number(outcome.error_rate));
  node.add("shared_by", Node::integer(static_cast<std::int64_t>(outcome.values_most)));
  node.add("broken", text(outcome.broken));
  node.add("exit_code", Node::integer(exit_code(outcome)));
  node.add("flown", flown_json({outcome.flown, outcome.kept, outcome.seconds, outcome.budget_seconds,
                                outcome.out_of_time, outcome.interrupted}));
  return node;
}

}  // namespace windtunnel
