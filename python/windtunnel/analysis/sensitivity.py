"""What a figure depends on: each factor alone, Morris' elementary effects, and Sobol's shares of variance.

The samples and the formulas are SALib's (Herman & Usher 2017; Iwanaga, Usher & Herman 2022). Ours is the luck: every
sample is a point of a study, so all are flown under common random numbers and on as many cores as a study uses, and an
interval comes from resampling blocks of the design and replications together: it holds both what was sampled and what
was simulated. Few blocks or few replications show as wide intervals, as they should.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from windtunnel.extras import needed
from windtunnel.analysis.factors import Factor, factor
from windtunnel.analysis.figures import Figures, Numbers, figures, student_t
from windtunnel.estimates import METRICS, SELECTORS
from windtunnel.frames import Frame, framed
from windtunnel.made_studies import study_of_text
from windtunnel.origins import Origin, scenario_recipe
from windtunnel.problems import unknown
from windtunnel.sweeps import short_names

if TYPE_CHECKING:
    from windtunnel.scenario import Scenario
    from windtunnel.studies import Study, StudyResult

METHODS = ("one_at_a_time", "morris", "sobol")
_AXIS = "sample"


@dataclass(frozen=True)
class Sensitivity:
    """What some figures depend on. Made by `sensitivity`."""

    method: str
    factors: tuple[Factor, ...]
    design: pd.DataFrame  # a row a sample: `point` of the study that flew it, then each factor's value
    result: StudyResult
    frame: Frame  # figure, unit, factor, path, measure, at, value, low, high
    recipe: dict[str, Any]

    @property
    def origin(self) -> Origin:
        flown = self.result.origin
        return Origin(
            "sensitivity", flown.name, flown.hash, flown.version, flown.seeds, flown.replications, flown.points,
            flown.catalogs, self.recipe,
        )  # fmt: skip

    @property
    def pedigree(self) -> str:
        return str(self.origin)

    def of(self, figure: str, measure: str | None = None) -> Frame:
        """The rows of one figure, or of one measure of it, the largest first."""
        there = list(dict.fromkeys(self.frame["figure"]))
        if figure not in there:
            raise unknown("figure", figure, there)
        rows = self.frame[self.frame["figure"] == figure]
        if measure is not None:
            known = list(dict.fromkeys(rows["measure"]))
            if measure not in known:
                raise unknown("measure", measure, known)
            rows = rows[rows["measure"] == measure]
        return Frame(rows.reindex(rows["value"].abs().sort_values(ascending=False, kind="stable").index))

    def __repr__(self) -> str:
        over = ", ".join(each.name for each in self.factors)
        return f"<Sensitivity by {self.method} to {over}: {len(self.design)} samples>"


def sensitivity(
    scenario: Scenario,
    factors: Mapping[str, Sequence[Any]],
    of: Sequence[str | Mapping[str, str]],
    *,
    method: str = "morris",
    samples: int = 10,
    levels: int = 4,
    seed: int = 1,
    replications: int | None = None,
    jobs: int | None = None,
    resamples: int = 200,
    progress: Any = None,
) -> Sensitivity:
    """What figures depend on: `sensitivity(shop, {"tiers.web.replicas": (2, 6)}, ["latency_p99"], method="sobol")`.

    A factor is a path and (low, high): numbers, or quantities in one unit such as ("60 /s", "120 /s"); whole numbers
    stay whole. A list of three or more is a choice among just these. `of` are metrics, or {"metric": ..., "phase": ...}.

    "one_at_a_time" sets each factor to its ends while the others stay as the scenario has them: measures `low` and
    `high`, the paired difference to the scenario with its interval (Student's t, for each alone). "morris" walks
    `samples` trajectories over `levels` (Morris 1991): `mu_star`, the mean absolute effect of a factor over its whole
    range, `mu` with its sign, `sigma`, which is large where the effect depends on the others. "sobol" (Saltelli et al.
    2010) takes `samples` (a power of two) times (factors + 2) points: `first`, the share of variance that is the
    factor's alone, and `total`, with what it does together with others. Intervals of both are 95%, by `resamples`.

    `seed` is the design's; the flights' luck is the scenario's. Needs SALib but for "one_at_a_time".
    """
    if method not in METHODS:
        raise unknown("method", method, list(METHODS))
    if not factors or not of:
        raise ValueError("factors, of: expected at least one path with its ends, and one metric")
    names = short_names(list(factors))
    chosen = tuple(factor(name, path, values) for name, (path, values) in zip(names, factors.items(), strict=True))
    wanted = [{"metric": each} if isinstance(each, str) else dict(each) for each in of]
    unit_design = _design(method, len(chosen), samples, levels, seed)
    study, points, design = _study(scenario, chosen, unit_design, wanted, method)
    result = study.run(jobs=jobs, replications=replications, progress=progress)
    frames = []
    for each in wanted:
        found = _at_every_sample(result, each, points, design)
        label = " ".join([each["metric"], *(value for key, value in each.items() if key != "metric")])
        if method == "one_at_a_time":
            rows = _one_at_a_time(found, chosen)
        else:
            rows = _resampled(method, found, unit_design, chosen, levels, resamples, seed)
        frames.append(pd.DataFrame(rows).assign(figure=label, unit=_unit(method, each["metric"])))
    columns = ["figure", "unit", "factor", "path", "measure", "at", "value", "low", "high"]
    recipe = {
        **scenario_recipe(scenario), "factors": {path: list(values) for path, values in factors.items()},
        "of": wanted, "method": method, "samples": samples, "levels": levels, "seed": seed,
        "replications": replications, "resamples": resamples,
    }  # fmt: skip
    made = framed(pd.concat(frames, ignore_index=True)[columns], result.origin)
    return Sensitivity(method, chosen, design, result, made, json.loads(json.dumps(recipe)))


def _unit(method: str, metric: str) -> str:
    return "share" if method == "sobol" else METRICS[metric].unit


def _design(method: str, count: int, samples: int, levels: int, seed: int) -> Numbers:
    """A row a sample, a column a factor, between 0 and 1; NaN is "as the scenario has it"."""
    if method == "one_at_a_time":
        rows = np.full((1 + 2 * count, count), math.nan)
        for index in range(count):
            rows[1 + 2 * index, index], rows[2 + 2 * index, index] = 0.0, 1.0
        return rows
    problem = _problem(count)
    if samples < 2:
        raise ValueError(f"samples: found {samples}, expected at least 2")
    if method == "morris":
        if levels < 2 or levels % 2:
            raise ValueError(f"levels: found {levels}, expected an even number, at least 2")
        return np.asarray(needed("SALib.sample.morris").sample(problem, samples, num_levels=levels, seed=seed))
    if samples & (samples - 1):
        raise ValueError(f"samples: found {samples}, expected a power of two, such as 64 (Sobol's sequence is balanced there)")
    return np.asarray(needed("SALib.sample.sobol").sample(problem, samples, calc_second_order=False, seed=seed))


def _problem(count: int) -> dict[str, Any]:
    return {"num_vars": count, "names": [f"x{index}" for index in range(count)], "bounds": [[0.0, 1.0]] * count}


def _study(
    scenario: Scenario, chosen: tuple[Factor, ...], unit_design: Numbers, wanted: list[dict[str, str]], method: str
) -> tuple[Study, list[int], pd.DataFrame]:
    """The study that flies every different sample once, the point of each sample, and the factors' values at it."""
    variants: dict[str, dict[str, Any]] = {}
    seen: dict[str, int] = {}
    points, rows = [], []
    for sample in unit_design:
        values = {each.path: each.at(float(x)) for each, x in zip(chosen, sample, strict=True) if not math.isnan(x)}
        key = json.dumps(values)
        if key not in seen:
            seen[key] = len(seen)
            variants[f"s{len(seen) - 1}"] = values
        points.append(seen[key])
        rows.append([values.get(each.path) for each in chosen])
    text = json.dumps(
        {
            "windtunnel": 1,
            "title": f"{scenario.title or scenario.name}: sensitivity ({method})",
            "base": Path(scenario.file).name,
            "axes": {_AXIS: {"variants": variants}},
            "keep": wanted,
        }
    )
    sets = tuple(f"{path}={value}" for path, value in scenario._changes)
    name = Path(scenario.file).with_name(f"{scenario.name}_{method}.json")
    made = study_of_text(text, name, sets, scenario._catalog)
    design = pd.DataFrame(rows, columns=[each.name for each in chosen])
    design.insert(0, "point", points)
    return made, points, design


def _at_every_sample(result: StudyResult, wanted: Mapping[str, str], points: list[int], design: pd.DataFrame) -> Figures:
    """The figure at every sample, in the order of the design; LookupError where one has none."""
    selected = {key: value for key, value in wanted.items() if key in SELECTORS}
    found = figures(result, wanted["metric"], **selected)
    place = {int(point): row for row, point in enumerate(found.at.index)}
    for sample, point in enumerate(points):
        row = place.get(point)
        why = "the point failed or says nothing of it" if row is None else found.lack[row]
        if row is None or why == "saturated" or np.isnan(found.values[row]).all():
            where = ", ".join(f"{name} {value}" for name, value in design.iloc[sample, 1:].items() if value is not None)
            raise LookupError(f"{found.metric} has no value at {where or 'the scenario itself'}: {why}; narrow the factors")
    rows = [place[point] for point in points]
    lack = [found.lack[row] for row in rows]
    ends = (found.mean[rows], found.low[rows], found.high[rows])
    return Figures(found.metric, found.unit, found.at.iloc[rows], found.values[rows], *ends, lack)


def _one_at_a_time(found: Figures, chosen: tuple[Factor, ...]) -> list[dict[str, Any]]:
    rows = []
    for index, each in enumerate(chosen):
        for end, sample in (("low", 1 + 2 * index), ("high", 2 + 2 * index)):
            differences = found.values[sample] - found.values[0]
            differences = differences[~np.isnan(differences)]
            count = len(differences)
            mean = float(differences.mean()) if count else math.nan
            error = float(differences.std(ddof=1)) / math.sqrt(count) if count > 1 else math.inf
            reach = student_t(0.975, count - 1) * error if error > 0 else 0.0
            at = str(each.at(0.0 if end == "low" else 1.0))
            rows.append({"factor": each.name, "path": each.path, "measure": end, "at": at, "value": mean, "low": mean - reach, "high": mean + reach})
    return rows


def _resampled(
    method: str, found: Figures, unit_design: Numbers, chosen: tuple[Factor, ...], levels: int, resamples: int, seed: int
) -> list[dict[str, Any]]:
    """Each measure on all the data, and between which ends 95% of it lie when blocks and replications are drawn anew."""
    size = len(chosen) + (1 if method == "morris" else 2)  # samples in a trajectory, or in a block of Saltelli's
    blocks, common = len(unit_design) // size, np.flatnonzero(~np.isnan(found.values).any(axis=0))
    if not len(common):
        raise LookupError(f"no replication has {found.metric} at every sample")
    measures = _morris if method == "morris" else _sobol
    plain = measures(unit_design, found.values[:, common].mean(axis=1), len(chosen), levels)
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[Numbers]] = {name: [] for name in plain}
    for _ in range(resamples):
        block, replication = rng.integers(blocks, size=blocks), rng.choice(common, size=len(common))
        rows = (block[:, None] * size + np.arange(size)).ravel()
        for name, value in measures(unit_design[rows], found.values[rows][:, replication].mean(axis=1), len(chosen), levels).items():
            drawn[name].append(value)
    made = []
    for name, value in plain.items():
        low, high = np.nanquantile(np.array(drawn[name]), [0.025, 0.975], axis=0) if resamples else (value * math.nan,) * 2
        for index, each in enumerate(chosen):
            ends = {"low": float(low[index]), "high": float(high[index])}
            made.append({"factor": each.name, "path": each.path, "measure": name, "at": "", "value": float(value[index]), **ends})
    return made


def _morris(x: Numbers, y: Numbers, count: int, levels: int) -> dict[str, Numbers]:
    analyze = needed("SALib.analyze.morris").analyze
    with np.errstate(all="ignore"):
        found = analyze(_problem(count), x, y, num_resamples=2, num_levels=levels, print_to_console=False, seed=1)
    return {name: np.ma.filled(np.ma.asarray(found[name], dtype=float), math.nan) for name in ("mu_star", "mu", "sigma")}


def _sobol(x: Numbers, y: Numbers, count: int, levels: int) -> dict[str, Numbers]:
    if not float(np.ptp(y)) > 0:  # nothing varies: no share of nothing
        return {"first": np.full(count, math.nan), "total": np.full(count, math.nan)}
    analyze = needed("SALib.analyze.sobol").analyze
    found = analyze(_problem(count), y, calc_second_order=False, num_resamples=2, print_to_console=False, seed=1)
    return {"first": np.asarray(found["S1"]), "total": np.asarray(found["ST"])}
