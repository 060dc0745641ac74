"""The tables of a run that was kept, as Parquet: for notebooks, warehouses and everything else that reads columns.

A run folder holds CSV, which every program reads and none knows the types of. Parquet keeps them, and each file knows
which version made it from which scenario, as frames of results do.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from windtunnel.extras import needed
from windtunnel.runs import read_table

_TABLES = ("metrics", "replications", "timeline", "latency", "stations", "load", "bill")


def export_parquet(folder: str | os.PathLike[str], out: str | os.PathLike[str]) -> list[Path]:
    """Writes each table of a folder that `windtunnel run` left as `<table>.parquet` into the folder `out`.

    Columns are those of docs/results.md, with its units in their names. The files' own metadata hold `windtunnel.version`,
    `windtunnel.hash` (of the scenario), `windtunnel.seed` and `windtunnel.command`. A table that the run does not have, as
    the bill of a scenario without prices, has no file. Answers what was written, in the order of docs/results.md.

    Raises ValueError where `folder` is no folder of a run, OSError where something can not be read or written, and
    ImportError where pyarrow is not installed.
    """
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    source, place = Path(folder), Path(out)
    try:
        manifest = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
        origin = {
            "windtunnel.version": manifest["windtunnel"],
            "windtunnel.hash": manifest["scenario_hash"],
            "windtunnel.seed": str(manifest["seed"]),
            "windtunnel.command": manifest["made"]["command"],
        }
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError("no manifest.json is in it; expected a folder that `windtunnel run` left") from None
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"its manifest.json is none of a run: {error}") from None
    place.mkdir(parents=True, exist_ok=True)
    written = []
    for name in _TABLES:
        file = source / f"{name}.csv"
        if not file.exists():
            continue
        table = arrow.Table.from_pandas(read_table(file.read_text(encoding="utf-8")), preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **origin})
        target, beside = place / f"{name}.parquet", place / f".{name}.parquet.partial"
        parquet.write_table(table, beside)
        beside.replace(target)
        written.append(target)
    return written
