"""What was flown of a study: its points as tidy frames, as text and as a page, with what makes them again.

All of it is read from one result of the engine; docs/studies.md says what each column means.
"""

from __future__ import annotations

import datetime
import html
import json
import os
import platform
import shlex
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from windtunnel import _core
from windtunnel.columns import ABOUT, Columns
from windtunnel.estimates import METRICS, SELECTORS, show
from windtunnel.extras import needed
from windtunnel.frames import Frame, framed
from windtunnel.origins import Origin, dates_of, portable
from windtunnel.pages import table
from windtunnel.problems import BrokenPromise, StoreError, unknown
from windtunnel.reports import report_of

if TYPE_CHECKING:
    from windtunnel.studies import Study

_ROWS_SHOWN = 20


def finished_result(study: Study, raw: _core.StudyFlown, points: str, replications: int | None) -> StudyResult:
    """The result of a study that has come to its end. Raises BrokenPromise and StoreError, each with it as `result`."""
    result = StudyResult(study, raw, _Asked(points, replications))
    broken = [point for point in result.summary["points"] if point["broken_promise"]]
    if broken:
        told = BrokenPromise("\n".join(f"{_named(point['at'])}: {point['why']}" for point in broken))
        told.result = result  # type: ignore[attr-defined]
        raise told
    if raw.store_trouble:
        trouble = StoreError(raw.store_trouble)
        trouble.result = result  # type: ignore[attr-defined]
        raise trouble
    return result


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
    def origin(self) -> Origin:
        """Where its figures come from, and what it takes to make them again."""
        flown = [point for point in self.summary["points"] if point["state"] == "flown"]
        counts, seeds = (tuple(sorted({point[key] for point in flown})) for key in ("replications", "seed"))
        recipe = {
            "file": portable(self.study.file),
            "text": self.study._text,
            "sets": list(self.study._sets),
            "points": self._asked.points,
            "replications": self._asked.replications,
        }
        version, tables = self.summary["windtunnel"], dates_of(self.study._raw.tables)
        return Origin("study", self.study.name, self.hash, version, seeds, counts, len(flown), tables, recipe)

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
    def exit_code(self) -> int:
        """What `windtunnel sweep` ends with (docs/exit_codes.md)."""
        return self._raw.exit_code

    @property
    def seconds(self) -> float:
        """Wall-clock time of the flight."""
        return self._raw.seconds

    @property
    def replications_flown(self) -> int:
        """How many replications were flown for this result; the others were in the store."""
        return self._raw.replications_flown

    @property
    def replications_kept(self) -> int:
        """How many replications the store had kept."""
        return self._raw.replications_kept

    @property
    def axes(self) -> list[str]:
        return list(self.study.axes)

    @cached_property
    def frame(self) -> Frame:
        """A row a point and figure: point, the axes, metric, unit, what it is about, mean, low, high, replications, lack, verdict.

        A column that has the name of an axis is called "of_" and that name.
        """
        names = self._columns([*ABOUT, "mean", "low", "high", "replications", "lack", "verdict"])
        return framed(self.columns.frame(names), self.origin)

    @cached_property
    def replications(self) -> Frame:
        """A row a point, figure and replication: point, the axes, metric, unit, what it is about, replication, value."""
        return framed(self.columns.replicated(self._columns([*ABOUT, "replication", "value"])), self.origin)

    @cached_property
    def columns(self) -> Columns:
        """The figures as numpy arrays, which are the engine's own and are not copied."""
        return Columns(self._raw, self._values)

    @cached_property
    def points(self) -> Frame:
        """A row a point: point, the axes, state, replications, narrow, seed, hash, requests, events, saturated, broken_audits, why."""
        own = ["state", "replications", "narrow", "seed", "hash", "requests", "events"]
        rows = [
            [point["point"], *at, *(point[key] if point[key] is not None else "" for key in own)]
            + ["; ".join(point["saturated"]), "; ".join(point["broken_audits"]), point["why"] or ""]
            for point, at in self._points
        ]
        return framed(pd.DataFrame(rows, columns=self._columns([*own, "saturated", "broken_audits", "why"])), self.origin)

    @cached_property
    def comparisons(self) -> Frame:
        """A row a pair of points and figure: point, the axes, against (a point), the figure, a, b, difference, its interval, verdict."""
        numbers = ["a", "b", "difference", "low", "high", "relative", "pairs", "p_value", "p_adjusted"]
        own = ["against", "metric", "unit", *SELECTORS, *numbers, "verdict", "lack"]
        at = {point["point"]: values for point, values in self._points}
        rows = [
            [row["point"], *at[row["point"]], *("" if row[key] is None and key not in numbers else row[key] for key in own)]
            for row in self.summary["comparisons"]
        ]
        frame = pd.DataFrame(rows, columns=self._columns(own))
        floats = [_free(name, self.study.columns) for name in numbers]
        frame[floats] = frame[floats].astype(float)
        return framed(frame, self.origin)

    @cached_property
    def rankings(self) -> Frame:
        """A row a ranking and point: point, the axes, ranking, the figure, candidates, mean, low, high, verdict, lack.

        `low` and `high` are the interval of the point's figure less that of the best of the others, all right at once;
        the verdict is "best", "may be best" or "not best".
        """
        own = ["ranking", "metric", "unit", *SELECTORS, "candidates", "mean", "low", "high", "verdict", "lack"]
        at = {point["point"]: values for point, values in self._points}
        rows = [
            [row["point"], *at[row["point"]], number, *(ranking[key] or "" for key in ("metric", "unit", *SELECTORS))]
            + [ranking["candidates"], row["mean"], row["low"], row["high"], row["verdict"] or "", row["lack"] or ""]
            for number, ranking in enumerate(self.summary["rankings"])
            for row in ranking["points"]
        ]
        frame = pd.DataFrame(rows, columns=self._columns(own))
        floats = [_free(name, self.study.columns) for name in ("mean", "low", "high")]
        frame[floats] = frame[floats].astype(float)
        return framed(frame, self.origin)

    def save_parquet(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Writes `frame`, `points`, `comparisons` and `rankings` into `folder` as metrics.parquet and so on.

        Each file's metadata says what makes it again: version, study, hash, command, pedigree. Needs pyarrow
        (`pip install windtunnel[frames]`). A column of an axis whose values are of several kinds is text.
        """
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as missing:
            raise ImportError("save_parquet needs pyarrow: pip install windtunnel[frames]") from missing
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        told = {"windtunnel": self.summary["windtunnel"], "study": self.study.file, "study_hash": self.hash,
                "command": self.command, "pedigree": self.pedigree}  # fmt: skip
        written = []
        frames = {"metrics": self.frame, "points": self.points, "comparisons": self.comparisons, "rankings": self.rankings}
        for name, frame in frames.items():
            made = pyarrow.Table.from_pandas(_of_one_kind(frame, self.study.columns), preserve_index=False)
            made = made.replace_schema_metadata({**(made.schema.metadata or {}), **told})
            written.append(place / f"{name}.parquet")
            parquet.write_table(made, written[-1])
        return written

    def metric(self, name: str, **selected: str) -> Frame:
        """The rows of `frame` of one metric: `result.metric("availability", phase="during")`; "" means all of them.

        `class_` stands for class. What is not named is not looked at.
        """
        if name not in METRICS:
            raise unknown("metric", name, list(METRICS))
        rows = self.frame[self.frame[_free("metric", self.study.columns)] == name]
        if rows.empty:
            raise LookupError(f"the study keeps no {name}")
        for key, wanted in selected.items():
            plain = key.rstrip("_")
            if plain not in SELECTORS:
                raise unknown("selector", plain, list(SELECTORS))
            column = _free(plain, self.study.columns)
            there = sorted(set(rows[column]))
            rows = rows[rows[column] == wanted]
            if rows.empty:
                raise unknown(plain, wanted, [each for each in there if each])
        return Frame(rows.reset_index(drop=True))

    @property
    def command(self) -> str:
        """The command that makes the same answer."""
        words = ["windtunnel", "sweep", self.study.file]
        for plugin in self.study._raw.asked:
            words += ["--plugin", plugin]
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
        return str(self.origin)

    def to_arrow(self, frame: str = "frame") -> Any:
        """A frame of this result, by its name ("frame", "points", "comparisons", "replications"), as a pyarrow.Table."""
        return needed("pyarrow").Table.from_pandas(self._named_frame(frame), preserve_index=False)

    def to_polars(self, frame: str = "frame") -> Any:
        """The same as a polars.DataFrame."""
        return needed("polars").from_arrow(self.to_arrow(frame))

    def to_parquet(self, file: str | os.PathLike[str], frame: str = "frame") -> None:
        """The same as a Parquet file, which keeps what the frame knows of its origin."""
        needed("pyarrow")
        self._named_frame(frame).to_parquet(file, index=False)

    def _named_frame(self, name: str) -> pd.DataFrame:
        names = ["frame", "points", "comparisons", "rankings", "replications"]
        if name not in names:
            raise unknown("frame", name, names)
        found: pd.DataFrame = getattr(self, name)
        return found

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

    def report(self, out: str | os.PathLike[str] = "report.html") -> Path:
        """One page for a browser, as `windtunnel report` writes it (docs/reports.md); answers where it is."""
        return report_of(self.save, out)

    @cached_property
    def _values(self) -> dict[int, list[Any]]:
        """By point of the study, its values in the columns that tell points apart."""
        return {number: self.study._values(at) for number, at in enumerate(self.study._raw.points)}

    @cached_property
    def _points(self) -> list[tuple[dict[str, Any], list[Any]]]:
        """Each chosen point of the summary, and its values on the axes."""
        return [(point, self._values[point["point"]]) for point in self.summary["points"]]

    def _columns(self, own: list[str]) -> list[str]:
        return ["point", *self.study.columns, *(_free(name, self.study.columns) for name in own)]

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
        return f"<div><b>{title}</b>{table((*self.study.columns, *heads), rows)}<small>{more}{html.escape(self.pedigree)}</small></div>"


def _of_one_kind(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The frame with columns of texts where an axis has values of several kinds, which no file of columns holds."""
    mixed = [name for name in columns if frame[name].map(type).nunique() > 1]
    return frame.assign(**{name: frame[name].astype(str) for name in mixed})


def _free(name: str, axes: Any) -> str:
    """A column's name beside axes of any name."""
    return f"of_{name}" if name in axes or name == "point" else name


def _named(at: Mapping[str, str]) -> str:
    return ", ".join(f"{axis}={value}" for axis, value in at.items())
