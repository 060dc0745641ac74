// Planning the timeline: which fields change, when, and to what.
//
// A change names a field by its path, as `--set` does; which may change is known only of a scenario as it is
// (a count of replicas may stand in three places, a rate changes only where it is constant), so the list is
// made here, and a path that is not on it is a problem that shows the list. What is wrong with a new value is
// told at the timeline, not at the field.
#include <algorithm>
#include <cmath>

#include "models/world/planner_parts.hpp"
#include "sim/base/text.hpp"
#include "sim/base/units.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {
namespace {

constexpr std::int64_t kReplicasMax = 1'000'000;
constexpr std::int64_t kReplicasEachMax = 100'000;

bool fits(const Path& pattern, const Path& path) {
  if (pattern.segments.size() != path.segments.size()) return false;
  for (std::size_t i = 0; i < path.segments.size(); ++i)
    if (!pattern.segments[i].any && pattern.segments[i].name != path.segments[i].name) return false;
  return true;
}

}  // namespace

std::vector<Planner::ChangeableField> Planner::changeable_fields() const {
  std::vector<ChangeableField> list;
  for (const auto& item : scenario_.workload) {
    const std::string path = path_join("workload", item.name);
    if (!read_.well(path)) continue;
    const WorkloadParts parts =
        item.value.make([](std::string_view, std::string_view, std::string, std::string, std::string_view,
                           std::vector<std::string>) {});  // what is wrong with it is told when it is planned
    if (parts.open_at && parts.rate && parts.rate->constant) list.push_back({path + ".rate", Changes::kRate});
  }
  for (const auto& item : scenario_.tiers) {
    const std::string path = path_join("tiers", item.name);
    if (!read_.well(path)) continue;
    const TierFields& fields = item.value;
    if (fields.each_region)
      list.push_back({path + ".each_region.replicas", Changes::kEachRegion});
    else if (fields.replicas && fields.replicas->is_first())
      list.push_back({path + ".replicas", Changes::kReplicas});
    else if (fields.replicas)
      for (const auto& place : *fields.replicas->second())
        list.push_back({path_join(path + ".replicas", place.name), Changes::kZone});
    for (const auto& place : fields.weights)
      list.push_back({path_join(path + ".weights", place.name), Changes::kWeight});
  }
  return list;
}

void Planner::plan_timeline() {
  const std::vector<ChangeableField> fields = changeable_fields();
  for (const auto& item : scenario_.timeline) {
    flight_.timeline = true;
    const std::string path = path_join("timeline", item.name);
    if (!read_.well(path)) continue;
    const TimelineFields& entry = item.value;
    if (time_known_ && entry.at >= Time() + flight_.plan.lasts)
      problem(path + ".at", "WT026", text(entry.at.since_start()),
              "before the run ends, at " + text(flight_.plan.lasts));
    for (const auto& set : entry.set)
      plan_setting(entry.at, path_join(path + ".set", set.name), set.name, set.value, fields);
  }
  std::stable_sort(settings_.begin(), settings_.end(),
                   [](const Setting& a, const Setting& b) { return a.at < b.at; });
}

void Planner::plan_setting(Time at, const std::string& path, const std::string& pattern,
                           const Either<double, std::string>& value,
                           const std::vector<ChangeableField>& fields) {
  const auto wanted = Path::parse(pattern);
  if (!wanted) return;  // the reader has said so
  bool found = false;
  for (const ChangeableField& field : fields) {
    if (!fits(*wanted, *Path::parse(field.path))) continue;
    found = true;
    const auto number = new_value(path, field.what, value);
    if (!number) return;
    for (const Setting& other : settings_)
      if (other.at == at && other.field == field.path)
        problem(path, "WT030", field.path + " twice at " + text(at.since_start()), "one value at a time");
    settings_.push_back(Setting{at, field.path, *number, path});
  }
  if (found) return;
  // What could not be read may have been what was meant.
  const std::string& part = wanted->segments.front().name;
  const bool one = wanted->segments.size() > 1 && !wanted->segments[1].any;
  if (one ? !read_.well(path_join(part, wanted->segments[1].name)) : !read_.well(part)) return;
  std::vector<std::string> names;
  for (const ChangeableField& field : fields) names.push_back(field.path);
  problem(path, "WT029", "\"" + pattern + "\"",
          names.empty() ? "nothing: no field of this scenario may change" : one_of(names), pattern, names);
}

std::optional<double> Planner::new_value(const std::string& path, Changes what,
                                         const Either<double, std::string>& value) {
  const std::string found = value.is_first() ? significant(*value.first(), 6) : "\"" + *value.second() + "\"";
  if (what == Changes::kRate) {
    Rate rate;
    const std::string written = value.is_second() ? *value.second() : "?";
    if (const auto misfit = parse_quantity(written, rate)) {
      problem(path, value.is_first() ? "WT003" : "WT004", found, misfit->expected);
      return std::nullopt;
    }
    if (!(rate.per_second() > 0)) problem(path, "WT005", found, "more than 0 /s");
    return rate.per_second() > 0 ? std::optional(rate.per_second()) : std::nullopt;
  }
  if (value.is_second()) {
    problem(path, "WT002", found, what == Changes::kWeight ? "a bare number" : "a whole number");
    return std::nullopt;
  }
  const double number = *value.first();
  if (what == Changes::kWeight) {
    if (!(number >= 0)) problem(path, "WT005", found, "0 or more");
    return number >= 0 ? std::optional(number) : std::nullopt;
  }
  const std::int64_t least = what == Changes::kReplicas ? 1 : 0;
  const std::int64_t most = what == Changes::kEachRegion ? kReplicasEachMax : kReplicasMax;
  const bool whole = std::floor(number) == number;
  if (whole && number >= static_cast<double>(least) && number <= static_cast<double>(most)) return number;
  problem(path, whole ? "WT005" : "WT002", found,
          "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::vector<Planner::Setting> Planner::settings_of(const std::string& field) const {
  std::vector<Setting> list;
  for (const Setting& setting : settings_)
    if (setting.field == field) list.push_back(setting);
  return list;
}

// The change at that time, in the order of time.
ChangePlan& Planner::change_at(Time at) {
  std::vector<ChangePlan>& changes = flight_.plan.changes;
  const auto place = std::lower_bound(changes.begin(), changes.end(), at,
                                      [](const ChangePlan& change, Time time) { return change.at < time; });
  if (place != changes.end() && place->at == at) return *place;
  return *changes.insert(place, ChangePlan{.at = at, .join = {}, .leave = {}, .weights = {}, .leaders = {}});
}

}  // namespace windtunnel
