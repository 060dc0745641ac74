"""The figures of a study as columns: the engine's own arrays, and the frames that are made of them.

A large study has millions of figures. Their numbers come from C++ as arrays that nobody copies; what a row is about repeats
from point to point and is looked up once for each different one.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from windtunnel import _core
from windtunnel.estimates import SELECTORS

ABOUT = ("metric", "unit", *SELECTORS)


class Columns:
    """The figures of a study, a row a point and figure; in the order of the points, and of what the study keeps."""

    def __init__(self, flown: _core.StudyFlown, at: dict[int, list[Any]]) -> None:
        self._raw: dict[str, Any] = _core.study_columns(flown)
        self._at = at  # by point: its values on the axes
        self.point: npt.NDArray[np.int64] = self._raw["point"]
        self.replications: npt.NDArray[np.int64] = self._raw["replications"]
        self.mean: npt.NDArray[np.float64] = self._raw["mean"]
        self.low: npt.NDArray[np.float64] = self._raw["low"]
        self.high: npt.NDArray[np.float64] = self._raw["high"]
        self.values: npt.NDArray[np.float64] = self._raw["values"]  # of all rows, one behind the other
        self.first: npt.NDArray[np.int64] = self._raw["first"]  # row i's begin at first[i] and end before first[i + 1]
        self.about: npt.NDArray[np.int32] = self._raw["about"]  # which of `abouts`

    @cached_property
    def abouts(self) -> list[dict[str, str]]:
        """What rows are about: metric, unit, phase, class, region, tier, fault, side."""
        return [dict(zip(ABOUT, names, strict=True)) for names in self._raw["abouts"]]

    @property
    def lack(self) -> npt.NDArray[np.object_]:
        """Why a row has no interval."""
        return self._words(0)

    @property
    def verdict(self) -> npt.NDArray[np.object_]:
        """The verdict of a row whose metric is one."""
        return self._words(1)

    def by_replication(self, row: int) -> npt.NDArray[np.float64]:
        """A row's values, replication by replication; NaN where one has nothing to say. A view, no copy."""
        return self.values[self.first[row] : self.first[row + 1]]

    def described(self, rows: npt.NDArray[np.intp] | slice = slice(None)) -> dict[str, Any]:
        """The columns that say what rows are about: the point, its values on the axes, then `ABOUT`."""
        points, about = self.point[rows], self.about[rows]
        there = sorted(self._at)
        place = np.searchsorted(there, points)
        columns: dict[str, Any] = {"point": points}
        for axis in range(len(self._at[there[0]]) if there else 0):
            # Through pandas, so that an axis of numbers is one of numbers.
            columns[f"axis {axis}"] = pd.Series([self._at[point][axis] for point in there]).take(place).to_numpy()
        for name in ABOUT:
            columns[name] = np.array([each[name] for each in self.abouts], dtype=object)[about]
        return columns

    def frame(self, names: list[str]) -> pd.DataFrame:
        """A row a point and figure, with these names for its columns."""
        columns = self.described()
        columns |= {"mean": self.mean, "low": self.low, "high": self.high, "replications": self.replications}
        columns |= {"lack": self.lack, "verdict": self.verdict}
        return pd.DataFrame(dict(zip(names, columns.values(), strict=True)), copy=False)

    def replicated(self, names: list[str]) -> pd.DataFrame:
        """A row a point, figure and replication: what `described` says, `replication`, `value`."""
        counts = np.diff(self.first)
        columns = self.described(np.repeat(np.arange(len(counts)), counts))
        columns |= {"replication": np.arange(len(self.values)) - np.repeat(self.first[:-1], counts), "value": self.values}
        return pd.DataFrame(dict(zip(names, columns.values(), strict=True)), copy=False)

    def _words(self, which: int) -> npt.NDArray[np.object_]:
        there = np.array([each[which] for each in self._raw["remarks"]], dtype=object)
        return there[self._raw["words"]] if len(there) else np.array([], dtype=object)
