// Packing values, weighing them, and stable storage made of them.
#include "python/src/values.hpp"

#include "sim/machine/operation.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// Looked up once, and never given back: the interpreter may be gone first.
PyObject* pickle(const char* name) {
  return py::object(py::module_::import("pickle").attr(name)).release().ptr();
}

std::int64_t sum_of(const py::handle& items) {
  std::int64_t sum = 4;
  for (const py::handle each : items) sum += size_of(each);
  return sum;
}

}  // namespace

std::string packed(const py::handle& value) {
  static PyObject* const dumps = pickle("dumps");
  static PyObject* const protocol = py::int_(5).release().ptr();
  PyObject* arguments[] = {nullptr, value.ptr(), protocol};
  PyObject* bytes = PyObject_Vectorcall(dumps, arguments + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
  if (bytes == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::bytes>(bytes);
}

py::object unpacked(const std::string& bytes) {
  static PyObject* const loads = pickle("loads");
  const py::bytes given(bytes);
  PyObject* arguments[] = {nullptr, given.ptr()};
  PyObject* value = PyObject_Vectorcall(loads, arguments + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
  if (value == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(value);
}

std::int64_t size_of(const py::handle& value) {
  if (value.is_none() || PyBool_Check(value.ptr()) != 0) return 1;
  if (PyLong_Check(value.ptr()) != 0 || PyFloat_Check(value.ptr()) != 0) return 8;
  if (PyUnicode_Check(value.ptr()) != 0) {
    Py_ssize_t size = 0;
    if (PyUnicode_AsUTF8AndSize(value.ptr(), &size) == nullptr) throw py::error_already_set();
    return 4 + size;
  }
  if (PyBytes_Check(value.ptr()) != 0) return 4 + PyBytes_Size(value.ptr());
  if (PyDict_Check(value.ptr()) != 0) {
    std::int64_t sum = 4;
    for (const auto& [key, item] : py::reinterpret_borrow<py::dict>(value))
      sum += size_of(key) + size_of(item);
    return sum;
  }
  if (PyTuple_Check(value.ptr()) != 0 || PyList_Check(value.ptr()) != 0 || PyAnySet_Check(value.ptr()) != 0)
    return sum_of(value);
  if (py::isinstance<Operation>(value)) return 32 + std::int64_t{value.cast<const Operation&>().bytes};
  if (py::hasattr(value, "__dict__")) return size_of(py::object(value.attr("__dict__")));
  return 16;
}

Record record_of(const py::handle& value) {
  if (PyDict_Check(value.ptr()) == 0)
    throw py::type_error("persist: found " + py::repr(value).cast<std::string>() +
                         ", expected a dictionary of what is new on stable storage");
  auto items = std::make_shared<std::vector<std::pair<std::string, std::string>>>();
  Record record;
  for (const auto& [key, item] : py::reinterpret_borrow<py::dict>(value)) {
    items->emplace_back(packed(key), item.is_none() ? std::string() : packed(item));
    record.bytes += size_of(key) + size_of(item);
  }
  record.items = std::move(items);
  return record;
}

void Stable::write(const Record& record) {
  if (record.items == nullptr) return;
  for (const auto& [key, value] : *record.items) {
    const auto [at, fresh] = places.try_emplace(key, items.size());
    if (fresh)
      items.emplace_back(key, value);
    else
      items[at->second].second = value;
  }
}

py::object Stable::dictionary() const {
  py::dict all;
  for (const auto& [key, value] : items)
    if (!value.empty()) all[unpacked(key)] = unpacked(value);
  return all;
}

}  // namespace windtunnel::python
