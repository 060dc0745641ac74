"""Flying a scenario, and what was flown: estimates with intervals, verdicts, and tidy frames of everything observed.

A frame has one row an observation and its unit in the column's name, or in a column `unit` where metrics of several
units stand together. An empty text in `phase`, `class`, `region`, `tier`, `fault` or `side` means all of them. The frames are
the tables that `windtunnel run` writes into its folder (docs/results.md), so both are documented once.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import platform
import shlex
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from windtunnel import _core
from windtunnel.estimates import METRICS, SELECTORS, Estimate, estimate
from windtunnel.pages import page_of_run
from windtunnel.problems import BrokenPromise, unknown
from windtunnel.scenario import Scenario

if TYPE_CHECKING:
    from windtunnel.comparison import Comparison

Progress = _core.Progress


class Run:
    """A scenario that was flown: its replications, merged in the order of their index. Made by `run`."""

    def __init__(self, raw: _core.Flown, scenario: Scenario, jobs: int = 0) -> None:
        self._raw = raw
        self._jobs = jobs
        self.scenario = scenario

    # ---- the answer

    @cached_property
    def summary_json(self) -> str:
        """The object that `windtunnel run --json` prints: the same bytes for the same scenario, seed and version."""
        return self._raw.summary_json()

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The same as a dictionary, documented in docs/results.md."""
        value: dict[str, Any] = json.loads(self.summary_json)
        return value

    @property
    def verdict(self) -> str:
        """Over all expectations: "holds", "fails", "undecided", or "none" where nothing was expected."""
        return str(self.summary["verdict"])

    @property
    def seed(self) -> int:
        return self._raw.seed

    @property
    def replications_done(self) -> int:
        """How many replications the answer rests on."""
        return self._raw.replications

    @property
    def interrupted(self) -> bool:
        return self._raw.interrupted

    @property
    def out_of_budget(self) -> bool:
        return self._raw.out_of_budget

    @property
    def broken_promise(self) -> bool:
        return self._raw.broken_promise

    @property
    def failures(self) -> list[str]:
        """Replications that could not be finished, each with its seed and why."""
        return self._raw.failures

    @property
    def fingerprints(self) -> dict[str, str]:
        """One per ingredient (workload, routing, faults, protocol, metrics): which part of two runs differs."""
        return dict(self.summary["fingerprints"])

    @property
    def seconds(self) -> float:
        """Wall-clock time of the flight."""
        return self._raw.seconds

    @property
    def command(self) -> str:
        """The command that makes the same answer."""
        words = ["windtunnel", "run", self.scenario.file]
        for path, value in self.scenario.changes.items():
            words += ["--set", f"{path}={json.dumps(value)}"]
        words += ["--seed", str(self.seed), "--replications", str(self.replications_done)]
        return shlex.join(words)

    @property
    def pedigree(self) -> str:
        """What a figure needs in small print, so that it can be made again."""
        name = self.scenario.name
        return (
            f"{name}, scenario {self.scenario.hash[:8]}, windtunnel {self.summary['windtunnel']}, "
            f"seed {self.seed}, {self.replications_done} replications"
        )

    # ---- frames

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """Every figure: metric, unit, phase, class, region, tier, fault, side, value, low, high, interval, lack, why."""
        return _selected(self.summary["metrics"], ["value", "low", "high"], ["interval", "lack", "why"])

    @cached_property
    def expectations(self) -> pd.DataFrame:
        """Every expectation: name, what it is about, side, limit, estimate, verdict, margin, undecided_because."""
        numbers = ["limit", "value", "low", "high", "margin"]
        texts = ["name", "bound", "verdict", "undecided_because", "interval", "lack"]
        frame = _selected(self.summary["expectations"], numbers, texts)
        return frame[["name", "metric", "unit", *SELECTORS, "bound", *numbers, *texts[2:]]]

    @cached_property
    def tiers(self) -> pd.DataFrame:
        """Each tier: replicas, cores_each, utilisation at the mean, the peak and the worst, where, saturated, why."""
        frame = pd.DataFrame(self.summary["tiers"])
        texts = [column for column in frame.columns if column in ("tier", "worst_phase", "worst_region", "why")]
        return frame.fillna(dict.fromkeys(texts, ""))

    @cached_property
    def time(self) -> pd.DataFrame:
        """Where the time of good replies goes: part, mean_s, slowest_1_percent_s."""
        return pd.DataFrame(self.summary["time"])

    @cached_property
    def bill(self) -> pd.DataFrame:
        """The bill of a month, a row a line; empty without prices. `.attrs`: total_usd_per_month, not_priced."""
        bill = self.summary["bill"]
        columns = ["tier", "what", "quantity", "unit", "price_usd", "amount_usd", "table", "as_of", "assumed"]
        frame = pd.DataFrame(bill["lines"] if bill else [], columns=columns).fillna({"tier": ""})
        if bill:
            frame.attrs.update(total_usd_per_month=bill["total_usd_per_month"], not_priced=bill["not_priced"])
        return frame

    @cached_property
    def replications(self) -> pd.DataFrame:
        """Every figure of every replication: metric, unit, phase, class, region, tier, fault, side, replication, value."""
        return self._table("replications")

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """The run over time: start_s, end_s, region, requests_per_s, good_per_s, failed_per_s, latency_mean_s."""
        return self._table("timeline")

    @cached_property
    def latency(self) -> pd.DataFrame:
        """The distribution of good replies' latency: class, region, phase, from_s, to_s, count."""
        return self._table("latency")

    @cached_property
    def stations(self) -> pd.DataFrame:
        """Each replica: visits, waited, served, blocked, left, lost, busy_core_s, waiting_request_s, up_s."""
        return self._table("stations")

    @cached_property
    def load(self) -> pd.DataFrame:
        """Each tier over time: time_s, tier, utilisation, in_system."""
        return self._table("load")

    @cached_property
    def _tables(self) -> dict[str, str]:
        return dict(self._raw.tables())

    def _table(self, name: str) -> pd.DataFrame:
        text = self._tables.get(f"{name}.csv", "")
        if not text:
            raise LookupError(f"no replication was finished, so there is no {name}")
        columns = text.partition("\n")[0].split(",")
        texts = {column: str for column in columns if column in _TEXTS}
        missing = {column: [""] for column in columns if column not in texts}
        return pd.read_csv(io.StringIO(text), dtype=texts, keep_default_na=False, na_values=missing)

    # ---- one figure

    def metric(
        self, name: str, *, phase: str = "", class_: str = "", region: str = "", tier: str = "", fault: str = "", side: str = ""
    ) -> Estimate:
        """One figure: `run.metric("latency_p99", phase="before")`. LookupError for one that is not there."""
        if name not in METRICS:
            raise unknown("metric", name, list(METRICS))
        chosen = dict(zip(SELECTORS, (phase, class_, region, tier, fault, side), strict=True))
        rows = [row for row in self.summary["metrics"] if row["metric"] == name]
        for key, wanted in chosen.items():
            there = sorted({row[key] or "" for row in rows})
            if wanted not in there:
                if not wanted:
                    raise LookupError(f"{name} is of one {key}; there is {', '.join(there) or 'none'}")
                raise unknown(key, wanted, [each for each in there if each])
        for row in rows:
            if all((row[key] or "") == wanted for key, wanted in chosen.items()):
                return estimate(row)
        selected = ", ".join(f"{key} {wanted}" for key, wanted in chosen.items() if wanted)
        raise LookupError(f"there is no {name} of {selected or 'the whole run'}")

    def compare(self, other: Run, *, matters: float = 0.01) -> Comparison:
        """`other` against this run, replication by replication under the same luck.

        `matters` is the smallest relative difference that matters. Both have to be flown with the same seed.
        """
        from windtunnel.comparison import compare

        return compare(self, other, matters)

    # ---- keeping and showing

    def save(self, folder: str | os.PathLike[str] = "results") -> Path:
        """Writes `folder`/<scenario>/<run id>, as the command does, whole or not at all; answers where that is."""
        now = datetime.datetime.now(datetime.UTC)
        manifest = self._raw.manifest_json(
            f"{now:%Y-%m-%dT%H:%M:%SZ}", platform.node() or "unknown", self.command, self._jobs
        )
        files = [
            ("summary.json", self.summary_json + "\n"),
            ("manifest.json", manifest + "\n"),
            ("answer.txt", str(self)),
            *self._tables.items(),
        ]
        parent = Path(folder) / self.scenario.name
        return Path(_core.write_folder(str(parent), f"{now:%Y%m%dT%H%M%SZ}-{self.scenario.hash[:8]}", files))

    def __str__(self) -> str:
        return self._raw.answer_text(self.command)

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name}: {self.verdict}, seed {self.seed}, {self.replications_done} replications>"

    def _repr_html_(self) -> str:
        return page_of_run(self)


