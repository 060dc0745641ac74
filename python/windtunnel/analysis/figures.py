"""One figure at every point of a study, replication by replication: what every analysis starts from.

All points met the same luck, so replication i of two points can be subtracted, and a resampled replication is resampled
at every point at once. An analysis that forgot this would draw intervals several times too wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from windtunnel import _core
from windtunnel.estimates import METRICS, SELECTORS
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """A metric at every point that was flown; the rows of all arrays are the points."""

    metric: str
    unit: str
    at: pd.DataFrame  # by point: its value on each axis
    values: Numbers  # points x replications; NaN where one has nothing to say, or a point has fewer
    mean: Numbers
    low: Numbers  # of the 95% interval; NaN where there is none
    high: Numbers
    lack: list[str]  # why there is no interval

    @property
    def lower_is_better(self) -> bool:
        return METRICS[self.metric].lower_is_better

    def __len__(self) -> int:
        return len(self.mean)


def figures(result: StudyResult | Sweep, metric: str, **selected: str) -> Figures:
    """The figure of that metric at every flown point; `phase=`, `class_=`, ... say which where there are several."""
    from windtunnel.sweeps import Sweep

    if metric not in METRICS:
        raise unknown("metric", metric, list(METRICS))
    wanted = {key.rstrip("_"): value for key, value in selected.items()}
    for key in wanted:
        if key not in SELECTORS:
            raise unknown("selector", key, list(SELECTORS))
    if isinstance(result, Sweep):
        return _of_sweep(result, metric, wanted)
    return _of_study(result, metric, wanted)


def _of_sweep(sweep: Sweep, metric: str, wanted: Mapping[str, str]) -> Figures:
    flown = [(number, point) for number, point in enumerate(sweep.points) if point.run is not None]
    chosen = {"class_" if key == "class" else key: value for key, value in wanted.items()}
    found = [point.run.metric(metric, **chosen) for _, point in flown if point.run is not None]
    at = pd.DataFrame([point.values for _, point in flown], index=[number for number, _ in flown], columns=sweep.axes)
    rows = [(each.value, each.low, each.high, each.lack, list(each.by_replication)) for each in found]
    return _made(metric, at, rows)


def _of_study(result: StudyResult, metric: str, wanted: Mapping[str, str]) -> Figures:
    columns = result.columns
    # What is asked is decided once for each different row; there are few of those and many points.
    kinds = [number for number, about in enumerate(columns.abouts) if about["metric"] == metric]
    for key, value in wanted.items():
        names = sorted({columns.abouts[number][key] for number in kinds})
        if kinds and value not in names:
            raise unknown(key, value, [name for name in names if name])
        kinds = [number for number in kinds if columns.abouts[number][key] == value]
    if not kinds:
        raise LookupError(f"the study keeps no {metric}")
    if len(kinds) > 1:
        # What is told apart and was not asked for: all of it, where the study keeps that too.
        kinds = [n for n in kinds if not any(columns.abouts[n][key] for key in SELECTORS if key not in wanted)] or kinds
    rows = np.flatnonzero(np.isin(columns.about, kinds))
    points, counts = np.unique(columns.point[rows], return_counts=True)
    if (counts > 1).any():
        several = [key for key in SELECTORS if len({columns.abouts[number][key] for number in kinds}) > 1]
        names = sorted({columns.abouts[number][several[0]] or "all" for number in kinds}) if several else []
        raise LookupError(f"the study keeps {metric} by {', '.join(several)}; name one: {', '.join(names)}")
    values = [columns.by_replication(int(row)) for row in rows]
    at = pd.DataFrame([result._values[int(point)] for point in points], index=points, columns=result.axes)
    ends = [(mean, low, high) for mean, low, high in zip(columns.mean[rows], columns.low[rows], columns.high[rows], strict=True)]
    return _made(metric, at, [(*end, lack, own) for end, lack, own in zip(ends, columns.lack[rows], values, strict=True)])


def _made(metric: str, at: pd.DataFrame, rows: list[tuple[Any, Any, Any, str, Any]]) -> Figures:
    if not rows:
        raise LookupError("no point was finished")
    most = max(len(values) for *_, values in rows)
    padded = [[math.nan if value is None else value for value in values] + [math.nan] * (most - len(values)) for *_, values in rows]
    mean, low, high = (np.array([math.nan if row[i] is None else row[i] for row in rows], dtype=float) for i in range(3))
    at.index.name = "point"
    return Figures(metric, METRICS[metric].unit, at, np.array(padded, dtype=float), mean, low, high, [row[3] for row in rows])


@lru_cache
def student_t(share: float, degrees: int) -> float:
    """Below it lies that share of Student's t: the engine's own, so that an interval here is an interval there."""
    return _core.student_t_quantile(share, float(degrees)) if degrees >= 1 else math.inf


def resampled(values: Numbers, times: int, seed: int) -> npt.NDArray[np.intp]:
    """`times` draws of replications, with replacement and the same for every point (Efron & Tibshirani 1993, ch. 6).

    Only replications that every point has are drawn, because a draw stands for one luck met by all.
    """
    common = np.flatnonzero(~np.isnan(values).any(axis=0))
    if len(common) < 2:
        raise LookupError("fewer than two replications are common to all points; an interval needs at least two")
    return np.random.default_rng(seed).choice(common, size=(times, len(common)))


def numbers_of(values: pd.Series[Any]) -> Numbers:
    """The values of an axis as numbers: of a quantity such as "80 /s" its number, where all have one unit."""
    found, units = [], set()
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError(f"axis {values.name}: {value!r} is no number")
        if isinstance(value, str):
            head, _, unit = value.strip().partition(" ")
            try:
                value = float(head)
            except ValueError:
                raise ValueError(f'axis {values.name}: "{head}" is no number; an axis of variants has no order') from None
            units.add(unit.strip())
        found.append(float(value))
    if len(units) > 1:
        raise ValueError(f"axis {values.name}: its values have several units ({', '.join(sorted(units))}); write them in one")
    return np.array(found)


def unit_of(values: pd.Series[Any]) -> str:
    """The unit that an axis' values are written in; "" for plain numbers."""
    texts = [value for value in values if isinstance(value, str)]
    return texts[0].strip().partition(" ")[2].strip() if texts else ""
