"""How a file reads: its opening sentence, its length, the length of its functions, its names, its promises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tree import CPP, Finding, Source, Tree

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
REASON = "Long because"


def first_paragraph(source: Source) -> str:
    """The words of the comment, or docstring, that the file opens with; empty where there is none."""
    lines = source.lines
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if source.path.endswith((".py", ".pyi")):
        text = "\n".join(lines).lstrip()
        if text.startswith('"""'):
            return text[3:].partition('"""')[0].partition("\n\n")[0]
    marks = ("//",) if source.path.endswith(CPP) else ("#",)
    words = []
    for line in lines:
        if not line.startswith(marks) or line.strip() in ("//", "#"):
            break
        words.append(line.lstrip("/# "))
    return " ".join(words)


def files_open_with_a_sentence(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, ".py", ".sh", ".cmake", "CMakeLists.txt"):
        opening = first_paragraph(source)
        if len(opening.split()) < 4 or not re.search(r"[.:;]", opening):
            yield Finding(
                source.path, 1, "opens with no sentence; say what this file is, then in a short paragraph why it is so"
            )


def files_fit(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, ".py", ".sh", ".cmake"):
        if len(source.lines) > FILE_LINES_MAX and REASON not in "\n".join(source.lines[:20]):
            yield Finding(
                source.path,
                1,
                f"{len(source.lines)} lines, {FILE_LINES_MAX} at most; split it by what it is about, "
                f"or say at its head '{REASON} ...'",
            )


def functions_in_cpp(source: Source) -> Iterator[tuple[int, int]]:
    """(first line, last line) of each function body, its signature included; lambdas belong to theirs."""
    code = re.sub(r"(?m)^\s*#(?:[^\n\\]|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), source.code)
    transparent: list[bool] = []  # of each open brace: may a function begin inside it?
    begin = 0  # where the present declaration began
    function_at: list[int] = []  # begin of the open function, its depth
    for match in re.finditer(r"[{};]", code):
        mark, at = match.group(0), match.start()
        if mark == "{":
            head = code[begin:at].strip()
            is_scope = re.match(r"(inline\s+)?(namespace\b|extern\b)", head) or re.match(
                r"(template\s*<.*>\s*)?(class|struct|union|enum)\b[^()=]*$", head, flags=re.DOTALL
            )
            if not function_at and all(transparent) and not is_scope and "(" in head and not head.endswith("="):
                function_at = [begin + (len(code[begin:at]) - len(code[begin:at].lstrip())), len(transparent)]
            transparent.append(bool(is_scope))
        elif mark == "}" and transparent:
            transparent.pop()
            if function_at and function_at[1] == len(transparent):
                yield code.count("\n", 0, function_at[0]) + 1, code.count("\n", 0, at) + 1
                function_at = []
        if not function_at:
            begin = at + 1


def functions_in_python(source: Source) -> Iterator[tuple[int, int]]:
    try:
        module = ast.parse(source.text)
    except SyntaxError:
        return
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno or node.lineno


def functions_fit(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, ".py"):
        functions = functions_in_python(source) if source.path.endswith(".py") else functions_in_cpp(source)
        for first, last in functions:
            if last - first + 1 <= FUNCTION_LINES_MAX:
                continue
            around = "\n".join(source.lines[max(0, first - 6) : first + 4])
            if REASON not in around:
                yield Finding(
                    source.path,
                    first,
                    f"a function of {last - first + 1} lines, {FUNCTION_LINES_MAX} at most; name its steps, "
                    f"or say above it '{REASON} ...'",
                )


def todos_have_an_issue(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, ".py", ".sh", ".cmake", "CMakeLists.txt", "Makefile"):
        if source.path.startswith("tests/tidy/"):
            continue
        for number, line in enumerate(source.lines, start=1):
            if re.search(r"\b(TODO|FIXME|XXX)\b(?!.*#\d+)", line):
                yield Finding(source.path, number, "a TODO without an issue; write TODO(#12), or do it")


def names_are_plain(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, ".py", under=("sim/", "models/", "apps/", "python/", "tests/")):
        if not re.fullmatch(r"(__)?[a-z][a-z0-9_]*(\.[a-z]+)+", source.name):
            yield Finding(source.path, 1, "file names are snake_case")
        for number, line in enumerate(source.code_lines, start=1):
            match = re.match(r"\s*(?:class|struct)\s+(\w*(?:Manager|Helper|Utils?|Impl|Base))\b", line)
            if match and not source.waived(number, "name"):
                yield Finding(
                    source.path, number, f"{match.group(1)} says what it is for the compiler; name what it is for a reader"
                )
    for path in tree.files:
        if re.match(r"scenarios/(?!catalog/|study\.schema\.).*\.json$", path):
            name = path.rpartition("/")[2].removesuffix(".json")
            if not re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", name):
                yield Finding(path, 1, "a scenario's name matches [a-z][a-z0-9_-]{0,62}")


def tests_read_as_sentences(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(".cpp", under=("tests/",)):
        for number, line in enumerate(source.code_lines, start=1):
            match = re.match(r"\s*(?:TEST|TEST_F|TEST_P)\((\w+), *(\w+)\)", line)
            if match and (not re.fullmatch(r"[A-Z][A-Za-z0-9]*", match.group(2)) or len(match.group(2)) < 6):
                yield Finding(
                    source.path, number, f"{match.group(2)} is no fact; write TEST(Subject, FactThatReadsAsASentence)"
                )


def headers_guard_themselves(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(".hpp"):
        if "#pragma once" not in source.text:
            yield Finding(source.path, 1, "a header begins with #pragma once")
        for number, line in enumerate(source.code_lines, start=1):
            if re.match(r"\s*using namespace std\b", line):
                yield Finding(source.path, number, "using namespace std in a header reaches everybody; write std::")


def types_defined(source: Source) -> Iterator[tuple[int, str]]:
    """(line, full name) of each type that stands in namespaces that have a name, and in nothing else."""
    around: list[str] = []  # of each open namespace; "" has no name
    for number, line in enumerate(source.code_lines, start=1):
        if opened := re.match(r"(?:inline )?namespace ?([\w:]*) ?\{\s*$", line):
            around.append(opened.group(1))
        elif re.match(r"\}\s*$", line) and source.lines[number - 1].startswith("}  // namespace"):
            around.pop()
        elif "" not in around and (named := re.match(r"(?:struct|class|enum class|union) (\w+)(?: final)?(?: ?:[^:;{].*)? ?\{", line)):
            yield number, "::".join([*around, named.group(1)])


def types_are_defined_once(tree: Tree) -> Iterator[Finding]:
    """All is linked into one library, and there two types of one name are one: the linker takes the first it meets."""
    seen: dict[str, str] = {}
    for source in tree.each(*CPP, under=("sim/", "models/", "apps/")):
        for number, name in types_defined(source):
            if seen.setdefault(name, source.path) != source.path:
                yield Finding(
                    source.path, number, f"{name} is defined in {seen[name]} too; name it by what it is here, or share that one"
                )


RULES = (
    files_open_with_a_sentence,
    files_fit,
    functions_fit,
    todos_have_an_issue,
    names_are_plain,
    tests_read_as_sentences,
    headers_guard_themselves,
    types_are_defined_once,
)
