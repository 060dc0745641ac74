"""`windtunnel migrate`: nothing to do today, told so, and nothing touched; what is no file of ours is refused.

Steps from one version to another are tested with made-up ones, in tests/unit/sim/config/migrate_test.cpp.
"""

from __future__ import annotations

import json
from pathlib import Path

from command import MM1, ROOT, windtunnel

STUDY = "scenarios/studies/replicas.json"


def test_file_of_the_present_version_is_not_touched(tmp_path: Path) -> None:
    copies = [tmp_path / "mm1.json", tmp_path / "study.json", tmp_path / "part.json"]
    for copy, text in zip(copies, [(ROOT / MM1).read_text(), (ROOT / STUDY).read_text(), '{ "run":{"lasts":"1 h"} }'], strict=True):
        copy.write_text(text)
    before = [(copy.read_bytes(), copy.stat().st_ino, copy.stat().st_mtime_ns) for copy in copies]
    outcome = windtunnel("migrate", *map(str, copies))
    assert outcome.returncode == 0 and outcome.stderr == ""
    assert outcome.stdout == "".join(f"{copy}: of version 1, the present one\n" for copy in copies)
    assert [(copy.read_bytes(), copy.stat().st_ino, copy.stat().st_mtime_ns) for copy in copies] == before


def test_wrong_file_stops_none_of_the_others_and_stays(tmp_path: Path) -> None:
    later = tmp_path / "later.json"
    later.write_text(json.dumps({"windtunnel": 99}))
    outcome = windtunnel("migrate", str(later), str(tmp_path / "nowhere.json"), str(tmp_path), MM1)
    assert outcome.returncode == 2
    assert "WT023" in outcome.stderr and "1, the only version of the format so far" in outcome.stderr
    assert outcome.stderr.count("WT015") == 2
    assert outcome.stdout == f"{MM1}: of version 1, the present one\n"
    assert later.read_text() == '{"windtunnel": 99}'


def test_results_are_not_mistaken_for_scenarios(tmp_path: Path) -> None:
    windtunnel("run", MM1, "--replications", "2", "--quiet", "--out", str(tmp_path))
    (summary,) = tmp_path.rglob("summary.json")
    outcome = windtunnel("migrate", str(summary))
    assert outcome.returncode == 2 and "WT023" in outcome.stderr
