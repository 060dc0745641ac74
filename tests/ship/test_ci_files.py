"""action.yml and docs/ci/gitlab.yml are what GitHub and GitLab take: by their schemas, and by a reader of shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from steps import ROOT, Runner, action_steps, git, gitlab_script, read_yaml

SCHEMAS = {"action.yml": "vendor.github-actions", "docs/ci/gitlab.yml": "vendor.gitlab-ci"}
SCRIPTS = {
    **{f"action.yml: {name}": ("bash", step["run"]) for name, step in action_steps().items()},
    **{f"gitlab.yml: {part}": ("sh", gitlab_script(part)) for part in ("before_script", "script")},
}


def judged(schema: str, file: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    return subprocess.run(words, capture_output=True, text=True)


@pytest.mark.parametrize("file", SCHEMAS)
def test_file_follows_its_published_schema(file: str, tmp_path: Path) -> None:
    # GitLab's schema says nothing of hidden jobs, whose names begin with a dot: judge it as the job that it becomes.
    text = re.sub(r"^\.windtunnel:", "windtunnel:", (ROOT / file).read_text(), flags=re.MULTILINE)
    right, wrong = tmp_path / "right.yml", tmp_path / "wrong.yml"
    right.write_text(text)
    answer = judged(SCHEMAS[file], right)
    assert answer.returncode == 0, answer.stdout
    # The judge can say no: the same file with one key misspelt.
    misspelt = re.sub(r"^(\s*)(using|artifacts):", r"\1\2x:", text, flags=re.MULTILINE)
    assert misspelt != text
    wrong.write_text(misspelt)
    assert judged(SCHEMAS[file], wrong).returncode == 1


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_shell(name: str) -> None:
    shell, script = SCRIPTS[name]
    read = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
    assert read.returncode == 0, read.stderr


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_has_no_known_mistake_of_shell(name: str) -> None:
    shellcheck = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert shellcheck, "shellcheck is missing: python/requirements-dev.txt has it"
    shell, script = SCRIPTS[name]
    read = subprocess.run([shellcheck, f"--shell={shell}", "-"], input=script, text=True, capture_output=True)
    assert read.returncode == 0, read.stdout


@pytest.mark.parametrize("name", action_steps())
def test_no_expression_stands_inside_a_script(name: str) -> None:
    """GitHub pastes an expression's value into the text of the script, where the shell reads it."""
    assert "${{" not in action_steps()[name]["run"], "hand it over as an environment variable"


def test_every_input_is_used_and_every_used_one_is_there() -> None:
    action = read_yaml("action.yml")
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(action["inputs"])


@pytest.mark.parametrize("against", ["", "v1", "base"])
def test_gitlab_job_hands_over_files_and_options(runner: Runner, against: str) -> None:
    base = git(runner.repository, "rev-parse", "HEAD")
    variables = {name: str(value) for name, value in read_yaml("docs/ci/gitlab.yml")[".windtunnel"]["variables"].items()}
    told = {**variables, "CI_PROJECT_DIR": str(runner.repository), "HOME": str(runner.folder / "temp")}
    if against == "base":
        told["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base
    else:
        told["WINDTUNNEL_AGAINST"] = against
    runner.around["CODE_OF_CHECK"] = "3"
    environment = runner.environment(told)
    words = ["sh", "-e", "-c", gitlab_script("script")]
    job = subprocess.run(words, cwd=runner.repository, env=environment, capture_output=True, text=True)
    assert job.returncode == 3, job.stderr
    (call,) = [json.loads(line) for line in runner.written("calls").splitlines()]
    expected = {"": [], "v1": ["--against=v1"], "base": [f"--against={base}"]}[against]
    assert [word for word in call if word.startswith("--against")] == expected
    assert call[call.index("--") + 1 :] == ["scenarios/a.json", "scenarios/b c.json"]


@pytest.mark.skipif(not (ROOT / "sim" / "gate").is_dir(), reason="this tree has no gate yet")
def test_the_command_knows_every_option_that_is_handed_to_it() -> None:
    program = Path(os.environ.get("WINDTUNNEL_BUILD", ROOT / "build")).resolve() / "windtunnel"
    assert program.exists(), f"{program} is not built; `make build` builds it"
    told = subprocess.run([str(program), "check", "--help"], capture_output=True, text=True).stdout
    scripts = action_steps()["Check"]["run"] + gitlab_script("script").partition("windtunnel check")[2]
    used = set(re.findall(r"--(?:against|budget|github|html|junit|markdown|no-store|quiet|store)\b", scripts))
    assert len(used) == 8
    assert used <= set(re.findall(r"--[a-z-]+", told))
