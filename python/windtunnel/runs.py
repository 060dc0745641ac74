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
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from windtunnel import _core
from windtunnel.estimates import METRICS, SELECTORS, Estimate, estimate
from windtunnel.extras import needed
from windtunnel.frames import Frame, framed
from windtunnel.origins import Origin, scenario_recipe
from windtunnel.pages import page_of_run
from windtunnel.problems import BrokenPromise, ModelError, unknown
from windtunnel.progress import close, reporter, time_left
from windtunnel.reports import report_of
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
        for plugin in self.scenario._catalog.asked:
            words += ["--plugin", plugin]
        for path, value in self.scenario.changes.items():
            words += ["--set", f"{path}={json.dumps(value)}"]
        words += ["--seed", str(self.seed), "--replications", str(self.replications_done)]
        return shlex.join(words)

    @cached_property
    def origin(self) -> Origin:
        """Where its figures come from, and what it takes to make them again."""
        recipe = {**scenario_recipe(self.scenario), "seed": self.seed, "replications": self.replications_done}
        tables = {row["table"]: row["date"] for row in self.summary["catalogs"]}
        done = (self.replications_done,)
        version = self.summary["windtunnel"]
        return Origin("run", self.scenario.name, self.scenario.hash, version, (self.seed,), done, 1, tables, recipe)

    @property
    def pedigree(self) -> str:
        """What a figure needs in small print, so that it can be made again."""
        return str(self.origin)

    # ---- frames

    @cached_property
    def metrics(self) -> Frame:
        """Every figure: metric, unit, phase, class, region, tier, fault, side, value, low, high, interval, lack, why."""
        return self._framed(_selected(self.summary["metrics"], ["value", "low", "high"], ["interval", "lack", "why"]))

    @cached_property
    def expectations(self) -> Frame:
        """Every expectation: name, what it is about, side, limit, estimate, verdict, margin, undecided_because."""
        numbers = ["limit", "value", "low", "high", "margin"]
        texts = ["name", "bound", "verdict", "undecided_because", "interval", "lack"]
        frame = _selected(self.summary["expectations"], numbers, texts)
        return self._framed(frame[["name", "metric", "unit", *SELECTORS, "bound", *numbers, *texts[2:]]])

    @cached_property
    def tiers(self) -> Frame:
        """Each tier: replicas, cores_each, utilisation at the mean, the peak and the worst, where, saturated, why."""
        frame = pd.DataFrame(self.summary["tiers"])
        texts = [column for column in frame.columns if column in ("tier", "worst_phase", "worst_region", "why")]
        return self._framed(frame.fillna(dict.fromkeys(texts, "")))

    @cached_property
    def time(self) -> Frame:
        """Where the time of good replies goes: part, mean_s, slowest_1_percent_s."""
        return self._framed(pd.DataFrame(self.summary["time"]))

    @cached_property
    def bill(self) -> Frame:
        """The bill of a month, a row a line; empty without prices. `.attrs`: total_usd_per_month, not_priced."""
        bill = self.summary["bill"]
        columns = ["tier", "what", "quantity", "unit", "price_usd", "amount_usd", "table", "as_of", "assumed"]
        frame = pd.DataFrame(bill["lines"] if bill else [], columns=columns).fillna({"tier": ""})
        if bill:
            frame.attrs.update(total_usd_per_month=bill["total_usd_per_month"], not_priced=bill["not_priced"])
        return self._framed(frame)

    @cached_property
    def replications(self) -> Frame:
        """Every figure of every replication: metric, unit, phase, class, region, tier, fault, side, replication, value."""
        return self._table("replications")

    @cached_property
    def timeline(self) -> Frame:
        """The run over time: start_s, end_s, region, requests_per_s, good_per_s, failed_per_s, latency_mean_s."""
        return self._table("timeline")

    @cached_property
    def latency(self) -> Frame:
        """The distribution of good replies' latency: class, region, phase, from_s, to_s, count."""
        return self._table("latency")

    @cached_property
    def stations(self) -> Frame:
        """Each replica: visits, waited, served, blocked, left, lost, busy_core_s, waiting_request_s, up_s."""
        return self._table("stations")

    @cached_property
    def load(self) -> Frame:
        """Each tier over time: time_s, tier, utilisation, in_system."""
        return self._table("load")

    @cached_property
    def _tables(self) -> dict[str, str]:
        return dict(self._raw.tables())

    def _table(self, name: str) -> Frame:
        text = self._tables.get(f"{name}.csv", "")
        if not text:
            raise LookupError(f"no replication was finished, so there is no {name}")
        return self._framed(read_table(text))

    def to_arrow(self, frame: str = "metrics") -> Any:
        """A frame of this run, by its name ("metrics", "timeline", "latency", ...), as a pyarrow.Table."""
        return needed("pyarrow").Table.from_pandas(self._named_frame(frame), preserve_index=False)

    def to_polars(self, frame: str = "metrics") -> Any:
        """The same as a polars.DataFrame."""
        return needed("polars").from_arrow(self.to_arrow(frame))

    def to_parquet(self, file: str | os.PathLike[str], frame: str = "metrics") -> None:
        """The same as a Parquet file, which keeps what the frame knows of its origin."""
        needed("pyarrow")
        self._named_frame(frame).to_parquet(file, index=False)

    def _named_frame(self, name: str) -> Frame:
        if name not in _FRAMES:
            raise unknown("frame", name, _FRAMES)
        frame: Frame = getattr(self, name)
        return frame

    def _framed(self, frame: pd.DataFrame) -> Frame:
        return framed(frame, self.origin)

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

    def save(self, folder: str | os.PathLike[str] = "results", *, record: bool | tuple[float, float] = False) -> Path:
        """Writes `folder`/<scenario>/<run id>, as the command does, whole or not at all; answers where that is.

        `record` flies the first replication once more and keeps every message, queue and role around its first fault,
        or between two moments in seconds, for the report's replay. ValueError on an engine that can not be watched.
        """
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
        if record:
            files += _core.record(self._raw, *(record if isinstance(record, tuple) else (None, None)))
        parent = Path(folder) / self.scenario.name
        return Path(_core.write_folder(str(parent), f"{now:%Y%m%dT%H%M%SZ}-{self.scenario.hash[:8]}", files))

    def report(
        self, out: str | os.PathLike[str] = "report.html", *, record: bool | tuple[float, float] = False
    ) -> Path:
        """One page for a browser, as `windtunnel report` writes it (docs/reports.md); answers where it is.

        With `record` (as `save` takes it) the page has a replay of the moment that matters.
        """
        return report_of(lambda folder: self.save(folder, record=record), out)

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
    replications that kept their promises as its attribute `run`. ModelError is a mistake in a plug-in's model, likewise.
    """
    chosen_seed = scenario.seed if seed is None else _count("seed", seed, 0)
    wanted = scenario.replications if replications is None else _count("replications", replications, 1)
    threads = 0 if jobs is None else _count("jobs", jobs, 1)
    if budget is not None and not budget > 0:
        raise ValueError(f"budget: found {budget!r}, expected seconds, more than 0")
    report = reporter(progress, progress_words())
    try:
        raw = _core.fly(scenario._raw, chosen_seed, wanted, threads, budget, report)
    except BaseException as error:
        # The module leaves what was finished with whatever Python raised while it flew.
        finished = getattr(error, "run", None)
        if isinstance(finished, _core.Flown):
            error.run = Run(finished, scenario, threads)  # type: ignore[attr-defined]
        raise
    finally:
        close(report)
    flown = Run(raw, scenario, threads)
    if flown.broken_promise:
        broken = BrokenPromise("\n".join(flown.failures))
        broken.run = flown  # type: ignore[attr-defined]
        raise broken
    if raw.model_failed:
        failed = ModelError("\n".join(flown.failures))
        failed.run = flown  # type: ignore[attr-defined]
        raise failed
    return flown


def progress_words(before: str = "") -> Callable[[Progress], tuple[str, float]]:
    """News of a run in words, after `before`."""

    def words(news: Progress) -> tuple[str, float]:
        rate = news.events / news.seconds / 1e6 if news.seconds > 0 else 0.0
        left = time_left(news.seconds, news.simulated_share, 1 - news.simulated_share)
        return (
            f"{before}{news.replications_done} of {news.replications_wanted} replications, "
            f"{news.simulated_share:.0%} simulated, {rate:.1f} M events/s{left}",
            news.simulated_share,
        )

    return words


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
_FRAMES = ["metrics", "expectations", "tiers", "time", "bill", "replications", "timeline", "latency", "stations", "load"]


def read_table(text: str) -> pd.DataFrame:
    """A CSV table of a run folder (docs/results.md): texts stay texts, an empty cell of a figure is missing."""
    columns = text.partition("\n")[0].split(",")
    texts = {column: str for column in columns if column in _TEXTS}
    missing = {column: [""] for column in columns if column not in texts}
    return pd.read_csv(io.StringIO(text), dtype=texts, keep_default_na=False, na_values=missing)


def _selected(rows: list[dict[str, Any]], numbers: list[str], texts: list[str]) -> pd.DataFrame:
    """Rows of summary.json as a frame: null becomes NaN in a number and "" in a text."""
    frame = pd.DataFrame(rows, columns=["metric", "unit", *SELECTORS, *numbers, *texts])
    for column in frame.columns:
        if column in numbers:
            frame[column] = frame[column].astype(float)
        else:
            frame[column] = frame[column].fillna("").astype(str)
    return frame
