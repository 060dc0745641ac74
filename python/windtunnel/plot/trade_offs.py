"""What consistency costs: availability while something is cut (CAP), latency while nothing is (PACELC), a mark a point.

A study keeps figures in more detail than a mark can show (by side, by region). Where several are left for a point, the
worst of them is drawn and the axis says so; a side, a region or a phase that is named is drawn alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from windtunnel.estimates import METRICS, SELECTORS
from windtunnel.plot import ink
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult

STALE, LINEARIZABLE, COST = "stale_read_share", "verdict_linearizability", "cost_per_million_operations"
_FACES = {"holds": "full", "": "full", "unknown": "left", "violated": "none"}


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
    return _trade_off(
        _Study(result, colour, shape), _Wanted("availability", phase, side), _Wanted(consistency, phase), "CAP", ax
    )


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
    return _trade_off(
        _Study(result, colour, shape),
        _Wanted(latency, phase, region=region),
        _Wanted(consistency, phase, region=region),
        "PACELC",
        ax,
    )


class _Study:
    """The frame of a study, its axes, and which of them are drawn how."""

    def __init__(self, result: StudyResult | pd.DataFrame, colour: str | None, shape: str | None) -> None:
        if isinstance(result, pd.DataFrame):
            names = [str(name) for name in result.columns]
            self.frame, self.axes, self.pedigree = result, names[1 : names.index("metric")], ""
        else:
            self.frame, self.axes, self.pedigree = result.frame, result.axes, result.pedigree
        for name in (colour, shape):
            if name is not None and name not in self.axes:
                raise unknown("axis", name, self.axes)
        free = [name for name in self.axes if name not in (colour, shape)]
        self.colour = colour or free.pop(0)
        self.shape = shape or (free.pop(0) if free else self.colour)

    def column(self, selector: str) -> str:
        return f"of_{selector}" if selector in self.axes else selector

    def rows(self, metric: str) -> pd.DataFrame:
        if metric not in METRICS:
            raise unknown("metric", metric, list(METRICS))
        return self.frame[self.frame["metric"] == metric]

    def values(self, axis: str) -> list[Any]:
        return list(dict.fromkeys(self.frame[axis]))


class _Wanted:
    """One figure a point: which, of what, and what there is of it."""

    def __init__(self, metric: str, phase: str | None, side: str | None = None, region: str | None = None) -> None:
        self.metric = metric
        self.selected = {"phase": phase, "side": side, "region": region}

    def find(self, study: _Study) -> tuple[pd.DataFrame, str]:
        """A row a point, by its number, and what was chosen where there were several."""
        rows = study.rows(self.metric)
        if rows.empty:
            raise LookupError(f"the study keeps no {self.metric}")
        for selector, wanted in self.selected.items():
            column = study.column(selector)
            there = sorted({name for name in rows[column] if name})
            if wanted and there:
                if wanted not in there:
                    raise unknown(selector, wanted, there)
                rows = rows[rows[column] == wanted]
            elif (rows[column] == "").any():
                rows = rows[rows[column] == ""]
        rows = rows[rows["mean"].notna()]
        worst = METRICS[self.metric].lower_is_better
        ordered = rows.sort_values("mean", ascending=not worst, kind="stable")
        several = [key for key in SELECTORS if (rows.groupby("point")[study.column(key)].nunique() > 1).any()]
        return ordered.groupby("point").first(), ", ".join(f"worst {key}" for key in several)


def _trade_off(study: _Study, high: _Wanted, across: _Wanted, name: str, ax: Axes | None) -> Axes:
    ax = ink.axes_for(ax, (8.6, 4.8))
    ys, y_of = high.find(study)
    xs, x_of = across.find(study)
    both = ys.index.intersection(xs.index)
    if both.empty:
        raise LookupError(f"no point has both {high.metric} and {across.metric}")
    ys, xs = ys.loc[both], xs.loc[both]
    violated = across.metric.startswith("verdict_")
    if violated:  # the share that is not what it should be, so that left is consistent on every axis
        xs = xs.assign(mean=1 - xs["mean"], low=1 - xs["high"], high=1 - xs["low"])
    x_scale = ink.Scale(100, "%") if METRICS[across.metric].unit == "share" else ink.Scale(1, "")
    y_scale = ink.scale_of(str(ys["unit"].iloc[0]), ys["mean"])
    areas, verdicts = _areas(study), _verdicts(study)
    for point in both:
        x, y = xs.loc[point], ys.loc[point]
        colour = ink.COLOURS[study.values(study.colour).index(y[study.colour]) % len(ink.COLOURS)]
        marker = ink.MARKERS[study.values(study.shape).index(y[study.shape]) % len(ink.MARKERS)]
        at, wide = _bar(x, x_scale.factor)
        height, tall = _bar(y, y_scale.factor)
        ax.errorbar(at, height, tall, wide, fmt="none", ecolor=colour, elinewidth=0.8, capsize=2, alpha=0.55)
        ax.plot(
            [at], [height], marker, color=colour, markersize=areas.get(point, 7.0), alpha=0.9,
            fillstyle=_FACES[verdicts.get(point, "")], markerfacecoloralt="white", markeredgewidth=1.3, linestyle="none",
        )  # fmt: skip
    _axis(ax, xs["mean"] * x_scale.factor, high.metric)
    of_reads = f"runs that are not {_adjective(across.metric)}" if violated else ink.plain(across.metric).replace(" share", "s", 1)
    ax.set_xlabel(ink.labelled(_with(of_reads, x_of), x_scale))
    ax.set_ylabel(ink.labelled(_with(ink.plain(high.metric), y_of), y_scale))
    ax.grid(color="#E6E6E6", linewidth=0.6)
    ax.margins(0.08, 0.12)
    _legend(ax, study, both, bool(verdicts), bool(areas))
    phase = high.selected["phase"] or "the whole run"
    ink.title(ax, f"{name}: {ink.plain(high.metric)} against consistency, {phase}")
    ink.small_print(ax, (study.pedigree + "; " if study.pedigree else "") + "bars are 95% intervals")
    return ax


def _bar(row: Mapping[str, Any] | pd.Series[Any], factor: float) -> tuple[float, list[list[float]]]:
    """A value, and how far its interval reaches down and up; a side that is not known has no bar."""
    value = float(row["mean"])
    reach = [value - float(row["low"]), float(row["high"]) - value]
    return value * factor, [[max(0.0, each) * factor if math.isfinite(each) else 0.0] for each in reach]


def _verdicts(study: _Study) -> dict[int, str]:
    rows = study.rows(LINEARIZABLE)
    grave = rows.assign(rank=rows["verdict"].map({"violated": 0, "unknown": 1, "holds": 2})).sort_values("rank", kind="stable")
    return {int(point): str(verdict) for point, verdict in grave.groupby("point")["verdict"].first().items()}  # type: ignore[call-overload]


def _areas(study: _Study) -> dict[int, float]:
    """The size of each point's mark, whose area is its cost; the dearest is 14 points wide."""
    costs = study.rows(COST).groupby("point")["mean"].max().dropna()
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


