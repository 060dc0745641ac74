"""Figures of one run: latency by phase, the timeline, where the time goes, utilisation, the bill."""

from __future__ import annotations

import math
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from windtunnel.plot import ink
from windtunnel.plot.pictures import Picture, drew, pictured

if TYPE_CHECKING:
    from windtunnel.runs import Run

QUANTILES = ("latency_p50", "latency_p90", "latency_p99")


@pictured
def latency_by_phase(run: Run, quantiles: tuple[str, ...] = QUANTILES, *, ax: Axes | None = None) -> Axes:
    """Latency quantiles of good replies in every phase and over the whole run, with the limits that were expected."""
    ax = ink.axes_for(ax, (7.2, 4.0))
    phases = [*run.scenario.phases["phase"], ""]
    estimates = {name: [run.metric(name, phase=phase) for phase in phases] for name in quantiles}
    shown = [each.value for list_ in estimates.values() for each in list_]
    scale = ink.duration_scale(max((value for value in shown if not math.isnan(value)), default=0.0))
    offsets = np.linspace(-0.16, 0.16, len(quantiles)) if len(quantiles) > 1 else np.zeros(1)
    for index, name in enumerate(quantiles):
        values, bars = ink.interval_bars(estimates[name], scale.factor)
        at = np.arange(len(phases)) + offsets[index]
        ax.errorbar(
            at, values, bars, fmt=ink.MARKERS[index], color=ink.COLOURS[index], capsize=3, label=ink.plain(name)
        )
        for x, value, each in zip(at, values, estimates[name], strict=True):
            text = each.lack if math.isnan(value) else ink.figures(value)
            ax.annotate(text, (x, value), (6, 0), textcoords="offset points", fontsize=7.5, va="center")
    limits = [row for row in run.summary["expectations"] if row["metric"] in quantiles and not _narrow(row)]
    for row in limits:
        index, middle = quantiles.index(row["metric"]), phases.index(row["phase"] or "")
        limit = row["limit"] * scale.factor
        ax.hlines(limit, middle - 0.4, middle + 0.4, color=ink.COLOURS[index], linestyle="--", linewidth=1.2)
        side = "at most" if row["bound"] == "at_most" else "at least"
        ax.annotate(
            f"{row['name'].replace('_', ' ')}: {side} {limit:g} {scale.label}, {row['verdict']}",
            (middle - 0.4, limit),
            (0, 3),
            textcoords="offset points",
            fontsize=7.5,
            color=ink.COLOURS[index],
        )
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    ax.set_xticks(range(len(phases)), [phase or "whole run" for phase in phases])
    ax.set_xlim(-0.5, len(phases) - 0.4)
    ax.set_ylabel(ink.labelled("latency of good replies", scale))
    ax.legend(frameon=False, fontsize=8, ncols=len(quantiles), loc="upper left")
    ax.margins(y=0.25)
    rows = [(phase, name, each.value, each.low, each.high) for name in quantiles for phase, each in zip(phases, estimates[name], strict=True)]
    drew(ax, pd.DataFrame(rows, columns=["phase", "quantile", "value_s", "low_s", "high_s"]))
    ink.title(ax, "Latency by phase")
    ink.small_print(ax, ink.pedigree_of([run]))
    return ax


def _narrow(row: dict[str, Any]) -> bool:
    """Is an expectation about a part of the requests only?"""
    return bool(row["class"] or row["region"])


