"""Where figures come from: what a frame or a picture has to know to be made again, and to be told from another's.

A number without its scenario, seed and version is a rumour. So every answer has an Origin, every frame carries it in
`.attrs["windtunnel"]`, and every picture carries it in its file (docs/analysis.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from windtunnel.scenario import _EXAMPLE, _SCENARIOS, Scenario, example_path, examples


@dataclass(frozen=True)
class Origin:
    """What was flown: enough to name it in small print, and in `recipe` enough to fly it again."""

    kind: str  # "run", "sweep", "study", "sensitivity", "comparison"
    name: str
    hash: str
    version: str
    seeds: tuple[int, ...]
    replications: tuple[int, ...]  # the different numbers of them that points had, rising
    points: int
    catalogs: dict[str, str]  # date by table
    recipe: dict[str, Any] = field(default_factory=dict)

    @property
    def dates(self) -> str:
        """The dates of the tables: "2020-06-02 to 2026-07-30"; "" where no table is read."""
        return span(sorted(set(self.catalogs.values())))

    def as_dict(self) -> dict[str, Any]:
        """As JSON says it: what stands in a picture's file."""
        return asdict(self) | {"seeds": list(self.seeds), "replications": list(self.replications)}

    def __str__(self) -> str:
        what = "scenario" if self.kind == "run" else self.kind
        short = self.hash if self.kind == "comparison" else self.hash[:8]
        parts = [self.name, f"{what} {short}", f"windtunnel {self.version}", f"seed {span(self.seeds)}"]
        if self.kind != "run":
            parts.append(f"{self.points} points")
        parts.append(f"{span(self.replications)} replications" + ("" if self.kind == "run" else " each"))
        if self.catalogs:
            parts.append(f"tables of {self.dates}")
        return ", ".join(parts)


def span(values: Iterable[Any]) -> str:
    """ "3", "3 to 7", or "no"."""
    there = sorted(values)
    if not there:
        return "no"
    return str(there[0]) if there[0] == there[-1] else f"{there[0]} to {there[-1]}"


def dates_of(tables: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The date of each table, of (name, date, hash)."""
    return {name: date for name, date, _ in tables}


def scenario_recipe(scenario: Scenario) -> dict[str, Any]:
    """A scenario's file, what was changed in it, and plug-ins that it was given beside those that it names."""
    asked = scenario._catalog.asked
    return {"file": portable(scenario.file), "changes": scenario.changes, **({"plugins": asked} if asked else {})}


def portable(file: str) -> str:
    """A file as another machine finds it too: `example:NAME` for what comes with the package."""
    path = Path(file)
    if path.parent == _SCENARIOS / "studies":
        return _EXAMPLE + path.stem
    if path.is_relative_to(_SCENARIOS) and path.stem in examples() and example_path(path.stem) == path:
        return _EXAMPLE + path.stem
    return file
