// What there is to know before anything flies: models, metrics, data tables, the schema, what a code means.
#include <pybind11/stl.h>

#include "models/expect/metrics.hpp"
#include "models/scenario/plugins.hpp"
#include "models/scenario/scenario.hpp"
#include "python/src/binders.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/write.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

void bind_entry(py::module_& module) {
  py::class_<EntryInfo>(module, "Entry", "One model of the catalog.")
      .def_readonly("name", &EntryInfo::name)
      .def_readonly("meaning", &EntryInfo::meaning)
      .def_readonly("source", &EntryInfo::source)
      .def_readonly("leaves_out", &EntryInfo::leaves_out)
      .def_readonly("validated_by", &EntryInfo::validated_by)
      .def_readonly("engines", &EntryInfo::engines);
}

void bind_table(py::module_& module) {
  py::class_<Table, std::shared_ptr<Table>>(module, "Table", "A data table, every cell as text.")
      .def_property_readonly("name", [](const Table& table) { return table.name(); })
      .def_property_readonly("source", [](const Table& table) { return table.source(); })
      .def_property_readonly("date", [](const Table& table) { return table.date(); })
      .def_property_readonly("licence", [](const Table& table) { return table.licence(); })
      .def_property_readonly("columns", [](const Table& table) { return table.columns(); })
      .def("__len__", &Table::rows)
      .def(
          "cells",
          [](const Table& table, std::size_t column) {
            std::vector<std::string> cells;
            for (std::size_t row = 0; row < table.rows(); ++row) cells.push_back(table.cell(row, column));
            return cells;
          },
          py::arg("column"), "One column, by its index.");
}

void bind_catalog(py::module_& module) {
  py::class_<Catalog>(module, "Catalog", "Every model and table there is; a value.")
      .def(
          py::init([](const std::string& folder, const std::vector<std::string>& plugins) {
            Catalog catalog = builtin_catalog();
            if (!folder.empty()) catalog.tables().override_with(folder);
            catalog.plugins().load_with(".py", true, python_plugins());
            for (const std::string& plugin : plugins) catalog.plugins().ask_for(plugin);
            return catalog;
          }),
          py::arg("folder") = "", py::arg("plugins") = std::vector<std::string>(),
          "Tables in `folder` stand before the built-in ones; every scenario read with it has the `plugins`.")
      .def_property_readonly(
          "asked", [](const Catalog& catalog) { return catalog.plugins().asked(); },
          "The plug-ins that every scenario read with it has.")
      .def(
          "whole",
          [](const Catalog& catalog) {
            Problems problems;
            Catalog whole = catalog_with_plugins(catalog, problems);
            return std::pair(std::move(whole), problems.empty() ? "" : problems.text("plugins"));
          },
          py::call_guard<py::gil_scoped_release>(),
          "With the models of its plug-ins, for who reads no scenario; and what is wrong with those.")
      .def("kinds", &Catalog::kinds)
      .def(
          "entries",
          [](const Catalog& catalog, const std::string& kind) {
            std::vector<EntryInfo> entries;
            for (const auto& entry : catalog.entries_of(kind)) entries.push_back(*entry);
            return entries;
          },
          py::arg("kind"))
      .def(
          "page",
          [](const Catalog& catalog, const std::string& kind, const std::string& name) {
            const auto entry = catalog.find_entry(kind, name);
            return entry == nullptr ? std::string() : reference_page(*entry, kind, catalog);
          },
          py::arg("kind"), py::arg("name"), "The reference page of one model, as Markdown; empty for none.")
      .def("table_names", [](const Catalog& catalog) { return catalog.tables().names(); })
      .def(
          "table",
          [](const Catalog& catalog, const std::string& name) {
            Problems problems;
            const auto found = catalog.tables().load(name, Position{}, "", problems);
            return found ? std::optional(std::const_pointer_cast<Table>(found)) : std::nullopt;
          },
          py::arg("name"), "The table of that name; None when it is not there or cannot be read.")
      .def("schema",
           [](const Catalog& catalog) { return json_schema<Scenario>(catalog, "Windtunnel scenario"); });
}

}  // namespace

void bind_knowledge(py::module_& module) {
  bind_entry(module);
  bind_table(module);
  bind_catalog(module);

  py::class_<Metric>(module, "Metric", "One metric of the closed list.")
      .def_property_readonly("name", [](const Metric& metric) { return std::string(metric.name); })
      .def_property_readonly("unit", [](const Metric& metric) { return std::string(unit_name(metric.unit)); })
      .def_property_readonly("scope",
                             [](const Metric& metric) { return std::string(scope_name(metric.scope)); })
      .def_readonly("lower_is_better", &Metric::lower_is_better)
      .def_property_readonly("meaning", [](const Metric& metric) { return std::string(metric.meaning); })
      .def_property_readonly("counts", [](const Metric& metric) { return std::string(metric.counts); })
      .def_property_readonly(
          "estimator", [](const Metric& metric) { return std::string(estimator_name(metric.estimator)); })
      .def(
          "show", [](const Metric& metric, double value) { return show(metric, value); }, py::arg("value"),
          "A value in the metric's unit as people read it.");

  module.def("metrics", [] {
    std::vector<Metric> list;
    for (const Metric& metric : all_metrics()) list.push_back(metric);
    return list;
  });
  module.def("codes", [] {
    std::vector<std::string> list;
    for (const CodePage& page : code_pages()) list.emplace_back(page.code);
    return list;
  });
  module.def(
      "explain",
      [](const std::string& code) {
        const CodePage* page = find_code(code);
        if (page == nullptr) return std::string();
        return std::string(page->code) + "  " + std::string(page->title) + "\n\n" + std::string(page->page);
      },
      py::arg("code"), "What a code means and what to write instead; empty for a code that does not exist.");
  module.def(
      "nearest",
      [](const std::string& name, const std::vector<std::string>& candidates) {
        return nearest_name(name, candidates);
      },
      py::arg("name"), py::arg("candidates"),
      "The candidate that was perhaps meant; empty when none is near.");
}

}  // namespace windtunnel::python
