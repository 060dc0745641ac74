"""`windtunnel size`: the smallest number that meets every expectation, the largest load, and what it says when there is none.

The queue is M/M/1 with 100 served a second, whose mean is 1 / (100 - rate): 25 ms are met up to 60 /s.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import COMMAND, ROOT, compare_with_expected, windtunnel

QUEUE: dict[str, Any] = {
    "windtunnel": 1,
    "run": {"lasts": "60 s", "warm_up": "5 s", "replications": 10, "seed": 1},
    "workload": {"users": {"kind": "open", "rate": "50 /s", "deadline": "10 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 1, "service": {"kind": "exponential", "mean": "10 ms"}}},
    "gate": {"most": 200},
    "expect": {"mean": {"metric": "latency_mean", "at_most": "25 ms"}},
}
RATE = "workload.users.rate=20 /s..95 /s"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "queue.json").write_text(json.dumps(QUEUE))
    return tmp_path


def found(folder: Path, *words: str, code: int = 0) -> dict[str, Any]:
    outcome = windtunnel("size", "queue.json", *words, "--quiet", "--json", folder=folder)
    assert outcome.returncode == code, outcome.stdout + outcome.stderr
    sizing: dict[str, Any] = json.loads(outcome.stdout)
    jsonschema.validate(sizing, json.loads((ROOT / "docs/schemas/sizing.json").read_text()))
    assert sizing["exit_code"] == code
    return sizing


def test_size_reads_as_it_was_reviewed(folder: Path) -> None:
    outcome = windtunnel("size", "queue.json", "--vary", "tiers.web.cores=1..12", "--set", "workload.users.rate=400 /s", "--quiet", folder=folder)
    assert outcome.returncode == 0, outcome.stderr
    compare_with_expected("size", re.sub(r", [0-9.]+ m?s\.\n", ", TIME.\n", outcome.stdout))
    assert outcome.stdout.split("\n\nEvery verdict")[0] in (ROOT / "docs/sizing.md").read_text()
    lines = outcome.stdout.splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 100


def test_the_command_it_prints_says_the_same(folder: Path) -> None:
    words = ["size", "queue.json", "--vary", RATE, "--precision", "0.1", "--quiet"]
    first = windtunnel(*words, folder=folder)
    again = first.stdout.split("Again with: ")[1].replace("\n", " ")
    shown = subprocess.run(again.replace("windtunnel", str(COMMAND), 1) + " --quiet", shell=True, cwd=folder, capture_output=True, text=True, timeout=60)
    assert shown.returncode == first.returncode
    assert shown.stdout.split("\n\n")[:2] == first.stdout.split("\n\n")[:2]
    assert " 0 replications flown, " in shown.stdout  # all of them were kept


def test_size_finds_the_rate_that_theory_allows(folder: Path) -> None:
    sizing = found(folder, "--vary", RATE, "--precision", "0.15")
    assert sizing["wanted"] == "largest" and sizing["verdict"] == "found" and sizing["monotone"]
    rates = [float(str(sizing[name]).split()[0]) for name in ("answer", "fails_at")]
    assert rates[0] < 60 < rates[1]
    by_value = {seen["value"]: seen for seen in sizing["seen"]}
    assert by_value[sizing["answer"]]["verdict"] == "meets" and by_value[sizing["fails_at"]]["verdict"] == "fails"


def test_bounds_from_both_sides_may_leave_nothing(folder: Path) -> None:
    busy = 'expect.busy={"metric": "goodput", "at_least": "80 /s"}'
    sizing = found(folder, "--vary", RATE, "--precision", "0.2", "--set", busy, code=1)
    assert sizing["verdict"] == "none" and sizing["answer"] is None
    text = windtunnel("size", "queue.json", "--vary", RATE, "--precision", "0.2", "--set", busy, "--quiet", folder=folder).stdout
    assert text.startswith("No workload.users.rate of 20 /s to 95 /s was found that meets all 2 expectations.")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--vary", "tiers.wbe.replicas=1..3"], "nearest   web"),
        (["--vary", "tiers.web.replicas=0..3"], "tiers.web.replicas"),
        (["--vary", "tiers.web.replicas=3"], "two values and more"),
        (["--vary", "tiers.web.replicas=1..x"], "a number on the right of .."),
        (["--vary", "tiers.web.replicas=1..3", "--expect", "maen"], "nearest   mean"),
        (["--vary", "tiers.web.replicas=1..3", "--want", "best"], "expected one of: largest, smallest"),
        (["--vary", "tiers.web.replicas=1..3", "--precision", "2"], "from 0.0001 to 0.5"),
        (["--vary", "tiers.web.replicas=1..3", "--budget", "soon"], "--budget: found soon"),
        ([], "--vary is required"),
    ],
)
def test_wrong_words_earn_a_text(folder: Path, words: list[str], text: str) -> None:
    outcome = windtunnel("size", "queue.json", *words, "--quiet", folder=folder)
    assert outcome.returncode == 2 and outcome.stdout == ""
    assert text in outcome.stderr, outcome.stderr


def test_ctrl_c_keeps_what_was_flown(folder: Path) -> None:
    # A limit on the edge itself: no number of replications decides it soon.
    words = ["size", "queue.json", "--vary", "workload.users.rate=59.9 /s,60 /s,60.1 /s", "--set", "gate.most=100000", "--quiet"]
    process = subprocess.Popen([COMMAND, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    text, problems = process.communicate(timeout=60)
    assert process.returncode == 130, text + problems
    assert "Interrupted: this is what was known by then." in text
    kept = found(folder, "--vary", "workload.users.rate=59.9 /s,60 /s,60.1 /s", "--budget", "1ms", code=3)
    assert kept["flown"]["kept"] > 0
