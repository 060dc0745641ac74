"""The figures of studies as Altair charts: the same data as the static forms, to be pointed at.

A chart tells a point's values and its interval under the pointer, zooms by the wheel, and carries its card in `usermeta`.
It is drawn by Vega-Lite in a notebook or a page; `plot.save` makes files of it.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from windtunnel.estimates import METRICS
from windtunnel.plot import ink, shown, trade_off_data
from windtunnel.plot.influences import MEASURES
from windtunnel.plot.pictures import KEY, card, pedigree_of, usermeta
from windtunnel.plot.shown import Shown
from windtunnel.plot.studies import STANDINGS

if TYPE_CHECKING:
    from windtunnel.analysis.sensitivity import Sensitivity
    from windtunnel.studies import StudyResult
    from windtunnel.sweeps import Sweep

__all__ = ["cap", "heat_map", "knee", "latency_by_load", "pacelc", "pareto", "response", "tornado"]

_SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "stroke"]
_WIDE = alt.Scale(zero=False, padding=16)  # marks at the ends stay whole
_DASHES = [[1, 0], [6, 3], [6, 2, 1, 2], [2, 2], [8, 2, 2, 2, 2, 2], [4, 4], [1, 1]]


def latency_by_load(
    result: StudyResult | Sweep,
    load: str | None = None,
    quantiles: Sequence[str] = shown.QUANTILES,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> alt.VConcatChart:
    """Latency quantiles over the load; as `plot.latency_by_load`."""
    seen = shown.latency_by_load(result, load, quantiles, at=at, **selected)
    data = _scaled(seen, ("mean", "low", "high"), seen.y.factor).assign(quantile=lambda rows: [ink.plain(each) for each in rows["quantile"]])
    there, lacking = data[data["mean"].notna()], data[data["mean"].isna()].drop_duplicates("x")
    names = list(dict.fromkeys(data["quantile"]))
    y = alt.Y("mean:Q", title=seen.y.label, scale=alt.Scale(type="log", nice=True))
    base = alt.Chart(there).encode(x=alt.X("x:Q", title=seen.x.label, scale=_WIDE), color=_colours("quantile", names, "quantile"))
    layers: list[Any] = [
        alt.Chart(lacking).mark_rule(color=ink.FAULT, strokeWidth=9).encode(x="x:Q", tooltip=["lack:N"]),
        alt.Chart(lacking).mark_text(color=ink.VERMILION, angle=270, align="right").encode(x="x:Q", y=alt.value(8), text="lack:N"),
        base.mark_rule().encode(y=alt.Y("low:Q", title=seen.y.label), y2="high:Q"),
        base.mark_line().encode(y=y, strokeDash=alt.StrokeDash("quantile:N", scale=alt.Scale(domain=names, range=_DASHES[: len(names)]), title="quantile")),
        _pointed(base.encode(y=y, shape=_shapes("quantile", names, "quantile")), ["quantile", "x", "mean", "low", "high"]),
    ]
    return _finished(layers, seen, result, latency_by_load, locals())


def heat_map(
    result: StudyResult | Sweep,
    metric: str,
    x: str | None = None,
    y: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> alt.VConcatChart:
    """A metric over two axes; as `plot.heat_map`."""
    seen = shown.heat_map(result, metric, x, y, at=at, **selected)
    colour = seen.more["colour"]
    data = _scaled(seen, ("mean", "low", "high"), colour.factor)
    x_name, y_name = seen.more["columns"]
    data = data.rename(columns={x_name: "across", y_name: "up"}).astype({"across": str, "up": str})
    data["told"] = [row["lack"] if np.isnan(row["mean"]) else ink.figures(row["mean"]) for row in data.to_dict("records")]
    data["interval"] = [
        f"[{ink.figures(row['low'])}, {ink.figures(row['high'])}]" if np.isfinite(row["low"]) and np.isfinite(row["high"]) else ""
        for row in data.to_dict("records")
    ]
    low, high = float(data["mean"].min()), float(data["mean"].max())
    positive = low > 0 and high > 10 * low
    middle = float(np.sqrt(low * high)) if positive else (low + high) / 2
    better_low = METRICS[metric].lower_is_better
    base = alt.Chart(data).encode(
        x=alt.X("across:O", title=seen.x.label, sort=[str(each) for each in seen.more["x"]], axis=alt.Axis(labelAngle=0)),
        y=alt.Y("up:O", title=seen.y.label, sort=[str(each) for each in reversed(seen.more["y"])]),
    )
    scale = alt.Scale(scheme="cividis", reverse=not better_low, type="log" if positive else "linear")
    light = "datum.mean < " if better_low else "datum.mean > "
    ink_of = alt.condition(f"isValid(datum.mean) && {light}{middle}", alt.value("white"), alt.value("black"))
    layers: list[Any] = [
        base.mark_rect().encode(color=alt.Color("mean:Q", scale=scale, title=colour.label), tooltip=["across", "up", "mean", "low", "high", "lack"]),
        base.mark_text(dy=-6).encode(text="told:N", color=ink_of),
        base.mark_text(dy=8, fontSize=8).encode(text="interval:N", color=ink_of),
    ]
    return _finished(layers, seen, result, heat_map, locals(), zoom=False, size=(90 * len(seen.more["x"]), 60 * len(seen.more["y"])))


def pareto(
    result: StudyResult | Sweep,
    goals: Mapping[str, str | Mapping[str, str]],
    *,
    matters: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> alt.VConcatChart:
    """Two goals and the Pareto front; as `plot.pareto`."""
    seen = shown.pareto(result, goals, matters=matters, confidence=confidence)
    first, second = seen.more["columns"]
    ends = ["", "_low", "_high"]
    data = pd.DataFrame({f"x{end}": seen.data[first + end] * seen.x.factor for end in ends})
    data = data.assign(**{f"y{end}": seen.data[second + end] * seen.y.factor for end in ends})
    data = data.assign(**{name: seen.data[name] for name in ("name", "standing", "share_on_front", "front")})
    there = [standing for standing in STANDINGS if (data["standing"] == standing).any()]
    colours = [STANDINGS[standing][0] for standing in there]
    shapes = [{"o": "circle", "D": "diamond", "X": "cross"}[STANDINGS[standing][1]] for standing in there]
    x, y = _q("x", seen.x), _q("y", seen.y)
    colour = alt.Color("standing:N", scale=alt.Scale(domain=there, range=colours), title="on the front")
    base = alt.Chart(data[data["standing"].isin(there)]).encode(color=colour)
    step: Any = "step-after" if seen.more["ways"][0] == "min" else "step-before"
    shape = alt.Shape("standing:N", scale=alt.Scale(domain=there, range=shapes), title="on the front")
    layers: list[Any] = [
        alt.Chart(data[data["front"]]).mark_line(color=ink.BLACK, strokeWidth=1, interpolate=step).encode(x=x, y=y),
        base.mark_rule(opacity=0.5).encode(x=_q("x_low", seen.x), x2="x_high:Q", y=y),
        base.mark_rule(opacity=0.5).encode(y=_q("y_low", seen.y), y2="y_high:Q", x=x),
        _pointed(base.encode(x=x, y=y, shape=shape), ["name", "x", "x_low", "x_high", "y", "y_low", "y_high", "share_on_front"]),
    ]
    return _finished(layers, seen, result, pareto, locals())


def knee(
    result: StudyResult | Sweep, metric: str, along: str | None = None, *, at: Mapping[str, Any] | None = None, **selected: str
) -> alt.VConcatChart:
    """Where a curve bends; as `plot.knee`."""
    seen, found = shown.knee(result, metric, along, at=at, **selected)
    data = _scaled(seen, ("mean", "low", "high"), seen.y.factor)
    x = alt.X("x:Q", title=seen.x.label, scale=_WIDE)
    y = alt.Y("mean:Q", title=seen.y.label, scale=_WIDE)
    base = alt.Chart(data).encode(x=x, color=alt.value(ink.BLUE))
    layers: list[Any] = []
    if found.at is not None:
        by_value = dict(zip(seen.data[found.along], seen.data["x"], strict=True))
        place = pd.DataFrame([{"at": by_value[found.at], "low": by_value[found.low], "high": by_value[found.high], "told": f"bends at {found.at}"}])
        layers.append(alt.Chart(place).mark_rect(color=ink.FAULT).encode(x=alt.X("low:Q", title=seen.x.label), x2="high:Q"))
        layers.append(alt.Chart(place).mark_rule(color=ink.VERMILION, strokeDash=[6, 3]).encode(x="at:Q", tooltip=["told:N"]))
        layers.append(alt.Chart(place).mark_text(color=ink.VERMILION, align="right", dx=-5, baseline="top").encode(x="at:Q", y=alt.value(6), text="told:N"))
    layers += [
        base.mark_rule().encode(y=alt.Y("low:Q", title=seen.y.label), y2="high:Q"),
        base.mark_line().encode(y=y),
        _pointed(base.encode(y=y), ["x", "mean", "low", "high", "share"]),
    ]
    return _finished(layers, seen, result, knee, locals())


def response(
    result: StudyResult | Sweep,
    metric: str,
    axes: Sequence[str] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    **selected: str,
) -> alt.VConcatChart:
    """The surface between the points flown; as `plot.response`."""
    seen, _ = shown.response(result, metric, axes, at=at, **selected)
    data = _scaled(seen, ("mean", "low", "high"), seen.y.factor)
    lines = list(dict.fromkeys(data["line"]))
    colour = _colours("line", lines, seen.more["line"]) if seen.more["line"] else alt.value(ink.BLUE)
    x = alt.X("x:Q", title=seen.x.label, scale=_WIDE)
    y = alt.Y("mean:Q", title=seen.y.label, scale=_WIDE)
    curve, flown = (alt.Chart(data[data["what"] == what]).encode(x=x, color=colour) for what in ("surface", "flown"))
    layers: list[Any] = [
        curve.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=seen.y.label), y2="high:Q"),
        curve.mark_line().encode(y=y, tooltip=["line", "x", "mean", "low", "high"]),
        flown.mark_rule().encode(y=alt.Y("low:Q", title=seen.y.label), y2="high:Q"),
        _pointed(flown.encode(y=y), ["line", "x", "mean", "low", "high"]),
    ]
    return _finished(layers, seen, result, response, locals())


def tornado(found: Sensitivity, figure: str | None = None) -> alt.VConcatChart:
    """What a figure depends on; as `plot.tornado`."""
    seen = shown.tornado(found, figure)
    data = _scaled(seen, ("value", "low", "high"), seen.x.factor)
    data["told"] = [MEASURES[str(measure)][2] for measure in data["measure"]]
    measures = list(dict.fromkeys(data["measure"]))
    names = [MEASURES[str(each)][2] for each in measures]
    scale = alt.Scale(domain=names, range=[MEASURES[str(each)][0] for each in measures])
    sides: dict[str, Any] = {} if seen.more["method"] == "one_at_a_time" else {"yOffset": alt.YOffset("told:N", sort=list(reversed(names)))}
    base = alt.Chart(data).encode(y=alt.Y("factor:N", sort=seen.more["order"], title=None), **sides)
    layers: list[Any] = [
        base.mark_bar(stroke="white").encode(
            x=alt.X("value:Q", title=seen.x.label), color=alt.Color("told:N", scale=scale, title=None),
            tooltip=["factor", "path", "told", "at", "value", "low", "high"],
        ),
        base.mark_rule(color="black").encode(x=alt.X("low:Q", title=seen.x.label), x2="high:Q"),
    ]  # fmt: skip
    return _finished(layers, seen, found, tornado, locals(), zoom=False, size=(520, 46 * len(seen.more["order"])))


def cap(
    result: StudyResult | pd.DataFrame,
    *,
    phase: str | None = None,
    side: str | None = None,
    consistency: str = trade_off_data.STALE,
    colour: str | None = None,
    shape: str | None = None,
) -> alt.VConcatChart:
    """Availability against consistency; as `plot.cap`."""
    return _trade_off(trade_off_data.cap(result, phase, side, consistency, colour, shape), result, cap, locals())


def pacelc(
    result: StudyResult | pd.DataFrame,
    *,
    phase: str | None = None,
    region: str | None = None,
    latency: str = "latency_p99",
    consistency: str = trade_off_data.STALE,
    colour: str | None = None,
    shape: str | None = None,
) -> alt.VConcatChart:
    """Latency against consistency in health; as `plot.pacelc`."""
    return _trade_off(trade_off_data.pacelc(result, phase, region, latency, consistency, colour, shape), result, pacelc, locals())


def _trade_off(seen: Shown, result: Any, drawn: Callable[..., Any], given: dict[str, Any]) -> alt.VConcatChart:
    axes = list(seen.more["values"])
    data = seen.data.rename(columns={axis: f"axis {axis}" for axis in axes})
    for side, factor in (("x", seen.x.factor), ("y", seen.y.factor)):
        for end in ("", "_low", "_high"):
            data[side + end] = data[side + end] * factor
    for axis in axes:
        data[f"axis {axis}"] = [str(value).replace("_", " ") for value in data[f"axis {axis}"]]
    data["linearizable"] = [each or "not kept" for each in data["linearizable"]]
    by_colour, by_shape = seen.more["colour"], seen.more["shape"]
    values = {axis: [str(each).replace("_", " ") for each in there] for axis, there in seen.more["values"].items()}
    positive = data["x"][data["x"] > 0]
    wide = not positive.empty and positive.max() > 30 * positive.min()
    scale = alt.Scale(type="symlog", constant=float(max(positive.min(), positive.max() / 1000)), padding=16) if wide else alt.Scale(padding=16)
    x = alt.X("x:Q", title=seen.x.label, scale=scale)
    latency = seen.more["metric"].startswith("latency")
    y = alt.Y("y:Q", title=seen.y.label, scale=alt.Scale(type="log") if latency else _WIDE)
    base = alt.Chart(data).encode(color=_colours(f"axis {by_colour}", values[by_colour], by_colour.replace("_", " ")))
    marks = base.encode(x=x, y=y, shape=_shapes(f"axis {by_shape}", values[by_shape], by_shape.replace("_", " ")))
    hollow = alt.condition("datum.linearizable == 'violated'", alt.value(0.15), alt.value(0.9))
    size = alt.Size("cost:Q", title="cost (USD per million operations)") if data["cost"].notna().any() else alt.value(80)
    told = [*(f"axis {axis}" for axis in axes), "x", "x_low", "x_high", "y", "y_low", "y_high", "linearizable", "cost"]
    layers: list[Any] = [
        base.mark_rule(opacity=0.5).encode(x=alt.X("x_low:Q", title=seen.x.label), x2="x_high:Q", y=y),
        base.mark_rule(opacity=0.5).encode(y=alt.Y("y_low:Q", title=seen.y.label), y2="y_high:Q", x=x),
        marks.mark_point(filled=True, strokeWidth=1.3).encode(fillOpacity=hollow, stroke=_colours(f"axis {by_colour}", values[by_colour], by_colour.replace("_", " ")), size=size, tooltip=told),
    ]
    return _finished(layers, seen, result, drawn, given)


# ---- what they share


def _scaled(seen: Shown, names: Sequence[str], factor: float) -> pd.DataFrame:
    data = pd.DataFrame(seen.data).copy()
    data.attrs = {}
    for name in names:
        data[name] = data[name] * factor
    return data


def _q(name: str, side: shown.Side) -> Any:
    how: dict[str, Any] = {"title": side.label, "scale": _WIDE}
    return alt.X(f"{name}:Q", **how) if name.startswith("x") else alt.Y(f"{name}:Q", **how)


def _colours(column: str, names: Sequence[str], title: str) -> Any:
    scale = alt.Scale(domain=list(names), range=[ink.COLOURS[i % len(ink.COLOURS)] for i in range(len(names))])
    return alt.Color(f"{column}:N", scale=scale, title=title)


def _shapes(column: str, names: Sequence[str], title: str) -> Any:
    scale = alt.Scale(domain=list(names), range=[_SHAPES[i % len(_SHAPES)] for i in range(len(names))])
    return alt.Shape(f"{column}:N", scale=scale, title=title)


def _pointed(base: Any, told: Sequence[str]) -> Any:
    """Marks that say under the pointer what they are."""
    return base.mark_point(filled=True, size=60).encode(tooltip=list(told))


def _finished(
    layers: list[Any], seen: Shown, source: Any, drawn: Callable[..., Any], given: dict[str, Any],
    *, zoom: bool = True, size: tuple[int, int] = (520, 300),
) -> alt.VConcatChart:  # fmt: skip
    """Layers as one chart, with title, small print and card."""
    width, height = size
    lines = textwrap.wrap("; ".join(filter(None, (pedigree_of(source), "intervals are 95%"))), 120)
    # A view of its own: what stands outside of a view that zooms is cut off.
    small_print = (
        alt.Chart(pd.DataFrame({"line": lines, "at": [11 * index for index in range(len(lines))]}))
        .mark_text(align="left", baseline="top", fontSize=8, color=ink.GREY, tooltip=None)
        .encode(x=alt.value(0), y=alt.Y("at:Q", scale=None, axis=None), text="line:N")
        .properties(width=width, height=11 * len(lines), view=alt.ViewBackground(stroke=None))
    )
    asked: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(drawn).parameters.items())[1:]:
        asked.update(given[name] if parameter.kind is inspect.Parameter.VAR_KEYWORD else {name: given[name]})
    made = card(drawn.__name__, "interactive", source, asked, seen.data)
    chart = alt.layer(*layers).resolve_scale(y="shared")
    if zoom:
        chart = chart.interactive()
    title = alt.TitleParams(seen.title, anchor="start", fontSize=14)
    whole = alt.vconcat(chart.properties(title=title, width=width, height=height), small_print, spacing=6)
    return whole.properties(usermeta={KEY: usermeta([made])})
