"""Figures of several designs: a metric over a sweep with the limit it has to keep, and what a change does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.patheffects as patheffects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from windtunnel.estimates import Estimate, selection
from windtunnel.plot import ink
from windtunnel.plot.pictures import drew, pictured

if TYPE_CHECKING:
    from windtunnel.comparison import Comparison
    from windtunnel.sweeps import Point, Sweep

VERDICT_COLOURS = {"better": ink.BLUE, "worse": ink.VERMILION, "same": ink.GREY, "undecided": ink.GREY}


@pictured
def sweep_curve(
    sweep: Sweep,
    metric: str,
    *,
    phase: str = "",
    class_: str = "",
    region: str = "",
    tier: str = "",
    fault: str = "",
    side: str = "",
    ax: Axes | None = None,
) -> Axes:
    """One metric over the first axis of a sweep, a line for every value of the others, with the limits expected of it."""
    ax = ink.axes_for(ax, (7.2, 4.2))
    chosen = {"phase": phase, "class_": class_, "region": region, "tier": tier, "fault": fault, "side": side}
    first, others = sweep.axes[0], sweep.axes[1:]
    lines: dict[str, list[tuple[Any, Estimate]]] = {}
    for point in sweep.points:
        if point.run is not None:
            name = ", ".join(f"{other.replace('_', ' ')} {point.values[other]}" for other in others)
            lines.setdefault(name, []).append((point.values[first], point.run.metric(metric, **chosen)))
    estimates = [each for line in lines.values() for _, each in line]
    if not estimates:
        raise LookupError("no point of the sweep was finished")
    drew(ax, sweep.metric(metric, phase=phase, class_=class_, region=region, tier=tier, fault=fault, side=side))
    limits = _limits(sweep.points, metric, chosen)
    unit = estimates[0].unit
    scale = ink.scale_of(unit, [each.value for each in estimates] + [limit for _, limit, _ in limits])
    values = list(dict.fromkeys(value for line in lines.values() for value, _ in line))
    numeric = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
    for index, (name, line) in enumerate(lines.items()):
        at = [value if numeric else values.index(value) for value, _ in line]
        heights, bars = ink.interval_bars([each for _, each in line], scale.factor)
        colour, marker = ink.COLOURS[index % len(ink.COLOURS)], ink.MARKERS[index % len(ink.MARKERS)]
        style = ink.LINES[index % len(ink.LINES)]
        ax.errorbar(
            at, heights, bars, color=colour, marker=marker, linestyle=style, linewidth=1.4, capsize=4, label=name
        )
        for x, (_, each) in zip(at, line, strict=True):
            if math.isnan(each.value):
                ax.annotate(each.lack, (x, 0.02), xycoords=("data", "axes fraction"), ha="center", fontsize=8, color=colour)
    _draw_limits(ax, limits, scale)
    if numeric and all(isinstance(value, int) for value in values):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    elif not numeric:
        ax.set_xticks(range(len(values)), [str(value) for value in values])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    if metric == "availability":
        _nines(ax, [each.value for each in estimates])
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    ax.set_xlabel(f"{first.replace('_', ' ')}   ({next(iter(sweep.names))})")
    ax.set_ylabel(ink.labelled(ink.plain(metric), scale))
    ax.margins(x=0.08, y=0.15)
    if others:
        ax.legend(frameon=False, fontsize=8)
    row = {"phase": phase, "class": class_, "region": region, "tier": tier, "fault": fault, "side": side}
    ink.title(ax, f"{ink.plain(metric).capitalize()}, {selection(row)}")
    ink.small_print(ax, ink.pedigree_of(sweep.runs))
    return ax


def _limits(points: list[Point], metric: str, chosen: dict[str, str]) -> list[tuple[str, float, str]]:
    """(name, limit, side) of the expectations about exactly this figure."""
    found: dict[tuple[str, float, str], None] = {}
    for point in points:
        for row in point.run.summary["expectations"] if point.run else []:
            same = all((row[key.rstrip("_")] or "") == value for key, value in chosen.items())
            if row["metric"] == metric and same:
                found[(row["name"], float(row["limit"]), row["bound"])] = None
    return list(found)


def _draw_limits(ax: Axes, limits: list[tuple[str, float, str]], scale: ink.Scale) -> None:
    for name, limit, side in limits:
        height = limit * scale.factor
        ax.axhline(height, color=ink.VERMILION, linestyle="--", linewidth=1.3)
        ax.margins(y=0.15)
        words = "at most" if side == "at_most" else "at least"
        text = ax.annotate(
            f"{name.replace('_', ' ')}: {words} {height:,.6g} {scale.label}",
            (1, height),
            (-4, 4 if side == "at_most" else -4),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="bottom" if side == "at_most" else "top",
            fontsize=8.5,
            color=ink.VERMILION,
        )
        text.set_path_effects([patheffects.withStroke(linewidth=3, foreground="white")])


def _nines(ax: Axes, shares: list[float]) -> None:
    """Spreads an axis of percents so that each nine gets the same room, where a linear one would hide them."""
    misses = [1 - share for share in shares if math.isfinite(share) and share < 1]
    if not misses or max(misses) < 10 * min(misses):
        return
    # Of few replications an interval may end a hair under 1; it is cut off rather than given all the room.
    least = 100 * min(misses) / 5

    def nines(percent: Any) -> Any:
        return -np.log10(np.maximum(100 - np.asarray(percent, dtype=float), least))

    def percent(height: Any) -> Any:
        return 100 - 10.0 ** -np.asarray(height, dtype=float)

    ax.set_yscale("function", functions=(nines, percent))
    ticks = [0, 50, 80, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.98, 99.99, 99.995, 99.999]
    lowest = 100 - 150 * max(misses)
    ax.set_yticks([tick for tick in ticks if lowest <= tick <= 100 - least])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_ylim(max(lowest, 0), 100 - least)


@pictured
def differences(comparison: Comparison, *, phase: str = "", ax: Axes | None = None, most: int = 14) -> Axes:
    """What b does against a: the relative difference of each figure with its interval, better ones to be seen at once.

    Of all classes and regions in one phase (the whole run where none is named); the largest `most` are shown.
    """
    frame = comparison.frame
    rows = frame[(frame["phase"] == phase) & (frame["class"] == "") & (frame["region"] == "")]
    rows = rows[(rows["a"].abs() > 0) & rows["low"].notna() & rows["high"].notna()]
    rows = rows[rows["verdict"].isin(["better", "worse", "undecided"]) & (rows["difference"] != 0)]
    if rows.empty:
        raise LookupError(f"nothing differs in {phase or 'the whole run'}")
    rows = rows.assign(share=rows["difference"] / rows["a"].abs())
    rows = rows.loc[rows["share"].abs().sort_values(ascending=False).index].head(most).iloc[::-1]
    ax = ink.axes_for(ax, (8.4, 0.3 * len(rows) + 1.9))
    drew(ax, rows[["metric", "tier", "fault", "a", "b", "difference", "low", "high", "verdict"]])
    for y, row in enumerate(rows.to_dict("records")):
        base, value = abs(float(row["a"])), 100 * float(row["share"])
        # Rounding may put an end of a very narrow interval a hair inside.
        low, high = 100 * float(row["low"]) / base, 100 * float(row["high"]) / base
        reach = [[max(0.0, value - low)], [max(0.0, high - value)]]
        colour = VERDICT_COLOURS[str(row["verdict"])]
        face = "white" if row["verdict"] == "undecided" else colour
        marker = {"better": "o", "worse": "s"}.get(str(row["verdict"]), "D")
        ax.errorbar([value], [y], xerr=reach, fmt=marker, color=colour, markerfacecolor=face, capsize=3)
    names = [f"{ink.plain(str(row['metric']))} {row['tier'] or row['fault']}".strip() for row in rows.to_dict("records")]
    ax.set_yticks(range(len(rows)), names, fontsize=8.5)
    ax.axvline(0, color=ink.BLACK, linewidth=0.8)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if value else "0"))
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
    ax.set_xlabel("b against a (%)")
    for verdict, marker in (("better", "o"), ("worse", "s"), ("undecided", "D")):
        if (rows["verdict"] == verdict).any():
            face = "white" if verdict == "undecided" else VERDICT_COLOURS[verdict]
            ax.plot([], [], marker, color=VERDICT_COLOURS[verdict], markerfacecolor=face, label=verdict)
    ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    changed = ", ".join(f"{row['path']} {row['a']} → {row['b']}" for row in comparison.files.head(2).to_dict("records"))
    ink.title(ax, f"b against a, {phase or 'the whole run'}", changed)
    ink.small_print(ax, f"a: {comparison.a.pedigree}\nb: scenario {comparison.b.scenario.hash[:8]}; {comparison.pairs} pairs")
    return ax
