"""The dated result of scenarios/studies/cap_full.json under results/reference: whole slices, each of one protocol.

The whole grid takes hours, so what is checked here is that each slice is all of its protocol's points, and that a point of it
comes out today as it is kept, to the byte.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from command import ROOT, windtunnel

STUDY = "scenarios/studies/cap_full.json"
KEPT = ROOT / "results" / "reference" / "cap_full"
AXES = json.loads((ROOT / STUDY).read_text())["axes"]
SLICES = sorted(path.name.removesuffix(".points.csv") for path in KEPT.glob("*.points.csv"))
POINT = "placement=three_regions,fault=leader_dies,load=50 /s"


def test_slices_are_whole_and_of_this_study() -> None:
    assert SLICES, "no slice is kept"
    assert set(SLICES) <= set(AXES["protocol"]["variants"])
    words = [line.split() for line in windtunnel("sweep", STUDY, "--list").stdout.splitlines()]
    listed = [line[1] for line in words if line and line[0].isdigit() and line[1] in AXES["protocol"]["variants"]]
    assert f"{sum(len(protocol_rows(name)) for name in SLICES):,} of its {len(listed):,} points" in (KEPT / "README.md").read_text()
    for name in SLICES:
        rows = protocol_rows(name)
        assert {row["protocol"] for row in rows} == {name}
        assert all(row["state"] == "flown" for row in rows)
        points = {row["point"] for row in metric_rows(name)}
        assert points == {row["point"] for row in rows}
        assert len(rows) == listed.count(name)


@pytest.mark.parametrize("protocol", SLICES[::4])
def test_a_point_is_made_again_to_the_byte(protocol: str, tmp_path: Path) -> None:
    words = ["sweep", STUDY, "--points", f"protocol={protocol},{POINT}", "--out", str(tmp_path), "--quiet"]
    outcome = windtunnel(*words, seconds=300)
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    (made,) = (tmp_path / "cap_full").glob("*/metrics.csv")
    head, *rows = made.read_text().splitlines()
    with gzip.open(KEPT / f"{protocol}.metrics.csv.gz", "rt") as kept:
        kept_head, *kept_rows = kept.read().splitlines()
    point = rows[0].split(",", 1)[0]
    assert head == kept_head
    assert rows == [row for row in kept_rows if row.split(",", 1)[0] == point]


def protocol_rows(name: str) -> list[dict[str, str]]:
    with (KEPT / f"{name}.points.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def metric_rows(name: str) -> list[dict[str, str]]:
    with gzip.open(KEPT / f"{name}.metrics.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))
