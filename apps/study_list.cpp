// Printing what a study would fly, point by point, and what that takes at the most.
#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include "apps/study_text.hpp"
#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

std::string study_list(const StudyPlan& plan, const std::vector<PointSketch>& sketches,
                       const std::vector<std::size_t>& points, std::optional<std::int64_t> replications) {
  // What a thread does of such events in a second, at the least, on a machine of today.
  constexpr double kEventsPerSecond = 1.5e6;
  TextTable table("rl" + std::string(plan.axes.size() - 1, 'l') + "rrl");
  std::vector<std::string> heading = {"point"};
  for (const Axis& axis : plan.axes) heading.push_back(clip(axis.name, kNameMax));
  heading.insert(heading.end(), {"replications", "events at most", ""});
  table.row(heading);
  double events = 0;
  std::int64_t flights = 0;
  for (const std::size_t index : points) {
    const PointSketch& sketch = sketches[index];
    std::vector<std::string> cells = {std::to_string(index)};
    for (std::size_t axis = 0; axis < plan.axes.size(); ++axis)
      cells.push_back(clip(plan.axes[axis].values[plan.points[index][axis]].name, kNameMax));
    if (sketch.why.empty()) {
      const std::int64_t each = replications.value_or(sketch.replications);
      const double all = sketch.estimate.events * static_cast<double>(each);
      cells.insert(cells.end(), {std::to_string(each), grouped(static_cast<std::int64_t>(all)), ""});
      events += all;
      flights += each;
    } else {
      cells.insert(cells.end(), {"-", "-", "can not be planned: " + sketch.why});
    }
    table.row(std::move(cells));
  }
  std::string text = clip(plan.fields.title.empty() ? plan.document.file() : plan.fields.title) + "\n\n";
  for (const std::string& line : table.lines()) text += clip(line) + "\n";
  const double threads = std::max(1u, std::thread::hardware_concurrency());
  text += fmt::format(
      "\n{} points, {} replications at the least, about {} M events at the most; {} on {} threads\n"
      "at {} M events a second each.\n",
      points.size(), grouped(flights), significant(events / 1e6, 2),
      windtunnel::text(Duration::from_seconds(std::max(events / kEventsPerSecond / threads, 0.001)), 2),
      significant(threads, 3), significant(kEventsPerSecond / 1e6, 2));
  return text;
}

}  // namespace windtunnel
