// The data of a page, part by part; apps/report/src/data.ts has the same shapes as types.
#include "sim/report/report_data.hpp"

#include <set>
#include <utility>

#include "models/expect/metrics.hpp"
#include "sim/base/version.hpp"
#include "sim/config/format.hpp"
#include "sim/inspect/inspection.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study_plan.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

Node text_or_null(const std::string& text) { return text.empty() ? Node::null() : Node::string(text); }

Node part_of(const Node& object, std::string_view key) {
  const Member* member = object.find(key);
  return member == nullptr ? Node::null() : member->value;
}

// What every figure was in each replication: the page draws estimates, and half the bytes would be these.
void drop_replications(Node& figures) {
  for (Node& figure : figures.items()) figure.erase("by_replication");
}

void note_metrics(const Node& figures, std::set<std::string>& names) {
  for (const Node& figure : figures.items())
    if (const Member* name = figure.find("metric")) names.insert(name->value.text());
}

Node meanings(const std::set<std::string>& names) {
  Node all = Node::object();
  for (const std::string& name : names) {
    const Metric* metric = find_metric(name);
    if (metric == nullptr) continue;
    Node one = Node::object();
    one.add("meaning", Node::string(std::string(metric->meaning)));
    one.add("lower_is_better", Node::boolean(metric->lower_is_better));
    all.add(name, std::move(one));
  }
  return all;
}

Node span(const std::string& name, const std::string& kind, Time start, std::optional<Time> end) {
  Node one = Node::object();
  one.add("name", Node::string(name));
  if (!kind.empty()) one.add("kind", Node::string(kind));
  one.add("start_s", Node::number(start.seconds()));
  one.add("end_s", end ? Node::number(end->seconds()) : Node::null());
  return one;
}

Node phases_of(const Flight& flight) {
  Node all = Node::array();
  for (const PhasePlan& phase : flight.phases)
    all.items().push_back(span(phase.name, "", phase.start, phase.end));
  return all;
}

// Those that strike at a stated time; when the others do differs from replication to replication.
Node faults_of(const Flight& flight) {
  Node all = Node::array();
  for (const FaultPlan& fault : flight.plan.faults) {
    if (!fault.failure.at) continue;
    std::optional<Time> end;
    if (fault.failure.lasts) end = *fault.failure.at + *fault.failure.lasts;
    all.items().push_back(span(fault.name, fault.wire ? "wire" : "machines", *fault.failure.at, end));
  }
  return all;
}

// A manifest's scenario, to be read: the format's version is no field of it.
std::string as_file(Node scenario) {
  if (scenario.is_object() && scenario.find("windtunnel") == nullptr)
    scenario.add("windtunnel", Node::integer(kFormatVersion));
  return scenario.to_json();
}

// A study as a manifest prints it says of each axis what it does not have, too; a file must not.
void drop_what_is_empty(Node& study) {
  Member* axes = study.find("axes");
  if (axes == nullptr) return;
  for (Member& axis : axes->value.members())
    for (const char* key : {"path", "values", "variants"})
      if (const Member* said = axis.value.find(key);
          said != nullptr &&
          (said->value.is_null() ||
           (said->value.items().empty() && said->value.members().empty() && !said->value.is_string())))
        axis.value.erase(key);
}

// The first point of a study that was flown: its base alone may lack what every point has.
std::optional<Loaded> load_a_point(const ResultsFolder& results, const std::string& file,
                                   const Catalog& catalog, Problems& problems) {
  Node study = part_of(results.manifest, "study");
  if (!study.is_object()) return std::nullopt;
  drop_what_is_empty(study);
  study.erase("base");
  study.add("base", part_of(results.manifest, "base"));
  const auto plan =
      load_study(Document::from_text(as_file(std::move(study)), file, problems), {}, problems, catalog);
  if (!plan) return std::nullopt;
  for (const Node& point : results.summary.find("points")->value.items()) {
    const auto at = static_cast<std::size_t>(part_of(point, "point").as_integer());
    if (part_of(point, "state").text() != "flown" || at >= plan->points.size()) continue;
    return open_point(*plan, plan->points[at], catalog, problems, problems);
  }
  return std::nullopt;
}

