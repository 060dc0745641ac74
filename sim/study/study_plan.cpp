// Reading a study file, and making the scenario of a point.
#include "sim/study/study_plan.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "models/expect/metrics.hpp"
#include "models/scenario/plugins.hpp"
#include "sim/base/check.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/read.hpp"
#include "sim/stats/designs.hpp"
#include "sim/study/axis_values.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPointsMax = 1'000'000;

bool stops_reading(const Problems& problems) {
  const std::vector<Problem> list = problems.sorted();
  return std::any_of(list.begin(), list.end(), [](const Problem& each) {
    return each.code == code::kSyntax || each.code == code::kFile || each.code == code::kCycle ||
           each.code == code::kOutsideRoot || each.code == code::kLimit || each.code == code::kVersion;
  });
}

// A name in a study file is relative to the file that says it.
std::optional<Document> base_from_file(const Document& study, const Node& name, Problems& problems) {
  const fs::path folder = name.where.source && name.where.source->kind == Source::Kind::file
                              ? fs::path(name.where.source->name).parent_path()
                              : study.folder();
  const std::string shown = (folder / name.text()).lexically_normal().generic_string();
  std::error_code error;
  const fs::path file = fs::weakly_canonical(fs::absolute(shown, error), error);
  const fs::path relative = file.lexically_relative(study.root_folder());
  if (error || relative.empty() || *relative.begin() == "..") {
    problems.add(name.where, code::kOutsideRoot, "base", name.to_json(),
                 "a file below " + json_quoted(study.root_folder().filename().generic_string()) +
                     ", the root folder of this study");
    return std::nullopt;
  }
  if (!fs::is_regular_file(file, error)) {
    std::vector<std::string> beside;
    for (fs::directory_iterator each(file.parent_path(), error), end; !error && each != end;
         each.increment(error))
      if (each->path().extension() == ".json") beside.push_back(each->path().filename().string());
    std::sort(beside.begin(), beside.end());
    problems.add(Problem{name.where, std::string(code::kFile), "base",
                         json_quoted(shown) + ", which is no file", "the name of a file that is there",
                         nearest_name(file.filename().string(), beside)});
    return std::nullopt;
  }
  LoadOptions options;
  options.root = study.root_folder();
  Problems faults;
  Document base = Document::load(shown, faults, options);
  for (Problem& problem : faults.sorted()) problems.add(std::move(problem));
  if (stops_reading(faults)) return std::nullopt;
  if (is_study(base)) {
    problems.add(name.where, code::kWrongType, "base", json_quoted(shown) + ", which is a study",
                 "a scenario");
    return std::nullopt;
  }
  return base;
}

// The values of an axis of one path.
std::vector<Node> values_of(const AxisFields& fields) {
  std::vector<Node> values;
  for (const AnyValue& value : fields.values) values.push_back(value.node);
  if (!fields.from) return values;
  const Way way(fields.from->node, fields.to->node, fields.scale);
  return fields.count ? way.in_count(*fields.count) : way.in_steps(measured(fields.step->node)->number);
}

void add_sample(Axis& axis, const SampleFields& fields) {
  std::vector<Way> ways;
  std::vector<Patch> pattern;
  for (const auto& item : fields.over) {
    axis.sampled.push_back(item.name);
    ways.emplace_back(item.value.from.node, item.value.to.node, item.value.scale);
    pattern.push_back({item.value.path, {}, item.value.from.node.where});
  }
  const auto points = static_cast<std::size_t>(fields.points);
  const auto seed = static_cast<std::uint64_t>(fields.seed);
  const Design design = fields.kind == SampleKind::kSobol ? sobol(points, ways.size(), seed)
                                                          : latin_hypercube(points, ways.size(), seed);
  for (std::size_t i = 0; i < points; ++i) {
    AxisValue made{std::to_string(i), pattern, pattern.front().where};
    for (std::size_t each = 0; each < ways.size(); ++each)
      made.patches[each].value = ways[each].at_share(design[i][each]);
    axis.values.push_back(std::move(made));
  }
}

