"""What runs leave behind: against its schema, column by column, and against the reference runs byte by byte.

The schemas are docs/schemas; `WINDTUNNEL_REWRITE=1` writes the reference runs and the list of columns anew, for review.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import CLOSED, MM1, OUTAGE, QUICKSTART, ROOT, windtunnel

SCHEMAS = ROOT / "docs" / "schemas"
REFERENCE = ROOT / "results" / "reference"
REWRITE = "WINDTUNNEL_REWRITE" in os.environ


def kept(scenario: str, out: Path, *words: str) -> Path:
    windtunnel("run", scenario, "--quiet", "--out", str(out), *words)
    (folder,) = (out / Path(scenario).stem).iterdir()
    return folder


def load(path: Path) -> Any:
    return json.loads(path.read_text())


@pytest.mark.parametrize("scenario", [MM1, OUTAGE, CLOSED])
def test_reference_run_is_made_again_to_the_byte(scenario: str, tmp_path: Path) -> None:
    folder, reference = kept(scenario, tmp_path), REFERENCE / Path(scenario).stem
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    manifest = json.loads(texts["manifest.json"])
    del manifest["made"]
    texts["manifest.json"] = json.dumps(manifest, indent=1) + "\n"
    del texts["replications.csv"]  # summary.json has the same figures
    if REWRITE:
        reference.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (reference / name).write_text(text)
    assert {path.name for path in reference.iterdir()} == set(texts)
    for name, text in texts.items():
        assert text == (reference / name).read_text(), f"{name}: WINDTUNNEL_REWRITE=1 writes the reference runs anew"


@pytest.mark.parametrize(
    ("scenario", "words"),
    [(MM1, []), (OUTAGE, []), (CLOSED, []), (QUICKSTART, ["--budget", "1 ms"]), (MM1, ["--replications", "1"])],
)
def test_run_fits_its_schemas(scenario: str, words: list[str], tmp_path: Path) -> None:
    folder = kept(scenario, tmp_path, *words)
    for name in ("summary", "manifest"):
        jsonschema.validate(load(folder / f"{name}.json"), load(SCHEMAS / f"{name}.json"))
    columns: dict[str, list[str]] = load(SCHEMAS / "columns.json")
    tables = {path.name for path in folder.glob("*.csv")}
    assert tables == set(columns) - (set() if scenario == QUICKSTART else {"bill.csv"})
    for table in tables:
        with (folder / table).open(newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == columns[table], table
        assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize("words", [(OUTAGE, "--set-b", "tiers.app.each_region.replicas=3"), (MM1, MM1)])
def test_comparison_fits_its_schema(words: tuple[str, ...]) -> None:
    compared = json.loads(windtunnel("compare", *words, "--quiet", "--json", "--replications", "3").stdout)
    schema = load(SCHEMAS / "comparison.json")
    jsonschema.validate(compared, schema)
    for change in ({"pairs": "three"}, {"surprise": 1}, {"metrics": [compared["metrics"][0] | {"verdict": "fine"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(compared | change, schema)


def test_schema_refuses_what_it_should() -> None:
    summary = load(REFERENCE / "mm1" / "summary.json")
    for change in ({"verdict": "fine"}, {"replications": "ten"}, {"surprise": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(summary | change, load(SCHEMAS / "summary.json"))


def test_every_column_is_documented() -> None:
    page = (ROOT / "docs" / "results.md").read_text()
    for table, columns in load(SCHEMAS / "columns.json").items():
        section = page.split(f"## {table}")[1].split("\n## ")[0]
        if table == "replications.csv":
            section += page.split("## metrics.csv")[1].split("\n## ")[0]
        for column in columns:
            assert f"`{column}`" in section, f"{table}: say in docs/results.md what {column} is"


def test_manifest_holds_the_resolved_scenario(tmp_path: Path) -> None:
    manifest = load(kept(OUTAGE, tmp_path) / "manifest.json")
    again = tmp_path / "again.json"
    again.write_text(json.dumps(manifest["scenario"]))
    assert f"// hash {manifest['scenario_hash']}" in windtunnel("resolve", str(again)).stdout
