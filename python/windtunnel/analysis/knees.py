"""Where a curve bends: the value of an axis after which more of it buys little, or costs much.

Kneedle (Satopaa, Albrecht, Irwin & Raghavan 2011, "Finding a 'Kneedle' in a Haystack", section III) scales the curve to
the unit square and takes the point farthest from the straight line between its ends. It is twenty lines, and ours
because the interval needs it a thousand times over resampled replications, which meet the same luck at every point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from windtunnel.analysis.figures import Figures, Numbers, figures, numbers_of, resampled, unit_of
from windtunnel.frames import Frame, framed
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

STRAIGHT = 0.1  # a curve that leaves its chord by less than a tenth of the square has no knee to speak of


@dataclass(frozen=True)
class Knee:
    """Where one curve bends. `at`, `low` and `high` are values that were flown; None where there is no knee."""

    metric: str
    along: str
    where: dict[str, Any]  # the other axes' values
    at: Any
    low: Any  # 95% of the resampled studies have their knee between low and high
    high: Any
    sharpness: float  # how far from its chord, in the unit square: 0 is straight, 1 a right angle
    shares: dict[Any, float]  # of resampled studies that have their knee there, by value
    frame: Frame  # the curve: the axis' value, `x`, mean, low, high

    def __str__(self) -> str:
        where = "".join(f", {axis} {value}" for axis, value in self.where.items())
        if self.at is None:
            return f"{self.metric} has no knee along {self.along}{where}: it leaves its chord by {self.sharpness:.2f}"
        return f"{self.metric} bends at {self.along} {self.at} [{self.low}, {self.high}]{where}"


def knee(
    result: StudyResult | Sweep,
    metric: str,
    along: str | None = None,
    *,
    at: dict[str, Any] | None = None,
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
    **selected: str,
) -> Knee:
    """Where `metric` bends along an axis: `knee(result, "latency_p99", "rate", at={"replicas": 4}, phase="during")`.

    `along` is the axis (the first where none is named), at least four of whose values were flown; `at` says the values
    of the others. The interval is the shortest run of flown values that has `confidence` of the resampled studies, so it
    can be no finer than the axis is.
    """
    found = figures(result, metric, **selected)
    along = along or str(found.at.columns[0])
    chosen, where = _curve(found, along, at or {})
    x = numbers_of(found.at[along].iloc[chosen])
    order = np.argsort(x, kind="stable")
    chosen, x = chosen[order], x[order]
    values, means = found.values[chosen], found.mean[chosen]
    if np.isnan(means).any():
        lacking = [f"{found.at[along].iloc[i]} ({found.lack[i]})" for i in chosen if np.isnan(found.mean[i])]
        raise LookupError(f"{metric} has no estimate at {along} {', '.join(lacking)}")
    place, sharpness = _kneedle(x, means)
    draws = resampled(values, resamples, seed)
    places = np.array([_kneedle(x, values[:, draw].mean(axis=1))[0] for draw in draws])
    counts = np.bincount(places, minlength=len(x)) / resamples
    first, last = _shortest(counts, confidence, place)
    there = list(found.at[along].iloc[chosen])
    curve = pd.DataFrame({along: there, "x": x, "mean": means, "low": found.low[chosen], "high": found.high[chosen]})
    straight = sharpness < STRAIGHT
    at_, low, high = (None, None, None) if straight else (there[place], there[first], there[last])
    shares = {value: float(share) for value, share in zip(there, counts, strict=True) if share > 0}
    made = framed(curve, result.origin)
    made.attrs.update(unit=found.unit, unit_of_axis=unit_of(found.at[along]))
    return Knee(metric, along, where, at_, low, high, sharpness, shares, made)


def _curve(found: Figures, along: str, at: dict[str, Any]) -> tuple[np.ndarray[Any, np.dtype[np.intp]], dict[str, Any]]:
    """The rows of the points on the curve, and the values of the other axes on it."""
    for axis in (along, *at):
        if axis not in found.at.columns:
            raise unknown("axis", axis, [str(name) for name in found.at.columns])
    rows = np.ones(len(found), dtype=bool)
    for axis, value in at.items():
        there = list(dict.fromkeys(found.at[axis]))
        if value not in there:
            raise unknown(axis, str(value), [str(each) for each in there])
        rows &= (found.at[axis] == value).to_numpy()
    others = [str(axis) for axis in found.at.columns if axis != along]
    for axis in others:
        several = list(dict.fromkeys(found.at[axis].to_numpy()[rows]))
        if len(several) > 1:
            raise LookupError(f"the study has {axis} {', '.join(map(str, several))}; say which: at={{{axis!r}: ...}}")
    chosen = np.flatnonzero(rows)
    if len(chosen) < 4:
        raise LookupError(f"{len(chosen)} points along {along}; a knee needs at least 4")
    return chosen, {axis: found.at[axis].iloc[chosen[0]] for axis in others}


def _kneedle(x: Numbers, y: Numbers) -> tuple[int, float]:
    """Which point is farthest from the chord, and how far in the unit square (0 for a flat curve)."""
    height = y.max() - y.min()
    if not height > 0:
        return 0, 0.0
    across, up = (x - x[0]) / (x[-1] - x[0]), (y - y[0]) / height
    distance = np.abs(up - across * up[-1])
    place = int(distance.argmax())
    return place, float(distance[place])


def _shortest(shares: Numbers, confidence: float, place: int) -> tuple[int, int]:
    """The fewest neighbouring values, `place` among them, that hold that share."""
    best = (0, len(shares) - 1)
    for first in range(place + 1):
        for last in range(place, len(shares)):
            if shares[first : last + 1].sum() >= confidence - 1e-9:
                if last - first < best[1] - best[0]:
                    best = (first, last)
                break
    return best
