// A load-balancing policy in Python, as the balancer sees any policy.
#include "models/load_balancing/balancing.hpp"
#include "python/src/declared.hpp"
#include "python/src/given.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

class PolicyInPython final : public Policy {
 public:
  PolicyInPython(SharedDeclared declared, const DeclaredFields& fields)
      : declared_(std::move(declared)), model_(declared_->make(fields)) {
    const Gil gil;
    pick_ = Method(model_, "pick", declared_->method("pick"));
    for (const auto& [name, method] : {std::pair{"sent", &sent_}, std::pair{"finished", &finished_},
                                       std::pair{"members_changed", &members_changed_}})
      if (declared_->trait_flag(name)) *method = Method(model_, name, declared_->method(name));
    given_ = std::make_unique<Views>();
  }

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question,
                                  Rng& rng) override {
    const Gil gil;
    const AllLent lent(*given_, up, question, &rng);
    const py::object answer = pick_(given_->up.object(), given_->question.object(), given_->luck.object());
    if (answer.is_none()) {
      if (!up.empty())
        model_failed(pick_.who(),
                     "answered None, expected a replica: " + std::to_string(up.size()) + " are up");
      return std::nullopt;
    }
    const auto index = static_cast<std::size_t>(
        whole_answer(pick_, answer, "an index into `up`, or None when nobody is up"));
    if (index >= up.size())
      model_failed(pick_.who(),
                   "answered " + std::to_string(index) + ", expected an index into `up`, " +
                       (up.empty() ? "where nobody is: None" : "from 0 to " + std::to_string(up.size() - 1)));
    return index;
  }

  bool wants_feedback() const override { return static_cast<bool>(sent_) || static_cast<bool>(finished_); }
  void sent(std::uint32_t replica, Time now) override {
    if (!sent_) return;
    const Gil gil;
    sent_(py::int_(replica), py::int_(now.ns()));
  }
  void finished(std::uint32_t replica, Time now, Duration latency, bool ok) override {
    if (!finished_) return;
    const Gil gil;
    finished_(py::int_(replica), py::int_(now.ns()), py::int_(latency.ns()), py::bool_(ok));
  }
  void members_changed(std::span<const ReplicaView> up) override {
    if (!members_changed_) return;
    const Gil gil;
    const AllLent lent(*given_, up, Question{}, nullptr);
    members_changed_(given_->up.object());
  }

 private:
  struct Views {
    Given<Up> up;
    Given<Question> question;
    Given<Luck> luck;
  };
  // What is lent for one call.
  struct AllLent {
    AllLent(Views& views, std::span<const ReplicaView> up, const Question& question, Rng* rng)
        : views_(views) {
      views_.up->replicas = up;
      *views_.question = question;
      views_.luck->rng = rng;
    }
    ~AllLent() {
      views_.up->replicas = {};
      views_.luck->rng = nullptr;
    }
    AllLent(const AllLent&) = delete;
    AllLent& operator=(const AllLent&) = delete;
    Views& views_;
  };

  SharedDeclared declared_;
  Held model_;
  Method pick_, sent_, finished_, members_changed_;
  std::unique_ptr<Views> given_;
};

}  // namespace

void add_policy(const SharedDeclared& declared, Catalog& catalog) {
  Entry<Balancing> entry = entry_of<Balancing, DeclaredFields>(declared);
  entry.make = [declared](const AnyFields& fields) {
    return std::make_unique<PolicyInPython>(declared, fields_as<DeclaredFields>(fields));
  };
  catalog.add(std::move(entry));
}

}  // namespace windtunnel::python
