"""Studies: a file that says what varies, its points, and what was flown of them as tidy frames.

A study file is read by the reader that the command uses, with every point's scenario, so a misspelt path in a variant is
told before anything flies. All points meet the same luck unless an axis varies the seed: replication i of every point has
the same requests. docs/studies.md says what may stand in a file and what each column means.
"""

from __future__ import annotations

import datetime
import html
import json
import os
import platform
import shlex
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from windtunnel import _core
from windtunnel.estimates import METRICS, SELECTORS, show
from windtunnel.pages import table
from windtunnel.problems import BrokenPromise, accepted_study, unknown
from windtunnel.runs import _count
from windtunnel.scenario import _EXAMPLE, _SCENARIOS, _as_json

StudyProgress = _core.StudyProgress

_NUMBERS = ("mean", "low", "high")
_ROWS_SHOWN = 20


class Study:
    """A study that was read, with all its points; immutable. Made by `load_study`."""

    def __init__(self, raw: _core.Study, sets: tuple[str, ...] = ()) -> None:
        self._raw = raw
        self._sets = sets

    @property
    def title(self) -> str:
        return self._raw.title

    @property
    def file(self) -> str:
        return self._raw.file

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self._raw.file).stem

    @cached_property
    def axes(self) -> dict[str, list[Any]]:
        """What varies: of each axis its values, or the names of its variants."""
        return {name: [_plain(json.loads(value)) for value in values] for name, values in self._raw.axes}

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: its number, then its value on each axis, then why it can not be planned ("" where it can)."""
        values = list(self.axes.values())
        rows = [
            [number, *(values[axis][index] for axis, index in enumerate(at)), why]
            for number, (at, why) in enumerate(zip(self._raw.points, self._raw.unplanned, strict=True))
        ]
        return pd.DataFrame(rows, columns=["point", *self.axes, _free("unplanned", self.axes)])

    def run(
        self,
        jobs: int | None = None,
        *,
        replications: int | None = None,
        points: str | Mapping[str, Any] = "",
        budget: float | None = None,
        progress: bool | Callable[[StudyProgress], object] | None = None,
    ) -> StudyResult:
        """Flies the points and answers.

        `points` chooses some: "protocol=raft|crdt,fault=*", or {"protocol": ["raft", "crdt"]}. `replications` stands
        before the study's own; `jobs` are threads, which never change a result; what is done after `budget` seconds is
        the answer. A point that fails is kept as failed and the rest goes on. Ctrl-C raises KeyboardInterrupt with the
        points that were done as its attribute `result`.
        """
        chosen, why = self._raw.select(_selection(points))
        if why:
            raise LookupError(f"points: {why}")
        wanted = None if replications is None else _count("replications", replications, 1)
        threads = 0 if jobs is None else _count("jobs", jobs, 1)
        if budget is not None and not budget > 0:
            raise ValueError(f"budget: found {budget!r}, expected seconds, more than 0")
        shown = sys.stderr.isatty() if progress is None else progress
        report = progress if callable(progress) else _Line() if shown else None
        asked = _Asked(_selection(points), wanted)
        try:
            raw = _core.fly_study(self._raw, chosen, wanted, threads, budget, report)
        except BaseException as error:
            finished = getattr(error, "result", None)
            if isinstance(finished, _core.StudyFlown):
                error.result = StudyResult(self, finished, asked)  # type: ignore[attr-defined]
            raise
        finally:
            if isinstance(report, _Line):
                report.close()
        result = StudyResult(self, raw, asked)
        broken = [point for point in result.summary["points"] if point["broken_promise"]]
        if broken:
            told = BrokenPromise("\n".join(f"{_named(point['at'])}: {point['why']}" for point in broken))
            told.result = result  # type: ignore[attr-defined]
            raise told
        return result

    def __len__(self) -> int:
        return len(self._raw.points)

    def __repr__(self) -> str:
        return f"<Study {self.name}: {self.title!r}, {len(self)} points over {', '.join(self.axes)}>"

    def _repr_html_(self) -> str:
        rows = ([name, ", ".join(str(value) for value in values)] for name, values in self.axes.items())
        title = html.escape(self.title or self.name)
        return f"<div><b>{title}</b>{table(('axis', 'values'), rows)}<small>{len(self)} points</small></div>"


class _Asked:
    """How a study was asked to fly, for the command that makes it again."""

    def __init__(self, points: str, replications: int | None) -> None:
        self.points = points
        self.replications = replications


class StudyResult:
    """The points of a study that were flown. Made by `Study.run`."""

    def __init__(self, study: Study, raw: _core.StudyFlown, asked: _Asked) -> None:
        self.study = study
        self._raw = raw
        self._asked = asked

    @cached_property
    def summary_json(self) -> str:
        """The object that `windtunnel sweep --json` prints: the same bytes for the same study, seeds and version."""
        return self._raw.summary_json()

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The same as a dictionary, documented in docs/studies.md."""
        value: dict[str, Any] = json.loads(self.summary_json)
        return value

    @property
    def hash(self) -> str:
        """Of the study and of every point's scenario."""
        return self._raw.hash

    @property
    def interrupted(self) -> bool:
        return self._raw.interrupted

    @property
    def out_of_budget(self) -> bool:
        return self._raw.out_of_budget

    @property
    def seconds(self) -> float:
        """Wall-clock time of the flight."""
        return self._raw.seconds

    @property
    def axes(self) -> list[str]:
        return list(self.study.axes)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row a point and figure: point, the axes, metric, unit, what it is about, mean, low, high, replications, lack, verdict.

        A column that has the name of an axis is called "of_" and that name.
        """
        own = ["metric", "unit", *SELECTORS]
        rows = [
            [point["point"], *at, *(row[key] or "" for key in own), *(row[key] for key in _NUMBERS)]
            + [point["replications"], row["lack"] or "", row["verdict"] or ""]
            for point, at in self._points
            for row in point["metrics"]
        ]
        names = self._columns([*own, *_NUMBERS, "replications", "lack", "verdict"])
        frame = pd.DataFrame(rows, columns=names)
        numbers = [_free(name, self.axes) for name in _NUMBERS]
        frame[numbers] = frame[numbers].astype(float)
        return frame

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: point, the axes, state, replications, narrow, seed, hash, requests, events, saturated, broken_audits, why."""
        own = ["state", "replications", "narrow", "seed", "hash", "requests", "events"]
        rows = [
            [point["point"], *at, *(point[key] if point[key] is not None else "" for key in own)]
            + ["; ".join(point["saturated"]), "; ".join(point["broken_audits"]), point["why"] or ""]
            for point, at in self._points
        ]
        return pd.DataFrame(rows, columns=self._columns([*own, "saturated", "broken_audits", "why"]))

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """A row a pair of points and figure: point, the axes, against (a point), the figure, a, b, difference, its interval, verdict."""
        numbers = ["a", "b", "difference", "low", "high", "relative", "pairs", "p_value", "p_adjusted"]
        own = ["against", "metric", "unit", *SELECTORS, *numbers, "verdict", "lack"]
        at = {point["point"]: values for point, values in self._points}
        rows = [
            [row["point"], *at[row["point"]], *("" if row[key] is None and key not in numbers else row[key] for key in own)]
            for row in self.summary["comparisons"]
        ]
        frame = pd.DataFrame(rows, columns=self._columns(own))
        floats = [_free(name, self.axes) for name in numbers]
        frame[floats] = frame[floats].astype(float)
        return frame

    def metric(self, name: str, **selected: str) -> pd.DataFrame:
        """The rows of `frame` of one metric: `result.metric("availability", phase="during")`; "" means all of them.

        `class_` stands for class. What is not named is not looked at.
        """
        if name not in METRICS:
            raise unknown("metric", name, list(METRICS))
        rows = self.frame[self.frame[_free("metric", self.axes)] == name]
        if rows.empty:
            raise LookupError(f"the study keeps no {name}")
        for key, wanted in selected.items():
            plain = key.rstrip("_")
            if plain not in SELECTORS:
                raise unknown("selector", plain, list(SELECTORS))
            column = _free(plain, self.axes)
            there = sorted(set(rows[column]))
            rows = rows[rows[column] == wanted]
            if rows.empty:
                raise unknown(plain, wanted, [each for each in there if each])
        return rows.reset_index(drop=True)

    @property
    def command(self) -> str:
        """The command that makes the same answer."""
        words = ["windtunnel", "sweep", self.study.file]
        for each in self.study._sets:
            words += ["--set", each]
        if self._asked.points:
            words += ["--points", self._asked.points]
        if self._asked.replications is not None:
            words += ["--replications", str(self._asked.replications)]
        return shlex.join(words)

    @property
    def pedigree(self) -> str:
        """What a figure needs in small print, so that it can be made again."""
        flown = [point for point in self.summary["points"] if point["state"] == "flown"]
        counts, seeds = ({point[key] for point in flown} for key in ("replications", "seed"))
        return (
            f"{self.study.name}, study {self.hash[:8]}, windtunnel {self.summary['windtunnel']}, seed {_span(seeds)}, "
            f"{len(flown)} points, {_span(counts)} replications each"
        )

    def save(self, folder: str | os.PathLike[str] = "results") -> Path:
        """Writes `folder`/<study>/<id>, as the command does, whole or not at all; answers where that is."""
        now = datetime.datetime.now(datetime.UTC)
        manifest = self._raw.manifest_json(
            list(self.study._sets), f"{now:%Y-%m-%dT%H:%M:%SZ}", platform.node() or "unknown", self.command
        )
        files = [
            ("summary.json", self.summary_json + "\n"),
            ("manifest.json", manifest + "\n"),
            ("answer.txt", str(self)),
            *self._raw.tables(),
        ]
        parent = Path(folder) / self.study.name
        return Path(_core.write_folder(str(parent), f"{now:%Y%m%dT%H%M%SZ}-{self.hash[:8]}", files))

    @cached_property
    def _points(self) -> list[tuple[dict[str, Any], list[Any]]]:
        """Each chosen point of the summary, and its values on the axes."""
        values = list(self.study.axes.values())
        return [
            (point, [values[axis][index] for axis, index in enumerate(self.study._raw.points[point["point"]])])
            for point in self.summary["points"]
        ]

    def _columns(self, own: list[str]) -> list[str]:
        return ["point", *self.axes, *(_free(name, self.axes) for name in own)]

    def __len__(self) -> int:
        return len(self.summary["points"])

    def __str__(self) -> str:
        return self._raw.text(self.command)

    def __repr__(self) -> str:
        flown, failed = self.summary["points_flown"], self.summary["points_failed"]
        told = f", {failed} failed" if failed else ""
        return f"<StudyResult of {self.study.name}: {flown} of {len(self)} points flown{told}>"

    def _repr_html_(self) -> str:
        figures: dict[tuple[str, str], None] = {}
        cells: list[dict[tuple[str, str], str]] = []
        for point, _ in self._points:
            row = {}
            for each in point["metrics"]:
                about = ", ".join(each[key] for key in SELECTORS if each[key])
                row[each["metric"], about] = each["verdict"] or each["lack"] or show(each["metric"], each["mean"])
            figures.update(dict.fromkeys(row))
            cells.append(row)
        rows = (
            [*(str(value) for value in at), *(row.get(figure, "-") if row else point["why"] or point["state"] for figure in figures)]
            for (point, at), row in list(zip(self._points, cells, strict=True))[:_ROWS_SHOWN]
        )
        more = f"{len(self) - _ROWS_SHOWN} more points are in .frame. " if len(self) > _ROWS_SHOWN else ""
        heads = [f"{metric} ({about})" if about else metric for metric, about in figures]
        title = html.escape(self.study.title or self.study.name)
        return f"<div><b>{title}</b>{table((*self.axes, *heads), rows)}<small>{more}{html.escape(self.pedigree)}</small></div>"


