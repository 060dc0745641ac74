// Python objects in the hands of threads that are not Python's: taking the GIL, keeping an object, calling
// it.
//
// A model in Python is called from whichever thread flies. Each call takes the GIL and gives it back, so that
// the thread that waits (for Ctrl-C, for progress) gets its turns; models of one process never run two at a
// time anyway. A thread keeps its Python state to its end: making one anew for each call would cost more than
// the call.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <utility>

namespace windtunnel::python {

class Gil {
 public:
  Gil();
  ~Gil() { PyGILState_Release(state_); }
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

 private:
  PyGILState_STATE state_;
};

// A Python object that is copied and dropped by whoever holds it, GIL or not. Copies share the object.
class Held {
 public:
  Held() = default;
  // Called with the GIL.
  explicit Held(pybind11::object object)
      : object_(new pybind11::object(std::move(object)), [](pybind11::object* last) {
          if (Py_IsInitialized() == 0) return;  // the interpreter is gone, and took everything along
          const Gil gil;
          delete last;
        }) {}
  // With the GIL.
  pybind11::object& operator*() const { return *object_; }
  pybind11::object* operator->() const { return object_.get(); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  std::shared_ptr<pybind11::object> object_;
};

// The present Python error as text, with its traceback from the plug-in on; clears it. With the GIL.
std::string told_error(pybind11::error_already_set& error);
// Throws ModelFailure with whose method failed how. With the GIL.
[[noreturn]] void model_failed(const std::string& who, const std::string& what);
// The same for the Python error that is set.
[[noreturn]] void model_raised(const std::string& who);

// A method of a model, looked up once. `who` is "load_balancing sticky: pick()", for errors.
class Method {
 public:
  Method() = default;
  Method(const Held& model, const char* name, std::string who);

  explicit operator bool() const { return static_cast<bool>(bound_); }
  const std::string& who() const { return who_; }
  // With the GIL. Throws ModelFailure with the traceback when the model raises.
  template <class... Arguments>
  pybind11::object operator()(const Arguments&... arguments) const {
    PyObject* raw[] = {nullptr, arguments.ptr()...};
    PyObject* result = PyObject_Vectorcall(bound_->ptr(), raw + 1,
                                           sizeof...(arguments) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
    if (result == nullptr) model_raised(who_);
    return pybind11::reinterpret_steal<pybind11::object>(result);
  }

 private:
  Held bound_;
  std::string who_;
};

}  // namespace windtunnel::python
