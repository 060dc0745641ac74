// Writing a study's outcome as JSON, a point after the other.
#include "sim/study/study_summary.hpp"

#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/write.hpp"
#include "sim/record/json_text.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

std::string digits(std::size_t value) { return std::to_string(value); }

JsonText::Items texts(const std::vector<std::string>& list) {
  JsonText::Items items;
  for (const std::string& text : list) items.push_back(json::text(text));
  return items;
}

void write_place(JsonText& out, const StudyPlan& plan, const PointOutcome& point) {
  const std::vector<std::string> names = plan.columns(), values = plan.values_of(plan.points[point.point]);
  JsonText::Members at;
  for (std::size_t i = 0; i < names.size(); ++i) at.emplace_back(names[i], json::text(values[i]));
  out.member("point", digits(point.point));
  out.key("at").object(at);
}

// Which figure it is.
void write_row(JsonText& out, const Figure& figure) {
  out.text("metric", figure.metric->name);
  out.text("unit", unit_name(figure.metric->unit));
  for (std::size_t i = 0; i < row_parts().size(); ++i) out.text_or_null(row_parts()[i].name, figure.parts[i]);
}

void write_figure(JsonText& out, const Figure& figure) {
  const Estimate& e = figure.estimate;
  out.open_object();
  write_row(out, figure);
  out.member("mean", json::number(e.value));
  out.member("low", e.has_interval() ? json::number(e.low) : "null");
  out.member("high", e.has_interval() ? json::number(e.high) : "null");
  out.text_or_null("lack", word(e.lack));
  out.text_or_null("why", e.why);
  out.text_or_null("verdict", verdict_of(figure));
  JsonText::Items values;
  for (const double value : figure.by_replication) values.push_back(json::number(value));
  out.key("by_replication").list(values);
  out.close();
}

void write_point(JsonText& out, const StudyPlan& plan, const PointOutcome& point) {
  out.open_object();
  write_place(out, plan, point);
  out.text("state", word(point.state));
  out.text_or_null("why", point.why);
  out.member("broken_promise", json::boolean(point.broken_promise));
  out.text_or_null("hash", point.hash);
  out.member("seed", json::integer(point.seed));
  out.member("replications", json::integer(point.replications));
  out.member("narrow", json::boolean(point.narrow));
  out.member("requests", json::integer(point.requests));
  out.member("events", json::integer(static_cast<std::int64_t>(point.events)));
  out.key("saturated").list(texts(point.saturated));
  out.key("broken_audits").list(texts(point.broken_audits));
  out.key("metrics").open_list();
  for (const Figure& figure : point.figures) write_figure(out, figure);
  out.close();
  out.close();
}

void write_comparison(JsonText& out, const StudyOutcome& outcome, const FigureDifference& each) {
  const PointOutcome& point = outcome.points[each.point];
  const Estimate& d = each.difference.absolute;
  out.open_object();
  out.member("point", digits(point.point));
  out.member("against", digits(outcome.points[each.against].point));
  write_row(out, point.figures[each.figure]);
  out.member("a", json::number(each.a));
  out.member("b", json::number(each.b));
  out.member("difference", json::number(d.value));
  out.member("low", json::number(d.low));
  out.member("high", json::number(d.high));
  out.member("relative", json::number(each.difference.relative.value));
  out.member("pairs", json::integer(each.pairs));
  out.member("p_value", json::number(each.difference.p_value));
  out.member("p_adjusted", json::number(each.p_adjusted));
  out.text("verdict", word(each.verdict));
  out.text_or_null("lack", each.lack);
  out.close();
}

void write_ranking(JsonText& out, const StudyOutcome& outcome, const StudyRanking& ranking) {
  const RankedPoint& first = ranking.points.front();
  out.open_object();
  out.member("rank", digits(ranking.rank));
  write_row(out, outcome.points[first.point].figures[first.figure]);
  out.member("candidates", digits(ranking.candidates));
  out.key("points").open_list();
  for (const RankedPoint& each : ranking.points) {
    const bool candidate = each.lack.empty();
    out.object({{"point", digits(outcome.points[each.point].point)},
                {"mean", json::number(each.ranked.mean)},
                {"low", candidate ? json::number(each.ranked.low) : "null"},
                {"high", candidate ? json::number(each.ranked.high) : "null"},
                {"verdict", candidate ? json::text(word(each.ranked.rank)) : "null"},
                {"lack", json::text_or_null(each.lack)}});
  }
  out.close();
  out.close();
}

