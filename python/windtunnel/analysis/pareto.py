"""Which points of a study are worth choosing from: the Pareto front, and how sure one can be of it.

A point is dominated when another is at least as good in everything and better in something. The figures are estimates, so
"dominated" is one too. Replication i of two points met the same luck, and their difference is known far better than
either: points are judged by paired differences, with intervals that hold all together (Bonferroni over all pairs and
goals that chance has a part in). With 95% confidence every point that is *surely* on the front is on it, and every
*dominated* one is not; the rest are *possibly* on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from windtunnel.analysis.figures import Figures, Numbers, figures, resampled, student_t
from windtunnel.frames import Frame, framed
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

SURELY, POSSIBLY, DOMINATED, UNKNOWN = "surely", "possibly", "dominated", "not judged"


@dataclass(frozen=True)
class Goal:
    """One figure and which way is better."""

    name: str
    figures: Figures
    sign: float  # 1: less is better, -1: more is
    matters: float  # what is less than this does not count

    @property
    def by_chance(self) -> bool:
        return bool((self.figures.high > self.figures.low).any() or np.isnan(self.figures.low).any())


def pareto(
    result: StudyResult | Sweep,
    goals: Mapping[str, str | Mapping[str, str]],
    *,
    matters: Mapping[str, float] | None = None,
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
) -> Frame:
    """Every point with its standing: `pareto(result, {"cost_per_month": "min", "availability": "max"})`.

    A goal is "min" or "max" of a metric, or {"goal": "max", "phase": "during", "region": "us-central1"} to say which
    figure of it; with "metric" in it too, the key is a name of your own. The frame has a row a point: point, the axes,
    each goal's estimate with `_low` and `_high` (95%, in the metric's unit), `front` (by the estimates alone),
    `standing` ("surely", "possibly", "dominated", "not judged"), `share_on_front` (of resampled studies), and
    `dominated_by` (the first point that surely dominates it, -1 for none). A point that lacks a figure is not judged.

    `matters` is the largest difference of a goal that does not matter, in its unit: {"availability": 0.001}. Who is no
    worse than that in everything, and better by more in something, dominates; 0 where a goal is not named. The intervals
    are Student's t on differences by replication; where nothing differs from replication to replication, what is known
    of each point itself: no failure seen in either is not no failure.
    """
    found = [_goal(result, name, wanted, (matters or {}).get(name, 0.0)) for name, wanted in goals.items()]
    for name in matters or {}:
        if name not in goals:
            raise unknown("goal", name, list(goals))
    if not found:
        raise ValueError("goals: found none, expected at least one")
    points = found[0].figures.at.index
    for goal in found[1:]:
        points = points.intersection(goal.figures.at.index)
    rows = [goal.figures.at.index.get_indexer(points) for goal in found]
    at = found[0].figures.at.loc[points]
    means = np.column_stack([goal.sign * goal.figures.mean[row] for goal, row in zip(found, rows, strict=True)])
    judged = np.asarray(~np.isnan(means).any(axis=1))
    standing, by = _standings(found, rows, judged, confidence)
    frame = at.reset_index()
    for goal, row in zip(found, rows, strict=True):
        for end, numbers in (("", goal.figures.mean), ("_low", goal.figures.low), ("_high", goal.figures.high)):
            frame[goal.name + end] = numbers[row]
    frame["front"] = _front(means, np.array([goal.matters for goal in found])) & judged
    frame["standing"] = standing
    frame["share_on_front"] = _shares(found, rows, judged, resamples, seed)
    frame["dominated_by"] = [int(points[other]) if other >= 0 else -1 for other in by]
    return framed(frame, result.origin)


def _goal(result: StudyResult | Sweep, name: str, wanted: str | Mapping[str, str], matters: float) -> Goal:
    selected = {"goal": wanted} if isinstance(wanted, str) else dict(wanted)
    way = selected.pop("goal", "")
    if way not in ("min", "max"):
        raise ValueError(f'goal {name}: found {way!r}, expected "min" or "max"')
    if not matters >= 0:
        raise ValueError(f"matters of {name}: found {matters!r}, expected a difference, 0 or more")
    return Goal(name, figures(result, selected.pop("metric", name), **selected), 1.0 if way == "min" else -1.0, matters)


def _front(means: Numbers, matters: Numbers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows no other row dominates; less is better in every column."""
    on = np.ones(len(means), dtype=bool)
    for i, mine in enumerate(means):
        on[i] = not ((means <= mine + matters).all(axis=1) & (means < mine - matters).any(axis=1)).any()
    return on


