"""A runner with a stand-in for the command: it writes down how it was called and leaves the reports it was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from steps import Runner, git

# Reports are left only where the code is one of a check that flew; 2 is wrong input, of which nothing is reported.
COMMAND = """#!/usr/bin/env python3
import json, os, sys
open(os.environ["CALLS"], "a").write(json.dumps(sys.argv[1:]) + chr(10))
code = int(os.environ.get("CODE_OF_CHECK", "0"))
for word in sys.argv[1:]:
    name, _, file = word.partition("=")
    if code != 2 and name in ("--junit", "--markdown", "--html"):
        open(file, "w").write(f"report by {name}" + chr(10))
sys.exit(code)
"""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """In a repository with three scenarios, one of them in a folder and one with a blank in its name."""
    made = Runner(tmp_path)
    made.around["CALLS"] = str(tmp_path / "calls")
    made.values.update({"inputs.files": "scenarios/**/*.json", "github.event.pull_request.base.sha": ""})
    made.stand_in("windtunnel", COMMAND)
    (made.repository / "scenarios" / "deep").mkdir(parents=True)
    for name in ("a.json", "b c.json", "deep/d.json"):
        (made.repository / "scenarios" / name).write_text("{}")
    git(made.repository, "init", "--quiet")
    git(made.repository, "add", ".")
    git(made.repository, "commit", "--quiet", "-m", "scenarios")
    return made
