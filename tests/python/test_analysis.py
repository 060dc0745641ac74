"""Analyses of studies: fronts, knees and surfaces whose answer is known by arithmetic, with how often they may be wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import windtunnel
from given import MadeUpStudy
from windtunnel.analysis.pareto import DOMINATED, POSSIBLY, SURELY, UNKNOWN

GOALS = {"cost_per_month": "min", "availability": "max"}


def study(costs: list[float], shares: list[list[float]], lack: dict[int, str] | None = None) -> Any:
    replications = len(shares[0])
    figures = {"cost_per_month": [[cost] * replications for cost in costs], "availability": shares}
    return MadeUpStudy({"replicas": list(range(len(costs)))}, figures, lack)


def around(middle: float, spread: float, seed: int, count: int = 8) -> list[float]:
    return list(middle + spread * np.random.default_rng(seed).standard_normal(count))


# ---- the Pareto front


def test_the_front_is_what_nothing_beats() -> None:
    # Point 2 costs more than 1 and answers less; 0 is the cheapest, 3 answers most.
    middles = [0.90, 0.95, 0.93, 0.99]
    found = windtunnel.pareto(study([1, 2, 3, 4], [around(m, 1e-4, i) for i, m in enumerate(middles)]), GOALS)
    assert found["standing"].tolist() == [SURELY, SURELY, DOMINATED, SURELY]
    assert found["front"].tolist() == [True, True, False, True]
    assert found["dominated_by"].tolist() == [-1, -1, 1, -1]
    assert found["share_on_front"].tolist() == [1.0, 1.0, 0.0, 1.0]
    assert found.loc[1, "availability_low"] < found.loc[1, "availability"] < found.loc[1, "availability_high"]


def test_what_chance_could_turn_around_is_only_possible() -> None:
    # 1 costs more and answers 0.001 more, with a spread of 0.01: it may be worth it or not.
    found = windtunnel.pareto(study([1, 2], [around(0.950, 0.01, 1), around(0.951, 0.01, 2)]), GOALS)
    assert found["standing"].tolist() == [SURELY, POSSIBLY]
    assert 0.05 < found["share_on_front"][1] < 0.99


def test_luck_that_all_points_share_changes_nothing() -> None:
    own = [around(m, 1e-4, i) for i, m in enumerate([0.90, 0.95, 0.93])]
    weather = around(0.0, 0.05, 9)  # far more than the points differ by
    shared = [[value + storm for value, storm in zip(values, weather, strict=True)] for values in own]
    for shares in (own, shared):
        assert windtunnel.pareto(study([1, 2, 3], shares), GOALS)["standing"].tolist() == [SURELY, SURELY, DOMINATED]
    # Were they flown under luck of their own, nothing could be told: the same values, each point in another order.
    shuffled = [list(np.random.default_rng(i).permutation(values)) for i, values in enumerate(shared)]
    assert windtunnel.pareto(study([1, 2, 3], shuffled), GOALS)["standing"].tolist() == [SURELY, POSSIBLY, POSSIBLY]


def test_no_failure_seen_is_not_no_failure() -> None:
    made = study([1, 2], [[1.0] * 8, [1.0] * 8])
    # What the engine says of no failure among many requests.
    made.columns.low[made.columns.about == 1] = 0.9995
    assert windtunnel.pareto(made, GOALS)["standing"].tolist() == [SURELY, POSSIBLY]
    # 0.0005 of availability may not matter: then the cheaper one is enough.
    assert windtunnel.pareto(made, GOALS, matters={"availability": 0.001})["standing"].tolist() == [SURELY, DOMINATED]


def test_a_point_without_a_figure_is_not_judged() -> None:
    found = windtunnel.pareto(study([1, 2, 3], [around(m, 1e-4, i) for i, m in enumerate([0.9, 0.95, 0.99])], {1: "saturated"}), GOALS)
    assert found["standing"].tolist() == [SURELY, UNKNOWN, SURELY]
    assert not found["front"][1] and math.isnan(found["share_on_front"][1])


def test_surely_and_dominated_are_wrong_in_at_most_five_studies_of_a_hundred() -> None:
    # True values: 0, 1 and 3 are on the front, 2 is not. 150 studies of 4 points and 6 replications; a rate of 5% gives
    # 7.5 wrong ones, and 19 or more once in 4,000 (binomial); the bound is conservative, so far fewer come.
    truth, wrong, told = [0.900, 0.902, 0.901, 0.903], 0, 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        shares = [list(middle + 0.001 * rng.standard_normal(6)) for middle in truth]
        standing = windtunnel.pareto(study([1, 2, 3, 4], shares), GOALS, resamples=1)["standing"].tolist()
        told += sum(each in (SURELY, DOMINATED) for each in standing[1:])
        wrong += standing[2] == SURELY or DOMINATED in (standing[0], standing[1], standing[3])
    assert wrong < 19
    assert told > 15, "a bound that never says anything is never wrong"


def test_goals_are_read_strictly() -> None:
    made = study([1, 2], [[0.9, 0.9], [0.8, 0.8]])
    with pytest.raises(ValueError, match='goal availability: found \'least\', expected "min" or "max"'):
        windtunnel.pareto(made, {"availability": "least"})
    with pytest.raises(LookupError, match="did you mean availability"):
        windtunnel.pareto(made, {"availibility": "max"})
    with pytest.raises(LookupError, match="there is no goal"):
        windtunnel.pareto(made, GOALS, matters={"latency_p99": 1.0})


# ---- knees


def curve(heights: list[float], spread: float = 0.0, axis: list[Any] | None = None) -> Any:
    values = [around(height, spread, seed) if spread else [height] * 8 for seed, height in enumerate(heights)]
    return MadeUpStudy({"rate": axis or [f"{10 * (i + 1)} /s" for i in range(len(heights))]}, {"latency_p99": values})


def test_the_knee_of_the_papers_own_curve_is_where_the_paper_says() -> None:
    # Satopaa et al. 2011, figure 2: y = -1 / (x + 0.1) + 5 at ten points from 0 to 1 has its knee at x = 2/9.
    x = [i / 9 for i in range(10)]
    found = windtunnel.knee(curve([-1 / (each + 0.1) + 5 for each in x], axis=x), "latency_p99")
    assert found.at == pytest.approx(2 / 9)


def test_a_corner_is_found_with_its_interval() -> None:
    # Flat at 1 to 50 /s, then 1 more for each 10 /s: the corner is at 50 /s, 4 steps up.
    corner = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    sharp = windtunnel.knee(curve(corner, 0.01), "latency_p99", "rate")
    assert (sharp.at, sharp.low, sharp.high) == ("50 /s", "50 /s", "50 /s")
    assert sharp.sharpness == pytest.approx(0.5, abs=0.02), "half the square: at x = 1/2 the chord is at 1/2, the curve at 0"
    blurred = windtunnel.knee(curve(corner, 0.9), "latency_p99", "rate")
    assert len(blurred.shares) > 1 and sum(blurred.shares.values()) == pytest.approx(1.0)
    within = [value for value in blurred.frame["rate"] if float(blurred.low.split()[0]) <= float(value.split()[0]) <= float(blurred.high.split()[0])]
    assert sum(blurred.shares.get(value, 0.0) for value in within) >= 0.95
    assert "bends at rate 50 /s" in str(sharp)


def test_a_straight_line_has_no_knee() -> None:
    found = windtunnel.knee(curve([1.0, 2.0, 3.0, 4.0, 5.0]), "latency_p99")
    assert found.at is None and found.sharpness == pytest.approx(0.0) and "no knee" in str(found)


def test_what_a_knee_needs_is_said() -> None:
    with pytest.raises(LookupError, match="3 points along rate; a knee needs at least 4"):
        windtunnel.knee(curve([1.0, 2.0, 4.0]), "latency_p99")
    with pytest.raises(LookupError, match='there is no axis "rat"; did you mean rate'):
        windtunnel.knee(curve([1.0, 2.0, 4.0, 8.0]), "latency_p99", "rat")
    with pytest.raises(ValueError, match="axis rate: \"raft\" is no number"):
        windtunnel.knee(curve([1.0, 2.0, 4.0, 8.0], axis=["raft", "crdt", "none", "quorum"]), "latency_p99")
    both = MadeUpStudy({"rate": [1, 2, 3, 4], "replicas": [2, 3]}, {"latency_p99": [[float(i)] * 4 for i in range(8)]})
    with pytest.raises(LookupError, match="the study has replicas 2, 3; say which"):
        windtunnel.knee(both, "latency_p99", "rate")
    assert windtunnel.knee(both, "latency_p99", "rate", at={"replicas": 3}).where == {"replicas": 3}


# ---- response surfaces

pytest.importorskip("sklearn", reason="needs scikit-learn: pip install 'windtunnel[analysis]'")


def queue(rate: float, servers: int) -> float:
    """Something with a wall in it, as queues have: the service time over what is left of the capacity."""
    return 0.01 / (1 - rate / (30 * servers + 40))


def surface_of(spread: float, seed: int = 0) -> Any:
    rng, rates, servers = np.random.default_rng(seed), [20, 40, 60, 80, 100], [3, 4, 6]
    values = [[queue(rate, count) * (1 + spread * noise) for noise in rng.standard_normal(6)] for rate in rates for count in servers]
    made = MadeUpStudy({"rate": [f"{rate} /s" for rate in rates], "replicas": servers}, {"latency_mean": values})
    return windtunnel.response_surface(made, "latency_mean")


def test_a_surface_is_near_the_truth_between_the_points() -> None:
    surface = surface_of(0.01)
    asked = {"rate": [30.0, 70.0, 90.0], "replicas": [3, 4, 6]}
    found = surface.predict(asked)
    truth = [queue(rate, count) for rate, count in zip(*asked.values(), strict=True)]
    assert found["mean"].tolist() == pytest.approx(truth, rel=0.03)
    assert ((found["low"] < found["mean"]) & (found["mean"] < found["high"])).all()
    assert surface.explained > 0.95 and "15 points" in str(surface)
    grid = surface.grid(5)
    assert len(grid) == 5 * 4 and sorted(set(grid["replicas"])) == [3, 4, 5, 6], "replicas are counted in wholes"


def test_the_band_covers_the_truth_as_often_as_it_says() -> None:
    # 15 studies x 4 places; 95% is 57 of 60. The places of one study are dependent (worth perhaps 30 looks), so 52 is asked
    # for, missed once in some hundreds; the band without Student's t had 50, one that forgets the noise under half.
    inside = 0
    asked = {"rate": [30.0, 50.0, 70.0, 90.0], "replicas": [4, 4, 6, 3]}
    truth = np.array([queue(rate, count) for rate, count in zip(*asked.values(), strict=True)])
    for seed in range(15):
        found = surface_of(0.05, seed).predict(asked)
        inside += int(((found["low"] <= truth) & (truth <= found["high"])).sum())
    assert 52 <= inside <= 60


def test_a_surface_is_no_prophet() -> None:
    with pytest.raises(ValueError, match="rate: flown from 20 to 100 /s; asked for 120 to 120"):
        surface_of(0.01).predict({"rate": [120.0], "replicas": [4]})
    with pytest.raises(LookupError, match="no values for replicas"):
        surface_of(0.01).predict({"rate": [50.0]})
    few = MadeUpStudy({"rate": [1, 2, 3]}, {"latency_mean": [[1.0, 1.1], [2.0, 2.1], [3.0, 3.1]]})
    with pytest.raises(LookupError, match="3 points with an estimate; a surface needs at least 6"):
        windtunnel.response_surface(few, "latency_mean")


def test_a_share_stays_a_share() -> None:
    made = MadeUpStudy({"rate": list(range(8))}, {"availability": [[1.0, 1.0]] * 5 + [[0.9, 0.91], [0.7, 0.71], [0.4, 0.42]]})
    found = windtunnel.response_surface(made, "availability").grid(40)
    assert found["high"].max() <= 1.0 and found["low"].min() >= 0.0
