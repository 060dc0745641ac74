"""`windtunnel rerun FOLDER`: what a folder of results holds is flown again, whatever became of the scenario's file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import windtunnel

SHOP = {
    "windtunnel": 1,
    "run": {"lasts": "30 s", "warm_up": "5 s", "replications": 3},
    "workload": {"shoppers": {"kind": "open", "rate": "40 /s", "deadline": "1 s", "path": ["web"]}},
    "network": {"kind": "constant", "latency": "0.5 ms"},
    "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "20 ms"}}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run that was kept: of another seed than its file's, changed by --set, and its file was edited since."""
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    done = windtunnel("run", "shop.json", "--seed", "5", "--set", "tiers.web.replicas=3", "--quiet", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "shop.json").write_text("{}")
    (made,) = (tmp_path / "results" / "shop").iterdir()
    return made


def test_a_run_is_the_same_to_the_byte(folder: Path) -> None:
    done = windtunnel("rerun", str(folder), "--quiet", "--jobs", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{folder}: the same, to the byte\n  made by  windtunnel run shop.json --set")


def test_a_figure_that_was_changed_is_named(folder: Path) -> None:
    text = (folder / "summary.json").read_text()
    summary = json.loads(text)
    row = next(row for row in summary["metrics"] if row["metric"] == "latency_mean")
    (folder / "summary.json").write_text(text.replace(repr(row["value"]), "0.5", 1))
    done = windtunnel("rerun", str(folder), "--quiet")
    assert done.returncode == 1
    assert re.search(r": 1 differences\n", done.stdout)
    assert f"  metrics[latency_mean].value: 0.5 then, {row['value']!r} now\n" in done.stdout


def test_a_study_is_made_again_from_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    study = {
        "windtunnel": 1, "base": "shop.json", "keep": [{"metric": "latency_mean"}, {"metric": "availability"}],
        "axes": {"replicas": {"path": "tiers.web.replicas", "values": [1, 2, 3]}},
        "replications": {"until": {"metric": "latency_mean", "half_width": "1 ms"}, "least": 3, "most": 6},
        "compare": {"axis": "replicas", "against": 2},
    }  # fmt: skip
    (tmp_path / "sizes.json").write_text(json.dumps(study))
    asked = ["--points", "replicas=2|3", "--set", 'run.lasts="40 s"', "--out", "kept"]
    assert windtunnel("sweep", "sizes.json", *asked, "--quiet", folder=tmp_path).returncode == 0
    (tmp_path / "shop.json").unlink()
    (made,) = (each for each in (tmp_path / "kept" / "sizes").iterdir() if each.is_dir())
    done = windtunnel("rerun", str(made), "--quiet", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the same, to the byte" in done.stdout and "note" not in done.stdout


def test_what_is_no_folder_of_ours_is_refused(tmp_path: Path, folder: Path) -> None:
    assert "it is not there" in windtunnel("rerun", "nowhere", folder=tmp_path).stderr
    (tmp_path / "empty").mkdir()
    empty = windtunnel("rerun", "empty", folder=tmp_path)
    assert empty.returncode == 2 and "manifest.json is missing or foreign" in empty.stderr
    (folder / "manifest.json").write_text('{"scenario": {"tiers": 5}, "scenario_file": "shop.json"}')
    wrong = windtunnel("rerun", str(folder))
    assert wrong.returncode == 2 and "tiers" in wrong.stderr
