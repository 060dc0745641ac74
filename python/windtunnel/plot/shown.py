"""What the figures of studies show: one function a figure, whose frame both the static and the interactive form draw.

A value stands in its metric's own unit; how an axis shows it (percent, ms) is the side's scale. So the two forms can not
say different things, and a figure made again is compared by what it showed and not by its pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from windtunnel.analysis.figures import Figures, figures, numbers_of, unit_of
from windtunnel.analysis.knees import Knee
from windtunnel.analysis.knees import knee as knee_of
from windtunnel.analysis.pareto import pareto as pareto_of
from windtunnel.analysis.surfaces import Surface, response_surface
from windtunnel.estimates import METRICS, selection
from windtunnel.plot.ink import Scale, labelled, plain, scale_of
from windtunnel.problems import unknown

if TYPE_CHECKING:
    from windtunnel.analysis.sensitivity import Sensitivity
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

QUANTILES = ("latency_p50", "latency_p90", "latency_p99")


@dataclass(frozen=True)
class Side:
    """An axis of a figure: what it is, and how its values are shown."""

    what: str
    scale: Scale

    @property
    def label(self) -> str:
        return labelled(self.what, self.scale)

    @property
    def factor(self) -> float:
        return self.scale.factor


@dataclass(frozen=True)
class Shown:
    """The data of a figure, in the metrics' own units, and what its sides are called."""

    data: pd.DataFrame
    title: str
    x: Side
    y: Side
    more: dict[str, Any] = field(default_factory=dict)


def side_of(metric: str, values: Any) -> Side:
    """The side that shows a metric."""
    return Side(plain(metric), scale_of(METRICS[metric].unit, np.asarray(values, dtype=float)))


def axis_side(name: str, values: pd.Series[Any]) -> Side:
    """The side of an axis of a study, in the unit its values are written in."""
    return Side(name.replace("_", " "), Scale(1, unit_of(values)))


def _where(at: Mapping[str, Any], selected: Mapping[str, str]) -> str:
    row = {key: selected.get(key, selected.get(f"{key}_", "")) for key in ("phase", "class", "region", "tier", "fault", "side")}
    told = selection(row)
    held = ", ".join(f"{axis.replace('_', ' ')} {value}" for axis, value in at.items())
    return f"{told}, {held}" if held else told