Axis make_axis(const Document& document, const std::string& name, const AxisFields& fields,
               Problems& problems) {
  Axis axis{name, {}, {}};
  const std::string path = path_join("axes", name);
  if (fields.path) {
    std::set<std::string> names;
    for (const Node& value : values_of(fields)) {
      const std::string called = value_name(value);
      if (!names.insert(called).second)
        problems.add(value.where, code::kDoubledKey,
                     path_join(path_join(path, "values"), std::to_string(axis.values.size())),
                     value.brief() + ", for the second time", "every value once");
      axis.values.push_back({called, {{*fields.path, value, value.where}}, value.where});
    }
  } else if (fields.sample) {
    add_sample(axis, *fields.sample);
  } else {
    for (const auto& variant : fields.variants) {
      AxisValue made{variant.name, {}, variant.where};
      // A block that is switched off is still what the variant says, so all of them count.
      for (const auto& patch : variant.value.all())
        made.patches.push_back({patch.name, patch.value.node, patch.where});
      axis.values.push_back(std::move(made));
    }
  }
  if (axis.values.empty())
    problems.at(document, path, code::kEmpty, "an axis without values", "at least one value");
  return axis;
}

// What a sample varies is a column of the tables, so no two of them and no axis share a name.
void check_columns(const StudyPlan& plan, Problems& problems) {
  std::set<std::string> names;
  for (const Axis& axis : plan.axes) names.insert(axis.name);
  for (const Axis& axis : plan.axes)
    for (const std::string& name : axis.sampled)
      if (!names.insert(name).second)
        problems.at(plan.document, path_join(path_join(path_join("axes", axis.name), "sample.over"), name),
                    code::kDoubledKey,
                    "\"" + name + "\", the name of an axis or of what another sample varies",
                    "a name of its own");
}

// One combination to leave out, by axis: which of its values; empty for any.
using Skip = std::vector<std::vector<std::uint32_t>>;

Skip make_skip(const std::vector<Axis>& axes, const MapOf<AnyValue, NameKey>& fields, const std::string& path,
               Problems& problems) {
  Skip skip(axes.size());
  for (const auto& item : fields.all()) {
    const auto axis =
        std::find_if(axes.begin(), axes.end(), [&](const Axis& each) { return each.name == item.name; });
    if (axis == axes.end()) continue;  // switched off; a name that is nobody's the reader has found
    const Node& given = item.value.node;
    std::vector<const Node*> values;
    if (given.is_array())
      for (const Node& value : given.items()) values.push_back(&value);
    else
      values.push_back(&given);
    for (const Node* value : values) {
      const std::string name = value_name(*value);
      if (const auto at = axis->find(name)) {
        skip[static_cast<std::size_t>(axis - axes.begin())].push_back(*at);
        continue;
      }
      std::vector<std::string> names;
      for (const AxisValue& each : axis->values) names.push_back(each.name);
      problems.add(Problem{value->where, std::string(code::kReference), path_join(path, item.name),
                           value->brief(), one_of_under(path_join("axes", axis->name), names),
                           nearest_name(name, names)});
    }
  }
  return skip;
}

bool is_skipped(const std::vector<Skip>& skips, const Coordinates& at) {
  return std::any_of(skips.begin(), skips.end(), [&](const Skip& skip) {
    bool any = false;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      if (skip[axis].empty()) continue;
      any = true;
      if (std::find(skip[axis].begin(), skip[axis].end(), at[axis]) == skip[axis].end()) return false;
    }
    return any;
  });
}

