"""`windtunnel run`: its answer, its options, what it keeps, and what it does when it is stopped or refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import CLOSED, COMMAND, MM1, OUTAGE, QUICKSTART, ROOT, compare_with_expected, fly, windtunnel

LONG = ["--set", "run.lasts=200000 h", "--set", "run.replications=50", "--set", "run.events_max=1000000000000"]


def folders(out: Path) -> list[Path]:
    return sorted(path for scenario in out.iterdir() for path in scenario.iterdir()) if out.exists() else []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mm1", [MM1]),
        ("outage", [OUTAGE]),
        ("closed", [CLOSED]),
        ("saturated", [MM1, "--set", "workload.customers.rate=1.3 /s", "--set", "workload.customers.deadline=30 h"]),
        ("too_few", [MM1, "--replications", "1"]),
    ],
)
def test_answer_reads_as_it_was_reviewed(name: str, words: list[str]) -> None:
    compare_with_expected(name, fly(*words).stdout)


@pytest.mark.parametrize(
    "scenario", sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scenarios").rglob("*.json") if "windtunnel\"" in path.read_text()[:400] and path.parent.name != "studies")
)
def test_answer_fits_a_screen(scenario: str) -> None:
    outcome = windtunnel("run", scenario, "--no-record", "--quiet", "--replications", "2", "--budget", "500 ms")
    # Labs show promises that are broken.
    assert outcome.returncode in (0, 1, 3, 4), outcome.stderr
    lines = outcome.stdout.splitlines()
    again = next(i for i, line in enumerate(lines) if line.startswith("Again with"))
    assert len(lines) <= 45
    assert max(len(line) for line in lines[:again] + lines[again + 1 :]) <= 100


def test_answer_of_many_tiers_and_expectations_still_fits_a_screen() -> None:
    words: list[str] = []
    for i in range(20):
        words += ["--set", f"expect.at_most_{i}={{\"metric\": \"latency_mean\", \"at_most\": \"{i + 1} s\"}}"]
        words += ["--set", f"tiers.spare_{i}={{\"replicas\": 1, \"service\": \"1 s\"}}"]
    lines = fly(MM1, *words).stdout.splitlines()
    command = next(i for i, line in enumerate(lines) if line.startswith("Again with"))
    assert command < 45 and "... and" in "\n".join(lines)


def test_json_has_the_same_bytes_whatever_the_jobs() -> None:
    one, four = fly(OUTAGE, "--json", "--jobs", "1"), fly(OUTAGE, "--json", "--jobs", "4")
    assert one.stdout == four.stdout
    assert json.loads(one.stdout)["exit_code"] == one.returncode


def test_seed_changes_the_luck_and_nothing_else_does() -> None:
    first, again, other = (fly(MM1, "--json", "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert first == again
    assert json.loads(first)["fingerprints"] != json.loads(other)["fingerprints"]
    assert json.loads(first)["scenario_hash"] == json.loads(other)["scenario_hash"]


def test_replications_and_set_are_obeyed() -> None:
    answer = json.loads(fly(CLOSED, "--json", "--replications", "3", "--set", "tiers.server.replicas=5").stdout)
    assert answer["replications"] == 3
    assert answer["tiers"][0]["replicas"] == 5


def test_nothing_but_the_answer_is_on_standard_output(tmp_path: Path) -> None:
    loud = windtunnel("run", MM1, "--out", str(tmp_path))
    assert loud.stdout == fly(MM1).stdout
    assert "kept in" in loud.stderr
    assert fly(MM1).stderr == ""


def test_progress_goes_to_standard_error() -> None:
    outcome = windtunnel("run", QUICKSTART, "--no-record", "--replications", "1", "--budget", "1 s")
    assert "events/s" in outcome.stderr and "events/s" not in outcome.stdout


def test_trace_tells_one_life_and_keeps_nothing(tmp_path: Path) -> None:
    outcome = windtunnel("run", OUTAGE, "--trace", "7", "--quiet", "--out", str(tmp_path / "out"))
    assert outcome.returncode == 0
    assert "request 7" in outcome.stdout and "the request ends" in outcome.stdout
    assert not (tmp_path / "out").exists()
    assert "never meant to be sent" in windtunnel("run", MM1, "--trace", "99999999", "--quiet").stdout


def test_budget_ends_a_study_with_what_has_landed() -> None:
    answer = json.loads(fly(QUICKSTART, "--json", "--budget", "1 ms").stdout)
    assert answer["ended"] == "out_of_budget"
    assert 1 <= answer["replications"] < answer["replications_wanted"]


def test_command_in_the_answer_makes_it_again() -> None:
    first = fly(MM1, "--set", "title=a b 'c'", "--seed", "5", "--replications", "3")
    command = first.stdout.split("Again with")[1].split("Flown")[0].replace("windtunnel", str(COMMAND), 1)
    again = subprocess.run(
        f"{command.strip()} --no-record --quiet", shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert again.stdout == first.stdout


def test_run_folder_is_whole_and_named_by_time_and_hash(tmp_path: Path) -> None:
    windtunnel("run", MM1, "--quiet", "--out", str(tmp_path))
    windtunnel("run", MM1, "--quiet", "--out", str(tmp_path))
    first, second = folders(tmp_path)
    scenario_hash = json.loads((first / "summary.json").read_text())["scenario_hash"]
    assert scenario_hash[:8] in first.name and first.parent.name == "mm1"
    assert (first / "answer.txt").read_text() == fly(MM1).stdout
    assert first.name != second.name


def wait_until_it_flies(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    assert "replications" in process.stderr.readline()  # the first progress


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([COMMAND, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_interrupt_keeps_what_is_done_and_exits_130(tmp_path: Path) -> None:
    process = start("run", MM1, "--out", str(tmp_path), "--jobs", "2", "--replications", "100000")
    wait_until_it_flies(process)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    answer, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "CUT SHORT" in answer and "Interrupted" in answer
    (kept,) = folders(tmp_path)
    summary = json.loads((kept / "summary.json").read_text())
    assert summary["ended"] == "interrupted" and 1 <= summary["replications"] < 100000


def test_interrupt_before_anything_is_done_says_so(tmp_path: Path) -> None:
    process = start("run", MM1, *LONG, "--out", str(tmp_path / "out"))
    wait_until_it_flies(process)
    process.send_signal(signal.SIGINT)
    answer, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted before a replication was finished." in answer
    assert not (tmp_path / "out").exists()


def test_kill_leaves_no_run_under_a_finished_name(tmp_path: Path) -> None:
    for wait in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25):
        process = start("run", MM1, "--out", str(tmp_path))
        time.sleep(wait)
        process.kill()
        process.communicate(timeout=30)
    for folder in folders(tmp_path):
        if not folder.name.endswith(".partial"):
            assert json.loads((folder / "manifest.json").read_text())["scenario_hash"]
            assert len(list(folder.iterdir())) >= 8


@pytest.mark.skipif(os.geteuid() != 0 and not Path("/proc/self").exists(), reason="needs /proc")
def test_unwritable_folder_is_code_5_and_the_answer_is_still_printed() -> None:
    outcome = windtunnel("run", MM1, "--quiet", "--out", "/proc/nowhere")
    assert outcome.returncode == 5
    assert outcome.stdout == fly(MM1).stdout
    assert "could not be kept: /proc/nowhere" in outcome.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_standard_output_is_code_5() -> None:
    with open("/dev/full", "w") as full:
        outcome = subprocess.run(
            [COMMAND, "run", MM1, "--no-record", "--quiet"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert outcome.returncode == 5
    assert "standard output could not be written" in outcome.stderr


def test_reader_that_goes_away_takes_nothing_kept_with_it(tmp_path: Path) -> None:
    process = start("run", MM1, "--quiet", "--out", str(tmp_path))
    assert process.stdout is not None
    process.stdout.close()
    process.wait(timeout=30)
    (kept,) = folders(tmp_path)
    assert (kept / "summary.json").exists()