def _rows_at(found: Figures, at: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    rows = np.ones(len(found), dtype=bool)
    for axis, value in at.items():
        if axis not in found.at.columns:
            raise unknown("axis", axis, [str(name) for name in found.at.columns])
        there = list(dict.fromkeys(found.at[axis]))
        if value not in there:
            raise unknown(axis, str(value), [str(each) for each in there])
        rows &= (found.at[axis] == value).to_numpy()
    return rows


def _left_over(found: Figures, rows: Any, named: Sequence[str]) -> None:
    for axis in (str(name) for name in found.at.columns):
        several = list(dict.fromkeys(found.at[axis].to_numpy()[rows]))
        if axis not in named and len(several) > 1:
            raise LookupError(f"the study has {axis} {', '.join(map(str, several))}; say which: at={{{axis!r}: ...}}")


def latency_by_load(
    result: StudyResult | Sweep,
    load: str | None = None,
    quantiles: Sequence[str] = QUANTILES,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> Shown:
    """Rows: the load, x (its number), quantile, mean, low, high, lack."""
    held, parts, first = dict(at or {}), [], None
    for name in quantiles:
        try:
            found = figures(result, name, **selected)
        except LookupError:
            if name not in METRICS:
                raise
            continue  # the study does not keep this one
        load = load or str(found.at.columns[0])
        rows = _rows_at(found, held)
        if load not in found.at.columns:
            raise unknown("axis", load, [str(axis) for axis in found.at.columns])
        _left_over(found, rows, (load,))
        first = first if first is not None else found
        values = found.at[load][rows]
        part = {load: values.to_numpy(), "x": numbers_of(values), "quantile": name}
        ends = {"mean": found.mean[rows], "low": found.low[rows], "high": found.high[rows]}
        parts.append(pd.DataFrame({**part, **ends, "lack": np.array(found.lack, dtype=object)[rows]}).sort_values("x", kind="stable"))
    if first is None or load is None:
        raise LookupError(f"the study keeps none of {', '.join(quantiles)}")
    data = pd.concat(parts, ignore_index=True)
    y = Side("latency of good replies", scale_of("s", data["mean"]))
    return Shown(data, f"Latency by {load.replace('_', ' ')}, {_where(held, selected)}", axis_side(load, first.at[load]), y)


def heat_map(
    result: StudyResult | Sweep,
    metric: str,
    x: str | None = None,
    y: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> Shown:
    """Rows: both axes' values, mean, low, high, lack; `more` has each axis' values in order."""
    found, held = figures(result, metric, **selected), dict(at or {})
    free = [str(name) for name in found.at.columns if name not in held]
    for name in (x, y):
        if name is not None and name not in free:
            raise unknown("axis", name, free)
    x = x or next((name for name in free if name != y), None)
    y = y or next((name for name in free if name != x), None)
    if x is None or y is None or x == y:
        raise LookupError(f"a heat map needs two axes; there is {', '.join(free) or 'none'}")
    rows = _rows_at(found, held)
    _left_over(found, rows, (x, y))
    frame = found.at[rows]
    data = frame[[x, y]].reset_index(drop=True).assign(
        mean=found.mean[rows], low=found.low[rows], high=found.high[rows], lack=np.array(found.lack, dtype=object)[rows]
    )
    more = {"x": list(dict.fromkeys(frame[x])), "y": list(dict.fromkeys(frame[y])), "colour": side_of(metric, data["mean"]), "metric": metric}
    title = f"{plain(metric).capitalize()}, {_where(held, selected)}"
    return Shown(data, title, axis_side(x, frame[x]), axis_side(y, frame[y]), {**more, "columns": (x, y)})


def pareto(
    result: StudyResult | Sweep,
    goals: Mapping[str, str | Mapping[str, str]],
    *,
    matters: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> Shown:
    """Rows: as `windtunnel.pareto` gives them, with `name`, the point's values in words."""
    if len(goals) != 2:
        raise ValueError(f"goals: found {len(goals)}, expected two, for two sides")
    frame = pareto_of(result, goals, matters=matters, confidence=confidence)
    axes = list(frame.columns[1 : frame.columns.get_loc(next(iter(goals)))])
    frame["name"] = [", ".join(f"{axis.replace('_', ' ')} {row[axis]}" for axis in axes) for row in frame.to_dict("records")]
    sides, of = [], []
    for name, wanted in goals.items():
        chosen = {} if isinstance(wanted, str) else {key: value for key, value in wanted.items() if key not in ("goal", "metric")}
        metric = name if isinstance(wanted, str) else wanted.get("metric", name)
        side = side_of(metric, frame[name])
        told = _where({}, chosen)
        sides.append(Side(plain(name) + (f", {told}" if chosen else ""), side.scale))
        of.append(wanted if isinstance(wanted, str) else wanted["goal"])
    title = f"{plain(list(goals)[1])} against {plain(next(iter(goals)))}".capitalize()
    return Shown(frame, title, sides[0], sides[1], {"columns": tuple(goals), "ways": tuple(of), "axes": axes})


def knee(
    result: StudyResult | Sweep, metric: str, along: str | None = None, *, at: Mapping[str, Any] | None = None, **selected: str
) -> tuple[Shown, Knee]:
    """Rows: the axis' value, x, mean, low, high, and `share`, how many resampled studies have their knee there."""
    of: Any = selected  # selectors alone, which the checker can not know
    found = knee_of(result, metric, along, at=dict(at or {}), **of)
    data = pd.DataFrame(found.frame)
    data["share"] = [found.shares.get(value, 0.0) for value in data[found.along]]
    data["knee"] = [value == found.at for value in data[found.along]]
    x = Side(found.along.replace("_", " "), Scale(1, found.frame.attrs["unit_of_axis"]))
    held = {axis: value for axis, value in found.where.items()}
    title = f"Where {plain(metric)} bends, {_where(held, selected)}"
    return Shown(data, title, x, side_of(metric, data["mean"]), {"along": found.along}), found


def response(
    result: StudyResult | Sweep,
    metric: str,
    axes: Sequence[str] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> tuple[Shown, Surface]:
    """Rows: what ("surface" or "flown"), x, line (the second axis' value, "" for one axis), mean, low, high."""
    of: Any = selected
    surface = response_surface(result, metric, axes, at=at, **of)
    if len(surface.axes) > 2:
        held = surface.axes[2].name
        raise LookupError(f"a figure shows two axes; name them, and hold the others: at={{{held!r}: ...}}")
    first = surface.axes[0]
    steps = first.steps(60) if not first.whole else np.linspace(first.low, first.high, 60)
    parts = []
    lines = sorted(set(surface.fitted[surface.axes[1].name])) if len(surface.axes) == 2 else [None]
    for line in lines[:: max(1, math.ceil(len(lines) / 5))]:
        asked = pd.DataFrame({first.name: steps})
        flown = surface.fitted
        if line is not None:
            asked[surface.axes[1].name] = line
            flown = flown[flown[surface.axes[1].name] == line]
        for what, rows in (("surface", surface.predict(asked)), ("flown", flown)):
            part = pd.DataFrame({"what": what, "x": rows[first.name].to_numpy(), "line": "" if line is None else f"{line:g}"})
            parts.append(part.assign(mean=rows["mean"].to_numpy(), low=rows["low"].to_numpy(), high=rows["high"].to_numpy()))
    data = pd.concat(parts, ignore_index=True)
    title = f"{plain(metric).capitalize()} between the points flown, {_where(surface.where, selected)}"
    x = Side(first.name.replace("_", " "), Scale(1, first.unit))
    other = "" if len(surface.axes) == 1 else labelled(surface.axes[1].name.replace("_", " "), Scale(1, surface.axes[1].unit))
    return Shown(data, title, x, side_of(metric, data["mean"]), {"line": other}), surface


def tornado(found: Sensitivity, figure: str | None = None) -> Shown:
    """Rows: factor, measure, at, value, low, high; the factor that matters most first."""
    figure = figure or str(found.frame["figure"].iloc[0])
    rows = pd.DataFrame(found.of(figure)).reset_index(drop=True)
    wanted = {"one_at_a_time": ("low", "high"), "morris": ("mu_star", "sigma"), "sobol": ("first", "total")}[found.method]
    rows = rows[rows["measure"].isin(wanted)]
    leading = rows if found.method == "one_at_a_time" else rows[rows["measure"] == ("total" if found.method == "sobol" else "mu_star")]
    order = leading.assign(size=leading["value"].abs()).groupby("factor")["size"].max().sort_values(ascending=False, kind="stable").index
    rows = rows.assign(rank=rows["factor"].map({name: rank for rank, name in enumerate(order)})).sort_values(["rank", "measure"], kind="stable")
    data = rows[["factor", "path", "measure", "at", "value", "low", "high"]].reset_index(drop=True)
    metric = figure.split(" ")[0]
    if found.method == "sobol":
        x = Side("share of the variance", Scale(100, "%"))
    else:
        ends = pd.concat([data["value"], data["low"], data["high"]])
        unit = METRICS[metric].unit
        scale = Scale(100, "percentage points") if unit == "share" else scale_of(unit, ends)
        how = "change from the scenario as it is" if found.method == "one_at_a_time" else "effect of the whole range"
        x = Side(f"{plain(metric)}: {how}", scale)
    title = {"one_at_a_time": "each factor alone", "morris": "Morris' elementary effects", "sobol": "Sobol's indices"}[found.method]
    return Shown(data, f"What {plain(figure)} depends on: {title}", x, Side("", Scale(1, "")), {"order": list(order), "method": found.method})
