"""A response surface: what a metric would be between the points that were flown, and how sure one can be of it.

A Gaussian process (Rasmussen & Williams 2006, chapter 2; scikit-learn's) rather than a polynomial: it takes no shape for
granted (latency over load is no parabola), goes through the points as closely as their variances over replications allow
(stochastic kriging: Ankenman, Nelson & Staum 2010), and is less sure the farther one is from them. A variance of a few
replications is a poor one, so half of each is the mean of all, and the band is Student's t of the replications: the
normal's covered 87% where it said 95. It is checked by leaving out each point in turn (Rasmussen & Williams, 5.4.2).
The points share their luck, so the band is that of the level; differences along the surface are known better than it says.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from windtunnel.extras import needed
from windtunnel.analysis.figures import Figures, Numbers, figures, numbers_of, student_t, unit_of
from windtunnel.frames import Frame, framed
from windtunnel.origins import Origin
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep


@dataclass(frozen=True)
class Across:
    """An axis of numbers, and how it is laid out between 0 and 1: by ratio where it spans a decade."""

    name: str
    unit: str
    low: float
    high: float
    whole: bool  # its values are counts

    @property
    def by_ratio(self) -> bool:
        return self.low > 0 and self.high / self.low >= 10

    def scaled(self, values: Numbers) -> Numbers:
        if self.by_ratio:
            return np.asarray(np.log(values / self.low) / math.log(self.high / self.low))
        return np.asarray((values - self.low) / (self.high - self.low))

    def steps(self, count: int) -> Numbers:
        """Values to draw it at, those of counts without fractions."""
        if self.whole and self.high - self.low < count:
            return np.arange(self.low, self.high + 1)
        return np.geomspace(self.low, self.high, count) if self.by_ratio else np.linspace(self.low, self.high, count)


@dataclass(frozen=True)
class Surface:
    """A fitted surface. Made by `response_surface`."""

    metric: str
    unit: str
    axes: tuple[Across, ...]
    where: dict[str, Any]  # the axes that were held, and where
    fitted: Frame  # the points it rests on: the axes as numbers, mean, low, high, left_out_mean, left_out_low, left_out_high
    explained: float  # share of the variance that points left out in turn are predicted with; 1 is all, 0 is their mean
    covered: float  # share of points inside the 95% interval they were left out of
    origin: Origin
    _process: Any
    _bend: Any
    _times: float  # deviations in half a 95% band

    def predict(self, at: Mapping[str, Sequence[float]] | pd.DataFrame) -> Frame:
        """The metric at any values of the axes, in the units the axes have: the axes, mean, low, high (95%).

        Outside of what was flown it raises ValueError: a surface is no prophet.
        """
        asked = pd.DataFrame(at)
        missing = [axis.name for axis in self.axes if axis.name not in asked.columns]
        if missing:
            raise LookupError(f"no values for {', '.join(missing)}")
        columns = []
        for axis in self.axes:
            values = numbers_of(asked[axis.name])
            if (values < axis.low - 1e-9 * abs(axis.low)).any() or (values > axis.high + 1e-9 * abs(axis.high)).any():
                raise ValueError(f"{axis.name}: flown from {axis.low:g} to {axis.high:g} {axis.unit}; asked for {values.min():g} to {values.max():g}")
            columns.append(axis.scaled(values))
        middle, deviation = self._process.predict(np.column_stack(columns), return_std=True)
        frame = asked[[axis.name for axis in self.axes]].reset_index(drop=True)
        for name, times in (("mean", 0.0), ("low", -self._times), ("high", self._times)):
            frame[name] = self._bend.back(middle + times * deviation)
        return framed(frame, self.origin)

    def grid(self, count: int = 25) -> Frame:
        """`predict` at `count` values of every axis, all combinations."""
        steps = [axis.steps(count) for axis in self.axes]
        asked = pd.DataFrame(list(itertools.product(*steps)), columns=[axis.name for axis in self.axes])
        return self.predict(asked)

    def __str__(self) -> str:
        over = ", ".join(axis.name for axis in self.axes)
        return (
            f"{self.metric} over {over}: {len(self.fitted)} points; of those left out in turn {self.explained:.0%} of the "
            f"variance is explained and {self.covered:.0%} lie in their 95% interval"
        )


class _Bend:
    """The scale a metric is fitted on: its logarithm where it is above zero by nature, centred and to one deviation."""

    def __init__(self, unit: str, means: Numbers) -> None:
        self.share = unit == "share"
        self.by_ratio = not self.share and bool((means > 0).all())
        plain = np.log(means) if self.by_ratio else means
        self.centre, self.deviation = float(plain.mean()), float(plain.std()) or 1.0

    def there(self, means: Numbers) -> Numbers:
        plain = np.log(means) if self.by_ratio else means
        return np.asarray((plain - self.centre) / self.deviation)

    def variance(self, means: Numbers, variances: Numbers) -> Numbers:
        """By the delta method where it is the logarithm."""
        return np.asarray((variances / means**2 if self.by_ratio else variances) / self.deviation**2)

    def back(self, values: Numbers) -> Numbers:
        plain = values * self.deviation + self.centre
        if self.share:
            return np.asarray(np.clip(plain, 0.0, 1.0))
        return np.asarray(np.exp(plain) if self.by_ratio else plain)


def response_surface(
    result: StudyResult | Sweep,
    metric: str,
    axes: Sequence[str] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    seed: int = 1,
    **selected: str,
) -> Surface:
    """A surface of `metric` over the axes of numbers (all of them where none are named), the others held `at` a value.

    Needs at least six points with estimates, and scikit-learn: pip install 'windtunnel[analysis]'.
    """
    process = needed("sklearn.gaussian_process")
    kernels = needed("sklearn.gaussian_process.kernels")
    found = figures(result, metric, **selected)
    names, chosen, where = _held(found, axes, at or {})
    across = tuple(_across(found.at[name].iloc[chosen]) for name in names)
    x = np.column_stack([axis.scaled(numbers_of(found.at[axis.name].iloc[chosen])) for axis in across])
    means, values = found.mean[chosen], found.values[chosen]
    there = (~np.isnan(values)).sum(axis=1)
    variances = np.nanvar(values, axis=1, ddof=1) / there if values.shape[1] > 1 else np.zeros(len(means))
    bend = _Bend(found.unit, means)
    rough = np.nan_to_num(bend.variance(means, variances))
    noise = np.maximum((rough + rough.mean()) / 2, 1e-8)
    times = student_t(0.975, max(1, int(there.min()) - 1))
    kernel = kernels.ConstantKernel(1.0, (1e-2, 1e3)) * kernels.Matern(
        length_scale=[0.5] * len(across), length_scale_bounds=(5e-2, 2e1), nu=2.5
    )
    fit = process.GaussianProcessRegressor(kernel, alpha=noise, n_restarts_optimizer=4, random_state=seed)
    y = bend.there(means)
    # Matrices of a few dozen rows: threads would wait for each other longer than they work.
    with warnings.catch_warnings(), needed("threadpoolctl").threadpool_limits(1):
        # A length scale at its bound is no problem: the metric does not depend on that axis.
        warnings.filterwarnings("ignore", module="sklearn")
        fit.fit(x, y)
    middle, deviation = _left_out(fit, x, y, noise)
    frame = pd.DataFrame({axis.name: numbers_of(found.at[axis.name].iloc[chosen]) for axis in across})
    frame = frame.assign(mean=means, low=found.low[chosen], high=found.high[chosen])
    for name, reach in (("", 0.0), ("_low", -times), ("_high", times)):
        frame[f"left_out{name or '_mean'}"] = bend.back(middle + reach * deviation)
    missed = float(((y - middle) ** 2).sum() / max(((y - y.mean()) ** 2).sum(), 1e-300))
    covered = float((np.abs(y - middle) <= times * deviation).mean())
    origin = result.origin
    return Surface(metric, found.unit, across, where, framed(frame, origin), 1 - missed, covered, origin, fit, bend, times)


def _held(found: Figures, axes: Sequence[str] | None, at: Mapping[str, Any]) -> tuple[list[str], Any, dict[str, Any]]:
    """The axes of the surface, the rows of the points on it, and where the other axes are held."""
    every = [str(name) for name in found.at.columns]
    for name in (*(axes or ()), *at):
        if name not in every:
            raise unknown("axis", name, every)
    rows = ~np.isnan(found.mean)
    for name, value in at.items():
        rows &= (found.at[name] == value).to_numpy()
    varying = [name for name in every if name not in at and len(set(found.at[name].to_numpy()[rows])) > 1]
    names = list(axes) if axes else varying
    left = [name for name in varying if name not in names]
    if left:
        raise LookupError(f"the study varies {', '.join(left)} too; hold it: at={{{left[0]!r}: ...}}")
    if rows.sum() < 6 or not names:
        raise LookupError(f"{int(rows.sum())} points with an estimate; a surface needs at least 6")
    chosen = np.flatnonzero(rows)
    return names, chosen, {name: found.at[name].iloc[chosen[0]] for name in every if name not in names}


def _across(values: pd.Series[Any]) -> Across:
    numbers = numbers_of(values)
    whole = all(isinstance(value, (int, np.integer)) for value in values)
    return Across(str(values.name), unit_of(values), float(numbers.min()), float(numbers.max()), whole)


def _left_out(fit: Any, x: Numbers, y: Numbers, noise: Numbers) -> tuple[Numbers, Numbers]:
    """What the others say of each point, and how surely (Rasmussen & Williams 2006, equation 5.12)."""
    inverse = np.linalg.inv(fit.kernel_(x) + np.diag(noise))
    weight = np.diag(inverse)
    return y - (inverse @ y) / weight, np.sqrt(1 / weight)
