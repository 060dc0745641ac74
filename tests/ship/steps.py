"""The scripts that stand inside action.yml and docs/ci/gitlab.yml, taken out so that they can be read and run here.

An expression `${{ ... }}` is looked up among the values that a test gives, and one that it did not give is an error: so a
test knows all that a step is told, and no step can be told something by its script's text.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]


def read_yaml(path: str) -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / path).read_text())
    return read


def action_steps() -> dict[str, dict[str, Any]]:
    """The steps of the action that run a script, by name."""
    return {step["name"]: step for step in read_yaml("action.yml")["runs"]["steps"] if "run" in step}


def defaults() -> dict[str, str]:
    """What each input of the action is when a workflow says nothing, under the name by which steps ask for it."""
    return {f"inputs.{name}": str(given.get("default", "")) for name, given in read_yaml("action.yml")["inputs"].items()}


def gitlab_script(part: str) -> str:
    return "\n".join(read_yaml("docs/ci/gitlab.yml")[".windtunnel"][part])


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Runner:
    """A runner of GitHub in a folder: the files that steps write to, and a PATH that begins with our stand-ins."""

    folder: Path
    values: dict[str, str] = field(default_factory=dict)
    around: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("bin", "temp", "repository"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    def stand_in(self, name: str, text: str) -> None:
        program = self.folder / "bin" / name
        program.write_text(text)
        program.chmod(0o755)

    def environment(self, told: Mapping[str, str]) -> dict[str, str]:
        files = {name: str(self.folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        return {
            **os.environ,
            **files,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            **self.around,
            **told,
        }

    def value(self, expression: str) -> str:
        """`a || b` is the first that is not empty, as on GitHub."""
        known = {**defaults(), **self.values}
        return next((known[name] for name in re.split(r"\s*\|\|\s*", expression.strip()) if known[name]), "")

    def run(self, step: str) -> subprocess.CompletedProcess[str]:
        described = action_steps()[step]
        told = {
            name: re.sub(r"\$\{\{(.*?)\}\}", lambda match: self.value(match.group(1)), str(text))
            for name, text in described.get("env", {}).items()
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", described["run"]]
        environment = self.environment(told)
        return subprocess.run(
            shell, cwd=self.repository, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def written(self, name: str) -> str:
        file = self.folder / name
        return file.read_text() if file.exists() else ""
