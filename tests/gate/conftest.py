"""What every test of the gate has: a repository of thirty scenarios, and the command flown inside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import make_repository
import pytest
from command import Outcome, windtunnel


class Repository:
    """A clone as somebody works in it: its scenarios, and a check of all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = make_repository.make(folder)

    def scenario(self, name: str) -> Any:
        return json.loads((self.folder / f"designs/{name}.json").read_text())

    def write(self, name: str, content: Any) -> None:
        (self.folder / f"designs/{name}.json").write_text(json.dumps(content, indent=2) + "\n")

    def check(self, *words: str, files: list[str] | None = None, seconds: float = 300) -> Outcome:
        return windtunnel(
            *("--catalog", "catalog", "check", *(files or self.files), "--quiet", *words),
            folder=self.folder,
            seconds=seconds,
        )

    def found(self, *words: str, files: list[str] | None = None, seconds: float = 300) -> Any:
        """What a check says as JSON."""
        outcome = self.check("--json", *words, files=files, seconds=seconds)
        assert outcome.stdout, outcome.stderr
        return json.loads(outcome.stdout)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "clone")


def plant_slower_tail(repository: Repository) -> None:
    """Five percent more at the 99th percentile of one service, the median as it was."""
    design = repository.scenario("queue_lognormal")
    assert design["tiers"]["app"]["service"]["p99"] == "40 ms"
    design["tiers"]["app"]["service"]["p99"] = "42 ms"
    repository.write("queue_lognormal", design)


def worse(found: Any) -> list[tuple[str, str, str]]:
    """File, figure and cause of all that got worse."""
    return [
        (file["file"], each["figure"], each["cause"])
        for file in found["files"]
        for each in file["differences"]
        if each["verdict"] == "worse"
    ]
