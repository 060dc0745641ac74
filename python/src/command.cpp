// The whole command, as the native program has it, in a process where Python's models can run.
#include <pybind11/stl.h>

#include "apps/commands.hpp"
#include "apps/conform.hpp"
#include "models/scenario/plugins.hpp"
#include "python/src/binders.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// (kind, name, property, what, seed, story, not tried) of each model; or what is wrong with the plug-in.
using Judged = std::tuple<std::string, std::string, std::string, std::string, std::uint64_t,
                          std::vector<std::string>, std::string>;

std::pair<std::vector<Judged>, std::string> conform(const std::string& file, const std::string& name,
                                                    const std::vector<std::string>& sets, std::uint64_t seed,
                                                    std::uint64_t schedules, std::int64_t members,
                                                    const Catalog& catalog) {
  const py::gil_scoped_release release;
  Problems problems;
  const Catalog whole = catalog_with_plugins(catalog, problems);
  std::vector<Judged> list;
  if (problems.empty())
    for (ConformanceFinding& each :
         judge(*whole.plugins().there().back(), name, whole, {{seed, schedules}, sets, members}, problems))
      list.emplace_back(each.kind, each.name, each.finding.property, each.finding.what, each.finding.seed,
                        each.finding.story, each.not_tried);
  return {list, problems.empty() ? "" : problems.text(file)};
}

}  // namespace

void bind_command(py::module_& module) {
  module.def(
      "command",
      [](const std::vector<std::string>& words) {
        std::vector<const char*> argv;
        for (const std::string& word : words) argv.push_back(word.c_str());
        const py::gil_scoped_release release;
        return command_line(static_cast<int>(argv.size()), argv.data(), python_plugins());
      },
      py::arg("words"), "Runs `windtunnel` with these words, its own name first; answers the exit code.");
  module.def("conform", conform, py::arg("file"), py::arg("name"), py::arg("sets"), py::arg("seed"),
             py::arg("schedules"), py::arg("members"), py::arg("catalog"),
             "The conformance suite over the models of the catalog's last plug-in.");
}

}  // namespace windtunnel::python
