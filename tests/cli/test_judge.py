"""`judge`: histories in, verdicts out."""

from __future__ import annotations

import json
from pathlib import Path

from command import compare_with_expected, windtunnel

FOLDER = "tests/cli/histories"


def test_stale_read_reads_as_it_was_reviewed() -> None:
    outcome = windtunnel("judge", f"{FOLDER}/stale.edn")
    compare_with_expected("judge_stale", outcome.stdout)
    assert outcome.returncode == 4
    assert max(map(len, outcome.stdout.splitlines())) <= 100


def test_history_that_holds_is_fine() -> None:
    outcome = windtunnel("judge", f"{FOLDER}/fine.json")
    compare_with_expected("judge_fine", outcome.stdout)
    assert outcome.returncode == 0


def test_picture_shows_the_witness_and_only_where_there_is_one(tmp_path: Path) -> None:
    windtunnel("judge", f"{FOLDER}/stale.edn", "--svg", str(tmp_path / "stale.svg"))
    picture = (tmp_path / "stale.svg").read_text()
    assert "linearizable: violated" in picture and "read key 1: sees 7" in picture
    outcome = windtunnel("judge", f"{FOLDER}/fine.json", "--svg", str(tmp_path / "fine.svg"))
    assert outcome.returncode == 0 and "is not drawn" in outcome.stderr
    assert not (tmp_path / "fine.svg").exists()


def test_json_says_the_same() -> None:
    outcome = windtunnel("judge", f"{FOLDER}/stale.edn", "--json")
    answer = json.loads(outcome.stdout)
    assert outcome.returncode == 4
    assert answer["history"]["operations"] == 6
    verdicts = answer["verdicts"]
    assert verdicts["linearizable"]["verdict"] == "violated"
    assert verdicts["sequentially_consistent"]["verdict"] == "holds"
    assert verdicts["read_your_writes"]["verdict"] == "unknown"
    assert len(verdicts["linearizable"]["words"]) == len(verdicts["linearizable"]["witness"]) == 3


def test_model_is_what_the_user_says(tmp_path: Path) -> None:
    """Two adds and no read: a counter, unless somebody says that it is a set."""
    file = tmp_path / "h.edn"
    file.write_text("{:process 0 :type :invoke :f :add :value [1 1]}\n{:process 0 :type :ok :f :add :value [1 1]}\n")
    assert windtunnel("judge", str(file), "--model", "set").returncode == 0
    wrong = windtunnel("judge", str(file), "--model", "register")
    assert wrong.returncode == 2 and "WT012  f" in wrong.stderr
    unknown = windtunnel("judge", str(file), "--model", "heap")
    assert unknown.returncode == 2 and "expected one of: counter, list, register, set" in unknown.stderr


def test_wrong_file_is_2_and_missing_file_is_5(tmp_path: Path) -> None:
    file = tmp_path / "h.edn"
    file.write_text("{:process 0 :type :ok :f :read :value [1 1]}")
    outcome = windtunnel("judge", str(file))
    assert outcome.returncode == 2 and outcome.stdout == ""
    assert "its beginning (:type :invoke) before" in outcome.stderr
    assert windtunnel("judge", str(tmp_path / "nothing.edn")).returncode == 5
