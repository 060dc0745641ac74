"""`windtunnel report` and `run --record` as a shell sees them: files, exit codes, and what is said of wrong ones.

What a page shows is looked at in a browser by tests/report.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from command import OUTAGE, ROOT, windtunnel

RAFT = "scenarios/labs/split_vote.json"
SHORT = ("--set", "run.lasts=12 s", "--set", "run.replications=2")


def recorded(out: Path, *words: str) -> Path:
    flown = windtunnel("run", RAFT, *SHORT, "--record", "--quiet", "--out", str(out), *words)
    assert flown.returncode == 0, flown.stderr
    (folder,) = (out / "split_vote").iterdir()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("kept"))


def test_page_is_one_file_and_is_named(folder: Path, tmp_path: Path) -> None:
    made = windtunnel("report", str(folder), "-o", str(tmp_path / "page.html"))
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr == f"written to {tmp_path / 'page.html'}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")


def test_record_fits_its_schema_and_changes_no_figure(folder: Path, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "record.json").read_text())
    check = jsonschema.Draft202012Validator(schema)
    lines = (folder / "record.jsonl").read_text().splitlines()
    assert 500 < len(lines) <= 20_001
    for line in [*lines[:400], *lines[-400:]]:
        check.validate(json.loads(line))
    assert (folder / "space_time.svg").read_text().startswith("<svg")
    plain = windtunnel("run", RAFT, *SHORT, "--quiet", "--out", str(tmp_path), "--jobs", "1")
    (other,) = (tmp_path / "split_vote").iterdir()
    assert plain.returncode == 0
    assert (other / "summary.json").read_bytes() == (folder / "summary.json").read_bytes()
    assert not (other / "record.jsonl").exists()


def test_record_is_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    again = recorded(tmp_path, "--jobs", "1")
    for name in ("record.jsonl", "space_time.svg"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_window_is_as_asked_and_belongs_to_the_command(tmp_path: Path) -> None:
    kept = recorded(tmp_path, "--record-from", "3 s", "--record-to", "3.5 s")
    head = json.loads((kept / "record.jsonl").read_text().splitlines()[0])
    assert (head["from_ns"], head["to_ns"], head["why"]) == (3_000_000_000, 3_500_000_000, "as asked")
    assert "--record-from '3 s' --record-to '3.5 s'" in json.loads((kept / "manifest.json").read_text())["made"]["command"]


@pytest.mark.parametrize(("start", "end"), [("4 s", "3 s"), ("soon", "3 s"), ("1", "")])
def test_window_that_is_none_is_wrong_input(start: str, end: str, tmp_path: Path) -> None:
    words = ["--record-from", start] + (["--record-to", end] if end else [])
    flown = windtunnel("run", RAFT, *SHORT, "--out", str(tmp_path), *words)
    assert flown.returncode == 2
    assert "--record-from and --record-to are times" in flown.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_folders_are_told_apart(folder: Path, tmp_path: Path) -> None:
    def said(place: Path | str) -> str:
        made = windtunnel("report", str(place), "-o", str(tmp_path / "page.html"))
        assert made.returncode == 2 and made.stdout == ""
        assert not (tmp_path / "page.html").exists()
        return made.stderr

    assert "nothing of that name" in said(tmp_path / "nowhere")
    assert "a scenario is flown first" in said(OUTAGE)
    assert "a folder without manifest.json and summary.json" in said(ROOT / "models")
    above = said(folder.parent)
    assert "a folder of 1 result" in above and str(folder) in above
    for name, text, words in (
        ("load.csv", "time_s,tier,utilisation,in_system\n1,store,x,1\n", "load.csv:2:1"),
        ("stations.csv", "tier,replica\nstore,store-1\n", "no such column"),
        ("summary.json", "{", "WT001"),
        ("manifest.json", '{"windtunnel": "9.9.9"}', "WT023"),
        ("record.jsonl", '{"record": 1}\n{"t": \n', "WT001"),
    ):
        broken = tmp_path / "broken"
        shutil.copytree(folder, broken, dirs_exist_ok=True)
        (broken / name).write_text(text)
        assert words in said(broken), name
    (tmp_path / "broken" / "timeline.csv").unlink()
    assert "no such file" in said(tmp_path / "broken")
    assert "Traceback" not in said(tmp_path / "broken")


def test_place_that_can_not_be_written_is_not_half_written(folder: Path, tmp_path: Path) -> None:
    made = windtunnel("report", str(folder), "-o", str(tmp_path / "no" / "page.html"))
    assert made.returncode == 5
    assert "could not be written" in made.stderr
