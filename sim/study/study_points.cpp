// The points of a study before they fly: all of them opened once, and some of them chosen.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"
#include "sim/study/row_parts.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {
namespace {

// One problem, and the points that have it.
struct Shared {
  Problem problem;
  std::vector<std::size_t> points;
};

class SharedProblems {
 public:
  void add(const Problems& problems, std::size_t point) {
    for (const Problem& problem : problems.sorted()) {
      const auto key =
          std::make_tuple(problem.where.text(), problem.code, problem.path, problem.found, problem.expected);
      const auto [at, fresh] = index_.try_emplace(key, list_.size());
      if (fresh) list_.push_back({problem, {}});
      std::vector<std::size_t>& points = list_[at->second].points;
      if (points.empty() || points.back() != point) points.push_back(point);
    }
  }
  const std::vector<Shared>& list() const { return list_; }

 private:
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::string>, std::size_t> index_;
  std::vector<Shared> list_;
};

// "at protocol=crdt, fault=leader_dies": the coordinates that these points and no others share; else what
// they share, or the first of them, and how many they are. "" when they are all of them.
std::string which_points(const StudyPlan& plan, const std::vector<std::size_t>& points) {
  if (points.size() == plan.points.size()) return "";
  const Coordinates& first = plan.points[points.front()];
  std::string shared;
  std::vector<bool> fixed(plan.axes.size(), false);
  for (std::size_t axis = 0; axis < plan.axes.size(); ++axis) {
    fixed[axis] = plan.axes[axis].values.size() > 1 &&
                  std::all_of(points.begin(), points.end(),
                              [&](std::size_t point) { return plan.points[point][axis] == first[axis]; });
    if (fixed[axis])
      shared += (shared.empty() ? "" : ", ") + plan.axes[axis].name + "=" +
                plan.axes[axis].values[first[axis]].name;
  }
  const auto alike = std::count_if(plan.points.begin(), plan.points.end(), [&](const Coordinates& at) {
    for (std::size_t axis = 0; axis < at.size(); ++axis)
      if (fixed[axis] && at[axis] != first[axis]) return false;
    return true;
  });
  if (static_cast<std::size_t>(alike) == points.size()) return "at " + shared;
  const std::string more =
      points.size() == 1 ? "" : " and " + std::to_string(points.size() - 1) + " more points";
  return "at " + plan.name_of(first) + more;
}

void report(const StudyPlan& plan, const SharedProblems& shared, Problems& problems) {
  for (const Shared& each : shared.list()) {
    Problem problem = each.problem;
    const std::string which = which_points(plan, each.points);
    if (!which.empty()) problem.path += (problem.path.empty() ? "" : ", ") + which;
    problems.add(std::move(problem));
  }
}

std::string first_of(const Problems& problems) {
  const Problem first = problems.sorted().front();
  return first.code + " " + (first.path.empty() ? "" : first.path + ": ") + "found " + first.found +
         ", expected " + first.expected +
         (problems.size() > 1 ? "; and " + std::to_string(problems.size() - 1) + " more" : "");
}

// What a study asks for by name and no point has.
class Asked {
 public:
  explicit Asked(const StudyPlan& plan) : plan_(plan) {
    for (std::size_t i = 0; i < plan.fields.keep.size(); ++i) {
      const KeepFields& keep = plan.fields.keep[i];
      asked_.push_back({path_join("keep", std::to_string(i)), find_metric(keep.metric), keep.by, keep.of});
    }
    if (plan.fields.replications && plan.fields.replications->is_second()) {
      const UntilFields& until = plan.fields.replications->second()->until;
      asked_.push_back({"replications.until", find_metric(until.metric), {}, until.of, true});
    }
    for (std::size_t i = 0; i < plan.fields.rank.size(); ++i) {
      const RankFields& rank = plan.fields.rank[i];
      asked_.push_back({path_join("rank", std::to_string(i)), find_metric(rank.metric), {}, rank.of, true});
    }
  }

  // How many figures this point has.
  std::size_t look(const Flight& flight) {
    const std::vector<RowKey> rows = all_rows(flight);
    for (Figures& asked : asked_) {
      const std::size_t chosen = chosen_rows(flight, rows, *asked.metric, asked.by, asked.of).size();
      asked.found = asked.found || chosen > 0;
      asked.without_one += chosen != 1;
      for (const RowKey& row : rows)
        for (const RowPart& part : row_parts())
          if (row.metric == asked.metric && row.*part.index)
            asked.names[std::string(part.name)].insert(part.name_of(flight, row));
    }
    return kept_rows(plan_, flight, rows).size();
  }

  void report(Problems& problems) {
    for (Figures& asked : asked_)
      if (!asked.found && !named_wrongly(asked, problems))
        problems.at(plan_.document, asked.path, code::kReference,
                    std::string(asked.metric->name) + " of what no point has together",
                    "a figure that some point has");
    for (const Figures& asked : asked_)
      if (problems.empty() && asked.one && asked.without_one > 0)
        problems.at(plan_.document, asked.path, code::kReference,
                    std::to_string(asked.without_one) + " points that do not have exactly one such figure",
                    "a metric and what tells it apart, so that each point has one");
  }

 private:
  // One metric as a study asks for it, and the names that tell its rows apart in any point.
  struct Figures {
    std::string path;  // in the study
    const Metric* metric;
    std::vector<std::string> by;
    Selector of;
    bool one = false;  // every point has to have exactly one
    bool found = false;
    std::size_t without_one = 0;
    std::map<std::string, std::set<std::string>> names{};
  };