void make_points(StudyPlan& plan, Problems& problems) {
  std::vector<Skip> skips;
  for (std::size_t i = 0; i < plan.fields.skip.size(); ++i)
    skips.push_back(
        make_skip(plan.axes, plan.fields.skip[i], path_join("skip", std::to_string(i)), problems));
  double all = 1;
  for (const Axis& axis : plan.axes) all *= static_cast<double>(axis.values.size());
  if (all > static_cast<double>(kPointsMax)) {
    problems.at(plan.document, "axes", code::kLimit, "about " + significant(all, 3) + " points",
                "at most " + grouped(static_cast<std::int64_t>(kPointsMax)));
    return;
  }
  Coordinates at(plan.axes.size(), 0);
  for (std::size_t n = 0; n < static_cast<std::size_t>(all); ++n) {
    std::size_t rest = n;
    for (std::size_t axis = at.size(); axis-- > 0;) {
      at[axis] = static_cast<std::uint32_t>(rest % plan.axes[axis].values.size());
      rest /= plan.axes[axis].values.size();
    }
    if (!is_skipped(skips, at)) plan.points.push_back(at);
  }
  if (plan.points.empty() && problems.empty())
    problems.at(plan.document, "skip", code::kContradiction, "every combination",
                "combinations of which some point is left");
}

// Every pair of points is looked at.
void check_rank(const StudyPlan& plan, Problems& problems) {
  constexpr std::size_t kRankedMax = 5000;
  for (std::size_t i = 0; i < plan.fields.rank.size(); ++i) {
    const std::vector<std::string>& along = plan.fields.rank[i].along;
    std::size_t together = 1;
    for (const Axis& axis : plan.axes)
      if (along.empty() || std::find(along.begin(), along.end(), axis.name) != along.end())
        together = std::min(together * axis.values.size(), kPointsMax + 1);
    together = std::min(together, plan.points.size());
    if (together > kRankedMax)
      problems.at(plan.document, path_join("rank", std::to_string(i)), code::kLimit,
                  grouped(static_cast<std::int64_t>(together)) + " points in one ranking",
                  "at most " + grouped(static_cast<std::int64_t>(kRankedMax)) + "; `along` some axes alone");
  }
}

std::optional<RowKey> the_one(const std::vector<RowKey>& rows) {
  return rows.size() == 1 ? std::optional(rows.front()) : std::nullopt;
}

void check_compare(const StudyPlan& plan, Problems& problems) {
  if (!plan.fields.compare) return;
  const CompareFields& compare = *plan.fields.compare;
  const std::string against = value_name(compare.against.node);
  for (const Axis& axis : plan.axes) {
    if (axis.name != compare.axis || axis.find(against)) continue;
    std::vector<std::string> names;
    for (const AxisValue& each : axis.values) names.push_back(each.name);
    problems.at(plan.document, "compare.against", code::kReference, compare.against.node.brief(),
                one_of_under(path_join("axes", axis.name), names), against, names);
  }
}

}  // namespace

bool is_study(const Document& document) {
  return document.root().find("axes") != nullptr || document.root().find("base") != nullptr;
}

std::optional<std::uint32_t> Axis::find(std::string_view value) const {
  for (std::uint32_t i = 0; i < values.size(); ++i)
    if (values[i].name == value) return i;
  return std::nullopt;
}

std::string StudyPlan::name_of(const Coordinates& at) const {
  std::string name;
  for (std::size_t axis = 0; axis < at.size(); ++axis)
    name += (name.empty() ? "" : ", ") + axes[axis].name + "=" + axes[axis].values[at[axis]].name;
  return name;
}

std::vector<std::string> StudyPlan::columns() const {
  std::vector<std::string> names;
  for (const Axis& axis : axes) {
    names.push_back(axis.name);
    names.insert(names.end(), axis.sampled.begin(), axis.sampled.end());
  }
  return names;
}

std::vector<std::string> StudyPlan::values_of(const Coordinates& at) const {
  std::vector<std::string> names;
  for (std::size_t axis = 0; axis < at.size(); ++axis) {
    const AxisValue& value = axes[axis].values[at[axis]];
    names.push_back(value.name);
    for (std::size_t i = 0; i < axes[axis].sampled.size(); ++i)
      names.push_back(value_name(value.patches[i].value));
  }
  return names;
}