// The scenario of a run, or of a study's first point, read again as the present program and catalog have it.
std::optional<Loaded> load_again(const ResultsFolder& results, const Catalog& catalog, std::string& why) {
  const bool run = results.kind == ResultsFolder::Kind::kRun;
  const std::string file = part_of(results.manifest, run ? "scenario_file" : "study_file").text();
  Problems problems;
  auto loaded =
      run ? load_scenario_text(as_file(part_of(results.manifest, "scenario")), file, {}, catalog, problems)
          : load_a_point(results, file, catalog, problems);
  if (!loaded && !problems.empty()) {
    const Problem first = problems.sorted().front();
    why = "this program can not read the scenario again (" + first.code + " " + first.path + ": found " +
          first.found + ", expected " + first.expected + ")";
  }
  return loaded;
}

void add_topology(Node& data, const std::optional<Loaded>& loaded, const std::string& why) {
  Node words = Node::array();
  Node picture = Node::null();
  if (loaded) {
    const Inspection seen = inspect(*loaded);
    picture = Node::string(inspection_svg(*loaded, seen));
    for (std::string& line : inspection_text(*loaded, seen))
      words.items().push_back(Node::string(std::move(line)));
  }
  data.add("topology_svg", std::move(picture));
  data.add("topology_words", std::move(words));
  data.add("why_no_topology", text_or_null(loaded ? "" : why));
}

void add_run(Node& data, ResultsFolder& results, const std::optional<Loaded>& loaded) {
  data.add("phases", loaded ? phases_of(loaded->flight) : Node::array());
  data.add("faults", loaded ? faults_of(loaded->flight) : Node::array());
  data.add("lasts_s", loaded ? Node::number(loaded->flight.plan.lasts.seconds()) : Node::null());
  data.add("warm_up_s", loaded ? Node::number(loaded->flight.plan.warm_up.seconds()) : Node::null());
  Node& tables = data.add("tables", Node::object());
  for (auto& [name, columns] : results.tables) tables.add(name, std::move(columns));
  data.add("space_time_svg", text_or_null(results.space_time));
  data.add("record", std::move(results.record));
}

void add_study(Node& data, const std::optional<Loaded>& loaded) {
  Node left_out = Node::array();
  if (loaded)
    for (const LeftOut& each : what_is_left_out(loaded->scenario)) {
      Node one = Node::object();
      one.add("model", Node::string(each.model));
      one.add("leaves_out", Node::string(each.what));
      Node& checks = one.add("validated_by", Node::array());
      for (const std::string& check : each.validated_by) checks.items().push_back(Node::string(check));
      left_out.items().push_back(std::move(one));
    }
  data.add("leaves_out", std::move(left_out));
}

}  // namespace

Node report_data(ResultsFolder results, const Catalog& catalog) {
  const bool run = results.kind == ResultsFolder::Kind::kRun;
  std::string why;
  const std::optional<Loaded> loaded = load_again(results, catalog, why);
  std::set<std::string> names;
  if (run) {
    Node& metrics = results.summary.find("metrics")->value;
    drop_replications(metrics);
    note_metrics(metrics, names);
  } else {
    for (Node& point : results.summary.find("points")->value.items())
      if (Member* metrics = point.find("metrics")) {
        drop_replications(metrics->value);
        note_metrics(metrics->value, names);
      }
  }
  Node data = Node::object();
  data.add("report", Node::integer(1));
  data.add("kind", Node::string(run ? "run" : "study"));
  data.add("windtunnel", Node::string(std::string(version())));
  data.add("folder", Node::string(results.name));
  data.add("answer", Node::string(results.answer));
  data.add("made", part_of(results.manifest, "made"));
  data.add("scenario", part_of(results.manifest, run ? "scenario" : "study"));
  data.add("metrics", meanings(names));
  add_topology(data, loaded, why);
  if (run)
    add_run(data, results, loaded);
  else
    add_study(data, loaded);
  data.add("summary", std::move(results.summary));
  return data;
}

}  // namespace windtunnel
