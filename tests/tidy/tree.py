"""The files of the project as the tidy rules see them: a value, so that a test can plant a violation in it.

A rule is a function from a Tree to its findings and reads nothing else; the real tree comes from git, or from the
folder where there is no git, a planted one from a dictionary.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CPP = (".cpp", ".hpp", ".ipp")
TEXT = (*CPP, ".py", ".pyi", ".cmake", ".txt", ".sh", ".md", ".json", ".toml", ".csv", ".ipynb", ".yml")
SKIPPED = ("build", ".venv", ".git/", "__pycache__", ".pytest_cache", ".mypy_cache", "dist")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.message}"


def blank_comments_and_strings(text: str) -> str:
    """C++ text with comments and the insides of literals blanked; lines and columns stay where they were."""

    def blank(match: re.Match[str]) -> str:
        token = match.group(0)
        if token.startswith(("/", "R")):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + " " * (len(token) - 2) + token[-1]

    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text, flags=re.DOTALL)


@dataclass(frozen=True)
class Source:
    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def code(self) -> str:
        """The text without comments and literals."""
        return blank_comments_and_strings(self.text)

    @cached_property
    def code_lines(self) -> list[str]:
        return self.code.splitlines()

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        return self.name.partition(".")[0]

    def waived(self, line: int, rule: str) -> bool:
        """Whether `// tidy: <rule> because <reason>` stands on this line (from 1) or the one above."""
        around = "\n".join(self.lines[max(0, line - 2) : line])
        return re.search(rf"tidy: {re.escape(rule)} because \w+", around) is not None


@dataclass(frozen=True)
class Tree:
    texts: dict[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()  # every path, also of what is no text

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {path: Source(path, text) for path, text in sorted(self.texts.items())}

    def each(self, *suffixes: str, under: tuple[str, ...] = ("",)) -> Iterator[Source]:
        for path, source in self.sources.items():
            if path.endswith(suffixes) and path.startswith(under):
                yield source

    def text(self, path: str) -> str:
        return self.texts.get(path, "")


def planted(texts: dict[str, str], files: tuple[str, ...] = ()) -> Tree:
    return Tree(texts, frozenset((*texts, *files)))


def list_paths(root: Path) -> list[str]:
    git = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True
    )
    if git.returncode == 0:
        return [path for path in git.stdout.splitlines() if (root / path).is_file()]
    paths = (str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    return [path for path in paths if not any(part in path for part in SKIPPED)]


def read_tree(root: Path = ROOT) -> Tree:
    paths = list_paths(root)
    texts = {}
    for path in paths:
        if path.endswith(TEXT) or path in ("Makefile", "VERSION", ".ci/run"):
            texts[path] = (root / path).read_text(encoding="utf-8", errors="replace")
    return Tree(texts, frozenset(paths))
