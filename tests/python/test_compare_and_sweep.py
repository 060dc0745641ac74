"""Comparisons and sweeps: the same luck for all, and frames that say what the single runs say."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import windtunnel
from given import Command
from windtunnel.sweeps import short_names

REPLICAS = "tiers.web.each_region.replicas"


@pytest.fixture(scope="module")
def bigger(shop: windtunnel.Scenario) -> windtunnel.Run:
    return windtunnel.run(shop.with_({REPLICAS: 4}), progress=False)


@pytest.fixture(scope="module")
def swept(shop: windtunnel.Scenario) -> windtunnel.Sweep:
    values = {REPLICAS: [1, 2, 4], "workload.shoppers.rate": ["20 /s", "40 /s"]}
    return windtunnel.sweep(shop, values, progress=False)


def test_a_comparison_is_the_command_s(
    flown: windtunnel.Run, bigger: windtunnel.Run, shop_file: Path, command: Command
) -> None:
    compared = flown.compare(bigger)
    file = str(shop_file)
    printed = command("compare", file, file, "--set-b", f"{REPLICAS}=4", "--json", "--quiet").stdout
    assert compared.summary == json.loads(printed)
    assert str(compared) == command("compare", file, file, "--set-b", f"{REPLICAS}=4", "--quiet").stdout


def test_differences_are_paired_and_judged(flown: windtunnel.Run, bigger: windtunnel.Run) -> None:
    compared = flown.compare(bigger)
    assert compared.pairs == 8
    assert list(compared.files.itertuples(index=False, name=None)) == [(REPLICAS, "2", "4")]
    whole = compared.frame[(compared.frame[["phase", "class", "region", "tier", "fault", "side"]] == "").all(axis=1)]
    row = whole.set_index("metric").loc["latency_mean"]
    assert row["verdict"] == "better" and row["difference"] < 0
    assert math.isclose(row["a"] + row["difference"], row["b"], rel_tol=1e-9)
    assert row["low"] <= row["difference"] <= row["high"] < 0
    cost = whole.set_index("metric").loc["cost_per_month"]
    assert cost["verdict"] == "worse", "four replicas cost more than two"


def test_a_design_is_the_same_as_itself(flown: windtunnel.Run, shop: windtunnel.Scenario) -> None:
    compared = flown.compare(windtunnel.run(shop, progress=False))
    assert set(compared.frame["verdict"]) <= {"same", "undecided"}
    assert (compared.frame["difference"].dropna() == 0).all()
    assert compared.files.empty


def test_what_matters_decides_what_is_same(flown: windtunnel.Run, bigger: windtunnel.Run) -> None:
    def better(matters: float) -> int:
        return int((flown.compare(bigger, matters=matters).frame["verdict"] == "better").sum())

    assert better(0.9) < better(0.01)
    with pytest.raises(ValueError, match="matters: found 2"):
        flown.compare(bigger, matters=2)


def test_runs_of_different_luck_are_not_compared(flown: windtunnel.Run, shop: windtunnel.Scenario) -> None:
    other = windtunnel.run(shop, seed=99, replications=2, progress=False)
    with pytest.raises(ValueError, match="seeds 7 and 99"):
        flown.compare(other)


def test_a_comparison_shows_itself(flown: windtunnel.Run, bigger: windtunnel.Run) -> None:
    page = flown.compare(bigger)._repr_html_()
    assert REPLICAS in page and "8 pairs under the same luck" in page
    assert repr(flown.compare(bigger)).startswith("<Comparison of 8 pairs: ")


def test_a_sweep_has_a_row_a_point_and_metric(swept: windtunnel.Sweep, flown: windtunnel.Run) -> None:
    assert swept.axes == ["replicas", "rate"]
    assert len(swept) == 6
    frame = swept.frame
    assert list(frame.columns) == ["replicas", "rate", *flown.metrics.columns]
    assert not frame.duplicated(["replicas", "rate", "metric", "phase", "class", "region", "tier", "fault", "side"]).any()
    assert len(frame) == 6 * len(flown.metrics)
    assert list(swept.verdicts.columns) == ["replicas", "rate", "verdict", "replications", "failure"]
    assert set(swept.expectations["name"]) == {"fast", "perfect", "cheap"}
    assert len(swept.bills) > 6


def test_a_point_is_the_run_it_would_be_alone(swept: windtunnel.Sweep, flown: windtunnel.Run) -> None:
    same = swept.at(replicas=2, rate="40 /s")
    assert same.summary_json == flown.summary_json
    with pytest.raises(LookupError, match="3 points with rate='40 /s'"):
        swept.at(rate="40 /s")


def test_all_points_meet_the_same_luck(swept: windtunnel.Sweep) -> None:
    same_rate = [run for run in swept.runs if run.scenario.changes["workload.shoppers.rate"] == "40 /s"]
    assert len({run.fingerprints["workload"] for run in same_rate}) == 1
    assert len({run.seed for run in swept.runs}) == 1


def test_one_figure_over_a_sweep_falls_with_replicas(swept: windtunnel.Sweep) -> None:
    curve = swept.metric("latency_p99", phase="before")
    assert list(curve.columns) == ["replicas", "rate", "metric", "unit", "value", "low", "high", "interval", "lack"]
    at_forty = curve[curve["rate"] == "40 /s"].sort_values("replicas")
    assert at_forty["value"].is_monotonic_decreasing


def test_a_wrong_point_is_told_before_anything_flies(shop: windtunnel.Scenario) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        windtunnel.sweep(shop, {"run.replications": [10**9], REPLICAS: [1, -1]}, progress=False)
    assert caught.value.problems


def test_a_sweep_needs_lists(shop: windtunnel.Scenario) -> None:
    with pytest.raises(ValueError, match="found '12', expected a list"):
        windtunnel.sweep(shop, {REPLICAS: "12"})
    with pytest.raises(ValueError, match="at least one path"):
        windtunnel.sweep(shop, {})


def test_a_broken_point_is_kept_as_failed_and_the_rest_goes_on(
    shop: windtunnel.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    from windtunnel import sweeps

    def run(scenario: windtunnel.Scenario, **options: object) -> windtunnel.Run:
        if scenario.seed == 2:
            raise windtunnel.BrokenPromise("CHECK failed: replication 0, seed 2")
        return windtunnel.run(scenario, replications=2, progress=False)

    monkeypatch.setattr(sweeps, "run", run)
    swept = windtunnel.sweep(shop, {"run.seed": [1, 2, 3]}, progress=False)
    assert list(swept.verdicts["verdict"] == "failed") == [False, True, False]
    assert "seed 2" in swept.verdicts["failure"][1]
    assert len(swept.runs) == 2 and "1 failed" in repr(swept)
    assert "failed: CHECK failed" in swept._repr_html_()


def test_short_names_are_the_shortest_that_tell_apart() -> None:
    assert short_names(["tiers.web.replicas"]) == ["replicas"]
    assert short_names(["tiers.web.replicas", "tiers.app.replicas"]) == ["web.replicas", "app.replicas"]
    # "value" and "replications" are columns of the frame.
    assert short_names(["workload.users.rate.value", "run.replications"]) == ["rate.value", "run.replications"]
