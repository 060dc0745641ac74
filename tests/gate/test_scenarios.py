"""Our own gate: the scenarios of this repository, held against what they were one landing ago."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from command import ROOT, windtunnel

# Shown because they fail: outage.json asks of one zone what only two can give.
MEANT_TO_FAIL = {("scenarios/examples/outage.json", "rides_it_out"), ("scenarios/examples/outage.json", "recovers")}


def designs() -> list[str]:
    """Every scenario that expects something; studies are no designs, and validation has a judge of its own."""
    folders = ("scenarios", "scenarios/examples", "scenarios/labs", "scenarios/bench")
    files = [file for folder in folders for file in sorted((ROOT / folder).glob("*.json"))]
    found = [file for file in files if "expect" in json.loads(file.read_text()) and "schema" not in file.name]
    return [str(file.relative_to(ROOT)) for file in found]


def before() -> str | None:
    """The commit to hold against: of a pull request its base, else the commit before; none in a shallow clone."""

    def commit(name: str) -> str:
        said = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"], cwd=ROOT, capture_output=True, text=True
        )
        return said.stdout.strip()

    here = commit("HEAD")
    candidates = (os.environ.get("WINDTUNNEL_GATE_AGAINST", ""), "origin/main", "HEAD^")
    return next((found for name in candidates if name and (found := commit(name)) and found != here), None)


@pytest.mark.timeout(600)
def test_no_scenario_of_ours_got_worse(tmp_path: Path) -> None:
    against = before()
    words = ["--against", against] if against else []
    outcome = windtunnel(
        "check", *designs(), *words, "--budget", "90s", "--json", "--store", str(tmp_path / "check.sqlite"), seconds=500
    )
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    found = json.loads(outcome.stdout)
    assert len(found["files"]) >= 15
    fails = {
        (file["file"], each["name"]) for file in found["files"] for each in file["expectations"] if each["verdict"] == "fails"
    }
    assert fails <= MEANT_TO_FAIL
    worse = [
        (file["file"], each)
        for file in found["files"]
        for each in file.get("differences", [])
        if each["verdict"] == "worse" and not file["file"].startswith("scenarios/examples/outage")
    ]
    assert not worse, f"against {against}; a change that means it says how much matters, in the scenario's gate"
