"""What consistency costs: availability while something is cut (CAP), latency while nothing is (PACELC), a mark a point.

What is drawn of a study that keeps figures by side or by region stands in trade_off_data: the worst, and the axis says
so, or the one that is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from windtunnel.plot import ink, trade_off_data
from windtunnel.plot.pictures import drew, pedigree_of, pictured
from windtunnel.plot.shown import Shown
from windtunnel.plot.trade_off_data import STALE

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult

_FACES = {"holds": "full", "": "full", "unknown": "left", "violated": "none"}


@pictured
def cap(
    result: StudyResult | pd.DataFrame,
    *,
    phase: str | None = None,
    side: str | None = None,
    consistency: str = STALE,
    colour: str | None = None,
    shape: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Availability against consistency while something is cut: the upper left answers everybody and is never stale.

    `phase` is the one of the cut; where none is named, the whole run. `consistency` is the share of stale reads, or a
    verdict, drawn as the share of runs that violate it. `colour` and `shape` are axes of the study (its first two where
    none are named). A mark is hollow where some run was not linearizable, half where some could not be judged; its area
    is the cost of an operation, where that was kept.
    """
    return _draw(result, trade_off_data.cap(result, phase, side, consistency, colour, shape), ax)


@pictured
def pacelc(
    result: StudyResult | pd.DataFrame,
    *,
    phase: str | None = None,
    region: str | None = None,
    latency: str = "latency_p99",
    consistency: str = STALE,
    colour: str | None = None,
    shape: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Latency against consistency in health: the lower left answers soon and is never stale. Otherwise as `cap`."""
    return _draw(result, trade_off_data.pacelc(result, phase, region, latency, consistency, colour, shape), ax)


def _draw(result: StudyResult | pd.DataFrame, seen: Shown, ax: Axes | None) -> Axes:
    ax = ink.axes_for(ax, (8.6, 4.8))
    drew(ax, seen.data)
    by_colour, by_shape, values = seen.more["colour"], seen.more["shape"], seen.more["values"]
    areas = _areas(seen.data)
    for row in seen.data.to_dict("records"):
        colour = ink.COLOURS[values[by_colour].index(row[by_colour]) % len(ink.COLOURS)]
        marker = ink.MARKERS[values[by_shape].index(row[by_shape]) % len(ink.MARKERS)]
        at, wide = _bar(row, "x", seen.x.factor)
        height, tall = _bar(row, "y", seen.y.factor)
        ax.errorbar(at, height, tall, wide, fmt="none", ecolor=colour, elinewidth=0.8, capsize=2, alpha=0.55)
        ax.plot(
            [at], [height], marker, color=colour, markersize=areas.get(row["point"], 7.0), alpha=0.9,
            fillstyle=_FACES[row["linearizable"]], markerfacecoloralt="white", markeredgewidth=1.3, linestyle="none",
        )  # fmt: skip
    _axis(ax, seen.data["x"] * seen.x.factor, seen.more["metric"])
    ax.set_xlabel(seen.x.label)
    ax.set_ylabel(seen.y.label)
    ax.grid(color="#E6E6E6", linewidth=0.6)
    ax.margins(0.08, 0.12)
    _legend(ax, seen, bool(areas))
    ink.title(ax, seen.title)
    pedigree = pedigree_of(result)
    ink.small_print(ax, (pedigree + "; " if pedigree else "") + "bars are 95% intervals")
    return ax


def _bar(row: Mapping[Any, Any], side: str, factor: float) -> tuple[float, list[list[float]]]:
    """A value, and how far its interval reaches down and up; a side that is not known has no bar."""
    value = float(row[side])
    reach = [value - float(row[f"{side}_low"]), float(row[f"{side}_high"]) - value]
    return value * factor, [[max(0.0, each) * factor if math.isfinite(each) else 0.0] for each in reach]


def _areas(data: pd.DataFrame) -> dict[int, float]:
    """The size of each point's mark, whose area is its cost; the dearest is 14 points wide."""
    costs = data.set_index("point")["cost"].dropna()
    if costs.empty or not costs.max() > 0:
        return {}
    return {int(point): max(3.0, 14 * math.sqrt(cost / costs.max())) for point, cost in costs.items()}  # type: ignore[call-overload]


def _axis(ax: Axes, across: pd.Series[float], metric: str) -> None:
    positive = across[across > 0]
    # Where most points have none and some have many, zero still has to be seen.
    if not positive.empty and positive.max() > 30 * positive.min():
        near_zero = float(max(positive.min(), positive.max() / 1000))
        ax.set_xscale("symlog", linthresh=near_zero, linscale=0.6)
        ax.set_xlim(left=-0.15 * near_zero)
        decades = (10.0**power for power in range(-9, 3))
        ax.set_xticks([0, *(each for each in decades if near_zero <= each <= 1.2 * positive.max())])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    if metric.startswith("latency"):
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _legend(ax: Axes, seen: Shown, sized: bool) -> None:
    def entry(name: str, **how: Any) -> Line2D:
        return Line2D([], [], linestyle="none", label=name, **{"marker": "o", "color": ink.GREY, "markersize": 7, **how})

    def heading(name: str) -> Line2D:
        return Line2D([], [], linestyle="none", label=name)

    drawn, by_colour, by_shape, values = seen.data, seen.more["colour"], seen.more["shape"], seen.more["values"]
    verdicts = set(drawn["linearizable"]) - {""}
    entries = [heading(by_colour.replace("_", " "))]
    same = by_shape == by_colour
    for index, value in enumerate(values[by_colour]):
        marker = ink.MARKERS[index % len(ink.MARKERS)] if same else "o"
        if (drawn[by_colour] == value).any():
            entries.append(entry(_words(value), color=ink.COLOURS[index % len(ink.COLOURS)], marker=marker))
    if not same:
        entries.append(heading(by_shape.replace("_", " ")))
        entries += [
            entry(_words(value), marker=ink.MARKERS[index % len(ink.MARKERS)])
            for index, value in enumerate(values[by_shape])
            if (drawn[by_shape] == value).any()
        ]
    if verdicts:
        entries.append(heading("linearizable"))
        entries += [
            entry(name, fillstyle=_FACES[verdict], markerfacecoloralt="white")
            for name, verdict in (("in every run", "holds"), ("not in some run", "violated"), ("not known", "unknown"))
            if verdict in verdicts
        ]
    if sized:
        entries.append(heading("area: cost of an operation"))
    legend = ax.legend(handles=entries, frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    headings = {by_colour.replace("_", " "), by_shape.replace("_", " "), "linearizable"}
    for text in legend.get_texts():
        if text.get_text() in headings:
            text.set_fontweight("bold")


def _words(value: Any) -> str:
    return str(value).replace("_", " ")
