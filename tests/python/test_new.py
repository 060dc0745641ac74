"""`windtunnel new NAME` makes a folder that flies, and its README tells commands that work as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import windtunnel
from given import Command


def test_new_makes_a_scenario_that_flies_and_a_readme_that_works(command: Command, tmp_path: Path) -> None:
    made = command("new", "shop", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "shop"
    scenario = windtunnel.load(folder / "shop.json")
    flown = windtunnel.run(scenario, progress=False)
    assert flown.verdict in ("holds", "fails"), "a first answer should be one that decides"
    commands = re.findall(r"^    windtunnel (.*)$", (folder / "README.md").read_text(), flags=re.MULTILINE)
    assert len(commands) >= 2
    for line in commands:
        ran = command(*shlex.split(line), cwd=folder)
        assert ran.returncode in (0, 1, 3), f"windtunnel {line}\n{ran.stderr}"
        assert ran.stdout


def test_new_refuses_what_is_no_name_and_what_is_there(command: Command, tmp_path: Path) -> None:
    assert command("new", "My Shop", cwd=tmp_path).returncode == 2
    assert command("new", "shop", cwd=tmp_path).returncode == 0
    assert command("new", "shop", cwd=tmp_path).returncode == 5
