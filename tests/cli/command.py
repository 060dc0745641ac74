"""The command under test, as a shell would run it: arguments in, texts and exit code out.

Everything runs from the root of the checkout, so that the names of files in texts are the same on every machine.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("WINDTUNNEL_BUILD", ROOT / "build")) / "windtunnel"
EXPECTED = Path(__file__).resolve().parent / "expected"

MM1 = "scenarios/examples/mm1.json"
OUTAGE = "scenarios/examples/outage.json"
CLOSED = "scenarios/examples/closed.json"
QUICKSTART = "scenarios/quickstart.json"

Outcome = subprocess.CompletedProcess[str]


def windtunnel(*words: str, folder: Path = ROOT, seconds: float = 60) -> Outcome:
    return subprocess.run([COMMAND, *words], cwd=folder, capture_output=True, text=True, timeout=seconds)


def fly(scenario: str, *words: str) -> Outcome:
    """A flight of which nothing is kept, with nothing on standard error but problems."""
    return windtunnel("run", scenario, "--no-record", "--quiet", *words)


def compare_with_expected(name: str, text: str) -> None:
    """The text a user reads, reviewed as a diff: WINDTUNNEL_REWRITE=1 writes it anew."""
    file = EXPECTED / f"{name}.txt"
    if "WINDTUNNEL_REWRITE" in os.environ:
        file.write_text(text)
    assert file.exists(), f"{file.name}: WINDTUNNEL_REWRITE=1 writes it, for review"
    assert text == file.read_text(), f"{file.name}: WINDTUNNEL_REWRITE=1 writes the text anew, for review"
