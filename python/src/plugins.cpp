// Loading a plug-in in Python: the package runs the file and says which models it declares; here they become
// entries.
#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "python/src/declared.hpp"
#include "sim/base/model_failure.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// A value of a scenario as Python's models see it: times in whole nanoseconds, sizes in bytes, rates a
// second.
py::object as_python(const DeclaredValue& value) {
  struct Cast {
    py::object operator()(std::int64_t each) const { return py::int_(each); }
    py::object operator()(double each) const { return py::float_(each); }
    py::object operator()(bool each) const { return py::bool_(each); }
    py::object operator()(const std::string& each) const { return py::str(each); }
    py::object operator()(Duration each) const { return py::int_(each.ns()); }
    py::object operator()(Bytes each) const { return py::int_(each.count()); }
    py::object operator()(Bandwidth each) const { return py::float_(each.bits_per_second()); }
    py::object operator()(Rate each) const { return py::float_(each.per_second()); }
    py::object operator()(Probability each) const { return py::float_(each.value()); }
    py::object operator()(const Choice<Distribution>& each) const {
      return each ? py::cast(each.make()) : py::none();
    }
  };
  return std::visit(Cast(), value);
}

// What is wrong with a declaration: told as a problem, like a file that does not run.
struct WrongDeclaration {
  std::string found;
};

std::shared_ptr<const std::vector<DeclaredField>> fields_of(const py::handle& model) {
  auto fields = std::make_shared<std::vector<DeclaredField>>();
  for (const py::handle each : model.attr("fields")) {
    const auto text = [&](const char* name) { return each.attr(name).cast<std::string>(); };
    FieldWords words{text("name"),     text("type"),    text("meaning"),   text("default"),
                     text("at_least"), text("at_most"), text("more_than"), {}};
    words.one_of = each.attr("one_of").cast<std::vector<std::string>>();
    DeclaredField field;
    if (const std::string wrong = declare(words, field); !wrong.empty())
      throw WrongDeclaration{"field " + words.name + ": " + wrong};
    fields->push_back(std::move(field));
  }
  return fields;
}

SharedDeclared declared_of(const py::handle& model) {
  const auto text = [&](const char* name) { return model.attr(name).cast<std::string>(); };
  auto declared = std::make_shared<Declared>();
  declared->kind = text("kind");
  declared->name = text("name");
  try {
    declared->fields = fields_of(model);
  } catch (const WrongDeclaration& wrong) {
    throw WrongDeclaration{declared->kind + " " + declared->name + ", " + wrong.found};
  }
  declared->info.name = declared->name;
  declared->info.meaning = text("meaning");
  declared->info.source = text("source");
  declared->info.leaves_out = text("leaves_out");
  declared->info.engines = {"native"};
  declared->type = Held(py::object(model.attr("cls")));
  declared->traits = Held(py::object(model.attr("traits")));
  for (const auto& [key, value] : py::dict(*declared->traits))
    if (value.is(py::bool_(true))) declared->flags.insert(key.cast<std::string>());
  return declared;
}

void add(const SharedDeclared& declared, Catalog& catalog) {
  if (catalog.find_entry(declared->kind, declared->name) != nullptr)
    throw WrongDeclaration{"two models of kind " + declared->kind + " by the name of " + declared->name};
  using Add = void (*)(const SharedDeclared&, Catalog&);
  constexpr std::pair<const char*, Add> kKinds[] = {{"load_balancing", add_policy},
                                                    {"workload", add_workload},
                                                    {"failure", add_failure},
                                                    {"replication", add_protocol}};
  for (const auto& [kind, add_it] : kKinds)
    if (declared->kind == kind) add_it(declared, catalog);
}

PluginReading load(const std::filesystem::path& file, const std::string& bytes) {
  const Gil gil;
  PluginReading reading;
  const std::string shown = "\"" + file.filename().string() + "\"";
  try {
    auto models = std::make_shared<Catalog>();
    const py::object found =
        py::module_::import("windtunnel.plugins").attr("_load")(file.string(), py::bytes(bytes));
    for (const py::handle model : found) add(declared_of(model), *models);
    reading.models = std::move(models);
  } catch (const WrongDeclaration& wrong) {
    reading.found = shown + ": " + wrong.found;
    reading.expected = "models as docs/plugins.md says";
  } catch (py::error_already_set& error) {
    reading.found = shown + ", which does not run:\n" + told_error(error);
    reading.expected = "a file that Python can run";
    const py::object value = error.value();
    if (py::hasattr(value, "wrong_declaration")) {
      reading.found = shown + ": " + py::str(value).cast<std::string>();
      reading.expected = "models as docs/plugins.md says";
    }
  }
  return reading;
}

}  // namespace

PluginLoader python_plugins() { return load; }

Held Declared::make(const DeclaredFields& values, const py::object& extra) const {
  const Gil gil;
  try {
    py::dict attributes;
    if (extra) attributes.attr("update")(extra);
    for (std::size_t i = 0; i < fields->size(); ++i)
      attributes[py::str((*fields)[i].name)] = as_python(values.values[i]);
    return Held(py::module_::import("windtunnel.plugins").attr("_make")(*type, attributes));
  } catch (py::error_already_set& error) {
    throw ModelFailure(method("__init__") + " raised\n" + told_error(error));
  }
}

std::int64_t whole_answer(const Method& method, const py::object& answer, const char* expected) {
  int overflow = 0;
  const bool whole = PyIndex_Check(answer.ptr()) != 0 && PyBool_Check(answer.ptr()) == 0;
  const py::object number =
      whole ? py::reinterpret_steal<py::object>(PyNumber_Index(answer.ptr())) : py::object();
  const long long value = number ? PyLong_AsLongLongAndOverflow(number.ptr(), &overflow) : -1;
  if (!number) PyErr_Clear();
  if (!number || overflow != 0 || value < 0)
    model_failed(method.who(), "answered " + py::repr(answer).cast<std::string>() + ", expected " + expected);
  return value;
}

}  // namespace windtunnel::python
