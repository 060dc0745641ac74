"""Scenarios as Python values: read once, never changed; `with_` makes another.

A changed scenario is read anew by the same reader as a file, so a wrong change earns the same text as a wrong line.
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from windtunnel import _core
from windtunnel.problems import accepted, unknown

_SCENARIOS = Path(__file__).parent / "scenarios"
_EXAMPLE = "example:"


def examples() -> list[str]:
    """The scenarios that come with the package; fly one with `load("example:NAME")`."""
    return sorted(_example_paths())


def example_path(name: str) -> Path:
    """Where the file of an example is, to read or to copy."""
    paths = _example_paths()
    if name not in paths:
        raise unknown("example", name, sorted(paths))
    return paths[name]


def _example_paths() -> dict[str, Path]:
    files = [*_SCENARIOS.glob("*.json"), *(_SCENARIOS / "examples").glob("*.json")]
    return {file.stem: file for file in files if not file.stem.endswith("schema")}


class Scenario:
    """A scenario that was read and planned; immutable.

    Made by `load` and by `with_`, never directly.
    """

    __slots__ = ("_catalog", "_changes", "_raw")

    def __init__(
        self, raw: _core.Scenario, catalog: _core.Catalog, changes: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self._raw = raw
        self._catalog = catalog
        self._changes = changes

    def with_(self, changes: Mapping[str, Any]) -> Scenario:
        """The same scenario with other values: `scenario.with_({"tiers.web.replicas": 5})`.

        A path is written as everywhere: names joined by dots, `*` for every name at that level. A value is what JSON
        can say; whatever has a dimension is a text with its unit; None removes. Raises ScenarioError.
        """
        added = tuple((path, _as_json(path, value)) for path, value in changes.items())
        raw = accepted(self._raw.changed(list(added), self._catalog))
        return Scenario(raw, self._catalog, self._changes + added)

    @property
    def title(self) -> str:
        return self._raw.title

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self._raw.file).stem

    @property
    def file(self) -> str:
        return self._raw.file

    @property
    def hash(self) -> str:
        """Of the resolved scenario and of every table in it: what identifies a design."""
        return self._raw.hash

    @property
    def resolved(self) -> dict[str, Any]:
        """The whole scenario with every default, as it was hashed."""
        value: dict[str, Any] = json.loads(self._raw.resolved_json)
        return value

    @property
    def annotated(self) -> str:
        """The whole scenario as text, each value with where it came from (as `windtunnel resolve` prints)."""
        return self._raw.annotated

    @property
    def plugins(self) -> pd.DataFrame:
        """The files that brought models, and the hash of each (part of the scenario's own): plugin, hash, models."""
        return pd.DataFrame(self._raw.plugins, columns=["plugin", "hash", "models"])

    @property
    def seed(self) -> int:
        return self._raw.seed

    @property
    def replications(self) -> int:
        return self._raw.replications

    @property
    def changes(self) -> dict[str, Any]:
        """What `with_` has set since the file, by path."""
        return {path: json.loads(value) for path, value in self._changes}

    @property
    def phases(self) -> pd.DataFrame:
        """The named spans of a run: phase, start_s, end_s."""
        return pd.DataFrame(self._raw.phases, columns=["phase", "start_s", "end_s"])

    @property
    def faults(self) -> pd.DataFrame:
        """The faults that strike at a stated time: fault, start_s, end_s."""
        return pd.DataFrame(self._raw.timed_faults, columns=["fault", "start_s", "end_s"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        changed = f", {len(self._changes)} changed" if self._changes else ""
        return f"<Scenario {self.name}: {self.title!r}, hash {self.hash[:8]}{changed}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{html.escape(path)}</code></td><td><code>{html.escape(value)}</code></td></tr>"
            for path, value in self._changes
        )
        changed = f"<table><tr><th>changed</th><th>to</th></tr>{rows}</table>" if rows else ""
        resolved = html.escape(self.annotated)
        return (
            f"<div><b>{html.escape(self.title or self.name)}</b><br><small>{html.escape(self.name)}, hash "
            f"{self.hash[:8]}, {self.replications} replications, seed {self.seed}</small>{changed}"
            f"<details><summary>the whole scenario</summary><pre>{resolved}</pre></details></div>"
        )


def load(
    path: str | os.PathLike[str],
    *,
    catalog: str | os.PathLike[str] | None = None,
    plugins: Sequence[str | os.PathLike[str]] = (),
) -> Scenario:
    """Reads a scenario file, or `example:NAME`. Raises ScenarioError with everything that is wrong with it.

    `catalog` is a folder of tables that stand before the built-in ones. `plugins` are files that bring models, beside
    those that the scenario names; relative to the working directory.
    """
    name = os.fspath(path)
    tables = catalog_of(catalog, plugins)
    file = str(example_path(name.removeprefix(_EXAMPLE))) if name.startswith(_EXAMPLE) else name
    return Scenario(accepted(_core.read_file(file, tables)), tables)


def catalog_of(
    folder: str | os.PathLike[str] | None, plugins: Sequence[str | os.PathLike[str]]
) -> _core.Catalog:
    """Everything there is to choose from, with a folder of tables and with plug-ins."""
    if isinstance(plugins, (str, os.PathLike)):
        plugins = [plugins]
    return _core.Catalog(os.fspath(folder) if folder is not None else "", [os.fspath(each) for each in plugins])


def _as_json(path: str, value: Any) -> str:
    # numpy's numbers come out of every sweep over np.arange; .item() makes them Python's.
    plain = value.item() if hasattr(value, "item") else value
    try:
        return json.dumps(plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{path}: {value!r} is nothing that JSON can say ({error})") from None
