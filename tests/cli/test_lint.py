"""`windtunnel lint`: texts, JSON, exit codes, and the printed experiment as a shell runs it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import COMMAND, MM1, ROOT, compare_with_expected, windtunnel

LINTED = "tests/cli/linted/storm.json"
ALLOWED = "tests/cli/linted/allowed.json"


def warnings(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(windtunnel("lint", "--json", *words).stdout)
    return found


def test_warnings_read_as_they_were_reviewed() -> None:
    outcome = windtunnel("lint", LINTED)
    assert outcome.returncode == 1 and outcome.stderr == ""
    compare_with_expected("lint", outcome.stdout)


def test_each_warning_begins_as_a_compilers_does() -> None:
    heads = re.findall(rf"^{LINTED}:(\d+):(\d+): (WL\d\d\d) (\w+), at (\S+)$", windtunnel("lint", LINTED).stdout, re.MULTILINE)
    lines = (ROOT / LINTED).read_text().splitlines()
    assert {name for _, _, _, name, _ in heads} == {"one_zone", "retries_without_budget", "latency_ignored"}
    for line, column, _, _, path in heads:
        assert lines[int(line) - 1][int(column) - 1] in '{["' or path == "network"
    assert [int(line) for line, *_ in heads] == sorted(int(line) for line, *_ in heads)


def test_json_says_what_the_text_says() -> None:
    found = warnings(LINTED)
    text = windtunnel("lint", LINTED).stdout
    for each in found:
        assert f"{each['code']} {each['name']}, at {each['path']}" in text
        assert each["experiment"]["command"] in text
        assert each["allowed"] is None and each["file"] == LINTED
    assert set(found[0]) == {"file", "line", "column", "code", "name", "path", "found", "why", "experiment", "allowed"}


@pytest.mark.parametrize("name", ["one_zone", "retries_without_budget", "latency_ignored"])
def test_printed_experiment_shows_it(name: str, tmp_path: Path) -> None:
    """As it is pasted into a shell: the expectation `lint` fails, or the comparison is worse."""
    (warning,) = [each for each in warnings(LINTED) if each["name"] == name]
    command = warning["experiment"]["command"].replace("windtunnel", str(COMMAND), 1)
    is_run = " run " in command
    command += " --quiet --json" + (" --no-record" if is_run else "")
    outcome = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)  # noqa: S602
    answer = json.loads(outcome.stdout)
    if is_run:
        assert outcome.returncode == 1, outcome.stderr
        assert {each["name"]: each["verdict"] for each in answer["expectations"]} == {"lint": "fails"}
    else:
        assert outcome.returncode == 0, outcome.stderr
        verdicts = {(row["metric"], row["phase"], row["class"], row["region"]): row["verdict"] for row in answer["metrics"]}
        assert verdicts["latency_p50", None, None, None] == "worse"


def test_settings_are_linted_and_go_into_the_experiment() -> None:
    healed = windtunnel("lint", LINTED, "--set", "workload.crowd.retries.attempts=1")
    assert "retries_without_budget" not in healed.stdout
    assert "--set workload.crowd.retries.attempts=1" in healed.stdout
    assert healed.returncode == 1  # of the others


def test_reasons_make_it_clean_and_all_tells_them() -> None:
    outcome = windtunnel("lint", ALLOWED)
    assert outcome.returncode == 0
    assert outcome.stdout == f"{ALLOWED}: clean, 3 allowed with their reasons\n"
    told = windtunnel("lint", "--all", ALLOWED)
    assert told.returncode == 0 and "allowed   One server" in told.stdout
    assert all(each["allowed"] for each in warnings(ALLOWED))


def test_files_are_linted_one_after_the_other() -> None:
    outcome = windtunnel("lint", ALLOWED, LINTED)
    assert outcome.returncode == 1
    assert outcome.stdout.index(f"{ALLOWED}: clean") < outcome.stdout.index(f"{LINTED}:")


def test_wrong_files_are_wrong_input(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"run": {"lasts": 5}}')
    outcome = windtunnel("lint", str(wrong), LINTED)
    assert outcome.returncode == 2 and "WT003" in outcome.stderr and LINTED in outcome.stdout
    assert windtunnel("lint", str(tmp_path / "nowhere.json")).returncode == 2
    assert windtunnel("lint").returncode == 2
    study = windtunnel("lint", "scenarios/studies/replicas.json")
    assert study.returncode == 2 and "is a study of many points" in study.stderr


def test_a_reason_for_what_is_no_warning_is_wrong_input() -> None:
    outcome = windtunnel("lint", MM1, "--set", 'lint.allow.one_zoen={"because": "So it is."}')
    assert outcome.returncode == 2
    assert "WT011" in outcome.stderr and "nearest   one_zone" in outcome.stderr


def test_explain_tells_of_a_warning_by_code_or_name() -> None:
    page = windtunnel("explain", "wl002").stdout
    assert page.startswith("WL002  One zone (one_zone)\n\n")
    assert windtunnel("explain", "one_zone").stdout == page
    assert "WL002  One zone" in windtunnel("explain").stdout


def test_a_new_scenario_is_clean(tmp_path: Path) -> None:
    windtunnel("new", "shop", folder=tmp_path)
    outcome = windtunnel("lint", "shop/shop.json", folder=tmp_path)
    assert outcome.returncode == 0, outcome.stdout
