"""Each rule, shown a file that breaks it and one that does not: a rule that cannot fail protects nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import determinism_rules as determinism
import house_rules as house
import layer_rules as layers
import pytest
import shape_rules as shape
from test_tidy import RULES
from tree import Finding, Tree, planted

OPENING = "// Counts what passes by, for the answer.\n"
TABLE = 'set(windtunnel_layers\n  "sim/base||"\n  "sim/kernel|sim/base|"\n  "sim/record|sim/base|nlohmann_json::nlohmann_json"\n)'
CODES = 'inline constexpr std::string_view kSyntax = "WT001";\n'
HEAD = "# title: Prices.\n# source: a page\n# date: 2026-07-30\n# licence: MIT\n"


@dataclass(frozen=True)
class Case:
    rule: Callable[[Tree], Iterator[Finding]]
    bad: dict[str, str]
    says: str
    good: dict[str, str]


def kernel(code: str, name: str = "count.cpp") -> dict[str, str]:
    return {f"sim/kernel/{name}": OPENING + code}


def long_function(lines: int, above: str = "") -> str:
    return f"{above}int walk(int x) {{\n" + "  ++x;\n" * (lines - 2) + "}\n"


CASES = [
    Case(
        shape.types_are_defined_once,
        {
            "sim/kernel/a.hpp": "namespace windtunnel {\nstruct Cell {\n};\n}  // namespace windtunnel\n",
            "models/b.cpp": "namespace windtunnel {\nclass Cell final : public Box {\n};\n}  // namespace windtunnel\n",
        },
        "windtunnel::Cell is defined in",
        {
            "sim/kernel/a.hpp": "namespace windtunnel {\nstruct Cell {\n};\nstruct Box::Impl {\n};\n}  // namespace windtunnel\n",
            "models/b.cpp": "namespace windtunnel {\nnamespace {\nstruct Cell {\n};\n}  // namespace\n}  // namespace windtunnel\n",
            "models/c.cpp": "namespace windtunnel::raft {\nstruct Cell {\n};\n}  // namespace windtunnel::raft\n",
        },
    ),
    Case(
        layers.includes_follow_the_layers,
        {"cmake/layers.cmake": TABLE, "sim/kernel/a.hpp": "", "sim/base/b.cpp": '#include "sim/kernel/a.hpp"\n'},
        "sim/base may not include sim/kernel",
        {"cmake/layers.cmake": TABLE, "sim/base/a.hpp": "", "sim/kernel/b.cpp": '#include "sim/base/a.hpp"\n'},
    ),
    Case(
        layers.includes_follow_the_layers,
        {"cmake/layers.cmake": TABLE, "sim/base/a.hpp": "", "sim/base/b.cpp": '#include "a.hpp"\n'},
        "is no path from the root",
        {"cmake/layers.cmake": TABLE, "sim/base/a.hpp": "", "sim/base/b.cpp": '#include "sim/base/a.hpp"\n'},
    ),
    Case(
        layers.includes_follow_the_layers,
        {"cmake/layers.cmake": TABLE, "sim/base/a.hpp": "", "sim/attic/b.cpp": '#include "sim/base/a.hpp"\n'},
        "has no row in cmake/layers.cmake",
        {"cmake/layers.cmake": TABLE, "sim/base/a.hpp": "", "apps/b.cpp": '#include "sim/base/a.hpp"\n'},
    ),
    Case(
        layers.third_parties_stay_where_they_belong,
        {"cmake/layers.cmake": TABLE, "sim/kernel/b.cpp": "#include <nlohmann/json.hpp>\n"},
        "<nlohmann/json.hpp> does not belong into sim/kernel",
        {"cmake/layers.cmake": TABLE, "sim/record/b.cpp": "#include <nlohmann/json.hpp>\n#include <vector>\n"},
    ),
    Case(shape.files_open_with_a_sentence, {"sim/a.cpp": "#include <map>\n"}, "opens with no sentence", kernel("")),
    Case(
        shape.files_open_with_a_sentence,
        {"tests/a.py": "import re\n"},
        "opens with no sentence",
        {"tests/a.py": '"""Reads the table of layers from CMake."""\n', "cmake/b.sh": "#!/bin/sh\n# Installs what is missing.\n"},
    ),
    Case(shape.files_fit, kernel("int a;\n" * 500), "501 lines", kernel("// Long because it is a table.\n" + "int a;\n" * 500)),
    Case(shape.functions_fit, kernel(long_function(71)), "a function of 71 lines", kernel(long_function(70))),
    Case(
        shape.functions_fit,
        kernel("namespace w {\nclass A {\n" + long_function(71) + "};\n}\n"),
        "a function of 71 lines",
        kernel(long_function(71, "// Long because each case is one line.\n")),
    ),
    Case(
        shape.functions_fit,
        {"tests/a.py": "def walk():\n" + "    pass\n" * 70},
        "a function of 71 lines",
        {"tests/a.py": "def walk():\n" + "    pass\n" * 69},
    ),
    Case(shape.todos_have_an_issue, kernel("// TODO: later\n"), "a TODO without an issue", kernel("// TODO(#12): later\n")),
    Case(shape.names_are_plain, kernel("class EventManager {};\n"), "EventManager", kernel("class Agenda {};\n")),
    Case(shape.names_are_plain, kernel("", "myFile.cpp"), "snake_case", kernel("", "my_file.cpp")),
    Case(
        shape.names_are_plain,
        {"scenarios/Shop Front.json": "{}"},
        "a scenario's name",
        {"scenarios/shop_front.json": "{}"},
    ),
    Case(
        shape.tests_read_as_sentences,
        {"tests/unit/a_test.cpp": "TEST(Agenda, test_1) {}\n"},
        "test_1 is no fact",
        {"tests/unit/a_test.cpp": "TEST(Agenda, FiresInOrder) {}\n"},
    ),
    Case(
        shape.headers_guard_themselves,
        kernel("int a();\n", "a.hpp"),
        "#pragma once",
        kernel("#pragma once\nint a();\n", "a.hpp"),
    ),
    Case(
        shape.headers_guard_themselves,
        kernel("#pragma once\nusing namespace std;\n", "a.hpp"),
        "using namespace std",
        kernel("#pragma once\nusing std::swap;\n", "a.hpp"),
    ),
    Case(determinism.dice_are_our_own, kernel("int x = std::rand();\n"), "std::rand", kernel("int x = rng.below(6);\n")),
    Case(determinism.dice_are_our_own, kernel("#include <random>\n"), "<random>", kernel("// not <random>\n")),
    Case(
        determinism.mathematics_is_our_own,
        kernel("double y = std::log(x);\n"),
        "std::log",
        {**kernel("double y = math::log(std::sqrt(x));\n"), "sim/base/math.cpp": "double y = std::log(x);\n"},
    ),
    Case(
        determinism.no_wall_clock,
        kernel("auto t = std::chrono::steady_clock::now();\n"),
        "steady_clock",
        kernel("// tidy: wall clock because only progress on stderr sees it\nauto t = std::chrono::steady_clock::now();\n"),
    ),
    Case(
        determinism.nothing_walks_a_hash_map,
        kernel("std::unordered_map<int, int> seen;\nfor (auto& [a, b] : seen) use(a);\n"),
        "walks a hash map",
        kernel("std::unordered_map<int, int> seen;\nstd::map<int, int> kept;\nfor (auto& [a, b] : kept) use(seen[a]);\n"),
    ),
    Case(
        determinism.nothing_walks_a_hash_map,
        {**kernel("std::unordered_set<int> seen_;\n", "a.hpp"), **kernel("for (int x : seen_) use(x);\n", "a.cpp")},
        "walks a hash map",
        kernel("std::unordered_set<int> seen_;\nif (seen_.contains(3)) use(3);\n", "a.hpp"),
    ),
    Case(
        determinism.nothing_is_ordered_by_address,
        kernel("std::map<const Node*, int> depth;\n"),
        "keyed by address",
        kernel("std::map<NodeId, int> depth;\n"),
    ),
    Case(
        determinism.quantities_carry_their_unit,
        kernel("void wait(double seconds);\n", "a.hpp"),
        "seconds crosses a public border",
        kernel("void wait(Duration duration);\nvoid wait_ns(std::int64_t time_ns);\n", "a.hpp"),
    ),
    Case(
        determinism.quantities_carry_their_unit,
        {"models/a.hpp": "void send(int from, std::int64_t bytes = 0);\n"},
        "bytes crosses a public border",
        {"models/a.hpp": "class A {\n private:\n  void send(int from, std::int64_t bytes);\n};\nvoid send(Bytes bytes);\n"},
    ),
    Case(determinism.checks_are_always_on, kernel("assert(x > 0);\n"), "CHECK", kernel("static_assert(x > 0);\n")),
    Case(
        determinism.nothing_throws_while_events_run,
        kernel("if (late) throw Late();\n"),
        "no exception crosses the event loop",
        {"sim/config/a.cpp": "throw Late();\n"},
    ),
    Case(
        house.top_level_is_the_house,
        {**{f"{folder}/a": "" for folder in house.FOLDERS}, "utils/a.py": ""},
        "a folder that the root does not have",
        {f"{folder}/a": "" for folder in house.FOLDERS},
    ),
    Case(
        house.top_level_is_the_house,
        {f"{folder}/a": "" for folder in house.FOLDERS if folder != "docs"},
        "a folder that the root must have",
        {**{f"{folder}/a": "" for folder in house.FOLDERS}, "README.md": ""},
    ),
    Case(
        house.models_have_a_row_and_a_test,
        {"models/load_balancing/best.cpp": "PolicyEntry best() {\n}\n", "tests/unit/models/load_balancing/best_test.cpp": ""},
        "nobody lists best()",
        {
            "models/load_balancing/best.cpp": "PolicyEntry best() {\n}\n",
            "models/load_balancing/list.cpp": "return {best(), worst()};\n",
            "tests/unit/models/load_balancing/best_test.cpp": "",
        },
    ),
    Case(
        house.models_have_a_row_and_a_test,
        {"models/nodes/best.cpp": "Entry<Node> best() {\n}\n", "models/nodes/list.cpp": "return {best()};\n"},
        "write tests/unit/models/nodes/best_test.cpp",
        {
            "models/nodes/best.cpp": 'Entry<Node> best() {\n  .name = "best"\n}\n',
            "models/nodes/list.cpp": "catalog.add(best<Model>());\n",
            "tests/unit/models/nodes/conformance_test.cpp": 'check("best");\n',
        },
    ),
    Case(
        house.models_have_a_row_and_a_test,
        {
            "models/nodes/good.cpp": 'Entry<Node> best() {\n  .name = "best"\n}\n',
            "models/nodes/list.cpp": "return {best()};\n",
            "tests/unit/models/nodes/good_test.cpp": "",
        },
        "named after its entry, best.cpp",
        {
            "models/nodes/random.cpp": 'Entry<Node> random_choice() {\n  .name = "random"\n}\n',
            "models/nodes/list.cpp": "return {random_choice()};\n",
            "tests/unit/models/nodes/random_test.cpp": "",
        },
    ),
    Case(
        house.models_have_a_row_and_a_test,
        {"models/nodes/best.cpp": 'auto make() {\n  .name = "best"\n}\n'},
        "an entry is made by one function",
        {},
    ),
    Case(
        house.tests_have_their_source,
        {"tests/unit/sim/attic/a_test.cpp": "", "sim/base/a.cpp": ""},
        "no folder of the house",
        {"tests/unit/sim/base/a_test.cpp": "", "sim/base/a.cpp": ""},
    ),
    Case(
        house.codes_have_a_page_and_a_scenario,
        {"sim/config/codes.hpp": CODES, "sim/config/codes.cpp": "{code::kSyntax}"},
        "no file in tests/bad_scenarios earns WT001",
        {
            "sim/config/codes.hpp": CODES,
            "sim/config/codes.cpp": "{code::kSyntax}",
            "tests/bad_scenarios/comma.txt": "1:2  WT001",
        },
    ),
    Case(
        house.codes_have_a_page_and_a_scenario,
        {"sim/config/codes.hpp": CODES, "tests/bad_scenarios/comma.txt": "1:2  WT001"},
        "no page for `windtunnel explain`: WT001",
        {},
    ),
    Case(
        house.codes_have_a_page_and_a_scenario,
        {"sim/config/codes.hpp": CODES + CODES, "sim/config/a.cpp": "kSyntax", "tests/bad_scenarios/a.txt": "WT001"},
        "stands for two things",
        {},
    ),
    Case(
        house.invariants_name_their_tests,
        {"docs/invariants.md": "- `Kernel.NeverForgets`\n", "tests/unit/a_test.cpp": "TEST(Kernel, Forgets) {}\n"},
        "no test is called Kernel.NeverForgets",
        {"docs/invariants.md": "- `Kernel.Forgets`\n", "tests/unit/a_test.cpp": "TEST(Kernel, Forgets) {}\n"},
    ),
    Case(
        house.catalogs_say_where_they_are_from,
        {"scenarios/catalog/gcp/2026-07-30.csv": HEAD.replace("# licence: MIT\n", "") + "from,rtt_ms\n"},
        "does not say its licence",
        {"scenarios/catalog/gcp/2026-07-30.csv": HEAD + "from,rtt_ms\n"},
    ),
    Case(
        house.catalogs_say_where_they_are_from,
        {"scenarios/catalog/gcp/2025-01-01.csv": HEAD + "from,RTT (ms)\n"},
        "the name is the date",
        {},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.__name__}-{case.says[:24]}")
def test_rule_finds_what_is_planted(case: Case) -> None:
    findings = [str(finding) for finding in case.rule(planted(case.bad))]
    assert any(case.says in finding for finding in findings), findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.__name__}-{case.says[:24]}")
def test_rule_leaves_good_files_in_peace(case: Case) -> None:
    assert [str(finding) for finding in case.rule(planted(case.good))] == []


def test_every_rule_has_a_planted_violation() -> None:
    assert {case.rule for case in CASES} == set(RULES)


def test_code_in_comments_and_strings_is_no_code() -> None:
    tree = planted(kernel('// std::rand() is bad\nconst char* text = "std::rand()";\nauto raw = R"(std::rand())";\n'))
    assert list(determinism.dice_are_our_own(tree)) == []
