"""The action's steps, run as GitHub runs them: what they hand to the command, what they leave, and how they end."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from steps import ROOT, Runner, action_steps, git

SCENARIOS = ["scenarios/a.json", "scenarios/b c.json", "scenarios/deep/d.json"]


def calls(runner: Runner) -> list[list[str]]:
    return [json.loads(line) for line in runner.written("calls").splitlines()]


def test_check_hands_over_files_and_options(runner: Runner) -> None:
    step = runner.run("Check")
    assert step.returncode == 0, step.stderr
    (words,) = calls(runner)
    assert words == [
        "check",
        "--github",
        "--quiet",
        "--budget=8min",
        "--junit=windtunnel-check.xml",
        "--markdown=windtunnel-check.md",
        "--",
        *SCENARIOS,
    ]
    assert runner.written("GITHUB_OUTPUT") == "exit-code=0\n"


def test_check_takes_lists_and_leaves_out_what_is_not_there(runner: Runner) -> None:
    runner.values.update({"inputs.files": "scenarios/deep/*.json\n  nowhere/*.json\n", "inputs.html": "out/page.html"})
    runner.values["inputs.store"] = "false"
    assert runner.run("Check").returncode == 0
    (words,) = calls(runner)
    assert words[words.index("--") + 1 :] == ["scenarios/deep/d.json"]
    assert "--html=out/page.html" in words and "--no-store" in words
    assert (runner.repository / "out" / "page.html").exists()


def test_check_that_finds_no_file_is_wrong_input(runner: Runner) -> None:
    runner.values["inputs.files"] = "nowhere/*.json"
    step = runner.run("Check")
    assert "::error" in step.stdout and "'files'" in step.stdout
    assert calls(runner) == []
    assert runner.written("GITHUB_OUTPUT") == "exit-code=2\n"


def test_check_takes_nothing_for_shell(runner: Runner) -> None:
    """Files, refs and budgets come from whoever opens a pull request."""
    evil = "$(touch pwned) `touch pwned` ;touch pwned"
    runner.values.update({"inputs.files": f"scenarios/a.json {evil}", "inputs.against": evil, "inputs.budget": evil})
    assert runner.run("Check").returncode == 0
    (words,) = calls(runner)
    assert f"--against={evil}" in words and f"--budget={evil}" in words
    assert words[words.index("--") + 1 :] == ["scenarios/a.json", *evil.split()]
    assert not list(runner.folder.rglob("pwned"))


def test_against_is_the_base_of_the_pull_request_unless_said(runner: Runner) -> None:
    base = git(runner.repository, "rev-parse", "HEAD")
    runner.values["github.event.pull_request.base.sha"] = base
    assert runner.run("Check").returncode == 0
    runner.values["inputs.against"] = "v1"
    assert runner.run("Check").returncode == 0
    first, second = calls(runner)
    assert f"--against={base}" in first and "--against=v1" in second


def test_check_fetches_a_base_that_a_shallow_checkout_lacks(runner: Runner) -> None:
    base = git(runner.repository, "rev-parse", "HEAD")
    (runner.repository / "scenarios" / "a.json").write_text('{"note": "changed"}')
    git(runner.repository, "commit", "--quiet", "-am", "a change")
    origin = runner.repository.rename(runner.folder / "origin")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub's server is set
    git(runner.folder, "clone", "--quiet", "--depth=1", f"file://{origin}", "repository")
    lacks = subprocess.run(["git", "cat-file", "-e", base], cwd=runner.repository, capture_output=True)
    assert lacks.returncode != 0
    runner.values["github.event.pull_request.base.sha"] = base
    step = runner.run("Check")
    assert step.returncode == 0, step.stderr
    git(runner.repository, "cat-file", "-e", f"{base}^{{commit}}")


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6])
def test_summary_is_there_whatever_the_verdict(runner: Runner, code: int) -> None:
    """The code is kept by the check and given by the last step, so that what is between them runs."""
    (runner.repository / "windtunnel-check.md").write_text("of an older check\n")
    runner.around["CODE_OF_CHECK"] = str(code)
    assert runner.run("Check").returncode == 0
    assert runner.written("GITHUB_OUTPUT") == f"exit-code={code}\n"
    runner.values["steps.check.outputs.exit-code"] = str(code)
    assert runner.run("Summary").returncode == 0
    said = runner.written("GITHUB_STEP_SUMMARY")
    assert "of an older check" not in said
    assert said == "report by --markdown\n" if code != 2 else "exit code 2" in said
    assert runner.run("Verdict").returncode == code


@pytest.mark.parametrize(("code", "ends"), [("3", 0), ("1", 1), ("4", 4)])
def test_only_the_undecided_may_be_let_pass(runner: Runner, code: str, ends: int) -> None:
    runner.values.update({"steps.check.outputs.exit-code": code, "inputs.allow-undecided": "true"})
    step = runner.run("Verdict")
    assert step.returncode == ends
    assert ("::warning" in step.stdout) == (code == "3")


GH = """#!/usr/bin/env python3
import json, os, sys
words = sys.argv[1:]
body = next((word.removeprefix("body=@") for word in words if word.startswith("body=@")), None)
said = {"words": words, "mark": os.environ["MARK"], "body": body and open(body).read()}
open(os.environ["CALLS"], "a").write(json.dumps(said) + chr(10))
if "--paginate" in words:
    print(os.environ.get("COMMENTS", ""), end="")
