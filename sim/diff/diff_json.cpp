// A diff as JSON, in the shape of docs/schemas/diff.json.
#include <cmath>

#include "sim/diff/diff.hpp"

namespace windtunnel {
namespace {

Node number(double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); }
Node text_or_null(const std::string& text) { return text.empty() ? Node::null() : Node::string(text); }

Node side_node(const DiffSide& side) {
  Node node = Node::object();
  node.add("name", Node::string(side.name));
  node.add("windtunnel", Node::string(side.version));
  node.add("scenario_hash", Node::string(side.hash));
  node.add("seed", Node::integer(side.seed));
  node.add("replications", Node::integer(static_cast<std::int64_t>(side.replications.size())));
  return node;
}

Node content_node(const std::optional<SideContent>& content) {
  if (!content) return Node::null();
  Node node = Node::object();
  node.add("date", text_or_null(content->date));
  node.add("hash", Node::string(content->hash));
  return node;
}

Node figure_node(const DiffedFigure& each) {
  const MetricDifference& judged = each.judged;
  const Estimate &absolute = judged.difference.absolute, &relative = judged.difference.relative;
  Node node = Node::object();
  node.add("metric", Node::string(std::string(judged.key.metric->name)));
  node.add("unit", Node::string(std::string(unit_name(judged.key.metric->unit))));
  for (std::size_t i = 0; i < kSelectorNames.size(); ++i)
    node.add(kSelectorNames[i], text_or_null(each.of[i]));
  node.add("equal", Node::boolean(each.equal));
  node.add("a", judged.lack_a.empty() ? number(judged.a) : Node::null());
  node.add("b", judged.lack_b.empty() ? number(judged.b) : Node::null());
  node.add("lack_a", text_or_null(judged.lack_a));
  node.add("lack_b", text_or_null(judged.lack_b));
  node.add("difference", number(absolute.value));
  node.add("low", absolute.has_interval() ? number(absolute.low) : Node::null());
  node.add("high", absolute.has_interval() ? number(absolute.high) : Node::null());
  node.add("relative", relative.has_interval() ? number(relative.value) : Node::null());
  node.add("p_value", absolute.has_interval() ? number(judged.difference.p_value) : Node::null());
  node.add("p_adjusted", number(judged.p_adjusted));
  node.add("verdict", Node::string(word(judged.verdict)));
  return node;
}

}  // namespace

Node diff_json(const DiffSide& a, const DiffSide& b, const RunDiff& diff) {
  Node node = Node::object();
  node.add("a", side_node(a));
  node.add("b", side_node(b));
  node.add("differs", Node::boolean(diff.differs()));
  Node files = Node::array();
  for (const FileDifference& each : diff.files) {
    Node item = Node::object();
    item.add("path", Node::string(each.path));
    item.add("a", text_or_null(each.a));
    item.add("b", text_or_null(each.b));
    files.items().push_back(std::move(item));
  }
  node.add("files", std::move(files));
  Node contents = Node::array();
  for (const ContentDifference& each : diff.contents) {
    Node item = Node::object();
    item.add("name", Node::string(each.name));
    item.add("a", content_node(each.a));
    item.add("b", content_node(each.b));
    contents.items().push_back(std::move(item));
  }
  node.add("tables", std::move(contents));
  node.add("compared", Node::integer(diff.compared));
  node.add("same_luck", Node::boolean(diff.same_luck));
  node.add("paired", Node::boolean(diff.paired));
  Node layers = Node::array();
  for (const LayerMove& layer : diff.layers) {
    Node item = Node::object();
    item.add("layer", Node::string(std::string(layer.layer)));
    item.add("moved_in", Node::integer(layer.moved));
    item.add("silent", Node::boolean(layer.silent));
    layers.items().push_back(std::move(item));
  }
  node.add("layers", std::move(layers));
  const LayerMove* first = diff.first_moved();
  node.add("first_moved", first != nullptr ? Node::string(std::string(first->layer)) : Node::null());
  Node expectations = Node::array();
  for (const RunDiff::ExpectationMove& each : diff.expectations) {
    Node item = Node::object();
    item.add("name", Node::string(each.name));
    item.add("a", Node::string(each.a));
    item.add("b", Node::string(each.b));
    expectations.items().push_back(std::move(item));
  }
  node.add("expectations", std::move(expectations));
  node.add("only_a", Node::integer(diff.only_a));
  node.add("only_b", Node::integer(diff.only_b));
  Node metrics = Node::array();
  for (const DiffedFigure& each : diff.figures) metrics.items().push_back(figure_node(each));
  node.add("metrics", std::move(metrics));
  return node;
}

}  // namespace windtunnel
