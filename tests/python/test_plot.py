"""Figures: what they draw is what the answer says, with units on the axes, intervals, limits and small print."""

from __future__ import annotations

import math
from collections.abc import Iterator

import matplotlib
import pytest
import windtunnel
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from windtunnel import plot

matplotlib.use("agg")
REPLICAS = "tiers.web.each_region.replicas"


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def swept(shop: windtunnel.Scenario) -> windtunnel.Sweep:
    return windtunnel.sweep(shop, {REPLICAS: [1, 2, 4]}, progress=False)


def texts(ax: Axes) -> str:
    return "\n".join([text.get_text() for text in ax.texts] + [ax.get_title(loc="left")])


def has_small_print(ax: Axes, run: windtunnel.Run) -> bool:
    told = texts(ax)
    return run.scenario.hash[:8] in told and f"seed {run.seed}" in told and windtunnel.__version__ in told


def shaded(ax: Axes) -> list[tuple[float, float]]:
    """Where the spans that reach from the bottom of the axes to their top begin and end."""
    spans = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_height() == 1]
    assert not [patch for patch in ax.patches if isinstance(patch, Polygon)]
    return [(span.get_x(), span.get_x() + span.get_width()) for span in spans]


def test_latency_by_phase_draws_values_intervals_and_limits(flown: windtunnel.Run) -> None:
    ax = plot.latency_by_phase(flown, ("latency_p50", "latency_p90"))
    bars = [container for container in ax.containers if isinstance(container, ErrorbarContainer)]
    assert len(bars) == 2
    found = flown.metric("latency_p50", phase="during")
    line, _, (segments,) = bars[0].lines
    assert line is not None
    assert math.isclose(line.get_ydata()[1], found.value * 1000), "in ms, the second of four phases"
    low, high = segments.get_segments()[1][:, 1]
    assert math.isclose(low, found.low * 1000) and math.isclose(high, found.high * 1000)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["before", "during", "after", "whole run"]
    assert ax.get_ylabel() == "latency of good replies (ms)"
    assert has_small_print(ax, flown)


def test_a_limit_is_drawn_where_it_is_and_says_its_verdict(flown: windtunnel.Run) -> None:
    ax = plot.latency_by_phase(flown)
    limits = [collection for collection in ax.collections if collection.get_linestyle()[0][1] is not None]
    heights = {round(float(segment[0][1]), 6) for each in limits for segment in each.get_segments()}
    assert 500.0 in heights
    assert "fast: at most 500 ms, holds" in texts(ax)


def test_a_quantile_with_too_few_replications_says_so(shop: windtunnel.Scenario) -> None:
    few = windtunnel.run(shop, replications=2, progress=False)
    assert few.metric("latency_p99", phase="during").lack == "too few"
    ax = plot.latency_by_phase(few)
    assert "too few" in texts(ax) or not math.isnan(few.metric("latency_p99", phase="during").value)


def test_timeline_marks_the_fault_in_every_panel(flown: windtunnel.Run) -> None:
    figure = plot.timeline(flown)
    assert isinstance(figure, Figure)
    top, middle, bottom = figure.axes
    # The zone is dead from 2 min to 2.5 min of 4; under ten minutes the axis is in seconds.
    for ax in (top, middle, bottom):
        assert shaded(ax) == [(120.0, 150.0)]
    assert "zone dies" in texts(top)
    assert (top.get_ylabel(), middle.get_ylabel()) == ("requests per s", "failed (%)")
    assert (bottom.get_ylabel(), bottom.get_xlabel()) == ("mean latency (ms)", "simulated time (s)")
    meant = top.lines[0].get_ydata()
    assert math.isclose(sum(meant) / len(meant), 40, rel_tol=0.05), "40 /s in all regions together"
    assert has_small_print(bottom, flown)


def test_timeline_of_one_region_shows_its_share(flown: windtunnel.Run) -> None:
    meant = plot.timeline(flown, "europe-west1").axes[0].lines[0].get_ydata()
    assert math.isclose(sum(meant) / len(meant), 16, rel_tol=0.05), "0.4 x 40 /s"
    with pytest.raises(LookupError, match="no region"):
        plot.timeline(flown, "mars")