std::optional<StudyPlan> load_study(Document document, const std::vector<std::string>& sets,
                                    Problems& problems, const Catalog& catalog) {
  if (stops_reading(problems)) return std::nullopt;
  StudyPlan plan;
  plan.document = std::move(document);
  const bool well_read = read(plan.document, catalog, plan.fields, problems);
  const Node& base = plan.fields.base.node;
  std::optional<Document> read_base;
  if (base.is_object())
    read_base = plan.document.part("base");
  else if (base.is_string())
    read_base = base_from_file(plan.document, base, problems);
  if (!read_base || !well_read) return std::nullopt;
  plan.base = std::move(*read_base);
  for (const std::string& set : sets) plan.base.set_from_argument(set, problems);
  for (const auto& axis : plan.fields.axes)
    plan.axes.push_back(make_axis(plan.document, axis.name, axis.value, problems));
  check_columns(plan, problems);
  if (!problems.empty()) return std::nullopt;
  make_points(plan, problems);
  check_compare(plan, problems);
  check_rank(plan, problems);
  if (!problems.empty()) return std::nullopt;
  return plan;
}

std::optional<Loaded> open_point(const StudyPlan& plan, const Coordinates& at, const Catalog& catalog,
                                 Problems& unread, Problems& unplanned) {
  Document document = plan.base;
  for (std::size_t axis = 0; axis < at.size(); ++axis)
    for (const Patch& patch : plan.axes[axis].values[at[axis]].patches)
      document.set(patch.path, patch.value, patch.where, unread);
  if (!unread.empty()) return std::nullopt;
  Scenario scenario;
  const auto extended = catalog_with_plugins(document, catalog, unread);
  if (!read(document, extended ? *extended : catalog, scenario, unread) || !unread.empty()) {
    // The planner may have more to say of the parts that were read.
    make_flight(scenario, document, unread);
    return std::nullopt;
  }
  return load_read(std::move(document), std::move(scenario), extended ? *extended : catalog, unplanned);
}

ReplicationPlan replication_plan(const StudyPlan& plan, const Scenario& scenario,
                                 std::optional<std::int64_t> instead) {
  if (instead) return {*instead, *instead, 0};
  if (!plan.fields.replications) return {scenario.run.replications, scenario.run.replications, 0};
  if (const std::int64_t* count = plan.fields.replications->first()) return {*count, *count, 0};
  const SequentialFields& fields = *plan.fields.replications->second();
  const Metric& metric = *find_metric(fields.until.metric);
  return {fields.least, fields.most, read_limit(metric, fields.until.half_width).value.value_or(0)};
}

std::vector<KeptRow> kept_rows(const StudyPlan& plan, const Flight& flight, const std::vector<RowKey>& rows) {
  std::vector<KeptRow> kept;
  if (plan.fields.keep.empty())
    for (const Metric& metric : all_metrics())
      for (const RowKey& row : chosen_rows(flight, rows, metric, {}, {})) kept.push_back({0, row});
  for (std::size_t i = 0; i < plan.fields.keep.size(); ++i) {
    const KeepFields& keep = plan.fields.keep[i];
    for (const RowKey& row : chosen_rows(flight, rows, *find_metric(keep.metric), keep.by, keep.of))
      kept.push_back({i, row});
  }
  for (std::size_t i = 0; i < plan.fields.rank.size(); ++i) {
    const std::optional<RowKey> row = ranked_row(plan, flight, rows, i);
    if (row && std::none_of(kept.begin(), kept.end(), [&](const KeptRow& each) { return each.key == *row; }))
      kept.push_back({std::max<std::size_t>(plan.fields.keep.size(), 1) + i, *row});
  }
  return kept;
}

std::optional<RowKey> waited_row(const StudyPlan& plan, const Flight& flight,
                                 const std::vector<RowKey>& rows) {
  if (!plan.fields.replications || plan.fields.replications->is_first()) return std::nullopt;
  const UntilFields& until = plan.fields.replications->second()->until;
  return the_one(chosen_rows(flight, rows, *find_metric(until.metric), {}, until.of));
}

std::optional<RowKey> ranked_row(const StudyPlan& plan, const Flight& flight, const std::vector<RowKey>& rows,
                                 std::size_t rank) {
  const RankFields& fields = plan.fields.rank[rank];
  return the_one(chosen_rows(flight, rows, *find_metric(fields.metric), {}, fields.of));
}

}  // namespace windtunnel
