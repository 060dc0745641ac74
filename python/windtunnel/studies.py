"""Studies: a file that says what varies, and its points.

A study file is read by the reader that the command uses, with every point's scenario, so a misspelt path in a variant is
told before anything flies. All points meet the same luck unless an axis varies the seed: replication i of every point has
the same requests. docs/studies.md says what may stand in a file and what each column means.
"""

from __future__ import annotations

import html
import json
import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from windtunnel import _core
from windtunnel.executors import fly_elsewhere
from windtunnel.orders import StudyOrders, open_store
from windtunnel.pages import table
from windtunnel.problems import StoreError, accepted_study, unknown
from windtunnel.progress import close, reporter, time_left
from windtunnel.runs import _count
from windtunnel.scenario import _EXAMPLE, _SCENARIOS, _as_json, catalog_of
from windtunnel.study_results import StudyResult, _Asked, _free, finished_result

StudyProgress = _core.StudyProgress

__all__ = ["Study", "StudyProgress", "StudyResult", "load_study"]


class Study:
    """A study that was read, with all its points; immutable. Made by `load_study`."""

    def __init__(self, raw: _core.Study, sets: tuple[str, ...] = (), text: str | None = None) -> None:
        self._raw = raw
        self._sets = sets
        self._text = text  # of one that was made in Python

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
    def columns(self) -> list[str]:
        """What tells points apart in a frame: each axis, and behind it what a sample varies."""
        return [name for name, _, _ in self._by_column]

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: its number, then its value in each of `columns`, then why it can not be planned ("" where it can)."""
        rows = [
            [number, *self._values(at), why]
            for number, (at, why) in enumerate(zip(self._raw.points, self._raw.unplanned, strict=True))
        ]
        return pd.DataFrame(rows, columns=["point", *self.columns, _free("unplanned", self.columns)])

    @cached_property
    def _by_column(self) -> list[tuple[str, int, list[Any]]]:
        """Each column's name, the number of its axis, and its value for each of the axis's."""
        columns: list[tuple[str, int, list[Any]]] = []
        for number, (name, values) in enumerate(self.axes.items()):
            columns.append((name, number, values))
            for axis, sampled, each in self._raw.sampled:
                if axis == name:
                    columns.append((sampled, number, [json.loads(value) for value in each]))
        return columns

    def _values(self, at: list[int]) -> list[Any]:
        return [values[at[axis]] for _, axis, values in self._by_column]

    def run(
        self,
        jobs: int | None = None,
        *,
        replications: int | None = None,
        points: str | Mapping[str, Any] = "",
        budget: float | None = None,
        executor: Executor | str | None = None,
        store: str | os.PathLike[str] | None = None,
        fresh: bool = False,
        retry_failed: bool = False,
        kept: bool = False,
        progress: bool | Callable[[StudyProgress], object] | None = None,
    ) -> StudyResult:
        """Flies the points and answers.

        `points` chooses some: "protocol=raft|crdt,fault=*", or {"protocol": ["raft", "crdt"]}. `replications` stands
        before the study's own; `jobs` are threads, which never change a result; what is done after `budget` seconds is
        the answer. A point that fails is kept as failed and the rest goes on. Ctrl-C raises KeyboardInterrupt with the
        points that were done as its attribute `result`.

        `executor` flies the study elsewhere, with the same bytes as the answer: a concurrent.futures.Executor, or a URL
        such as "processes://4", "dask://scheduler:8786", "mpi://" or "slurm://queue?jobs=10" (docs/studies.md).

        `store` is a file that keeps every replication as it lands: whatever ends the process, the next run takes from it
        what is there, and says the same bytes. Several processes may share one. `fresh` throws away what it holds,
        `retry_failed` flies again what it keeps as failed, and `kept` flies nothing: points of which the store has all
        are answered, the others are "not flown". Raises StoreError when the file can not be used.
        """
        chosen, why = self._raw.select(_selection(points))
        if why:
            raise LookupError(f"points: {why}")
        wanted = None if replications is None else _count("replications", replications, 1)
        threads = 0 if jobs is None else _count("jobs", jobs, 1)
        if budget is not None and not budget > 0:
            raise ValueError(f"budget: found {budget!r}, expected seconds, more than 0")
        if kept and (store is None or not Path(store).exists()):
            raise StoreError(f"kept: found store={store!r}, expected a store that is there")
        report = reporter(progress, _progress_words)
        keeper = None if store is None else open_store(store, fresh)
        try:
            if executor is not None and not kept:
                raw = fly_elsewhere(
                    self._raw, chosen, wanted, executor, store=keeper, retry_failed=retry_failed, budget=budget, report=report
                )
            else:
                raw = _core.fly_study(self._raw, chosen, wanted, threads, budget, keeper, retry_failed, kept, report)
        except BaseException as error:
            finished = getattr(error, "result", None)
            if isinstance(finished, _core.StudyFlown):
                error.result = StudyResult(self, finished, _Asked(_selection(points), wanted))  # type: ignore[attr-defined]
            raise
        finally:
            close(report)
            if keeper is not None:
                keeper.close()
        return finished_result(self, raw, _selection(points), wanted)

    def orders(
        self,
        *,
        replications: int | None = None,
        points: str | Mapping[str, Any] = "",
        store: str | os.PathLike[str] | None = None,
        fresh: bool = False,
        retry_failed: bool = False,
    ) -> StudyOrders:
        """The study as orders that other processes and machines carry out; see windtunnel.orders. Arguments are as in `run`."""
        chosen, why = self._raw.select(_selection(points))
        if why:
            raise LookupError(f"points: {why}")
        wanted = None if replications is None else _count("replications", replications, 1)
        keeper = None if store is None else open_store(store, fresh)
        raw = _core.StudyOrders(self._raw, chosen, wanted, keeper, retry_failed)
        return StudyOrders(self, raw, keeper, (_selection(points), wanted))

    def write(self, file: str | os.PathLike[str]) -> str:
        """Writes a study that was made in Python as a file, and answers the command that flies it."""
        if self._text is None:
            raise ValueError(f"{self.file} is a file already")
        made, target = json.loads(self._text), Path(file)
        if isinstance(made["base"], str):
            base = Path(self.file).parent / made["base"]
            made["base"] = os.path.relpath(base.resolve(), target.resolve().parent)
        target.write_text(json.dumps(made, indent=2) + "\n")
        sets = [word for each in self._sets for word in ("--set", each)]
        return shlex.join(["windtunnel", "sweep", os.fspath(file), *sets])

    def __len__(self) -> int:
        return len(self._raw.points)

    def __repr__(self) -> str:
        return f"<Study {self.name}: {self.title!r}, {len(self)} points over {', '.join(self.axes)}>"

    def _repr_html_(self) -> str:
        rows = ([name, ", ".join(str(value) for value in values)] for name, values in self.axes.items())
        title = html.escape(self.title or self.name)
        return f"<div><b>{title}</b>{table(('axis', 'values'), rows)}<small>{len(self)} points</small></div>"


def load_study(
    path: str | os.PathLike[str],
    *,
    changes: Mapping[str, Any] | None = None,
    sets: Sequence[str] = (),
    catalog: str | os.PathLike[str] | None = None,
    plugins: Sequence[str | os.PathLike[str]] = (),
) -> Study:
    """Reads a study file, or `example:NAME`, with every point's scenario. Raises ScenarioError with all that is wrong.

    `changes` are set on the base before any axis is: {"run.lasts": "10 s"}; `sets` are the same as the command's --set
    takes them, and come first. `catalog` is a folder of tables that stand
    before the built-in ones; `plugins` are files that bring models, beside those that the study's base names.
    """
    name = os.fspath(path)
    tables = catalog_of(catalog, plugins)
    if name.startswith(_EXAMPLE):
        there = {file.stem: file for file in (_SCENARIOS / "studies").glob("*.json")}
        if name.removeprefix(_EXAMPLE) not in there:
            raise unknown("study", name.removeprefix(_EXAMPLE), sorted(there))
        name = str(there[name.removeprefix(_EXAMPLE)])
    every = (*sets, *(f"{at}={_as_json(at, value)}" for at, value in (changes or {}).items()))
    return Study(accepted_study(_core.read_study(name, list(every), tables)), every)


def _progress_words(news: StudyProgress) -> tuple[str, float]:
    left = time_left(news.seconds, news.share - news.share_kept, 1 - news.share)
    return f"{news.points_done} of {news.points_all} points, {news.share:.0%} simulated{left}", news.share


def _plain(value: Any) -> Any:
    """A value that can stand in a frame and be grouped by."""
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _selection(points: str | Mapping[str, Any]) -> str:
    if isinstance(points, str):
        return points
    parts = []
    for axis, values in points.items():
        several = [values] if isinstance(values, str) or not hasattr(values, "__iter__") else list(values)
        parts.append(f"{axis}=" + "|".join(value if isinstance(value, str) else _as_json(axis, value) for value in several))
    return ",".join(parts)
