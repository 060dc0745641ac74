// A failure source in Python: when each unit fails, and for how long.
#include "models/failures/failure_model.hpp"
#include "python/src/declared.hpp"
#include "python/src/given.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

constexpr const char* kStrike =
    "(after_ns, lasts_ns) in whole nanoseconds, the second more than 0, or None for never again";

class SourceInPython final : public FailureSource {
 public:
  SourceInPython(const SharedDeclared& declared, const DeclaredFields& fields)
      : model_(declared->make(fields)) {
    const Gil gil;
    next_ = Method(model_, "next", declared->method("next"));
    luck_ = std::make_unique<Given<Luck>>();
  }

  std::optional<Strike> next(std::uint32_t unit, Time now, Rng& rng) override {
    const Gil gil;
    const Lent lent(**luck_, rng);
    const py::object answer = next_(py::int_(unit), py::int_(now.ns()), luck_->object());
    if (answer.is_none()) return std::nullopt;
    if (!py::isinstance<py::tuple>(answer) || py::len(answer) != 2)
      model_failed(next_.who(), "answered " + py::repr(answer).cast<std::string>() + ", expected " + kStrike);
    const auto pair = py::reinterpret_borrow<py::tuple>(answer);
    const Strike strike{Duration::from_ns(whole_answer(next_, pair[0], kStrike)),
                        Duration::from_ns(whole_answer(next_, pair[1], kStrike))};
    if (strike.lasts <= Duration())
      model_failed(next_.who(), "answered " + py::repr(answer).cast<std::string>() + ", expected " + kStrike);
    return strike;
  }

 private:
  Held model_;
  Method next_;
  std::unique_ptr<Given<Luck>> luck_;
};

// What it does and to whom at once: attributes of the model, so that fields may say it.
void read_effect(const SharedDeclared& declared, const DeclaredFields& fields, FailureParts& parts) {
  const Held model = declared->make(fields);
  const Gil gil;
  const std::string who = declared->kind + " " + declared->name;
  const auto attribute = [&](const char* name) { return py::object(model->attr(name)); };
  const auto shown = [](const py::object& value) { return py::repr(value).cast<std::string>(); };
  parts.effect.down = PyObject_IsTrue(attribute("down").ptr()) == 1;
  parts.effect.silent = parts.effect.down && PyObject_IsTrue(attribute("silent").ptr()) == 1;
  const py::object speed = attribute("speed");
  parts.effect.speed = PyFloat_AsDouble(speed.ptr());
  if (PyErr_Occurred() != nullptr) PyErr_Clear();
  if (!(parts.effect.speed > 0) || !(parts.effect.speed <= 1000))
    model_failed(who, "has the speed " + shown(speed) + ", expected a factor, more than 0 and at most 1000");
  const py::object together = attribute("together");
  constexpr std::pair<const char*, Together> kNames[] = {{"replica", Together::kReplica},
                                                         {"rack", Together::kRack},
                                                         {"zone", Together::kZone},
                                                         {"region", Together::kRegion},
                                                         {"all", Together::kAll}};
  for (const auto& [name, value] : kNames) {
    if (!together.equal(py::str(name))) continue;
    parts.together = value;
    return;
  }
  model_failed(who,
               "has together " + shown(together) + ", expected one of: all, rack, region, replica, zone");
}

}  // namespace

void add_failure(const SharedDeclared& declared, Catalog& catalog) {
  auto entry = entry_of<FailureModel, DeclaredFailureFields>(declared);
  entry.make = [declared](const AnyFields& fields) {
    const auto& given = fields_as<DeclaredFailureFields>(fields);
    FailureParts parts;
    parts.common = given.common;
    read_effect(declared, given.own, parts);
    parts.source = [declared, own = given.own]() -> std::unique_ptr<FailureSource> {
      return std::make_unique<SourceInPython>(declared, own);
    };
    return parts;
  };
  catalog.add(std::move(entry));
}

}  // namespace windtunnel::python
