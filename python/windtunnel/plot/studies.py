"""Figures of a study: latency by load, heat maps, the Pareto front, where a curve bends, and the surface between points.

The interactive forms are in `plot.interactive`, of the same data. Intervals are 95% and always drawn; what has none says
why in its place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.patheffects as patheffects
import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from windtunnel.analysis.pareto import DOMINATED, POSSIBLY, SURELY
from windtunnel.estimates import METRICS
from windtunnel.plot import ink, shown
from windtunnel.plot.pictures import drew, figure_of, pedigree_of, pictured

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

BARS = "; bars are 95% intervals"
STANDINGS = {SURELY: (ink.BLUE, "o", "surely on the front"), POSSIBLY: (ink.ORANGE, "D", "possibly on it"), DOMINATED: (ink.GREY, "X", "dominated")}


@pictured
def latency_by_load(
    result: StudyResult | Sweep,
    load: str | None = None,
    quantiles: Sequence[str] = shown.QUANTILES,
    *,
    at: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
    **selected: str,
) -> Axes:
    """Latency quantiles of good replies over the load, an axis of the study (its first where none is named).

    `at` holds the other axes: {"replicas": 4}. Where a tier is saturated there is no latency, and the figure says so.
    """
    ax = ink.axes_for(ax, (7.2, 4.2))
    seen = shown.latency_by_load(result, load, quantiles, at=at, **selected)
    drew(ax, seen.data)
    for index, (name, rows) in enumerate(seen.data.groupby("quantile", sort=False)):
        colour, marker = ink.COLOURS[index % len(ink.COLOURS)], ink.MARKERS[index % len(ink.MARKERS)]
        _curve(ax, rows, seen.y.factor, color=colour, marker=marker, linestyle=ink.LINES[index % len(ink.LINES)], label=ink.plain(str(name)))
    lacking = seen.data[seen.data["mean"].isna()].groupby("x")["lack"].first()
    for x, lack in lacking.items():
        ax.axvline(float(x), color=ink.FAULT, linewidth=9, zorder=0)  # type: ignore[arg-type]
        ax.annotate(str(lack), (float(x), 0.98), xycoords=("data", "axes fraction"), rotation=90, ha="center", va="top", fontsize=8, color=ink.VERMILION)  # type: ignore[arg-type]
    _log_heights(ax)
    _labels(ax, seen)
    ax.legend(frameon=False, fontsize=8, loc="upper left")
    ax.margins(y=0.2)
    ink.title(ax, seen.title)
    ink.small_print(ax, pedigree_of(result) + BARS)
    return ax


@pictured
def heat_map(
    result: StudyResult | Sweep,
    metric: str,
    x: str | None = None,
    y: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
    **selected: str,
) -> Axes:
    """A metric over two axes of the study: a cell a point, with its value and its interval written into it.

    The better, the darker; where the metric spans a decade, colours go by its logarithm.
    """
    seen = shown.heat_map(result, metric, x, y, at=at, **selected)
    columns, rows, colour = seen.more["x"], seen.more["y"], seen.more["colour"]
    ax = ink.axes_for(ax, (max(6.0, 1.9 + 1.05 * len(columns)), max(3.0, 1.9 + 0.62 * len(rows))))
    drew(ax, seen.data)
    heights = np.full((len(rows), len(columns)), math.nan)
    x_name, y_name = seen.more["columns"]
    for row in seen.data.to_dict("records"):
        i, j = rows.index(row[y_name]), columns.index(row[x_name])
        heights[i, j] = row["mean"] * colour.factor
    there = heights[np.isfinite(heights)]
    if not there.size:
        raise LookupError(f"no point has an estimate of {metric}")
    positive = there.min() > 0 and there.max() > 10 * there.min()
    norm: Normalize = LogNorm(there.min(), there.max()) if positive else Normalize(there.min(), there.max())
    better_low = METRICS[metric].lower_is_better
    colours = colormaps["cividis" if better_low else "cividis_r"]
    image = ax.imshow(heights, cmap=colours, norm=norm, aspect="auto", origin="lower")
    for row in seen.data.to_dict("records"):
        _cell(ax, columns.index(row[x_name]), rows.index(row[y_name]), row, colour, colours, norm)
    ax.set_xticks(range(len(columns)), [_number(each) for each in columns])
    ax.set_yticks(range(len(rows)), [_number(each) for each in rows])
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(length=0)
    _labels(ax, seen)
    figure_of(ax).colorbar(image, ax=ax, label=colour.label, shrink=0.9, format=FuncFormatter(lambda value, _: f"{value:g}"))
    ink.title(ax, seen.title)
    ink.small_print(ax, pedigree_of(result) + "; in brackets 95% intervals")
    return ax


def _cell(ax: Axes, x: int, y: int, row: dict[Any, Any], side: shown.Side, colours: Any, norm: Normalize) -> None:
    def told(value: float) -> str:
        # Nines are what a share near one is about.
        return f"{value:.6g}" if side.scale.label == "%" and value > 90 else ink.figures(value)

    mean, low, high = (float(row[name]) * side.factor for name in ("mean", "low", "high"))
    if math.isnan(mean):
        ax.text(x, y, str(row["lack"]), ha="center", va="center", fontsize=8, color=ink.VERMILION)
        return
    red, green, blue, _ = colours(norm(mean))
    ink_colour = "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else "black"
    ax.text(x, y, told(mean), ha="center", va="bottom", fontsize=9, color=ink_colour)
    if math.isfinite(low) and math.isfinite(high) and high > low:
        ax.text(x, y - 0.06, f"[{told(low)}, {told(high)}]", ha="center", va="top", fontsize=6.5, color=ink_colour)


@pictured
def pareto(
    result: StudyResult | Sweep,
    goals: Mapping[str, str | Mapping[str, str]],
    *,
    matters: Mapping[str, float] | None = None,
    confidence: float = 0.95,
    ax: Axes | None = None,
) -> Axes:
    """Two goals against each other, such as {"cost_per_month": "min", "availability": "max"}, with the Pareto front.

    A mark says how sure it is that its point is on the front (see `windtunnel.pareto`); the line joins the front of the
    estimates, and its points are named.
    """
    ax = ink.axes_for(ax, (8.2, 4.6))
    seen = shown.pareto(result, goals, matters=matters, confidence=confidence)
    drew(ax, seen.data)
    first, second = seen.more["columns"]
    for standing, (colour, marker, told) in STANDINGS.items():
        rows = seen.data[seen.data["standing"] == standing]
        if rows.empty:
            continue
        face = colour if standing != POSSIBLY else "white"
        ax.errorbar(
            rows[first] * seen.x.factor, rows[second] * seen.y.factor,
            yerr=_reach(rows, second, seen.y.factor), xerr=_reach(rows, first, seen.x.factor),
            fmt=marker, color=colour, markerfacecolor=face, markersize=6, elinewidth=0.8, capsize=2, alpha=0.9, label=told,
            zorder=2 if standing == DOMINATED else 3,
        )  # fmt: skip
    front = seen.data[seen.data["front"]].sort_values(first, kind="stable")
    step = "steps-post" if seen.more["ways"][0] == "min" else "steps-pre"
    ax.plot(front[first] * seen.x.factor, front[second] * seen.y.factor, color=ink.BLACK, linewidth=0.9, drawstyle=step, zorder=1, label="front of the estimates")
    left_out = int((~seen.data["standing"].isin(STANDINGS)).sum())
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.grid(color="#E6E6E6", linewidth=0.6)
    ax.margins(0.1, 0.15)
    _name_marks(ax, front, first, second, seen)
    _labels(ax, seen)
    ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    ways = [("left" if seen.more["ways"][0] == "min" else "right"), ("lower" if seen.more["ways"][1] == "min" else "upper")]
    ink.title(ax, seen.title, f"better: {ways[1]} {ways[0]}" + (f"; {left_out} points are not judged" if left_out else ""))
    ink.small_print(ax, pedigree_of(result) + BARS)
    return ax


def _name_marks(ax: Axes, front: pd.DataFrame, first: str, second: str, seen: shown.Shown) -> None:
    """Names the points of the front, as far as the names do not lie on each other."""
    ax.autoscale_view()
    taken: list[tuple[float, float]] = []
    for row in front.to_dict("records"):
        at = (float(row[first]) * seen.x.factor, float(row[second]) * seen.y.factor)
        x, y = ax.transAxes.inverted().transform(ax.transData.transform(at))
        if all(abs(x - other) > 0.3 or abs(y - high) > 0.05 for other, high in taken):
            right = x > 0.7
            name = ax.annotate(str(row["name"]), at, (-7 if right else 7, 6), textcoords="offset points", ha="right" if right else "left", fontsize=7.5)
            name.set_path_effects([patheffects.withStroke(linewidth=2.5, foreground="white")])
            taken.append((x, y))


@pictured
def knee(
    result: StudyResult | Sweep,
    metric: str,
    along: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
    **selected: str,
) -> Axes:
    """A metric along an axis and where it bends, with the interval of that place (see `windtunnel.knee`)."""
    ax = ink.axes_for(ax, (7.2, 4.2))
    seen, found = shown.knee(result, metric, along, at=at, **selected)
    drew(ax, seen.data)
    _curve(ax, seen.data, seen.y.factor, color=ink.BLUE, marker="o", label=ink.plain(metric))
    ends = seen.data.iloc[[0, -1]]
    ax.plot(ends["x"], ends["mean"] * seen.y.factor, color=ink.GREY, linewidth=0.8, linestyle=":", label="chord")
    if found.at is not None:
        x = {value: float(number) for value, number in zip(seen.data[found.along], seen.data["x"], strict=True)}
        ax.axvspan(x[found.low], x[found.high], color=ink.FAULT, linewidth=0, zorder=0)
        ax.axvline(x[found.at], color=ink.VERMILION, linewidth=1.3, linestyle="--")
        told = f"bends at {found.at}" if found.low == found.high else f"bends at {found.at}\n95%: {found.low} to {found.high}"
        ax.annotate(told, (x[found.at], 0.97), (-5, 0), xycoords=("data", "axes fraction"), textcoords="offset points", ha="right", va="top", fontsize=8.5, color=ink.VERMILION)
    _labels(ax, seen)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    below = "" if found.at is not None else f"no knee: the curve leaves its chord by {found.sharpness:.2f} of its height"
    ink.title(ax, seen.title, below)
    ink.small_print(ax, pedigree_of(result) + BARS)
    return ax


@pictured
def response(
    result: StudyResult | Sweep,
    metric: str,
    axes: Sequence[str] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
    **selected: str,
) -> Axes:
    """The surface between the points that were flown, with its 95% band, over one or two axes of numbers.

    The first axis is across; of the second each line is one of the values flown (five at most). Marks are the points
    flown, with their intervals. The line below the title says how well points left out in turn were predicted.
    """
    ax = ink.axes_for(ax, (7.6, 4.4))
    seen, surface = shown.response(result, metric, axes, at=at, **selected)
    drew(ax, seen.data)
    for index, (line, rows) in enumerate(seen.data.groupby("line", sort=False)):
        colour, marker = ink.COLOURS[index % len(ink.COLOURS)], ink.MARKERS[index % len(ink.MARKERS)]
        curve, flown = rows[rows["what"] == "surface"], rows[rows["what"] == "flown"]
        low, high = curve["low"] * seen.y.factor, curve["high"] * seen.y.factor
        ax.fill_between(curve["x"], low, high, color=colour, alpha=0.18, linewidth=0)
        told = f"{seen.more['line']} {line}".strip()
        ax.plot(curve["x"], curve["mean"] * seen.y.factor, color=colour, linestyle=ink.LINES[index % len(ink.LINES)], linewidth=1.4, label=told)
        heights = flown["mean"] * seen.y.factor
        ax.errorbar(flown["x"], heights, _reach(flown, "mean", seen.y.factor, plain=True), fmt=marker, color=colour, capsize=3, markersize=5)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    _labels(ax, seen)
    if seen.more["line"]:
        ax.legend(frameon=False, fontsize=8)
    ink.title(ax, seen.title, f"points left out in turn: {surface.explained:.0%} of the variance explained, {surface.covered:.0%} in their 95% interval")
    ink.small_print(ax, pedigree_of(result) + "; bands and bars are 95% intervals")
    return ax


# ---- what they share


def _curve(ax: Axes, rows: pd.DataFrame, factor: float, **how: Any) -> None:
    ax.errorbar(rows["x"], rows["mean"] * factor, _reach(rows, "mean", factor, plain=True), linewidth=1.4, capsize=3, markersize=5, **how)


def _reach(rows: pd.DataFrame, name: str, factor: float, *, plain: bool = False) -> list[Any]:
    """How far bars reach down and up; a side that is not known has none."""
    low, high = ("low", "high") if plain else (f"{name}_low", f"{name}_high")
    down, up = (rows[name] - rows[low]) * factor, (rows[high] - rows[name]) * factor
    return [each.where(np.isfinite(each), 0.0).clip(lower=0.0).to_numpy() for each in (down, up)]


def _labels(ax: Axes, seen: shown.Shown) -> None:
    ax.set_xlabel(seen.x.label)
    ax.set_ylabel(seen.y.label)


def _log_heights(ax: Axes) -> None:
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)


def _number(value: Any) -> str:
    """A value of an axis without the unit that the axis' label has."""
    text = str(value)
    head, space, _ = text.partition(" ")
    return head if space else text.replace("_", " ")
