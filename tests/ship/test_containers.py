"""The Containerfiles ask for nothing that is not there; what they do is tried where a container engine is.

Read here: each file that is copied, each package by its name, and what is installed anywhere by `cmake/setup.sh` alone.
"""

from __future__ import annotations

import json
import re
import subprocess
from fnmatch import fnmatch

import pytest
from steps import ROOT

CONTAINERFILES = ("Containerfile", ".devcontainer/Containerfile")

# What the images hold beside the table of cmake/setup.sh, and why.
LISTED = {
    "python3": "runs what the wheel brings",
    "python3-venv": "makes the environment of the wheel",
    "git": "reads the other side of a check",
    "ca-certificates": "pip and git speak TLS",
    "ccache": "a second build is a quick one",
    "gdb": "for whoever works in it",
    "make": "the front door",
    "sudo": "cmake/setup.sh installs by it",
}


def instructions(text: str) -> list[tuple[str, str]]:
    """(KEYWORD, words) of each instruction, comments gone and continued lines joined."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", lines)
    return [(line.split()[0], line.partition(" ")[2]) for line in joined.splitlines() if line.strip()]


def packages(text: str) -> set[str]:
    found: set[str] = set()
    for keyword, words in instructions(text):
        for command in re.split(r"&&", words) if keyword == "RUN" else []:
            if "apt-get install" in command:
                found |= {word for word in command.split("install", 1)[1].split() if not word.startswith("-")}
    return found


def copied(text: str) -> list[str]:
    """The sources that come out of the context, not out of another stage."""
    sources: list[str] = []
    for keyword, words in instructions(text):
        if keyword == "COPY" and "--from=" not in words:
            sources += words.split()[:-1]
    return sources


def known_to_setup() -> set[str]:
    table = (ROOT / "cmake" / "setup.sh").read_text()
    return set(re.findall(r"^[a-z]+\|([^|]+)\|", table, flags=re.MULTILINE))


@pytest.mark.parametrize("file", CONTAINERFILES)
def test_every_package_is_known(file: str) -> None:
    unknown = packages((ROOT / file).read_text()) - known_to_setup() - set(LISTED)
    assert not unknown, f"neither in cmake/setup.sh nor in the list above: {unknown}"


def test_every_copied_source_is_there_and_not_ignored() -> None:
    sources = copied((ROOT / "Containerfile").read_text())
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    ignored = [
        line for line in (ROOT / ".containerignore").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert {"sim", "models", "apps", "python", "scenarios", "cmake", "CMakeLists.txt"} <= set(sources)
    for source in sources:
        assert any(path == source or path.startswith(source + "/") for path in tracked), f"{source} is not there"
        assert not any(fnmatch(source, pattern) for pattern in ignored), f"{source} is ignored"


def test_everything_that_the_build_reads_is_copied() -> None:
    """What CMakeLists.txt includes and adds, and what pyproject.toml names, without the options that a wheel switches off."""
    sources = copied((ROOT / "Containerfile").read_text())
    cmake = (ROOT / "CMakeLists.txt").read_text()
    read = {name.split("/")[0] for name in re.findall(r"^\s*(?:include|add_subdirectory)\(([a-z/._]+)\)", cmake, re.M)}
    layers = re.findall(r'^\s*"([a-z]+)/', (ROOT / "cmake" / "layers.cmake").read_text(), flags=re.MULTILINE)
    named = {"VERSION", "README.md", "LICENSE", "pyproject.toml"}
    assert len(read) > 2 and set(layers) == {"sim", "models"}
    assert (read | set(layers) | named) - {"tests", "CMakePackageConfigHelpers"} <= set(sources)


def test_stages_are_named_before_they_are_asked() -> None:
    seen: set[str] = set()
    for keyword, words in instructions((ROOT / "Containerfile").read_text()):
        for stage in re.findall(r"--from=(\S+)", words):
            assert stage in seen, f"{stage} is no stage above"
        if keyword == "FROM" and " AS " in words:
            seen.add(words.split(" AS ")[1])


def test_image_runs_the_command_as_somebody_without_rights() -> None:
    last = instructions((ROOT / "Containerfile").read_text().rpartition("\nFROM ")[2])
    given = dict(last)
    assert given["ENTRYPOINT"] == '["windtunnel"]'
    assert given["USER"] not in ("root", "0")
    assert "g++" not in packages("FROM " + (ROOT / "Containerfile").read_text().rpartition("\nFROM ")[2])


def test_devcontainer_names_what_is_there() -> None:
    said = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    file = ROOT / ".devcontainer" / said["build"]["dockerfile"]
    assert file.exists()
    assert f" {said['remoteUser']} " in file.read_text()
    words = said["postCreateCommand"].split()
    assert words[0] == "sh" and (ROOT / words[1]).exists()
    groups = set(re.findall(r"^([a-z]+)\|", (ROOT / "cmake" / "setup.sh").read_text(), flags=re.MULTILINE))
    assert set(words[2:]) <= groups | {"python", "wheel"}
    # make test asks for these; what is there when it begins needs no root then.
    assert {"build", "test", "python"} <= set(words[2:])


def test_build_tools_of_a_wheel_are_the_ones_that_tests_use() -> None:
    def pins(name: str) -> dict[str, str]:
        lines = (ROOT / "python" / name).read_text().splitlines()
        return dict(line.split("==") for line in lines if "==" in line)

    wheel, tests = pins("requirements-wheel.txt"), pins("requirements-dev.txt")
    shared = wheel.keys() & tests.keys()
    assert shared == {"pybind11", "scikit-build-core"}
    assert {name: wheel[name] for name in shared} == {name: tests[name] for name in shared}


def test_packages_are_read_out_of_every_way_to_write_them() -> None:
    text = "FROM a\nRUN x && \\\n    # why\n    apt-get install -y -q b \\\n      c && y\nRUN apt-get install d\n"
    assert packages(text) == {"b", "c", "d"}
