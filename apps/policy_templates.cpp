// A load-balancing policy to begin with, in Python and in C++.
#include "apps/templates.hpp"

namespace windtunnel {
namespace {

constexpr std::string_view kPolicyPython = R"(from windtunnel import Luck, Policy, Question, Up, field


class @CLASS@(Policy):
    """The least busy of a few replicas drawn at random; of equals, the one that waited longest."""

    name = "@NAME@"
    source = "Mitzenmacher 2001, and what you changed"
    leaves_out = "What it does not model."

    choices = field.whole(2, "How many replicas to look at.", at_least=1, at_most=64)

    def __init__(self) -> None:
        self.last_ns: dict[int, int] = {}  # by replica: when it was last chosen

    def pick(self, up: Up, question: Question, rng: Luck) -> int | None:
        if len(up) == 0:
            return None
        looked_at = [rng.below(len(up)) for _ in range(self.choices)]
        index = min(looked_at, key=lambda each: (up.in_flight(each), self.last_ns.get(up.replica(each), -1)))
        self.last_ns[up.replica(index)] = question.now_ns
        return index
)";

constexpr std::string_view kPolicyPythonTest =
    R"("""What @NAME@ promises, and that it flies: pytest test_@NAME@.py"""

from pathlib import Path

import windtunnel

HERE = Path(__file__).parent


def test_keeps_the_promises_of_its_kind() -> None:
    assert windtunnel.conform(HERE / "@NAME@.py") == []


def test_flies() -> None:
    run = windtunnel.run(windtunnel.load(HERE / "scenario.json"), replications=2)
    assert run.verdict == "holds", str(run)
)";

constexpr std::string_view kPolicyCpp =
    R"(// @NAME@: the least busy of a few replicas drawn at random; of equals, the one that waited longest.
#include <map>
#include <memory>
#include <optional>

#include "models/load_balancing/balancing.hpp"
#include "models/plugins/entry_point.hpp"
#include "sim/config/schema.hpp"

namespace {

using namespace windtunnel;

struct @CLASS@Fields {
  std::int64_t choices = 2;

  void describe(Schema& schema) {
    schema.field("choices", choices, "How many replicas to look at.", Range<std::int64_t>{1, 64});
  }
};

class @CLASS@ final : public Policy {
 public:
  explicit @CLASS@(const @CLASS@Fields& fields) : fields_(fields) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    std::size_t best = rng.below(up.size());
    for (std::int64_t look = 1; look < fields_.choices; ++look) {
      const std::size_t other = rng.below(up.size());
      if (order(up[other]) < order(up[best])) best = other;
    }
    last_[up[best].replica] = question.now;
    return best;
  }

 private:
  std::pair<std::int32_t, Time> order(const ReplicaView& replica) const {
    const auto last = last_.find(replica.replica);
    return {replica.in_flight, last == last_.end() ? Time::from_ns(-1) : last->second};
  }

  @CLASS@Fields fields_;
  std::map<std::uint32_t, Time> last_;  // by replica: when it was last chosen
};

void add_models(Catalog& catalog) {
  catalog.add(entry<Balancing, @CLASS@Fields>(
      {.name = "@NAME@",
       .meaning = "The least busy of a few replicas drawn at random; of equals, the one that waited longest.",
       .source = "Mitzenmacher 2001, and what you changed",
       .leaves_out = "What it does not model."},
      [](const @CLASS@Fields& fields) { return std::make_unique<@CLASS@>(fields); }));
}

}  // namespace

WINDTUNNEL_PLUGIN(add_models)
)";

constexpr std::string_view kPolicyScenario = R"({
  "windtunnel": 1,
  "title": "@NAME@ before four replicas, one of which dies",
  "plugins": ["@FILE@"],
  "run": {"lasts": "30 s", "warm_up": "5 s", "replications": 4},
  "network": {"kind": "constant", "latency": "0.5 ms"},
  "workload": {
    "users": {
      "kind": "open", "rate": "150 /s", "deadline": "1 s", "path": ["web"],
      "retries": {"attempts": 1, "backoff": "50 ms"}
    }
  },
  "tiers": {
    "web": {
      "replicas": 4,
      "service": {"kind": "exponential", "mean": "15 ms"},
      "balancer": {"kind": "@NAME@", "choices": 2},
      "health_check": {"every": "500 ms", "timeout": "200 ms", "fails": 1}
    }
  },
  "faults": {"one_dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "15 s", "lasts": "5 s"}},
  "expect": {"answers": {"metric": "availability", "at_least": 0.9}}
}
)";

}  // namespace

// Of all templates in C++ (also protocol_templates.cpp).
extern const std::string_view kCmakeLists =
    R"(# cmake -S . -B build && cmake --build build && ctest --test-dir build
cmake_minimum_required(VERSION 3.25)
project(@NAME@ LANGUAGES CXX)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Where it is not found: -DCMAKE_PREFIX_PATH=..., the prefix that Windtunnel was installed to, or what
# `python -m windtunnel.cmake` prints.
find_package(Windtunnel REQUIRED)
windtunnel_add_plugin(@NAME@ @NAME@.cpp)
set_target_properties(@NAME@ PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})

enable_testing()
find_program(WINDTUNNEL windtunnel HINTS "${Windtunnel_DIR}/../../../bin" "${Windtunnel_DIR}/../../../../bin" REQUIRED)
add_test(NAME keeps_its_promises COMMAND ${WINDTUNNEL} conform $<TARGET_FILE:@NAME@>)
add_test(NAME flies COMMAND ${WINDTUNNEL} run ${CMAKE_CURRENT_SOURCE_DIR}/scenario.json --no-record --quiet)
)";
extern const std::string_view kCppReadme = R"(# @NAME@

A plug-in for Windtunnel in C++. Build it, try it, fly it:

    cmake -S . -B build && cmake --build build
    ctest --test-dir build
    windtunnel models --plugin @NAME@.so
    windtunnel run scenario.json

The guide is docs/plugins.md.
)";
extern const std::string_view kPythonReadme = R"(# @NAME@

A plug-in for Windtunnel in Python. Try it, fly it:

    windtunnel conform @NAME@.py
    pytest test_@NAME@.py
    windtunnel models --plugin @NAME@.py
    windtunnel run scenario.json

The guide is docs/plugins.md.
)";

std::vector<TemplateFile> policy_in_python() {
  return {{"@NAME@.py", kPolicyPython},
          {"test_@NAME@.py", kPolicyPythonTest},
          {"scenario.json", kPolicyScenario},
          {"README.md", kPythonReadme}};
}

std::vector<TemplateFile> policy_in_cpp() {
  return {{"@NAME@.cpp", kPolicyCpp},
          {"CMakeLists.txt", kCmakeLists},
          {"scenario.json", kPolicyScenario},
          {"README.md", kCppReadme}};
}

}  // namespace windtunnel
