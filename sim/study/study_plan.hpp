// A study file, read: the scenario that all points start from, the axes, and the points themselves.
//
// A point is the base with one value of each axis set on it, and is read and planned by the same code as a
// scenario from a file; every value keeps the place where the study file says it, so a problem of a point is
// reported there. What can not be read is a problem of the study. What reads well and can not be planned (a
// fault that strikes a leader where the protocol has none) is that point's failure, unless it is every
// point's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/study/load.hpp"
#include "sim/study/rows.hpp"
#include "sim/study/study_fields.hpp"

namespace windtunnel {

// Whether a file is a study: it says what varies, or in what.
bool is_study(const Document& document);

// One value of some scenario, to be set at a path.
struct Patch {
  std::string path;
  Node value;
  Position where;  // of the path
};
struct AxisValue {
  std::string name;  // of the variant, or the value as text
  std::vector<Patch> patches;
  Position where;
};
struct Axis {
  std::string name;
  std::vector<AxisValue> values;
  // Of a sample: what varies together, beside the patches of each value; a column each.
  std::vector<std::string> sampled;

  std::optional<std::uint32_t> find(std::string_view value) const;
};

// By axis, which of its values.
using Coordinates = std::vector<std::uint32_t>;

struct StudyPlan {
  Document document;  // the study file
  StudyFields fields;
  Document base;
  std::vector<Axis> axes;
  std::vector<Coordinates> points;  // in the order of the axes, the last one fastest

  std::string name_of(const Coordinates& at) const;  // "protocol=raft, fault=none"
  // What tells points apart in a table: each axis, and behind it what a sample varies. The names, and those
  // of the values of a point.
  std::vector<std::string> columns() const;
  std::vector<std::string> values_of(const Coordinates& at) const;
};

// `sets` are PATH=VALUE, set on the base before any axis. Nothing when there were problems.
std::optional<StudyPlan> load_study(Document document, const std::vector<std::string>& sets,
                                    Problems& problems, const Catalog& catalog);

// A point's scenario, ready to fly. Nothing when there were problems: those of reading go to `unread`, those
// that a well-read scenario has go to `unplanned`.
std::optional<Loaded> open_point(const StudyPlan& plan, const Coordinates& at, const Catalog& catalog,
                                 Problems& unread, Problems& unplanned);

// What is known of a point before it flies.
struct PointSketch {
  std::string hash;  // of its resolved scenario and tables
  std::string why;   // it can not be planned; "" when it can
  RunEstimate estimate;
  std::int64_t replications = 0;  // at the least
  std::int64_t seed = 0;
  std::size_t figures = 0;
};
// Which points are opened before anything flies: all of them, or, of a study with more than kPointsLookedAt,
// so many that every value of every axis is among them, and the rest as they are flown. A problem is of a
// value or of a few together, so what is wrong shows; and to open a million takes minutes.
enum class LookAt { kEnough, kAll };
inline constexpr std::size_t kPointsLookedAt = 4096;
// Opens points once; those that were not looked at have no sketch but an empty one. Problems of reading are
// each reported once, with the points that have them, and so are those of planning when `strict`, or when no
// point can be planned.
std::vector<PointSketch> sketch_points(const StudyPlan& plan, const Catalog& catalog, LookAt which,
                                       bool strict, Problems& problems);

// The points that a selection such as "protocol=raft|crdt,fault=*" names, by their index in the plan; all
// when it is empty. Nothing, and `why` set, when it names what is not there.
std::optional<std::vector<std::size_t>> select_points(const StudyPlan& plan, std::string_view selection,
                                                      std::string& why);

// How many replications a point is flown: at first, and at the most.
struct ReplicationPlan {
  std::int64_t first = 1;
  std::int64_t most = 1;
  double half_width = 0;  // in the metric's unit; 0: not asked
};
ReplicationPlan replication_plan(const StudyPlan& plan, const Scenario& scenario,
                                 std::optional<std::int64_t> instead);

// The rows that the study keeps of a point, each with the index of its `keep` (0 when all are kept; behind
// them those that are kept because they are ranked). `rows`: all that there are, of all_rows.
struct KeptRow {
  std::size_t keep = 0;
  RowKey key;
};
std::vector<KeptRow> kept_rows(const StudyPlan& plan, const Flight& flight, const std::vector<RowKey>& rows);
// The row whose interval is waited for, and that of a `rank`; nothing where there is not exactly one.
std::optional<RowKey> waited_row(const StudyPlan& plan, const Flight& flight,
                                 const std::vector<RowKey>& rows);
std::optional<RowKey> ranked_row(const StudyPlan& plan, const Flight& flight, const std::vector<RowKey>& rows,
                                 std::size_t rank);

}  // namespace windtunnel
