"""What trade-offs draw: availability or latency against consistency, a row a point of a study.

A study keeps figures in more detail than a mark can show (by side, by region). Where several are left for a point, the
worst of them is taken and the side of the figure says so; a side, a region or a phase that is named is taken alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from windtunnel.estimates import METRICS, SELECTORS
from windtunnel.plot import ink
from windtunnel.plot.shown import Shown, Side
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.studies import StudyResult

STALE, LINEARIZABLE, COST = "stale_read_share", "verdict_linearizability", "cost_per_million_operations"


class Drawn:
    """The frame of a study, its axes, and which of them are drawn how."""

    def __init__(self, result: StudyResult | pd.DataFrame, colour: str | None, shape: str | None) -> None:
        if isinstance(result, pd.DataFrame):
            names = [str(name) for name in result.columns]
            self.frame, self.axes = result, names[1 : names.index("metric")]
        else:
            self.frame, self.axes = result.frame, result.axes
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


class Wanted:
    """One figure a point: which, of what, and what there is of it."""

    def __init__(self, metric: str, phase: str | None, side: str | None = None, region: str | None = None) -> None:
        self.metric = metric
        self.selected = {"phase": phase, "side": side, "region": region}

    def find(self, study: Drawn) -> tuple[pd.DataFrame, str]:
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


def trade_off(study: Drawn, high: Wanted, across: Wanted, name: str) -> Shown:
    """Rows: point, the axes, x and y with their intervals, `linearizable` (a verdict or ""), cost (NaN where not kept)."""
    ys, y_of = high.find(study)
    xs, x_of = across.find(study)
    both = ys.index.intersection(xs.index)
    if both.empty:
        raise LookupError(f"no point has both {high.metric} and {across.metric}")
    ys, xs = ys.loc[both], xs.loc[both]
    violated = across.metric.startswith("verdict_")
    if violated:  # the share that is not what it should be, so that left is consistent on every axis
        xs = xs.assign(mean=1 - xs["mean"], low=1 - xs["high"], high=1 - xs["low"])
    data = ys[study.axes].copy()
    for side, rows in (("x", xs), ("y", ys)):
        data[side], data[f"{side}_low"], data[f"{side}_high"] = rows["mean"], rows["low"], rows["high"]
    verdicts, costs = _verdicts(study), study.rows(COST).groupby("point")["mean"].max()
    data["linearizable"] = [verdicts.get(int(point), "") for point in both]
    data["cost"] = costs.reindex(both).astype(float)
    x_scale = ink.Scale(100, "%") if METRICS[across.metric].unit == "share" else ink.Scale(1, "")
    y_scale = ink.scale_of(str(ys["unit"].iloc[0]), ys["mean"])
    of_reads = f"runs that are not {_adjective(across.metric)}" if violated else ink.plain(across.metric).replace(" share", "s", 1)
    phase = high.selected["phase"] or "the whole run"
    return Shown(
        data.reset_index(),
        f"{name}: {ink.plain(high.metric)} against consistency, {phase}",
        Side(_with(of_reads, x_of), x_scale),
        Side(_with(ink.plain(high.metric), y_of), y_scale),
        {"colour": study.colour, "shape": study.shape, "metric": high.metric, "values": {axis: study.values(axis) for axis in study.axes}},
    )


def _verdicts(study: Drawn) -> dict[int, str]:
    rows = study.rows(LINEARIZABLE)
    grave = rows.assign(rank=rows["verdict"].map({"violated": 0, "unknown": 1, "holds": 2})).sort_values("rank", kind="stable")
    return {int(point): str(verdict) for point, verdict in grave.groupby("point")["verdict"].first().items()}  # type: ignore[call-overload]


def _with(what: str, of: str) -> str:
    return f"{what}, {of}" if of else what


def _adjective(metric: str) -> str:
    return {
        "verdict_linearizability": "linearizable",
        "verdict_sequential": "sequentially consistent",
    }.get(metric, ink.plain(metric.removeprefix("verdict_")))


def cap(
    result: StudyResult | pd.DataFrame, phase: str | None, side: str | None, consistency: str, colour: str | None, shape: str | None
) -> Shown:
    """Availability against consistency while something is cut."""
    return trade_off(Drawn(result, colour, shape), Wanted("availability", phase, side), Wanted(consistency, phase), "CAP")


def pacelc(
    result: StudyResult | pd.DataFrame, phase: str | None, region: str | None, latency: str, consistency: str,
    colour: str | None, shape: str | None,
) -> Shown:  # fmt: skip
    """Latency against consistency in health."""
    high, across = Wanted(latency, phase, region=region), Wanted(consistency, phase, region=region)
    return trade_off(Drawn(result, colour, shape), high, across, "PACELC")
