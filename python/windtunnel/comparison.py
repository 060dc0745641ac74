"""Two designs under the same luck: what differs in their files, and what that does, as paired differences.

Replication i of both meets the same requests, so the difference is far less noisy than either. "Same" has to be earned:
the whole interval lies within the smallest difference that matters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from windtunnel import _core
from windtunnel.frames import Frame, framed
from windtunnel.origins import Origin
from windtunnel.pages import page_of_comparison

if TYPE_CHECKING:
    from windtunnel.runs import Run


class Comparison:
    """`b` against `a`. Made by `a.compare(b)`."""

    def __init__(self, a: Run, b: Run, matters: float, summary: dict[str, Any], text: str) -> None:
        self.a = a
        self._matters = matters
        self.b = b
        self.summary = summary  # the object that `windtunnel compare --json` prints
        self._text = text

    @property
    def origin(self) -> Origin:
        """Where its figures come from, and what it takes to make them again."""
        a, b = self.a.origin, self.b.origin
        recipe = {"a": a.recipe, "b": b.recipe, "matters": self._matters}
        name = a.name if a.name == b.name else f"{a.name} and {b.name}"
        hashes, tables = f"{a.hash[:8]} and {b.hash[:8]}", {**a.catalogs, **b.catalogs}
        counts = tuple(sorted({*a.replications, *b.replications}))
        return Origin("comparison", name, hashes, a.version, a.seeds, counts, 2, tables, recipe)

    @property
    def frame(self) -> Frame:
        """A row a figure that both have: metric, unit, phase, class, region, tier, fault, side, a, b, difference, low, high,
        relative, p_value, verdict ("better", "worse", "same", "undecided")."""
        numbers = ["a", "b", "difference", "low", "high", "relative", "p_value"]
        texts = ["metric", "unit", "phase", "class", "region", "tier", "fault", "side"]
        frame = pd.DataFrame(self.summary["metrics"], columns=[*texts, *numbers, "verdict"])
        frame[texts] = frame[texts].fillna("")
        return framed(frame.astype({column: float for column in numbers}), self.origin)

    @property
    def files(self) -> pd.DataFrame:
        """What differs in the scenarios: path, a, b (as JSON; missing where it is not there)."""
        return pd.DataFrame(self.summary["files"], columns=["path", "a", "b"])

    @property
    def pairs(self) -> int:
        return int(self.summary["pairs"])

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        counts = self.frame["verdict"].value_counts()
        told = ", ".join(f"{counts.get(word, 0)} {word}" for word in ("better", "worse", "same", "undecided"))
        return f"<Comparison of {self.pairs} pairs: {told}>"

    def _repr_html_(self) -> str:
        return page_of_comparison(self)


def compare(a: Run, b: Run, matters: float) -> Comparison:
    if a.seed != b.seed:
        raise ValueError(f"seeds {a.seed} and {b.seed}: only runs with the same seed met the same luck")
    if not 0 <= matters <= 1:
        raise ValueError(f"matters: found {matters!r}, expected a share from 0 to 1")
    summary, text = _core.compare(a._raw, b._raw, matters)
    return Comparison(a, b, matters, json.loads(summary), text)
