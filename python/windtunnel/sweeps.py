"""One scenario at many settings under the same luck, as one tidy frame.

Every point is flown with the same seed and number of replications, so replication i meets the same requests at every
point (common random numbers) and neighbouring points differ by what was changed, not by chance. All points are read
before the first is flown: a wrong value is told at once.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from windtunnel.estimates import SELECTORS
from windtunnel.frames import Frame, framed
from windtunnel.origins import Origin, scenario_recipe
from windtunnel.pages import page_of_sweep
from windtunnel.problems import BrokenPromise
from windtunnel.progress import close, reporter
from windtunnel.runs import Progress, Run, progress_words, run
from windtunnel.scenario import Scenario, _as_json


@dataclass(frozen=True)
class Point:
    """One setting of a sweep: its values by short name, and the run, or why there is none."""

    values: dict[str, Any]
    scenario: Scenario
    run: Run | None
    failure: str = ""


class Sweep:
    """A scenario flown at every combination of some values. Made by `sweep`."""

    def __init__(self, scenario: Scenario, names: dict[str, str], points: list[Point]) -> None:
        self.scenario = scenario
        self.names = names  # short name by path
        self.points = points

    @property
    def axes(self) -> list[str]:
        """The short names of what was varied, in the order given."""
        return list(self.names.values())

    @property
    def runs(self) -> list[Run]:
        """The runs of the points that were finished, in order."""
        return [point.run for point in self.points if point.run is not None]

    @property
    def origin(self) -> Origin:
        """Where its figures come from, and what it takes to make them again."""
        flown = [each.origin for each in self.runs]
        if not flown:
            raise LookupError("no point of the sweep was finished")
        values = {path: [json.loads(_as_json(path, value)) for value in there] for path, there in self._values().items()}
        hashes = hashlib.blake2b("".join(each.hash for each in flown).encode(), digest_size=16).hexdigest()
        counts = tuple(sorted({count for each in flown for count in each.replications}))
        tables = {table: date for each in flown for table, date in each.catalogs.items()}
        recipe = {**scenario_recipe(self.scenario), "values": values, "seed": flown[0].seeds[0], "replications": counts[-1]}
        seeds = tuple(sorted({seed for each in flown for seed in each.seeds}))
        return Origin("sweep", self.scenario.name, hashes, flown[0].version, seeds, counts, len(self), tables, recipe)

    @property
    def pedigree(self) -> str:
        """What a figure needs in small print, so that it can be made again."""
        return str(self.origin)

    @property
    def frame(self) -> Frame:
        """A row a point and figure: the axes by their short names, then the columns of `Run.metrics`."""
        return self._joined(lambda flown: flown.metrics)

    @property
    def expectations(self) -> Frame:
        """A row a point and expectation: the axes, then the columns of `Run.expectations`."""
        return self._joined(lambda flown: flown.expectations)

    @property
    def bills(self) -> Frame:
        """A row a point and line of the bill: the axes, then the columns of `Run.bill`."""
        return self._joined(lambda flown: flown.bill)

    @property
    def verdicts(self) -> pd.DataFrame:
        """A row a point: the axes, the verdict over all expectations, replications, and why a point failed."""
        rows = [
            {
                **point.values,
                "verdict": point.run.verdict if point.run else "failed",
                "replications": point.run.replications_done if point.run else 0,
                "failure": point.failure,
            }
            for point in self.points
        ]
        return pd.DataFrame(rows, columns=[*self.axes, "verdict", "replications", "failure"])

    def metric(
        self, name: str, *, phase: str = "", class_: str = "", region: str = "", tier: str = "", fault: str = "", side: str = ""
    ) -> Frame:
        """One figure at every point: the axes, then metric, unit, value, low, high, interval, lack."""
        rows = []
        for point in self.points:
            if point.run is None:
                continue
            found = point.run.metric(name, phase=phase, class_=class_, region=region, tier=tier, fault=fault, side=side)
            kept = {key: getattr(found, key) for key in _KEPT}
            rows.append({**point.values, **kept})
        return framed(pd.DataFrame(rows, columns=[*self.axes, *_KEPT]), self.origin)

    def at(self, **values: Any) -> Run:
        """The run of the point with these values: `swept.at(replicas=5)`."""
        found = [
            point for point in self.points if all(point.values.get(key) == value for key, value in values.items())
        ]
        if len(found) != 1 or found[0].run is None:
            told = ", ".join(f"{key}={value!r}" for key, value in values.items())
            raise LookupError(f"{len(found)} points with {told or 'no values'}; the axes are {', '.join(self.axes)}")
        return found[0].run

    def _values(self) -> dict[str, list[Any]]:
        """The values of each path, in the order given."""
        return {path: list(dict.fromkeys(point.values[name] for point in self.points)) for path, name in self.names.items()}

    def _joined(self, of: Callable[[Run], pd.DataFrame]) -> Frame:
        frames = []
        for point in self.points:
            if point.run is None:
                continue
            frame = pd.DataFrame(of(point.run)).copy()
            frame.attrs = {}
            for index, (name, value) in enumerate(point.values.items()):
                frame.insert(index, name, [value] * len(frame))
            frames.append(frame)
        return framed(pd.concat(frames, ignore_index=True), self.origin) if frames else Frame(columns=self.axes)

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        failed = sum(point.run is None for point in self.points)
        told = f", {failed} failed" if failed else ""
        return f"<Sweep of {self.scenario.name} over {', '.join(self.axes)}: {len(self.points)} points{told}>"

    def _repr_html_(self) -> str:
        return page_of_sweep(self)


_KEPT = ("metric", "unit", "value", "low", "high", "interval", "lack")


def sweep(
    scenario: Scenario,
    values: Mapping[str, Sequence[Any]],
    *,
    seed: int | None = None,
    replications: int | None = None,
    jobs: int | None = None,
    progress: bool | Callable[[Progress], object] | None = None,
) -> Sweep:
    """Flies every combination of `values`, a list of values by path: `{"tiers.web.replicas": [2, 3, 4]}`.

    A point whose run breaks a promise is kept as failed and the rest goes on. Ctrl-C raises KeyboardInterrupt with the
    finished points as its attribute `sweep`.
    """
    if not values:
        raise ValueError("values: found nothing, expected at least one path with its values")
    for path, each in values.items():
        if isinstance(each, (str, bytes)) or not len(each):
            raise ValueError(f"{path}: found {each!r}, expected a list of at least one value")
    names = dict(zip(values, short_names(list(values)), strict=True))
    combinations = [dict(zip(values, each, strict=True)) for each in itertools.product(*values.values())]
    read = [scenario.with_(combination) for combination in combinations]
    done: list[Point] = []
    for number, (combination, changed) in enumerate(zip(combinations, read, strict=True), start=1):
        short = {names[path]: value for path, value in combination.items()}
        told = ", ".join(f"{name} {value}" for name, value in short.items())
        report = reporter(progress, progress_words(f"point {number} of {len(read)} ({told}): "))
        try:
            flown = run(changed, seed=seed, replications=replications, jobs=jobs, progress=report or False)
            done.append(Point(short, changed, flown))
        except BrokenPromise as broken:
            done.append(Point(short, changed, None, str(broken)))
        except BaseException as error:
            error.sweep = Sweep(scenario, names, done)  # type: ignore[attr-defined]
            raise
        finally:
            close(report)
    return Sweep(scenario, names, done)


def short_names(paths: list[str]) -> list[str]:
    """The shortest ends of the paths that tell them apart and are no column of a frame: replicas, web.replicas."""
    taken = {*SELECTORS, *_KEPT, "point", "mean", "name", "bound", "limit", "verdict", "margin", "what", "why", "replications"}

    def short(path: str) -> str:
        parts = path.split(".")
        for length in range(1, len(parts) + 1):
            end = ".".join(parts[-length:])
            alone = all(other == path or not f".{other}".endswith(f".{end}") for other in paths)
            if alone and end not in taken:
                return end
        return path

    return [short(path) for path in paths]
