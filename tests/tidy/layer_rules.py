"""Who may include whom: the table of cmake/layers.cmake, held against every #include."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree import CPP, Finding, Source, Tree

# A third party's headers, by the CMake target that a row of the table names.
HEADERS_OF_TARGET = {
    "nlohmann_json::nlohmann_json": ("nlohmann/",),
    "ZLIB::ZLIB": ("zlib.h",),
    "Eigen3::Eigen": ("Eigen/", "unsupported/Eigen/"),
    "Boost::headers": ("boost/",),
    "SQLite::SQLite3": ("sqlite3.h",),
    "SimGrid::simgrid": ("simgrid/", "xbt/"),
}
# Folders outside the table and what only they may include; they see every layer.
OUTSIDE = {
    "apps": ("CLI/", "fmt/", "unistd.h", "csignal", "sys/", "fcntl.h", "spawn.h"),
    "python": ("pybind11/",),
    "tests/bench": ("benchmark/", "ns3/", "simgrid/", "sys/", "unistd.h"),
    "tests/referee": ("gtest/", "simgrid/", "sys/", "unistd.h"),
    "tests": ("gtest/", "gmock/", "nlohmann/", "zlib.h", "Eigen/", "boost/", "unistd.h", "sys/", "fcntl.h"),
}
# What the operating system gives, and the few folders that deal with it.
SYSTEM = {
    "sim/base": ("dlfcn.h", "cxxabi.h", "unistd.h", "execinfo.h"),
    "sim/kernel": ("dlfcn.h", "cxxabi.h", "sys/mman.h"),
    "sim/record": ("unistd.h", "fcntl.h", "sys/"),
    "sim/store": ("unistd.h", "fcntl.h"),
    "sim/gate": ("unistd.h", "sys/", "spawn.h"),
    "sim/study": ("unistd.h", "sys/", "dlfcn.h", "fcntl.h", "poll.h", "spawn.h"),
    "models/plugins": ("dlfcn.h",),
    "models/world": ("dlfcn.h",),
}


@dataclass(frozen=True)
class Layer:
    folder: str
    may_include: tuple[str, ...]
    third_party: tuple[str, ...]  # prefixes of headers


def layers(tree: Tree) -> dict[str, Layer]:
    table = {}
    for row in re.findall(r'^\s*"([a-z_/]+\|[^"]*)"', tree.text("cmake/layers.cmake"), flags=re.MULTILINE):
        folder, allowed, targets = (row.split("|") + ["", ""])[:3]
        headers = tuple(header for target in targets.split() for header in HEADERS_OF_TARGET.get(target, ()))
        table[folder] = Layer(folder, tuple(allowed.split()), headers)
    return table


def layer_of(path: str, table: dict[str, Layer]) -> Layer | None:
    folder = path.rpartition("/")[0]
    while folder:
        if folder in table:
            return table[folder]
        folder = folder.rpartition("/")[0]
    return None


def includes(source: Source) -> Iterator[tuple[int, str, bool]]:
    """(line, path, quoted) of every #include."""
    for number, line in enumerate(source.lines, start=1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(2), match.group(1) == '"'


def is_standard(header: str) -> bool:
    return "." not in header and "/" not in header


def outside_folder(path: str) -> str | None:
    return next((folder for folder in OUTSIDE if path.startswith(folder + "/")), None)


def includes_follow_the_layers(tree: Tree) -> Iterator[Finding]:
    table = layers(tree)
    for source in tree.each(*CPP):
        mine = layer_of(source.path, table)
        for line, header, quoted in includes(source):
            if not quoted:
                continue
            if header not in tree.files:
                yield Finding(source.path, line, f'"{header}" is no path from the root; write the whole path of a file')
                continue
            theirs = layer_of(header, table)
            if mine is None:
                if outside_folder(source.path) is None:
                    yield Finding(
                        source.path, line, f"{source.folder} has no row in cmake/layers.cmake; add one, or move the file"
                    )
            elif theirs is None:
                yield Finding(source.path, line, f'"{header}" is in no layer; {mine.folder} may not include it')
            elif theirs.folder != mine.folder and theirs.folder not in mine.may_include:
                allowed = ", ".join(mine.may_include) or "nothing"
                yield Finding(
                    source.path,
                    line,
                    f"{mine.folder} may not include {theirs.folder} (it may: {allowed}); "
                    "pass a value in, or move what both need further down",
                )


def third_parties_stay_where_they_belong(tree: Tree) -> Iterator[Finding]:
    table = layers(tree)
    for source in tree.each(*CPP):
        mine = layer_of(source.path, table)
        outside = outside_folder(source.path)
        allowed: tuple[str, ...] = ()
        if mine is not None:
            allowed = mine.third_party + SYSTEM.get(mine.folder, ())
        elif outside is not None:
            allowed = OUTSIDE[outside]
        for line, header, quoted in includes(source):
            if quoted or is_standard(header) or header.startswith(allowed):
                continue
            yield Finding(
                source.path,
                line,
                f"<{header}> does not belong into {source.folder}; wrap it in the folder that owns it "
                "(third column of cmake/layers.cmake)",
            )


RULES = (includes_follow_the_layers, third_parties_stay_where_they_belong)
