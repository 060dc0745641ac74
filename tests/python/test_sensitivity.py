"""What figures depend on: functions whose indices are known, and a shop whose differences are flown a second way."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import windtunnel
from windtunnel.analysis.factors import factor
from windtunnel.analysis.figures import Figures
from windtunnel.analysis.sensitivity import _design, _resampled

pytest.importorskip("SALib", reason="needs SALib: pip install 'windtunnel[analysis]'")
REPLICAS, RATE = "tiers.web.each_region.replicas", "workload.shoppers.rate"


def found_of(values: np.ndarray) -> Figures:
    nothing = np.full(len(values), math.nan)
    return Figures("latency_mean", "s", pd.DataFrame(index=range(len(values))), values, values.mean(axis=1), nothing, nothing, [""] * len(values))


def table(method: str, values: np.ndarray, design: np.ndarray, count: int, resamples: int = 100) -> pd.DataFrame:
    chosen = tuple(factor(f"x{i}", f"tiers.x{i}", (0.0, 1.0)) for i in range(count))
    rows = _resampled(method, found_of(values), design, chosen, 4, resamples, 1)
    return pd.DataFrame(rows).set_index(["measure", "factor"])


def test_the_shares_of_ishigami_are_the_known_ones() -> None:
    # Ishigami & Homma 1990 with a = 7, b = 0.1: V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2 = 13.8446; first-order shares
    # 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.
    design = _design("sobol", 3, 1024, 4, 1)
    x = math.pi * (2 * design - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = table("sobol", y[:, None].repeat(2, axis=1), design, 3)
    for measure, shares in (("first", (0.3139, 0.4424, 0.0)), ("total", (0.5576, 0.4424, 0.2437))):
        for name, share in zip(("x0", "x1", "x2"), shares, strict=True):
            row = found.loc[(measure, name)]
            assert row["value"] == pytest.approx(share, abs=0.03)
            assert row["low"] - 0.02 <= share <= row["high"] + 0.02


def test_morris_finds_slopes_and_what_interacts() -> None:
    # y = 3 x0 - 2 x1 + 4 x2 x3: effects over the whole range are 3 and -2 everywhere, so their spread is 0; those of x2 and
    # x3 are 4 times the other one, which is between 0 and 1.
    design = _design("morris", 4, 20, 4, 1)
    y = 3 * design[:, 0] - 2 * design[:, 1] + 4 * design[:, 2] * design[:, 3]
    found = table("morris", y[:, None].repeat(3, axis=1), design, 4)
    assert found.loc[("mu_star", "x0"), "value"] == pytest.approx(3) and found.loc[("mu", "x1"), "value"] == pytest.approx(-2)
    assert found.loc[("mu_star", "x1"), "value"] == pytest.approx(2)
    assert found.loc[("sigma", "x0"), "value"] == pytest.approx(0, abs=1e-9)
    assert found.loc[("sigma", "x2"), "value"] > 0.5
    assert found.loc[("mu_star", "x0"), "low"] == pytest.approx(3), "no luck, no spread: no width"
    assert found.loc[("mu_star", "x2"), "low"] < found.loc[("mu_star", "x2"), "value"] < found.loc[("mu_star", "x2"), "high"]


def test_noise_of_the_flights_widens_the_intervals() -> None:
    design = _design("morris", 2, 10, 4, 1)
    y = 3 * design[:, 0] + design[:, 1]
    noise = np.random.default_rng(1).standard_normal((len(y), 6))
    wide, narrow = (table("morris", y[:, None] + spread * noise, design, 2).loc[("mu_star", "x0")] for spread in (0.5, 0.05))
    assert wide["high"] - wide["low"] > 3 * (narrow["high"] - narrow["low"]) > 0
    assert narrow["low"] <= 3.0 <= narrow["high"]


def test_each_factor_alone_is_the_paired_difference_of_two_runs(shop: windtunnel.Scenario) -> None:
    found = windtunnel.sensitivity(
        shop, {REPLICAS: (1, 3), RATE: ("30 /s", "50 /s")}, ["latency_mean", {"metric": "availability", "phase": "during"}],
        method="one_at_a_time", replications=4, progress=False,
    )  # fmt: skip
    assert list(found.frame.columns) == ["figure", "unit", "factor", "path", "measure", "at", "value", "low", "high"]
    assert len(found.frame) == 2 * 2 * 2 and len(found.design) == 5
    as_it_is = windtunnel.run(shop, replications=4, progress=False)
    few = windtunnel.run(shop.with_({REPLICAS: 1}), replications=4, progress=False)
    a, b = (np.array(each.metric("latency_mean").by_replication) for each in (as_it_is, few))
    row = found.of("latency_mean", "low").set_index("factor").loc["replicas"]
    assert row["value"] == (b - a).mean() and row["at"] == "1"
    # Student's t of three degrees: 3.182 standard errors each way.
    reach = 3.182446 * (b - a).std(ddof=1) / 2
    assert row["low"] == pytest.approx(row["value"] - reach) and row["high"] == pytest.approx(row["value"] + reach)
    assert found.of("availability during")["value"].abs().max() > 0
    assert found.frame.attrs["windtunnel"]["version"] == windtunnel.__version__


def test_a_screening_of_the_shop_flies_every_sample_once(shop: windtunnel.Scenario) -> None:
    factors = {REPLICAS: (1, 3), RATE: ("30 /s", "45 /s"), "tiers.web.balancer.kind": ["random", "round_robin", "least_requests"]}
    found = windtunnel.sensitivity(shop, factors, ["latency_mean"], samples=3, replications=2, progress=False)
    assert len(found.design) == 3 * (3 + 1)
    assert set(found.design["replicas"]) <= {1, 2, 3}, "whole numbers stay whole"
    assert all(value.endswith(" /s") for value in found.design["rate"])
    assert len(found.result) == len({tuple(row) for row in found.design.iloc[:, 1:].itertuples(index=False)})
    ranked = found.of("latency_mean", "mu_star")
    assert ranked["factor"].iloc[0] == "replicas", "one replica of two is nearly full"
    assert (ranked["low"] <= ranked["value"]).all() and (ranked["value"] <= ranked["high"]).all()
    again = windtunnel.sensitivity(shop, factors, ["latency_mean"], samples=3, replications=2, progress=False, jobs=1)
    assert again.frame.equals(found.frame)


def test_what_can_not_be_analysed_is_said(shop: windtunnel.Scenario) -> None:
    def tell(factors: object, of: object = ("latency_mean",), **how: object) -> None:
        windtunnel.sensitivity(shop, factors, of, progress=False, **how)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match='its ends are in "/s" and "/min"; write both in one unit'):
        tell({RATE: ("30 /s", "45 /min")})
    with pytest.raises(ValueError, match="expected the lower end first"):
        tell({REPLICAS: (3, 1)})
    with pytest.raises(ValueError, match="samples: found 12, expected a power of two"):
        tell({REPLICAS: (1, 3)}, method="sobol", samples=12)
    with pytest.raises(LookupError, match='there is no method "moris"; did you mean morris'):
        tell({REPLICAS: (1, 3)}, method="moris")
    with pytest.raises(windtunnel.ScenarioError, match="nearest +replicas"):
        tell({"tiers.web.each_region.replica": (1, 3)})
    with pytest.raises(LookupError, match="no value at rate 400 /s: saturated; narrow the factors"):
        tell({RATE: ("20 /s", "400 /s")}, method="one_at_a_time", replications=2)