// A part of a document that was read, laid out as deep as it stands.
void write_node(JsonText& out, const Node& node) {
  if (!node.is_object() && !node.is_array()) return out.value(node.to_json());
  JsonText::Members members;
  JsonText::Items items;
  bool deep = false;
  for (const Member& member : node.members()) {
    deep = deep || member.value.is_object() || member.value.is_array();
    members.emplace_back(member.key, member.value.to_json());
  }
  for (const Node& item : node.items()) {
    deep = deep || item.is_object() || item.is_array();
    items.push_back(item.to_json());
  }
  if (!deep) return node.is_object() ? out.object(members) : out.list(items);
  if (node.is_object()) {
    out.open_object();
    for (const Member& member : node.members()) write_node(out.key(member.key), member.value);
  } else {
    out.open_list();
    for (const Node& item : node.items()) write_node(out, item);
  }
  out.close();
}

template <class Write>
std::string as_text(const Write& write) {
  std::string text;
  write([&text](std::string_view bytes) { text += bytes; });
  return text;
}

}  // namespace

std::string study_hash(const StudyPlan& plan, const StudyOutcome& outcome) {
  StudyFields fields = plan.fields;
  fields.base = {};  // by its content, which is in the points' hashes, wherever it was written
  std::string text = canonical_json(fields);
  for (const PointOutcome& point : outcome.points) text += "\n" + digits(point.point) + " " + point.hash;
  return hash128(text).text();
}

void write_study_summary(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings,
                         const Sink& sink) {
  JsonText out(sink);
  out.open_object();
  out.member("windtunnel", json::text(version()));
  out.member("title", json::text(plan.fields.title));
  out.member("study_hash", json::text(study_hash(plan, outcome)));
  out.key("axes").open_object();
  for (const Axis& axis : plan.axes) {
    JsonText::Items names;
    for (const AxisValue& value : axis.values) names.push_back(json::text(value.name));
    out.key(axis.name).list(names);
  }
  out.close();
  out.member("points_of_study", digits(plan.points.size()));
  out.member("points_chosen", digits(outcome.points.size()));
  out.member("points_flown", digits(outcome.count(PointState::kFlown)));
  out.member("points_failed", digits(outcome.count(PointState::kFailed)));
  out.member("interrupted", json::boolean(outcome.interrupted));
  out.member("out_of_budget", json::boolean(outcome.out_of_budget));
  if (plan.fields.compare)
    out.key("compare").object({{"axis", json::text(plan.fields.compare->axis)},
                               {"against", json::text(value_name(plan.fields.compare->against.node))},
                               {"matters", json::number(plan.fields.compare->matters)}});
  out.key("points").open_list();
  for (const PointOutcome& point : outcome.points) write_point(out, plan, point);
  out.close();
  out.key("comparisons").open_list();
  for (const FigureDifference& each : findings.comparisons) write_comparison(out, outcome, each);
  out.close();
  out.key("rankings").open_list();
  for (const StudyRanking& ranking : findings.rankings) write_ranking(out, outcome, ranking);
  out.close();
  out.close();
}

void write_study_manifest(const StudyPlan& plan, const StudyOutcome& outcome,
                          const std::vector<std::string>& sets, const Made& made, const Sink& sink) {
  JsonText out(sink);
  out.open_object();
  out.member("windtunnel", json::text(version()));
  out.member("study_file", json::text(plan.document.file()));
  out.member("study_hash", json::text(study_hash(plan, outcome)));
  out.key("sets").list(texts(sets));
  out.key("points").open_list();
  for (const PointOutcome& point : outcome.points) {
    out.open_object();
    write_place(out, plan, point);
    out.member("state", json::text(word(point.state)));
    out.member("scenario_hash", json::text_or_null(point.hash));
    out.member("seed", json::integer(point.seed));
    out.member("replications", json::integer(point.replications));
    JsonText::Items prints;
    for (const std::uint64_t print : point.fingerprints) prints.push_back(json::text(hexadecimal(print)));
    out.key("fingerprints").list(prints);
    out.close();
  }
  out.close();
  write_node(out.key("study"), resolved(Document(), plan.fields));
  write_node(out.key("base"), plan.base.root());
  out.key("made").object({{"at", json::text(made.at)},
                          {"host", json::text(made.host)},
                          {"command", json::text(made.command)},
                          {"threads", json::integer(made.threads)},
                          {"seconds", json::number(made.seconds)}});
  out.close();
}

std::string study_summary(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings) {
  return as_text([&](const Sink& sink) { write_study_summary(plan, outcome, findings, sink); });
}

std::string study_manifest(const StudyPlan& plan, const StudyOutcome& outcome,
                           const std::vector<std::string>& sets, const Made& made) {
  return as_text([&](const Sink& sink) { write_study_manifest(plan, outcome, sets, made, sink); });
}

}  // namespace windtunnel