def _legend(ax: Axes, study: _Study, points: pd.Index[Any], judged: bool, sized: bool) -> None:
    def entry(name: str, **how: Any) -> Line2D:
        return Line2D([], [], linestyle="none", label=name, **{"marker": "o", "color": ink.GREY, "markersize": 7, **how})

    def heading(name: str) -> Line2D:
        return Line2D([], [], linestyle="none", label=name)

    drawn = study.frame[study.frame["point"].isin(points)]
    entries = [heading(study.colour.replace("_", " "))]
    same = study.shape == study.colour
    for index, value in enumerate(study.values(study.colour)):
        marker = ink.MARKERS[index % len(ink.MARKERS)] if same else "o"
        if (drawn[study.colour] == value).any():
            entries.append(entry(_words(value), color=ink.COLOURS[index % len(ink.COLOURS)], marker=marker))
    if not same:
        entries.append(heading(study.shape.replace("_", " ")))
        entries += [
            entry(_words(value), marker=ink.MARKERS[index % len(ink.MARKERS)])
            for index, value in enumerate(study.values(study.shape))
            if (drawn[study.shape] == value).any()
        ]
    if judged:
        entries.append(heading("linearizable"))
        entries += [
            entry(name, fillstyle=_FACES[verdict], markerfacecoloralt="white")
            for name, verdict in (("in every run", "holds"), ("not in some run", "violated"), ("not known", "unknown"))
            if verdict in set(_verdicts(study).values())
        ]
    if sized:
        entries.append(heading("area: cost of an operation"))
    legend = ax.legend(handles=entries, frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    headings = {study.colour.replace("_", " "), study.shape.replace("_", " "), "linearizable"}
    for text in legend.get_texts():
        if text.get_text() in headings:
            text.set_fontweight("bold")


def _words(value: Any) -> str:
    return str(value).replace("_", " ")


def _with(what: str, of: str) -> str:
    return f"{what}, {of}" if of else what


def _adjective(metric: str) -> str:
    return {
        "verdict_linearizability": "linearizable",
        "verdict_sequential": "sequentially consistent",
    }.get(metric, ink.plain(metric.removeprefix("verdict_")))
