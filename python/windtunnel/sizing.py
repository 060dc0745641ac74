"""How many, or how much: the smallest value of a field that meets every expectation of a scenario, or the largest.

The search is `windtunnel size`: a bisection whose every value is flown under the same luck until its expectations are
decided, with one error rate for all verdicts together (docs/sizing.md).
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from windtunnel import _core
from windtunnel.pages import table
from windtunnel.problems import accepted_sizing
from windtunnel.progress import close, reporter
from windtunnel.runs import _count
from windtunnel.scenario import Scenario, _as_json

SizingProgress = _core.SizingProgress


class Sizing:
    """What a search found. Made by `size`."""

    def __init__(self, scenario: Scenario, summary: dict[str, Any], text: str) -> None:
        self.scenario = scenario
        self.summary = summary  # the object that `windtunnel size --json` prints
        self._text = text

    @property
    def verdict(self) -> str:
        """ "found"; "stretch" (what lies between `answer` and `fails_at` could not be decided); "all" (every value looked
        at meets all); "none"; "undecided"."""
        return str(self.summary["verdict"])

    @property
    def answer(self) -> Any:
        """The value that meets every expectation, as the scenario writes it; None where there is none."""
        return self.summary["answer"]

    @property
    def fails_at(self) -> Any:
        """The nearest value beyond the answer that was shown to fail; None where the answer is the end of the list."""
        return self.summary["fails_at"]

    @property
    def monotone(self) -> bool:
        """Whether every expectation was seen to change once at most. If not, `summary["contradictions"]` says where."""
        return bool(self.summary["monotone"])

    @property
    def sentence(self) -> str:
        return str(self.summary["sentence"])

    @property
    def scenario_there(self) -> Scenario:
        """The scenario with the answer in its place."""
        if self.answer is None:
            raise ValueError(self.sentence)
        return self.scenario.with_({self.summary["path"]: self.answer})

    @property
    def frame(self) -> pd.DataFrame:
        """A row a value and expectation, in the order of the values: value, number, meets ("meets", "fails", "undecided"),
        expectation, metric, unit, side, limit, verdict, estimate, low, high, margin, confidence, replications."""
        rows = [
            {
                "value": seen["value"],
                "number": seen["number"],
                "meets": seen["verdict"],
                "expectation": each["name"],
                "metric": each["metric"],
                "unit": each["unit"],
                "side": each["side"],
                "limit": each["limit"],
                "verdict": each["verdict"],
                "estimate": each["value"],
                **{name: each[name] for name in ("low", "high", "margin", "confidence", "replications")},
            }
            for seen in self.summary["seen"]
            for each in seen["expectations"]
        ]
        numbers = ["number", "limit", "estimate", "low", "high", "margin", "confidence"]
        return pd.DataFrame(rows).astype({name: float for name in numbers})

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Sizing: {self.sentence}>"

    def _repr_html_(self) -> str:
        rows = (
            (str(seen["value"]), seen["verdict"], f"{seen['replications']:,}", ", ".join(_told(seen)))
            for seen in self.summary["seen"]
        )
        return (
            f"<div><b>{html.escape(self.sentence)}</b>"
            + table((self.summary["path"], "", "replications", "expectations"), rows)
            + f"<small>seed {self.summary['seed']}, wrong anywhere with {self.summary['error_rate']:.0%} at most</small></div>"
        )


def _told(seen: dict[str, Any]) -> list[str]:
    return [f"{each['name']} {each['verdict']}" for each in seen["expectations"]]


def size(
    scenario: Scenario,
    vary: str,
    values: str | Sequence[Any] | None = None,
    *,
    want: str | None = None,
    expect: Sequence[str] = (),
    precision: float = 0.01,
    budget: float | None = 480.0,
    jobs: int | None = None,
    store: str | os.PathLike[str] | None = None,
    progress: bool | Callable[[SizingProgress], object] | None = None,
) -> Sizing:
    """The smallest value of the field `vary` that meets every expectation, or the largest.

    `values` are a range as text ("1..12", "100 /s..2000 /s"), a sequence, or None: then the search goes both ways from
    the scenario's own value. `want` is "smallest" or "largest"; None takes the smallest where more helps and the largest
    where it harms. Only the expectations in `expect` count, all of them when it is empty. `precision` is of a quantity, as
    a share of it. The search ends after `budget` seconds (None: never) with what is known by then. `store` is a file that
    keeps every replication, so that a search goes on where it was ended. Raises ScenarioError, also for a value that the
    scenario can not have. Ctrl-C: what is known by then is the attribute `sizing` of the KeyboardInterrupt.
    """
    if want not in (None, "smallest", "largest"):
        raise ValueError(f'want: found {want!r}, expected "smallest", "largest" or None')
    if not 1e-4 <= precision <= 0.5:
        raise ValueError(f"precision: found {precision!r}, expected a share from 0.0001 to 0.5")
    if budget is not None and not budget > 0:
        raise ValueError(f"budget: found {budget!r}, expected seconds, more than 0")
    listed: list[str] | None = None
    if isinstance(values, str):
        vary = f"{vary}={values}"
    elif values is not None:
        listed = [_as_json(vary, value) for value in values]
        if len(listed) < 2:
            raise ValueError(f"values: found {len(listed)}, expected at least 2")
    report = reporter(progress, _words)
    try:
        reading = _core.size(
            scenario._raw,
            scenario._catalog,
            vary,
            listed,
            want or "",
            [expect] if isinstance(expect, str) else list(expect),
            precision,
            0 if jobs is None else _count("jobs", jobs, 1),
            budget,
            "" if store is None else os.fspath(store),
            report,
        )
    except BaseException as error:
        known = getattr(error, "sizing", None)
        if isinstance(known, _core.SizingReading) and known.json:
            error.sizing = _sizing(scenario, known)  # type: ignore[attr-defined]
        raise
    finally:
        close(report)
    return _sizing(scenario, accepted_sizing(reading))


def _sizing(scenario: Scenario, reading: _core.SizingReading) -> Sizing:
    return Sizing(scenario, json.loads(reading.json), reading.text)


def _words(news: SizingProgress) -> tuple[str, float]:
    # How many values it takes is not known; a bisection seldom takes more than ten.
    text = f"{news.value}: value {news.values_seen} of the search, {news.flown:,} replications flown, {news.seconds:.0f} s"
    return text, min(0.95, news.values_seen / 10)
