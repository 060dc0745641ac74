"""What can go wrong: a scenario with problems (the user's to mend), and a broken promise (a bug of ours).

A wrong scenario is told whole: every problem at once, with place, code, path, what was found, what was expected and the
nearest name. `str()` of the error is the text that the command prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from windtunnel import _core

BrokenPromise = _core.BrokenPromise


class ModelError(RuntimeError):
    """A model of a plug-in failed while it flew: it raised, or answered what it may not. The text has its traceback."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario. Lines and columns count from 1; 0 where there is none (`with_`)."""

    file: str
    line: int
    column: int
    code: str  # "WT007"; windtunnel.explain(code) says what it means
    path: str  # "tiers.web.balancer.chioces"
    found: str
    expected: str
    nearest: str  # empty where nothing is near


class ScenarioError(ValueError):
    """A scenario that cannot be flown, with everything that is wrong with it in `problems`."""

    def __init__(self, problems: tuple[Problem, ...], text: str) -> None:
        super().__init__(problems, text)
        self.problems = problems
        self.text = text

    def __str__(self) -> str:
        return self.text


class StoreError(OSError):
    """The store of a study can not be opened or written; the text names the file and says why."""


def accepted(reading: _core.Reading) -> _core.Scenario:
    """The scenario of a reading; raises ScenarioError when there is none."""
    if reading.scenario is not None:
        return reading.scenario
    raise _wrong(reading)


def accepted_study(reading: _core.StudyReading) -> _core.Study:
    """The study of a reading; raises ScenarioError when there is none."""
    if reading.study is not None:
        return reading.study
    raise _wrong(reading)


def accepted_sizing(reading: _core.SizingReading) -> _core.SizingReading:
    """A search that gave an answer; raises ScenarioError when it did not."""
    if not reading.problems:
        return reading
    raise _error(reading.problems, reading.problems_text)


def _wrong(reading: _core.Reading | _core.StudyReading) -> ScenarioError:
    return _error(reading.problems, reading.text)


def _error(problems: Sequence[_core.Problem], text: str) -> ScenarioError:
    return ScenarioError(
        tuple(
            Problem(each.file, each.line, each.column, each.code, each.path, each.found, each.expected, each.nearest)
            for each in problems
        ),
        text.rstrip("\n"),
    )


def unknown(what: str, name: str, known: list[str]) -> LookupError:
    """The error for a name that is not there, with the nearest that is."""
    near = _core.nearest(name, known)
    if near:
        return LookupError(f'there is no {what} "{name}"; did you mean {near}?')
    return LookupError(f'there is no {what} "{name}"; there is {", ".join(known) or "none"}')