def _standings(
    goals: list[Goal], rows: list[Any], judged: np.ndarray[Any, np.dtype[np.bool_]], confidence: float
) -> tuple[list[str], list[int]]:
    """Of each point its standing, and which point dominates it surely (-1: none)."""
    count = int(judged.sum())
    family = max(1, sum(goal.by_chance for goal in goals) * count * (count - 1) // 2)
    tail = 1 - (1 - confidence) / family / 2
    matters = np.array([goal.matters for goal in goals])
    surely, maybe = np.zeros((len(judged), len(judged)), dtype=bool), np.zeros((len(judged), len(judged)), dtype=bool)
    for i in np.flatnonzero(judged):
        ends = [_difference(goal, row, int(i), tail) for goal, row in zip(goals, rows, strict=True)]
        low, high = (np.column_stack([end[side] for end in ends]) for side in (0, 1))
        # Point i against each other point: less is better, so a difference below zero speaks for i.
        surely[i] = (high <= matters).all(axis=1) & (high < -matters).any(axis=1) & judged
        maybe[i] = (low <= matters).all(axis=1) & (low < -matters).any(axis=1) & judged
        surely[i, i] = maybe[i, i] = False
    standing, by = [], []
    for j, known in enumerate(judged):
        dominating = np.flatnonzero(surely[:, j])
        by.append(int(dominating[0]) if len(dominating) else -1)
        standing.append(UNKNOWN if not known else DOMINATED if len(dominating) else POSSIBLY if maybe[:, j].any() else SURELY)
    return standing, by


def _difference(goal: Goal, row: Any, i: int, tail: float) -> tuple[Numbers, Numbers]:
    """Both ends of the intervals of point i less every point, turned so that less is better."""
    values = goal.sign * goal.figures.values[row]
    own = (goal.figures.low[row], goal.figures.high[row])
    low, high = own if goal.sign > 0 else (-own[1], -own[0])
    differences = values[i] - values
    pairs = (~np.isnan(differences)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(differences, axis=1) / pairs
        squares = np.nansum((differences - mean[:, None]) ** 2, axis=1)
        error = np.sqrt(squares / (pairs - 1) / pairs)
    times = np.array([student_t(tail, int(n) - 1) if n >= 2 else math.inf for n in pairs])
    flat = ~(error > 1e-12 * np.maximum(np.abs(mean), 1e-300))
    # Nothing differs from replication to replication: what each is known to be says more than a width of zero.
    reach = np.zeros_like(mean)
    np.multiply(times, error, out=reach, where=~flat)
    low_end = np.where(flat, low[i] - high, mean - reach)
    high_end = np.where(flat, high[i] - low, mean + reach)
    return np.where(np.isnan(low_end), -math.inf, low_end), np.where(np.isnan(high_end), math.inf, high_end)


def _shares(goals: list[Goal], rows: list[Any], judged: Any, resamples: int, seed: int) -> Numbers:
    """In how many resampled studies each point is on the front; NaN for those not judged, or of one replication."""
    shares = np.full(len(judged), math.nan)
    values = [goal.sign * goal.figures.values[row][judged] for goal, row in zip(goals, rows, strict=True)]
    if not values[0].size or min(each.shape[1] for each in values) < 2:
        return shares
    together = np.concatenate([each[:, : min(one.shape[1] for one in values)] for each in values])
    try:
        draws = resampled(together, resamples, seed)
    except LookupError:
        return shares
    matters, count = np.array([goal.matters for goal in goals]), np.zeros(int(judged.sum()))
    for draw in draws:
        count += _front(np.column_stack([each[:, draw].mean(axis=1) for each in values]), matters)
    shares[judged] = count / resamples
    return shares
