// The GIL for threads that are not Python's, and errors of models as text.
#include "python/src/held.hpp"

#include "sim/base/model_failure.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// Keeps this thread's Python state from its first call to its end.
class ThreadState {
 public:
  ThreadState() {
    if (PyGILState_GetThisThreadState() != nullptr) return;
    state_ = PyGILState_Ensure();
    kept_ = PyEval_SaveThread();
  }
  ~ThreadState() {
    if (kept_ == nullptr || Py_IsInitialized() == 0) return;
    PyEval_RestoreThread(kept_);
    PyGILState_Release(state_);
  }
  ThreadState(const ThreadState&) = delete;
  ThreadState& operator=(const ThreadState&) = delete;

 private:
  PyGILState_STATE state_ = PyGILState_UNLOCKED;
  PyThreadState* kept_ = nullptr;
};

}  // namespace

Gil::Gil() {
  static thread_local const ThreadState state;
  state_ = PyGILState_Ensure();
}

std::string told_error(py::error_already_set& error) {
  try {
    if (error.trace()) PyException_SetTraceback(error.value().ptr(), error.trace().ptr());
    return py::module_::import("windtunnel.plugins").attr("_told")(error.value()).cast<std::string>();
  } catch (py::error_already_set&) {
    return error.what();
  }
}

void model_failed(const std::string& who, const std::string& what) { throw ModelFailure(who + " " + what); }

void model_raised(const std::string& who) {
  py::error_already_set error;
  throw ModelFailure(who + " raised\n" + told_error(error));
}

Method::Method(const Held& model, const char* name, std::string who)
    : bound_(py::object(model->attr(name))), who_(std::move(who)) {}

}  // namespace windtunnel::python