  bool named_wrongly(Figures& asked, Problems& problems) const {
    const std::size_t before = problems.size();
    for (const std::string& part : selector_names()) {
      const std::set<std::string>& known = asked.names[part];
      const std::vector<std::string> names(known.begin(), known.end());
      const std::string none =
          "nothing: no point tells " + std::string(asked.metric->name) + " apart by " + part;
      const std::optional<std::string>& name = selected(asked.of, part);
      if (name && !known.contains(*name))
        problems.at(plan_.document, path_join(asked.path, part), code::kReference, json_quoted(*name),
                    names.empty() ? none : one_of(names), *name, names);
      const auto at = std::find(asked.by.begin(), asked.by.end(), part);
      if (at != asked.by.end() && names.empty())
        problems.at(plan_.document,
                    path_join(path_join(asked.path, "by"), std::to_string(at - asked.by.begin())),
                    code::kReference, json_quoted(part), none);
    }
    return problems.size() > before;
  }

  const StudyPlan& plan_;
  std::vector<Figures> asked_;
};

// In rising order.
std::vector<std::size_t> looked_at(const StudyPlan& plan, LookAt which) {
  const std::size_t all = plan.points.size();
  std::vector<bool> chosen(all, which == LookAt::kAll || all <= kPointsLookedAt);
  std::vector<std::vector<bool>> seen;
  for (const Axis& axis : plan.axes) seen.emplace_back(axis.values.size());
  for (std::size_t i = 0; i < all; ++i) {
    for (std::size_t axis = 0; axis < seen.size(); ++axis) {
      const auto value = static_cast<std::size_t>(plan.points[i][axis]);
      // Of a sample, or of as many values, what it varies is looked at here and there.
      if (seen[axis][value] || seen[axis].size() > kPointsLookedAt) continue;
      seen[axis][value] = true;
      chosen[i] = true;
    }
    if (i % (all / kPointsLookedAt + 1) == 0) chosen[i] = true;
  }
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < all; ++i)
    if (chosen[i]) list.push_back(i);
  return list;
}

}  // namespace

std::vector<PointSketch> sketch_points(const StudyPlan& plan, const Catalog& catalog, LookAt which,
                                       bool strict, Problems& problems) {
  std::vector<PointSketch> sketches(plan.points.size());
  SharedProblems unread_by, unplanned_by;
  Asked asked(plan);
  std::size_t planned = 0;
  for (const std::size_t i : looked_at(plan, which)) {
    Problems unread, unplanned;
    const auto loaded = open_point(plan, plan.points[i], catalog, unread, unplanned);
    unread_by.add(unread, i);
    unplanned_by.add(unplanned, i);
    PointSketch& sketch = sketches[i];
    if (!loaded) {
      sketch.why = first_of(unread.empty() ? unplanned : unread);
      continue;
    }
    ++planned;
    sketch.hash = loaded->hash;
    sketch.estimate = estimate_run(loaded->flight);
    sketch.replications = replication_plan(plan, loaded->scenario, std::nullopt).first;
    sketch.seed = loaded->scenario.run.seed;
    sketch.figures = asked.look(loaded->flight);
  }
  report(plan, unread_by, problems);
  if (strict || planned == 0) report(plan, unplanned_by, problems);
  if (planned > 0 && problems.empty()) asked.report(problems);
  return sketches;
}

std::optional<std::vector<std::size_t>> select_points(const StudyPlan& plan, std::string_view selection,
                                                      std::string& why) {
  std::vector<std::vector<std::string>> wanted(plan.axes.size());
  const auto split = [](std::string_view text, char at) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t to = std::min(text.find(at, from), text.size());
      std::string part(text.substr(from, to - from));
      part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
      part.erase(part.find_last_not_of(' ') + 1);
      parts.push_back(std::move(part));
      from = to + 1;
    }
    return parts;
  };
  for (const std::string& part : selection.empty() ? std::vector<std::string>() : split(selection, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) {
      why = "found \"" + part + "\", expected AXIS=VALUE, such as " + plan.axes.front().name + "=" +
            plan.axes.front().values.front().name;
      return std::nullopt;
    }
    const std::string name = part.substr(0, equals);
    std::vector<std::string> names;
    for (const Axis& axis : plan.axes) names.push_back(axis.name);
    const auto axis = std::find(names.begin(), names.end(), name);
    if (axis == names.end()) {
      const std::string near = nearest_name(name, names);
      why = "there is no axis \"" + name + "\"" + (near.empty() ? "" : "; did you mean " + near + "?");
      return std::nullopt;
    }
    const auto index = static_cast<std::size_t>(axis - names.begin());
    for (const std::string& value : split(std::string_view(part).substr(equals + 1), '|')) {
      if (value != "*" && !plan.axes[index].find(value)) {
        names.clear();
        for (const AxisValue& each : plan.axes[index].values) names.push_back(each.name);
        why = "axis " + name + ": found \"" + value + "\", expected *, or " + one_of(names);
        return std::nullopt;
      }
      wanted[index].push_back(value);
    }
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    bool fits = true;
    for (std::size_t axis = 0; axis < wanted.size() && fits; ++axis)
      fits = wanted[axis].empty() ||
             std::any_of(wanted[axis].begin(), wanted[axis].end(), [&](const std::string& value) {
               return value == "*" || plan.axes[axis].values[plan.points[i][axis]].name == value;
             });
    if (fits) chosen.push_back(i);
  }
  if (chosen.empty()) why = "no point of the study is " + std::string(selection);
  if (chosen.empty()) return std::nullopt;
  return chosen;
}

}  // namespace windtunnel