@pictured
def timeline(run: Run, region: str = "", *, points: int = 480) -> Figure:
    """Requests and latency over the run, of all regions or one, with the faults marked; means of all replications."""
    frame = run.timeline if not region else run.timeline[run.timeline["region"] == region]
    if frame.empty:
        raise LookupError(f'there is no region "{region}"; there is {", ".join(sorted(set(run.timeline["region"])))}')
    frame = frame.assign(latency_sum=frame["latency_mean_s"].fillna(0) * frame["good_per_s"])
    whole = frame.groupby("start_s", as_index=False)[["requests_per_s", "good_per_s", "failed_per_s", "latency_sum"]].sum()
    together = max(1, math.ceil(len(whole) / points))
    whole = whole.groupby(whole.index // together).agg(
        {"start_s": "min", "requests_per_s": "mean", "good_per_s": "mean", "failed_per_s": "mean", "latency_sum": "mean"}
    )
    scale = ink.duration_scale(float(run.timeline["end_s"].max()))
    at = whole["start_s"] * scale.factor
    figure, axes = plt.subplots(
        3, 1, figsize=(8.4, 5.8), sharex=True, layout="constrained", gridspec_kw={"height_ratios": [3, 2, 3]}, FigureClass=Picture
    )
    drew(figure, whole)
    top, middle, bottom = (ink.axes_for(ax, (0, 0)) for ax in axes)
    top.plot(at, whole["requests_per_s"], color=ink.GREY, linewidth=1, label="meant to be sent")
    top.plot(at, whole["good_per_s"], color=ink.BLUE, linewidth=1.4, label="good replies")
    top.set_ylabel("requests per s")
    top.set_ylim(bottom=0, top=float(whole["requests_per_s"].max()) * 1.25)
    top.legend(frameon=False, fontsize=8, loc="upper right", ncols=2)
    share = 100 * whole["failed_per_s"] / whole["requests_per_s"].where(whole["requests_per_s"] > 0)
    middle.fill_between(at, share.fillna(0), step="post", color=ink.VERMILION, linewidth=0)
    middle.set_ylabel("failed (%)")
    middle.set_ylim(bottom=0)
    latency = whole["latency_sum"] / whole["good_per_s"].where(whole["good_per_s"] > 0)
    latency_scale = ink.duration_scale(float(latency.max()))
    bottom.plot(at, latency * latency_scale.factor, color=ink.BLUE, linewidth=1.2)
    bottom.set_ylabel(ink.labelled("mean latency", latency_scale))
    bottom.set_ylim(bottom=0)
    bottom.set_xlabel(ink.labelled("simulated time", scale))
    bottom.set_xlim(0, float(run.timeline["end_s"].max()) * scale.factor)
    for index, ax in enumerate((top, middle, bottom)):
        ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
        ink.fault_windows(ax, run.scenario, scale, named=index == 0)
    ink.title(top, f"The run over time, {region or 'all regions'}")
    ink.small_print(bottom, run.pedigree + ", means of all replications")
    return figure


@pictured
def where_the_time_goes(run: Run, *, ax: Axes | None = None, least: float = 0.01) -> Axes:
    """Network, queues and service of each tier: of the mean request, and of the slowest 1%.

    Parts under `least` of both are put together.
    """
    ax = ink.axes_for(ax, (8.4, 3.0))
    frame = pd.DataFrame(run.time.set_index("part"))
    whole = frame.sum()
    small = ((frame / whole.where(whole > 0, 1)) < least).all(axis=1)
    parts = frame[~small].sort_values("mean_s", ascending=False)
    if small.any():
        rest = pd.DataFrame([frame[small].sum()], index=[f"{int(small.sum())} smaller parts"])
        parts = pd.concat([parts, rest])
    scale = ink.duration_scale(float(whole.max()))
    rows = (("mean_s", "mean request"), ("slowest_1_percent_s", "slowest 1%"))
    left = np.zeros(len(rows))
    for index, (name, part) in enumerate(parts.iterrows()):
        widths = np.array([part[column] for column, _ in rows]) * scale.factor
        colour, hatch = ink.COLOURS[index % len(ink.COLOURS)], ink.HATCHES[index % len(ink.HATCHES)]
        ax.barh([1, 0], widths, left=left, height=0.55, color=colour, hatch=hatch, edgecolor="white", label=str(name))
        for y, x, width in zip((1, 0), left, widths, strict=True):
            if width > 0.07 * float(whole.max()) * scale.factor:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85}
                ax.text(x + width / 2, y, ink.figures(width), ha="center", va="center", fontsize=8, bbox=box)
        left += widths
    for y, total in zip((1, 0), left, strict=True):
        ax.text(total, y, f"  {ink.figures(total)} {scale.label}", va="center", fontsize=8.5, fontweight="bold")
    ax.set_yticks([1, 0], [label for _, label in rows])
    ax.set_xlabel(ink.labelled("time of good replies", scale))
    ax.set_xlim(right=float(left.max()) * 1.12)
    ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    drew(ax, parts.rename_axis("part").reset_index())
    ink.title(ax, "Where the time goes")
    ink.small_print(ax, run.pedigree)
    return ax


@pictured
def utilisation(run: Run, *, ax: Axes | None = None) -> Axes:
    """How busy the cores of each tier are over the run, with the faults marked; means of all replications."""
    ax = ink.axes_for(ax, (8.4, 3.6))
    load = run.load
    scale = ink.duration_scale(float(load["time_s"].max()))
    for index, (tier, frame) in enumerate(load.groupby("tier", sort=False)):
        ax.plot(
            frame["time_s"] * scale.factor,
            100 * frame["utilisation"],
            color=ink.COLOURS[index % len(ink.COLOURS)],
            linestyle=ink.LINES[index % len(ink.LINES)],
            linewidth=1.5,
            label=f"{tier}, {frame['utilisation'].max():.0%} at its peak",
        )
    ax.legend(frameon=False, fontsize=8.5, loc="upper left")
    ink.fault_windows(ax, run.scenario, scale)
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    ax.set_xlabel(ink.labelled("simulated time", scale))
    ax.set_ylabel("busy cores (%)")
    ax.set_xlim(0, float(load["time_s"].max()) * scale.factor)
    ax.set_ylim(0, max(10.0, min(105.0, 125 * float(load["utilisation"].max()))))
    drew(ax, load)
    ink.title(ax, "How busy the tiers are")
    ink.small_print(ax, run.pedigree + ", means of all replications")
    return ax