def load_study(
    path: str | os.PathLike[str],
    *,
    changes: Mapping[str, Any] | None = None,
    catalog: str | os.PathLike[str] | None = None,
) -> Study:
    """Reads a study file, or `example:NAME`, with every point's scenario. Raises ScenarioError with all that is wrong.

    `changes` are set on the base before any axis is: {"run.lasts": "10 s"}. `catalog` is a folder of tables that stand
    before the built-in ones.
    """
    name = os.fspath(path)
    tables = _core.Catalog(os.fspath(catalog) if catalog is not None else "")
    if name.startswith(_EXAMPLE):
        there = {file.stem: file for file in (_SCENARIOS / "studies").glob("*.json")}
        if name.removeprefix(_EXAMPLE) not in there:
            raise unknown("study", name.removeprefix(_EXAMPLE), sorted(there))
        name = str(there[name.removeprefix(_EXAMPLE)])
    sets = tuple(f"{at}={_as_json(at, value)}" for at, value in (changes or {}).items())
    return Study(accepted_study(_core.read_study(name, list(sets), tables)), sets)


class _Line:
    """One line of progress on standard error, written over again."""

    def __call__(self, progress: StudyProgress) -> None:
        left = ""
        if progress.share > 0.01:
            left = f", {progress.seconds * (1 - progress.share) / progress.share:.0f} s left"
        print(
            f"\r\033[K{progress.points_done} of {progress.points_all} points, {progress.share:.0%} simulated{left}",
            end="",
            file=sys.stderr,
            flush=True,
        )

    def close(self) -> None:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _free(name: str, axes: Any) -> str:
    """A column's name beside axes of any name."""
    return f"of_{name}" if name in axes or name == "point" else name


def _plain(value: Any) -> Any:
    """A value that can stand in a frame and be grouped by."""
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _named(at: Mapping[str, str]) -> str:
    return ", ".join(f"{axis}={value}" for axis, value in at.items())


def _span(values: set[int]) -> str:
    if not values:
        return "no"
    return str(min(values)) if len(values) == 1 else f"{min(values)} to {max(values)}"


def _selection(points: str | Mapping[str, Any]) -> str:
    if isinstance(points, str):
        return points
    parts = []
    for axis, values in points.items():
        several = [values] if isinstance(values, str) or not hasattr(values, "__iter__") else list(values)
        parts.append(f"{axis}=" + "|".join(value if isinstance(value, str) else _as_json(axis, value) for value in several))
    return ",".join(parts)
