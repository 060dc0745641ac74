"""What the figures share: colours, units, fault windows, intervals, and the small print."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from windtunnel.estimates import Estimate
from windtunnel.plot.pictures import figure_of, new_axes

if TYPE_CHECKING:
    from windtunnel.runs import Run
    from windtunnel.scenario import Scenario

# Okabe & Ito (2008), "Color universal design"; yellow is left out, because it is lost on white.
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, BLACK, GREY = "#CC79A7", "#56B4E9", "#000000", "#707070"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1)), (0, (1, 1)))
HATCHES = ("", "////", "\\\\\\\\", "....", "xxxx", "----", "++++")
FAULT = "#F4D8C6"  # vermilion on white paper


@dataclass(frozen=True)
class Scale:
    """How a metric's unit is shown on an axis: values times `factor`, in `label`."""

    factor: float
    label: str


def scale_of(unit: str, values: Iterable[float]) -> Scale:
    """The scale that keeps the largest value readable."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if unit == "share":
        return Scale(100, "%")
    if unit == "s":
        return duration_scale(largest)
    if unit == "count":
        return Scale(1, "")
    return Scale(1, unit)


def duration_scale(largest_s: float) -> Scale:
    for least, factor, label in ((3 * 3600, 1 / 3600, "h"), (600, 1 / 60, "min"), (2, 1, "s"), (1e-3, 1e3, "ms")):
        if largest_s >= least:
            return Scale(factor, label)
    return Scale(1e6, "us")


def labelled(what: str, scale: Scale) -> str:
    return f"{what} ({scale.label})" if scale.label else what


def figures(value: float) -> str:
    """Three digits that matter, never an exponent: 0.0123, 4.56, 1,030."""
    return f"{value:,.0f}" if abs(value) >= 999.5 else f"{value:.3g}"


def plain(metric: str) -> str:
    """A metric's name as an axis says it: "latency p99", "cost per month"."""
    return metric.replace("_", " ")


def axes_for(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is None:
        ax = new_axes(size)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    return ax


def title(ax: Axes, text: str, below: str = "") -> None:
    ax.set_title(text, loc="left", fontsize=11, fontweight="bold", pad=20 if below else 8)
    if below:
        ax.annotate(below, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", fontsize=8.5, color=GREY)


def small_print(ax: Axes, text: str) -> None:
    """What it takes to make the figure again, under the x axis's own label, in lines that fit the figure."""
    # At 6.5 points some 20 letters make an inch; a line that is wider than its figure leaves no room for the axes.
    fits = int(20 * ax.get_window_extent().width / figure_of(ax).dpi) + 12
    ax.annotate(
        "\n".join(part for line in text.split("\n") for part in textwrap.wrap(line, fits)),
        (0, 0),
        (0, -42 if ax.get_xlabel() else -26),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=6.5,
        color=GREY,
        va="top",
    )


def fault_windows(ax: Axes, scenario: Scenario, scale: Scale, *, named: bool = True) -> None:
    """Shades the time in which each timed fault lasts and names it at the top."""
    for row in scenario.faults.to_dict("records"):
        start, end = float(row["start_s"]) * scale.factor, float(row["end_s"]) * scale.factor
        ax.axvspan(start, end, color=FAULT, linewidth=0, zorder=0)
        if named:
            ax.annotate(
                str(row["fault"]).replace("_", " "),
                (start, 1),
                (3, -3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=8,
                color=VERMILION,
                va="top",
            )


def interval_bars(estimates: list[Estimate], factor: float) -> tuple[list[float], list[list[float]]]:
    """Values, and how far the bars reach down and up; a side that is not known has no bar."""
    values, down, up = [], [], []
    for each in estimates:
        value = each.value
        if math.isnan(value) and each.interval == "at_least":
            value = each.low
        if math.isnan(value) and each.interval == "at_most":
            value = each.high
        values.append(value * factor)
        down.append((value - each.low) * factor if math.isfinite(each.low) else 0.0)
        up.append((each.high - value) * factor if math.isfinite(each.high) else 0.0)
    clean = [[max(0.0, each) if math.isfinite(each) else 0.0 for each in side] for side in (down, up)]
    return values, clean


def pedigree_of(runs: list[Run]) -> str:
    """The small print of a figure made of several runs."""
    first = runs[0]
    if len(runs) == 1:
        return first.pedigree + ", bars are 95% intervals"
    hashes = ", ".join(run.scenario.hash[:8] for run in runs[:6]) + (", ..." if len(runs) > 6 else "")
    counts = sorted({run.replications_done for run in runs})
    told = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return (
        f"{first.scenario.name}, windtunnel {first.summary['windtunnel']}, seed {first.seed}, {told} replications a "
        f"point, bars are 95% intervals\nscenarios {hashes}"
    )
