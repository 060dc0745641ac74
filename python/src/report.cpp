// Pages of results for browsers, and records of flights for their replays.
#include <pybind11/stl.h>

#include <tuple>

#include "python/src/binders.hpp"
#include "python/src/waiting.hpp"
#include "sim/report/report_data.hpp"
#include "sim/report/report_page.hpp"
#include "sim/study/flight_record.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

std::tuple<std::string, std::string> page_of(const std::string& folder) {
  const py::gil_scoped_release release;
  Problems problems;
  auto results = read_results(folder, problems);
  if (!results) return {"", problems.text(folder)};
  return {report_page(report_data(std::move(*results), builtin_catalog())), ""};
}

std::vector<std::pair<std::string, std::string>> record(const std::shared_ptr<Flown>& flown,
                                                        std::optional<double> from_s,
                                                        std::optional<double> to_s) {
  if (flown->scenario->flight.foreign) throw py::value_error("a record is of the native engine");
  if (from_s && to_s && !(*from_s < *to_s)) throw py::value_error("a record ends after it begins");
  RecordWindow window;
  if (from_s) window.from = Time() + Duration::from_seconds(*from_s);
  if (to_s) window.to = Time() + Duration::from_seconds(*to_s);
  FlightRecord record;
  const auto fly_it = [&](const std::atomic<bool>& stop, const auto&) {
    record = record_flight(*flown->scenario, flown->seed, 0, window, stop);
  };
  if (auto error = Tower<StudyOptions::Progress>().fly_and_wait(fly_it, py::none())) throw std::move(*error);
  return record_files(record);
}

}  // namespace

void bind_report(py::module_& module) {
  module.def("page_of", page_of, py::arg("folder"),
             "The page of a folder of results; or none, and the text of its problems.");
  module.def("record", record, py::arg("flown"), py::arg("from_s"), py::arg("to_s"),
             "Flies the first replication once more and answers the files of its record.");
}

}  // namespace windtunnel::python
