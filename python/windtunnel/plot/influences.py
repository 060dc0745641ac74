"""The tornado: what a figure depends on, the factor that matters most on top.

Of one factor at a time it shows both ends, of Morris the mean effect and how much it depends on the others, of Sobol
each factor's share alone and together with others; intervals are drawn in all three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from windtunnel.plot import ink, shown
from windtunnel.plot.pictures import drew, pedigree_of, pictured

if TYPE_CHECKING:
    from windtunnel.analysis.sensitivity import Sensitivity

# Of each measure: its colour, hatch, and what it is called.
MEASURES = {
    "low": (ink.SKY, "////", "at its low end"),
    "high": (ink.BLUE, "", "at its high end"),
    "mu_star": (ink.BLUE, "", "mean effect, whatever its sign"),
    "sigma": (ink.ORANGE, "////", "spread: large where it depends on other factors"),
    "first": (ink.SKY, "////", "by itself"),
    "total": (ink.BLUE, "", "with all it does together with others"),
}


@pictured
def tornado(found: Sensitivity, figure: str | None = None, *, ax: Axes | None = None) -> Axes:
    """What a figure of a sensitivity analysis depends on (the first of its figures where none is named)."""
    seen = shown.tornado(found, figure)
    order = seen.more["order"]
    ax = ink.axes_for(ax, (8.6, 0.55 * len(order) + 2.0))
    drew(ax, seen.data)
    alone = seen.more["method"] == "one_at_a_time"
    for measure, rows in seen.data.groupby("measure", sort=False):
        colour, hatch, told = MEASURES[str(measure)]
        # Ends of one factor lie on one line, on both sides of what is; measures lie under each other.
        offset = 0.0 if alone else (0.2 if measure in ("mu_star", "total") else -0.2)
        heights = [len(order) - 1 - order.index(name) + offset for name in rows["factor"]]
        widths = rows["value"] * seen.x.factor
        ax.barh(heights, widths, height=0.5 if alone else 0.36, color=colour, hatch=hatch, edgecolor="white", label=told)
        ax.errorbar(widths, heights, xerr=_reach(rows, seen.x.factor), fmt="none", ecolor=ink.BLACK, elinewidth=0.9, capsize=3)
        if alone:
            for x, y, at in zip(widths, heights, rows["at"], strict=True):
                ax.annotate(at, (x, y + 0.27), (0, 1), textcoords="offset points", ha="center", fontsize=7.5, color=ink.GREY)
    ax.set_yticks(range(len(order)), [name.replace("_", " ") for name in reversed(order)], fontsize=9)
    ax.axvline(0, color=ink.BLACK, linewidth=0.8)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if alone and value else f"{value:g}"))
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
    ax.set_ylim(-0.7, len(order) - 0.3)
    ax.margins(x=0.08)
    ax.set_xlabel(seen.x.label)
    ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    ink.title(ax, seen.title)
    ink.small_print(ax, pedigree_of(found) + "; bars are 95% intervals")
    return ax


def _reach(rows: pd.DataFrame, factor: float) -> list[list[float]]:
    down, up = (rows["value"] - rows["low"]) * factor, (rows["high"] - rows["value"]) * factor
    return [[max(0.0, float(each)) if pd.notna(each) else 0.0 for each in side] for side in (down, up)]