@pictured
def bill(run: Run, *, ax: Axes | None = None) -> Axes:
    """A month's bill by tier and by kind of traffic; what is assumed is hatched, what is not priced is named."""
    frame = run.bill
    if frame.empty:
        raise LookupError("the scenario has no `costs`, so there is no bill")
    groups = frame.assign(group=[_group(str(tier), str(what)) for tier, what in zip(frame["tier"], frame["what"], strict=True)])
    sums = groups.groupby("group").agg(amount=("amount_usd", "sum"), assumed=("assumed", "max")).sort_values("amount")
    ax = ink.axes_for(ax, (8.4, 0.42 * len(sums) + 1.7))
    bars = ax.barh(sums.index, sums["amount"], height=0.62, color=ink.BLUE)
    total = float(run.bill.attrs["total_usd_per_month"])
    for bar, amount, assumed in zip(bars, sums["amount"], sums["assumed"], strict=True):
        if assumed:
            bar.set(facecolor=ink.SKY, hatch="////", edgecolor="white")
        told = f"  {amount:,.0f} USD, {amount / total:.0%}" + (" (assumed price)" if assumed else "")
        ax.text(amount, bar.get_y() + bar.get_height() / 2, told, va="center", fontsize=8.5)
    ax.set_xlim(right=float(sums["amount"].max()) * 1.3)
    ax.set_xlabel("USD per month of 730 h")
    drew(ax, sums.reset_index())
    missing = run.bill.attrs["not_priced"]
    ink.title(ax, f"A month costs {total:,.0f} USD", shorten("not priced: " + "; ".join(missing), 110, placeholder=" ...") if missing else "")
    ink.small_print(ax, f"{run.pedigree}, prices as of {', '.join(sorted(set(frame['as_of'])))}")
    return ax


def _group(tier: str, what: str) -> str:
    if tier:
        return f"tier {tier}"
    for words, kind in (("internet", "traffic to the internet"), ("zone", "traffic between zones")):
        if words in what:
            return kind
    return "traffic between regions"


@pictured
def latency_distribution(run: Run, *, ax: Axes | None = None) -> Axes:
    """How many good replies take longer than a time, by phase, on log scales: the tail as it is."""
    ax = ink.axes_for(ax, (7.2, 4.0))
    frame = run.latency
    phases = list(run.scenario.phases["phase"]) or [""]
    scale = ink.duration_scale(float(frame["to_s"].max()) if len(frame) else 0.0)
    drawn = []
    for index, phase in enumerate(phases):
        rows = frame[frame["phase"] == phase]
        counts = rows.groupby(_upper_edge(rows["from_s"]))["count"].sum().sort_index()
        longer = 1 - counts.cumsum() / counts.sum()
        longer = longer[longer > 0]
        drawn.append(pd.DataFrame({"phase": phase, "latency_s": longer.index, "longer_share": longer.to_numpy()}))
        ax.plot(
            longer.index * scale.factor,
            100 * longer,
            color=ink.COLOURS[index % len(ink.COLOURS)],
            linestyle=ink.LINES[index % len(ink.LINES)],
            label=phase or "whole run",
        )
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.grid(which="major", color="#E6E6E6", linewidth=0.6)
    ax.set_xlabel(ink.labelled("latency", scale))
    ax.set_ylabel("good replies that take longer (%)")
    ax.legend(frameon=False, fontsize=8)
    drew(ax, pd.concat(drawn, ignore_index=True))
    ink.title(ax, "The tail of latency")
    ink.small_print(ax, run.pedigree + ", all replications together")
    return ax


def _upper_edge(from_s: pd.Series[float]) -> pd.Series[float]:
    """The end of the eighth of an octave that a row of the table begins in.

    Classes and regions fill different ends of the same eighth; by their own ends they would not add up.
    """
    ns = (from_s * 1e9).round().clip(lower=8)
    eighth = pd.Series(2.0 ** (np.floor(np.log2(ns.to_numpy())) - 3), index=ns.index)
    return ((ns // eighth) + 1) * eighth / 1e9