def run(
    scenario: Scenario,
    seed: int | None = None,
    replications: int | None = None,
    jobs: int | None = None,
    budget: float | None = None,
    progress: bool | Callable[[Progress], object] | None = None,
) -> Run:
    """Flies a scenario and answers.

    `seed` and `replications` stand before the scenario's own; `jobs` are threads (as many as there are cores), which
    never change a result; no replication begins after `budget` seconds. `progress` is a function, or whether to print
    a line to standard error (where that is a terminal). Ctrl-C stops the run: what was finished is then the attribute
    `run` of the KeyboardInterrupt, where a replication was. BrokenPromise is a bug of ours: it says the seed and has the
    replications that kept their promises as its attribute `run`.
    """
    chosen_seed = scenario.seed if seed is None else _count("seed", seed, 0)
    wanted = scenario.replications if replications is None else _count("replications", replications, 1)
    threads = 0 if jobs is None else _count("jobs", jobs, 1)
    if budget is not None and not budget > 0:
        raise ValueError(f"budget: found {budget!r}, expected seconds, more than 0")
    report = _reporter(progress)
    try:
        raw = _core.fly(scenario._raw, chosen_seed, wanted, threads, budget, report)
    except BaseException as error:
        # The module leaves what was finished with whatever Python raised while it flew.
        finished = getattr(error, "run", None)
        if isinstance(finished, _core.Flown):
            error.run = Run(finished, scenario, threads)  # type: ignore[attr-defined]
        raise
    finally:
        if isinstance(report, _Line):
            report.close()
    flown = Run(raw, scenario, threads)
    if flown.broken_promise:
        broken = BrokenPromise("\n".join(flown.failures))
        broken.run = flown  # type: ignore[attr-defined]
        raise broken
    return flown


