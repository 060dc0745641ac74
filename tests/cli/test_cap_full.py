"""The dated result of scenarios/studies/cap_full.json under results/reference: whole slices, each of one protocol.

The whole grid takes hours, so what is checked here is that each slice is all of its protocol's points, and that a point of it
comes out today as it is kept, to the byte.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import statistics
from pathlib import Path

import pytest
from command import ROOT, windtunnel

STUDY = "scenarios/studies/cap_full.json"
KEPT = ROOT / "results" / "reference" / "cap_full"
PAGE = ROOT / "docs" / "cap.md"
AXES = json.loads((ROOT / STUDY).read_text())["axes"]
SLICES = sorted(path.name.removesuffix(".points.csv") for path in KEPT.glob("*.points.csv"))
POINTS = "placement=three_regions,fault=leader_dies|regions_apart,load=50 /s"


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


def test_clients_of_both_sides_are_heard_of_when_regions_are_apart() -> None:
    # What the CAP theorem is about: who needs a majority refuses the minority's clients, who does not answers them.
    sides = {name: sides_of(name) for name in SLICES}
    assert all(len(first) == len(second) == 6 for first, second in sides.values()), "two placements at three loads"
    for name in {"raft", "raft_log", "paxos", "quorum_3_3", "chain", "synchronous"}:
        assert max(sides[name][0]) < 0.3, name
    for name in {"crdt", "quorum_1_1", "quorum_sloppy"}:
        assert min(sides[name][0]) > 0.7, name
    assert min(sides["raft"][1]) > 0.8


def test_the_table_of_the_page_is_that_of_the_slices() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    table = "\n".join(table_row(name) for name in AXES["protocol"]["variants"])
    if "WINDTUNNEL_REWRITE" in os.environ:
        PAGE.write_text(PAGE.read_text().replace("\n".join(rows), table))
        return
    assert "\n".join(rows) == table, "WINDTUNNEL_REWRITE=1 writes the table anew, for review"


@pytest.mark.parametrize("protocol", SLICES[::4])
def test_points_are_made_again_to_the_byte(protocol: str, tmp_path: Path) -> None:
    words = ["sweep", STUDY, "--points", f"protocol={protocol},{POINTS}", "--out", str(tmp_path), "--quiet"]
    outcome = windtunnel(*words, seconds=300)
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    (made,) = (tmp_path / "cap_full").glob("*/metrics.csv")
    head, *rows = made.read_text().splitlines()
    with gzip.open(KEPT / f"{protocol}.metrics.csv.gz", "rt") as kept:
        kept_head, *kept_rows = kept.read().splitlines()
    points = {row.split(",", 1)[0] for row in rows}
    assert head == kept_head
    assert len(points) == 2
    assert rows == [row for row in kept_rows if row.split(",", 1)[0] in points]


def sides_of(name: str) -> tuple[list[float], list[float]]:
    """Availability on the first and on the second side of each point at which regions are apart."""
    rows = [row for row in metric_rows(name) if row["fault"] == "regions_apart" and row["metric"] == "availability"]
    first, second = ([float(row["mean"]) for row in rows if row["side"] == side and row["mean"]] for side in ("first", "second"))
    return first, second


def table_row(name: str) -> str:
    """What docs/cap.md says of a protocol."""
    rows = metric_rows(name)

    def mean(metric: str, **of: str) -> float:
        return statistics.fmean(float(row["mean"]) for row in rows if row["metric"] == metric and row["mean"]
                                and not row["region"] and all(row[part] == value for part, value in of.items()))  # fmt: skip

    def broken(metric: str, phase: str) -> float:
        return statistics.fmean(float(row["mean"]) for row in rows
                                if row["metric"] == metric and row["phase"] == phase and row["fault"] != "none")  # fmt: skip

    first, second = sides_of(name)
    stale, lost = broken("stale_read_share", "cut"), broken("lost_acknowledged_writes", "")
    linearizable = sum(row["verdict"] == "holds" for row in rows if row["metric"] == "verdict_linearizability")
    cells = [
        f"`{name}`", f"{statistics.fmean(first):.0%}", f"{statistics.fmean(second):.0%}",
        f"{mean('availability', fault='leader_dies', phase='cut', side=''):.1%}", f"{100 * stale:.2g}%" if stale else "0",
        f"{lost:,.0f}", f"{linearizable} of {len(protocol_rows(name))}",
        f"{1000 * mean('latency_p99', phase='health', placement='three_regions'):.0f} ms", f"{mean('cost_per_million_operations'):.2f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def protocol_rows(name: str) -> list[dict[str, str]]:
    with (KEPT / f"{name}.points.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def metric_rows(name: str) -> list[dict[str, str]]:
    with gzip.open(KEPT / f"{name}.metrics.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))
