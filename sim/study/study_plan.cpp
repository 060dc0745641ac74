// Reading a study file, and making the scenario of a point.
#include "sim/study/study_plan.hpp"

#include <algorithm>
#include <filesystem>

#include "models/expect/metrics.hpp"
#include "sim/base/check.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/read.hpp"
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

Axis make_axis(const Document& document, const std::string& name, const AxisFields& fields,
               Problems& problems) {
  Axis axis{name, {}};
  const std::string path = path_join("axes", name);
  if (fields.path) {
    for (std::size_t i = 0; i < fields.values.size(); ++i) {
      const Node& value = fields.values[i].node;
      const std::string called = value_name(value);
      if (axis.find(called))
        problems.add(value.where, code::kDoubledKey, path_join(path_join(path, "values"), std::to_string(i)),
                     value.brief() + ", for the second time", "every value once");
      axis.values.push_back({called, {{*fields.path, value, value.where}}, value.where});
    }
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
  if (!problems.empty()) return std::nullopt;
  make_points(plan, problems);
  check_compare(plan, problems);
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
  if (!read(document, catalog, scenario, unread)) {
    // The planner may have more to say of the parts that were read.
    make_flight(scenario, document, unread);
    return std::nullopt;
  }
  return load_document(std::move(document), catalog, unplanned);
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

std::vector<KeptRow> kept_rows(const StudyPlan& plan, const Flight& flight) {
  const std::vector<RowKey> all = all_rows(flight);
  std::vector<KeptRow> kept;
  if (plan.fields.keep.empty()) {
    for (const Metric& metric : all_metrics())
      for (const RowKey& row : chosen_rows(flight, all, metric, {}, {})) kept.push_back({0, row});
    return kept;
  }
  for (std::size_t i = 0; i < plan.fields.keep.size(); ++i) {
    const KeepFields& keep = plan.fields.keep[i];
    for (const RowKey& row : chosen_rows(flight, all, *find_metric(keep.metric), keep.by, keep.of))
      kept.push_back({i, row});
  }
  return kept;
}

std::optional<RowKey> waited_row(const StudyPlan& plan, const Flight& flight) {
  if (!plan.fields.replications || plan.fields.replications->is_first()) return std::nullopt;
  const UntilFields& until = plan.fields.replications->second()->until;
  const std::vector<RowKey> rows =
      chosen_rows(flight, all_rows(flight), *find_metric(until.metric), {}, until.of);
  if (rows.size() != 1) return std::nullopt;
  return rows.front();
}

}  // namespace windtunnel
