"""What belongs together: folders, models with their rows and tests, codes with their scenarios, figures with sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree import Finding, Source, Tree

FOLDERS = ("apps", "cmake", "docs", "models", "notebooks", "python", "results", "scenarios", "sim", "tests")
ROOT_FILES = (
    ".clang-format",
    ".clang-tidy",
    ".containerignore",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CMakeLists.txt",
    "CMakePresets.json",
    "CONTRIBUTING.md",
    "Containerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "VERSION",
    "action.yml",
    "pyproject.toml",
)
HIDDEN_FOLDERS = (".ci", ".devcontainer")


def top_level_is_the_house(tree: Tree) -> Iterator[Finding]:
    seen = set()
    for path in sorted(tree.files):
        top, slash, _ = path.partition("/")
        allowed = (*FOLDERS, *HIDDEN_FOLDERS) if slash else ROOT_FILES
        if top not in seen and top not in allowed:
            what = "folder" if slash else "file"
            yield Finding(top, 1, f"a {what} that the root does not have; put it into one of {', '.join(FOLDERS)}")
        seen.add(top)
    for folder in FOLDERS:
        if folder not in seen:
            yield Finding(folder, 1, "a folder that the root must have")


def entries(source: Source) -> list[str]:
    """The names under which this file's models are offered: `.name = "least_requests"` of each entry."""
    return re.findall(r'\.name = "([a-z0-9_]+)"', source.text)


def entry_functions(source: Source) -> list[str]:
    """The functions of this file that make an entry or a rule: `PolicyEntry least_requests() {`, `LintRule one_zone() {`."""
    return re.findall(r"^(?:\w+::)*(?:\w*Entry\b|Entry<\w+>|LintRule) (\w+)\(\) \{", source.code, flags=re.MULTILINE)


def models_have_a_row_and_a_test(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(".cpp", under=("models/",)):
        functions = entry_functions(source)
        if not functions:
            if entries(source):
                yield Finding(source.path, 1, "an entry is made by one function, 'Entry<Kind> name() {'")
            continue
        others = [other for other in tree.each(".cpp", under=(source.folder + "/",)) if other.path != source.path]
        if len(functions) > 1:  # a list that makes a few of its own entries
            others = [source]
        for function in functions:
            if not any(re.search(rf"\b{function}(?:<\w+>)?\(\)[,;)}}\s]", other.code) for other in others):
                yield Finding(
                    source.path, 1, f"nobody lists {function}(); add its line to the explicit list of {source.folder}"
                )
        test = f"tests/unit/{source.folder}/{source.stem}_test.cpp"
        named = all(
            any(f'"{name}"' in other.text for other in tree.each(".cpp", under=(f"tests/unit/{source.folder}/",)))
            for name in entries(source)
        )
        if test not in tree.files and not (named and entries(source)):
            yield Finding(source.path, 1, f"a model that no test names; write {test}")
        for name in entries(source):
            if len(functions) == 1 and not re.fullmatch(rf"{name}(_\w+)?", source.stem):
                yield Finding(source.path, 1, f'offers "{name}"; the file is named after its entry, {name}.cpp')
            if len(functions) == 1 and not re.fullmatch(rf"{name}(_\w+)?|no_\w+", functions[0]):
                yield Finding(source.path, 1, f'offers "{name}" from {functions[0]}(); one word per thing')


def tests_have_their_source(tree: Tree) -> Iterator[Finding]:
    """A test of a model file stands where the file stands; other tests may be about several files."""
    layers = {path.rpartition("/")[0] for path in tree.files if path.startswith(("sim/", "models/"))}
    for path in sorted(tree.files):
        match = re.match(r"tests/unit/(.+)/\w+_test\.cpp$", path)
        if match and match.group(1) not in layers:
            yield Finding(path, 1, f"tests {match.group(1)}, which is no folder of the house")


def codes_have_a_page_and_a_scenario(tree: Tree) -> Iterator[Finding]:
    header = tree.text("sim/config/codes.hpp")
    codes = re.findall(r'k(\w+) = "(WT\d{3})"', header)
    pages = "".join(source.text for source in tree.each(".cpp", under=("sim/config/",)))
    shown = "".join(text for path, text in tree.texts.items() if path.startswith("tests/bad_scenarios/"))
    silent = [code for name, code in codes if not re.search(rf"\bk{name}\b|{code}", pages)]
    if silent:
        yield Finding("sim/config/codes.hpp", 1, f"no page for `windtunnel explain`: {', '.join(silent)}")
    unearned = [code for _, code in codes if code not in shown]
    if unearned:
        yield Finding("sim/config/codes.hpp", 1, f"no file in tests/bad_scenarios earns {', '.join(unearned)}")
    numbers = [code for _, code in codes]
    for code in sorted({code for code in numbers if numbers.count(code) > 1}):
        yield Finding("sim/config/codes.hpp", 1, f"{code} stands for two things; a code is never used again")


def catalogs_say_where_they_are_from(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(".csv", under=("scenarios/catalog/",)):
        head = [line for line in source.lines if line.startswith("#")]
        said = dict(line[2:].split(": ", 1) for line in head if ": " in line)
        for key in ("title", "source", "date", "licence"):
            if not said.get(key):
                yield Finding(source.path, 1, f"does not say its {key}; write '# {key}: ...' at its head")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said.get("date", "")):
            yield Finding(source.path, 1, "a date is written 2026-07-30")
        elif source.stem != said["date"]:
            yield Finding(source.path, 1, f"is named {source.stem} and says {said['date']}; the name is the date")
        columns = next((line for line in source.lines if not line.startswith("#")), "").split(",")
        for column in columns:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", column):
                yield Finding(source.path, len(head) + 1, f"column '{column}': snake_case, with its unit last")
    for path in sorted(tree.files):
        if path.startswith("scenarios/catalog/") and not path.endswith((".csv", ".md")):
            yield Finding(path, 1, "a catalog table is a CSV file with its source, date and licence at its head")


def invariants_name_their_tests(tree: Tree) -> Iterator[Finding]:
    tests = {
        f"{subject}.{fact}"
        for source in tree.each(".cpp", under=("tests/unit/",))
        for subject, fact in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", source.text, flags=re.MULTILINE)
    }
    page = "docs/invariants.md"
    for number, line in enumerate(tree.text(page).splitlines(), start=1):
        for name in re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", line):
            if name not in tests and name != "Subject.Fact":
                yield Finding(page, number, f"no test is called {name}; name the test that holds the invariant")


RULES = (
    invariants_name_their_tests,
    top_level_is_the_house,
    models_have_a_row_and_a_test,
    tests_have_their_source,
    codes_have_a_page_and_a_scenario,
    catalogs_say_where_they_are_from,
)
