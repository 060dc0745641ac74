"""What there is to choose from and to read about: models, metrics, data tables, the schema, what a code means."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from typing import Any

import pandas as pd

from windtunnel import _core
from windtunnel.plugins import PluginError
from windtunnel.problems import unknown
from windtunnel.scenario import catalog_of


def models(kind: str | None = None, *, plugins: Sequence[str | os.PathLike[str]] = ()) -> pd.DataFrame:
    """Every model there is, or those of one kind: kind, name, meaning, source, leaves_out, validated_by, engines.

    Those of `plugins` are among them.
    """
    catalog = _whole(plugins)
    kinds = catalog.kinds()
    if kind is not None and kind not in kinds:
        raise unknown("kind of model", kind, kinds)
    rows = [
        (each, entry.name, entry.meaning, entry.source, entry.leaves_out, entry.validated_by, entry.engines)
        for each in kinds
        if kind in (None, each)
        for entry in catalog.entries(each)
    ]
    return pd.DataFrame(
        rows, columns=["kind", "name", "meaning", "source", "leaves_out", "validated_by", "engines"]
    )


def metrics() -> pd.DataFrame:
    """The closed list of metrics: metric, unit, scope, lower_is_better, meaning, counts, estimator."""
    rows = [
        (each.name, each.unit, each.scope, each.lower_is_better, each.meaning, each.counts, each.estimator)
        for each in _core.metrics()
    ]
    return pd.DataFrame(
        rows, columns=["metric", "unit", "scope", "lower_is_better", "meaning", "counts", "estimator"]
    )


def catalog(table: str | None = None) -> pd.DataFrame:
    """The data tables (table, date, rows, source, licence), or one of them with its own columns.

    A column's unit is in its name. The table's source, date and licence are in `.attrs`.
    """
    everything = _core.Catalog()
    names = everything.table_names()
    if table is None:
        tables = [(name, everything.table(name)) for name in names]
        rows = [(name, each.date, len(each), each.source, each.licence) for name, each in tables if each is not None]
        return pd.DataFrame(rows, columns=["table", "date", "rows", "source", "licence"])
    name = table.removeprefix("catalog:")
    found = everything.table(name) if name in names else None
    if found is None:
        raise unknown("table", table, names)
    # Through CSV, so that pandas decides which columns are numbers as it does for any file.
    cells = pd.DataFrame({column: found.cells(index) for index, column in enumerate(found.columns)})
    frame = pd.read_csv(io.StringIO(cells.to_csv(index=False)), keep_default_na=False, na_values=[""])
    frame.attrs.update(table=name, source=found.source, date=found.date, licence=found.licence)
    return frame


def schema(*, plugins: Sequence[str | os.PathLike[str]] = ()) -> dict[str, Any]:
    """The JSON Schema of scenarios, as printed from the code that reads them; with the models of `plugins`."""
    value: dict[str, Any] = json.loads(_whole(plugins).schema())
    return value


def _whole(plugins: Sequence[str | os.PathLike[str]]) -> _core.Catalog:
    catalog, wrong = catalog_of(None, plugins).whole()
    if wrong:
        raise PluginError(wrong.rstrip("\n"))
    return catalog


def explain(code: str) -> str:
    """What a problem's code means and what to write instead."""
    text = _core.explain(code)
    if not text:
        raise unknown("code", code, _core.codes())
    return text