sys.exit(int(os.environ.get("GH_CODE", "0")))
"""


def commenting(runner: Runner) -> Runner:
    runner.stand_in("gh", GH)
    runner.values.update(
        {
            "inputs.token": "t",
            "github.repository": "a/b",
            "github.event.pull_request.number": "7",
        }
    )
    (runner.repository / "windtunnel-check.md").write_text("<!-- windtunnel check -->\n### It holds\n")
    return runner


@pytest.mark.parametrize(
    ("comments", "method", "place"),
    [("", "POST", "repos/a/b/issues/7/comments"), ("11\n12\n", "PATCH", "repos/a/b/issues/comments/11")],
)
def test_comment_is_made_once_and_then_replaced(runner: Runner, comments: str, method: str, place: str) -> None:
    commenting(runner).around["COMMENTS"] = comments
    step = runner.run("Comment")
    assert step.returncode == 0, step.stderr
    _, said = [json.loads(line) for line in runner.written("calls").splitlines()]
    assert said["words"][:4] == ["api", "--method", method, place]
    assert said["body"] == "<!-- windtunnel comment windtunnel -->\n<!-- windtunnel check -->\n### It holds\n"
    assert said["body"].startswith(said["mark"])


def test_comment_that_may_not_be_written_is_a_warning(runner: Runner) -> None:
    """A pull request from a fork has a token that may only read."""
    commenting(runner).around["GH_CODE"] = "1"
    step = runner.run("Comment")
    assert step.returncode == 0 and "::warning" in step.stdout


def test_comment_mark_is_a_plain_word(runner: Runner) -> None:
    commenting(runner).values["inputs.comment-mark"] = "--> $(touch pwned)"
    assert runner.run("Comment").returncode == 2
    assert not runner.written("calls")


def make_wheel(folder: Path, version: str) -> Path:
    """The smallest wheel that has a command: what pip asks of one, and a script that says its version."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"windtunnel-{version}-py3-none-any.whl"
    info = f"windtunnel-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        # Requires-Dist: without --no-deps pip would look for it and fail.
        wheel.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: windtunnel\nVersion: {version}\nRequires-Dist: there-is-no-such-thing-0\n",
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        program = zipfile.ZipInfo(f"windtunnel-{version}.data/scripts/windtunnel")
        program.external_attr = 0o100755 << 16  # a file that may be run
        wheel.writestr(program, f"#!/bin/sh\necho windtunnel {version}\n")
        wheel.writestr(f"{info}/RECORD", "")
    return file


@pytest.mark.parametrize("said", ["by path", "by the action's dist"])
def test_install_takes_the_wheel_and_puts_the_command_on_the_path(runner: Runner, said: str) -> None:
    runner.values["github.action_path"] = str(runner.folder / "action")
    wheel = make_wheel(runner.folder / "action" / "dist", "9.8.7")
    (runner.folder / "action" / "VERSION").write_text("9.8.7\n")
    if said == "by path":
        runner.values["inputs.wheel"] = str(wheel.rename(runner.folder / wheel.name))
    step = runner.run("Install")
    assert step.returncode == 0, step.stdout + step.stderr
    home = Path(runner.written("GITHUB_PATH").strip())
    assert (home / "windtunnel").exists()
    assert "9.8.7" in runner.written("GITHUB_OUTPUT")


def test_install_says_which_machines_the_wheel_is_for(runner: Runner) -> None:
    runner.values["github.action_path"] = str(ROOT)
    runner.around["RUNNER_OS"] = "Windows"
    step = runner.run("Install")
    assert step.returncode == 5 and "Linux on x86-64" in step.stdout and "Windows" in step.stdout


def test_nothing_is_compiled() -> None:
    assert "--only-binary=:all:" in action_steps()["Install"]["run"]