def test_where_the_time_goes_adds_up(flown: windtunnel.Run) -> None:
    ax = plot.where_the_time_goes(flown)
    widths = [patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert math.isclose(sum(widths[0::2]), 1000 * flown.time["mean_s"].sum(), rel_tol=1e-9)
    assert math.isclose(sum(widths[1::2]), 1000 * flown.time["slowest_1_percent_s"].sum(), rel_tol=1e-9)
    assert ax.get_xlabel() == "time of good replies (ms)"
    assert has_small_print(ax, flown)


def test_utilisation_draws_every_tier_and_the_fault(flown: windtunnel.Run) -> None:
    ax = plot.utilisation(flown)
    assert [str(line.get_label()).split(",")[0] for line in ax.lines] == ["web", "store"]
    assert shaded(ax) == [(120.0, 150.0)]
    assert ax.get_ylabel() == "busy cores (%)"


def test_bill_adds_up_and_names_what_is_not_priced(flown: windtunnel.Run) -> None:
    ax = plot.bill(flown)
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert math.isclose(sum(bar.get_width() for bar in bars), flown.bill.attrs["total_usd_per_month"], abs_tol=1e-6)
    assert "not priced: " in texts(ax) and "prices as of " in texts(ax)
    free = windtunnel.run(flown.scenario.with_({"costs": None, "expect.cheap": None}), replications=2, progress=False)
    with pytest.raises(LookupError, match="no `costs`"):
        plot.bill(free)


def test_latency_distribution_falls_from_all_to_none(flown: windtunnel.Run) -> None:
    ax = plot.latency_distribution(flown)
    assert [line.get_label() for line in ax.lines] == ["before", "during", "after"]
    for line in ax.lines:
        heights = list(line.get_ydata())
        assert heights == sorted(heights, reverse=True)
        assert 0 < heights[-1] < heights[0] <= 100
    # The curve passes the p99 at 1%, to an eighth of an octave.
    p99 = flown.metric("latency_p99", phase="before").value * (1 if "(s)" in ax.get_xlabel() else 1000)
    before = ax.lines[0]
    at = min(x for x, y in zip(before.get_xdata(), before.get_ydata(), strict=True) if y <= 1)
    assert p99 / 2**0.25 < at < p99 * 2**0.25


def test_sweep_curve_draws_points_intervals_and_the_limit(swept: windtunnel.Sweep) -> None:
    ax = plot.sweep_curve(swept, "latency_p99", phase="before")
    (bars,) = [container for container in ax.containers if isinstance(container, ErrorbarContainer)]
    assert bars.lines[0] is not None
    expected = swept.metric("latency_p99", phase="before")
    assert list(bars.lines[0].get_xdata()) == [1, 2, 4]
    factor = 1000 if "(ms)" in ax.get_ylabel() else 1
    assert list(bars.lines[0].get_ydata()) == pytest.approx(list(expected["value"] * factor), nan_ok=True)
    limit = 0.5 * factor
    assert any(math.isclose(line.get_ydata()[0], limit) for line in ax.lines if len(set(line.get_ydata())) == 1)
    assert "fast: at most" in texts(ax)
    assert REPLICAS in ax.get_xlabel()
    assert all(point.scenario.hash[:8] in texts(ax) for point in swept.points)


def test_sweep_curve_has_a_line_for_every_value_of_the_second_axis(shop: windtunnel.Scenario) -> None:
    values = {"workload.shoppers.rate": ["20 /s", "40 /s"], REPLICAS: [2, 4]}
    swept = windtunnel.sweep(shop, values, replications=2, progress=False)
    ax = plot.sweep_curve(swept, "availability")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["20 /s", "40 /s"]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["replicas 2", "replicas 4"]


def test_differences_draw_every_figure_that_differs(flown: windtunnel.Run, swept: windtunnel.Sweep) -> None:
    compared = flown.compare(swept.at(replicas=4))
    ax = plot.differences(compared)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert "utilisation web" in names and "cost per month" in names
    assert ax.get_xlabel() == "b against a (%)"
    assert f"{REPLICAS} 2 → 4" in texts(ax)
    with pytest.raises(LookupError, match="nothing differs"):
        plot.differences(flown.compare(swept.at(replicas=2)))


def test_figures_go_into_axes_that_are_given(flown: windtunnel.Run) -> None:
    figure, (left, right) = pyplot.subplots(1, 2)
    assert plot.utilisation(flown, ax=left) is left
    assert plot.where_the_time_goes(flown, ax=right) is right
    assert len(pyplot.get_fignums()) == 1 and figure.axes == [left, right]