class _Line:
    """One line of progress on standard error, written over again."""

    def __init__(self, before: str = "") -> None:
        self._before = before

    def __call__(self, progress: Progress) -> None:
        rate = progress.events / progress.seconds / 1e6 if progress.seconds > 0 else 0.0
        print(
            f"\r\033[K{self._before}{progress.replications_done} of {progress.replications_wanted} replications, "
            f"{progress.simulated_share:.0%} simulated, {rate:.1f} M events/s",
            end="",
            file=sys.stderr,
            flush=True,
        )

    def close(self) -> None:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _reporter(
    progress: bool | Callable[[Progress], object] | None, before: str = ""
) -> Callable[[Progress], object] | None:
    if callable(progress):
        return progress
    shown = sys.stderr.isatty() if progress is None else progress
    return _Line(before) if shown else None


def _count(name: str, value: int, least: int) -> int:
    # bool is an int to Python, and numpy's integers are not.
    try:
        whole = value.__index__()
    except AttributeError:
        raise TypeError(f"{name}: found {value!r}, expected a whole number") from None
    if isinstance(value, bool) or whole < least:
        raise ValueError(f"{name}: found {value!r}, expected a whole number, at least {least}")
    return whole


_TEXTS = ("metric", "unit", *SELECTORS, "place", "replica")  # columns of the CSV tables that are no numbers


def _selected(rows: list[dict[str, Any]], numbers: list[str], texts: list[str]) -> pd.DataFrame:
    """Rows of summary.json as a frame: null becomes NaN in a number and "" in a text."""
    frame = pd.DataFrame(rows, columns=["metric", "unit", *SELECTORS, *numbers, *texts])
    for column in frame.columns:
        if column in numbers:
            frame[column] = frame[column].astype(float)
        else:
            frame[column] = frame[column].fillna("").astype(str)
    return frame
