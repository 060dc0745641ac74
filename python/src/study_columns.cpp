// The figures of a study as columns for numpy: vectors that are handed over, not copied.
//
// A study of 50,000 points has millions of figures. As JSON they are written, read and boxed one by one; as
// columns they are the engine's own doubles. What a row is about (metric, phase, tier, ...) repeats from
// point to point, so rows name it by a number and the few different ones stand in a list.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "python/src/binders.hpp"
#include "python/src/studies.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// The array owns the vector, and nothing is copied.
template <class T>
py::array_t<T> handed_over(std::vector<T> values) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  const auto size = static_cast<py::ssize_t>(owned->size());
  const T* const data = owned->data();
  const py::capsule owner(owned.release(), [](void* vector) { delete static_cast<std::vector<T>*>(vector); });
  return py::array_t<T>({size}, {static_cast<py::ssize_t>(sizeof(T))}, data, owner);
}

// Texts that repeat, by number.
class Names {
 public:
  std::int32_t number_of(const std::vector<std::string>& name) {
    const auto [at, fresh] = numbers_.emplace(name, static_cast<std::int32_t>(list_.size()));
    if (fresh) list_.push_back(name);
    return at->second;
  }
  const std::vector<std::vector<std::string>>& list() const { return list_; }

 private:
  std::map<std::vector<std::string>, std::int32_t> numbers_;
  std::vector<std::vector<std::string>> list_;
};

py::dict study_columns(const StudyFlown& flown) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::int64_t> point, replications, first = {0};
  std::vector<std::int32_t> about, words;
  std::vector<double> mean, low, high, values;
  Names abouts, remarks;
  for (const PointOutcome& each : flown.outcome.points)
    for (const Figure& figure : each.figures) {
      std::vector<std::string> name = {std::string(figure.metric->name),
                                       std::string(unit_name(figure.metric->unit))};
      name.insert(name.end(), figure.parts.begin(), figure.parts.end());
      const Estimate& e = figure.estimate;
      point.push_back(static_cast<std::int64_t>(each.point));
      replications.push_back(each.replications);
      about.push_back(abouts.number_of(name));
      words.push_back(remarks.number_of({word(e.lack), verdict_of(figure)}));
      // What JSON can not say is nothing, here as there.
      const auto finite = [](double value) { return std::isfinite(value) ? value : kNone; };
      mean.push_back(finite(e.value));
      low.push_back(e.has_interval() ? finite(e.low) : kNone);
      high.push_back(e.has_interval() ? finite(e.high) : kNone);
      values.insert(values.end(), figure.by_replication.begin(), figure.by_replication.end());
      first.push_back(static_cast<std::int64_t>(values.size()));
    }
  py::dict columns;
  columns["point"] = handed_over(std::move(point));
  columns["replications"] = handed_over(std::move(replications));
  columns["about"] = handed_over(std::move(about));
  columns["words"] = handed_over(std::move(words));
  columns["mean"] = handed_over(std::move(mean));
  columns["low"] = handed_over(std::move(low));
  columns["high"] = handed_over(std::move(high));
  columns["values"] = handed_over(std::move(values));
  columns["first"] = handed_over(std::move(first));
  columns["abouts"] = abouts.list();
  columns["remarks"] = remarks.list();
  return columns;
}

}  // namespace

void bind_study_columns(py::module_& module) {
  module.def(
      "study_columns", study_columns, py::arg("flown"),
      "A row a point and figure, as arrays: point, replications, mean, low, high; about and words are "
      "numbers "
      "into abouts (metric, unit, and what tells it apart) and remarks (lack, verdict); values[first[i] : "
      "first[i + 1]] are row i's by replication.");
}

}  // namespace windtunnel::python
