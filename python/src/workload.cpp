// An open workload in Python: when each request comes.
#include "models/workloads/workload_model.hpp"
#include "python/src/declared.hpp"
#include "python/src/given.hpp"
#include "sim/base/model_failure.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

class ArrivalsInPython final : public OpenArrivals {
 public:
  ArrivalsInPython(const SharedDeclared& declared, const DeclaredFields& fields, std::uint64_t key)
      : key_(key), model_(declared->make(fields)) {
    const Gil gil;
    next_ = Method(model_, "next", declared->method("next"));
    luck_ = std::make_unique<Given<Luck>>();
  }

  // Luck by the request's number, so that the n-th gap is the same whatever the others were.
  Time next(Time previous, std::uint64_t number) override {
    Rng rng = Rng::for_request(key_, number);
    const Gil gil;
    const Lent lent(**luck_, rng);
    const py::object answer = next_(py::int_(previous.ns()), py::int_(number), luck_->object());
    if (answer.is_none()) return Time::never();
    const Time at = Time::from_ns(whole_answer(
        next_, answer, "a time in whole nanoseconds from the start of the run, or None when no more come"));
    if (at < previous)
      model_failed(next_.who(), "answered " + std::to_string(at.ns()) +
                                    ", expected no time before that of the request before, " +
                                    std::to_string(previous.ns()));
    return at;
  }

 private:
  std::uint64_t key_;
  Held model_;
  Method next_;
  std::unique_ptr<Given<Luck>> luck_;
};

// What the answer and the estimate of a run's cost go by, where the model says it.
std::optional<RateLaw> rate_of(const SharedDeclared& declared, const DeclaredFields& fields) {
  if (!declared->trait_flag("per_second")) return std::nullopt;
  const Held model = declared->make(fields);
  const Gil gil;
  const Method per_second(model, "per_second", declared->method("per_second"));
  const py::object answer = per_second();
  const double mean = PyFloat_AsDouble(answer.ptr());
  if (PyErr_Occurred() != nullptr) PyErr_Clear();
  if (!(mean > 0) || !(mean < 1e12))
    model_failed(per_second.who(), "answered " + py::repr(answer).cast<std::string>() +
                                       ", expected requests a second, more than 0");
  RateLaw law;
  law.mean_per_second = [mean](Time, Time) { return mean; };
  law.peak_per_second = mean;
  law.constant = true;
  return law;
}

}  // namespace

void add_workload(const SharedDeclared& declared, Catalog& catalog) {
  auto entry = entry_of<WorkloadModel, DeclaredWorkloadFields>(declared);
  entry.make = [declared](const AnyFields& fields, const Complain&) {
    const auto& given = fields_as<DeclaredWorkloadFields>(fields);
    WorkloadParts parts;
    parts.common = given.common;
    parts.rate = rate_of(declared, given.own);
    parts.open = [declared, own = given.own](std::uint64_t key) -> std::unique_ptr<OpenArrivals> {
      return std::make_unique<ArrivalsInPython>(declared, own, key);
    };
    return parts;
  };
  catalog.add(std::move(entry));
}

}  // namespace windtunnel::python
