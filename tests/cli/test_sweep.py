"""`windtunnel sweep`, and what validate, resolve and schema say of studies: texts, options, what is kept, how it ends."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest
from command import COMMAND, MM1, ROOT, Outcome, compare_with_expected, windtunnel

STUDY = "scenarios/studies/replicas.json"
SMALL = ["--set", "run.lasts=30 s", "--set", "run.warm_up=5 s", "--set", "faults.web_dies.at=10 s", "--set", "faults.web_dies.lasts=5 s",
         "--set", 'phases.during=["10 s", "15 s"]', "--replications", "2"]  # fmt: skip
LONG = ["--set", "run.lasts=20000 h", "--set", "run.events_max=1000000000000"]


def sweep(*words: str) -> Outcome:
    return windtunnel("sweep", STUDY, "--no-record", "--quiet", *words)


def folders(out: Path) -> list[Path]:
    return sorted(path for path in out.glob("replicas/*") if path.is_dir())


def test_answer_reads_as_it_was_reviewed() -> None:
    outcome = sweep(*SMALL)
    assert outcome.returncode == 0, outcome.stderr
    compare_with_expected("sweep", outcome.stdout)


def test_list_reads_as_it_was_reviewed() -> None:
    text = sweep("--list", "--points", "fault=web_dies").stdout
    compare_with_expected("sweep_list", text[: text.index(" on ")] + "\n")  # on how many threads is the machine's


def test_answer_fits_a_screen_whatever_the_study(tmp_path: Path) -> None:
    study = json.loads((ROOT / STUDY).read_text())
    study["keep"] = []
    study["axes"] = {f"an_axis_with_quite_a_long_name_{i}": {"path": "run.seed", "values": list(range(2 + 28 * (i == 0)))} for i in range(5)}
    del study["compare"]
    (tmp_path / "wide.json").write_text(json.dumps(study))
    points = ",".join(f"{axis}=0" for axis in list(study["axes"])[1:])
    outcome = windtunnel("sweep", str(tmp_path / "wide.json"), "--no-record", "--quiet", "--points", points, *SMALL)
    assert outcome.returncode == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    assert len(lines) <= 45
    again = next(i for i, line in enumerate(lines) if line.startswith("Again with"))
    assert max(map(len, lines[:again])) <= 100
    assert "more values" in outcome.stdout and "more figures" in outcome.stdout


def test_json_has_the_same_bytes_whatever_the_jobs() -> None:
    one, three = sweep("--json", "--jobs", "1", *SMALL), sweep("--json", "--jobs", "3", *SMALL)
    assert one.stdout == three.stdout
    assert json.loads(one.stdout)["points_flown"] == 18


def test_what_is_kept_fits_its_schemas(tmp_path: Path) -> None:
    outcome = windtunnel("sweep", STUDY, "--quiet", "--out", str(tmp_path), *SMALL)
    (folder,) = folders(tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "summary.json", "manifest.json", "answer.txt", "points.csv", "metrics.csv", "comparisons.csv",
        "rankings.csv",
    }  # fmt: skip
    assert (folder / "answer.txt").read_text() == outcome.stdout
    for name in ("summary", "manifest"):
        schema = json.loads((ROOT / "docs/schemas" / f"study_{name}.json").read_text())
        made = json.loads((folder / f"{name}.json").read_text())
        jsonschema.validate(made, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(made | {"surprise": 1}, schema)
    columns = json.loads((ROOT / "docs/schemas/study_columns.json").read_text())
    for table, expected in columns.items():
        with (folder / table).open(newline="") as file:
            rows = list(csv.reader(file))
        axes = ["replicas", "balancer", "fault"]
        assert rows[0] == ["point", *axes, *("of_" + name if name in axes else name for name in expected)], table
        assert (len(rows) > 1) == (table != "rankings.csv")  # nothing is ranked here
        assert all(len(row) == len(rows[0]) for row in rows)


def test_every_column_is_documented() -> None:
    page = (ROOT / "docs/studies.md").read_text()
    for table, columns in json.loads((ROOT / "docs/schemas/study_columns.json").read_text()).items():
        section = page.split(f"### {table}")[1].split("\n##")[0]
        for column in columns:
            assert f"`{column}`" in section, f"{table}: {column}"


def test_the_example_of_the_documentation_is_a_study(tmp_path: Path) -> None:
    page = (ROOT / "docs/studies.md").read_text()
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "example.json").write_text(page.split("```json\n")[1].split("```")[0])
    (tmp_path / "quickstart.json").write_text((ROOT / "scenarios/quickstart.json").read_text())
    outcome = windtunnel("validate", str(tmp_path / "studies" / "example.json"))
    assert outcome.returncode == 0 and outcome.stdout.endswith("example.json: fine, 5 points\n"), outcome.stdout


def test_one_point_says_what_a_run_of_its_scenario_says(tmp_path: Path) -> None:
    at = "replicas=4,balancer=two_choices,fault=web_dies"
    resolved = windtunnel("resolve", STUDY, "--points", at, "--json")
    assert resolved.returncode == 0, resolved.stderr
    (tmp_path / "point.json").write_text(resolved.stdout)
    run = json.loads(windtunnel("run", str(tmp_path / "point.json"), "--no-record", "--quiet", "--json", "--replications", "2").stdout)
    swept = json.loads(sweep("--points", at, "--json", "--replications", "2").stdout)
    (point,) = swept["points"]
    assert point["hash"] == run["scenario_hash"]
    assert point["events"] == run["events"]
    (of_run,) = [row for row in run["metrics"] if row["metric"] == "latency_p50" and row["phase"] is None]
    (of_point,) = [row for row in point["metrics"] if row["metric"] == "latency_p50"]
    assert of_point["by_replication"] == of_run["by_replication"]


def test_resolve_prints_a_study_and_one_point_of_it() -> None:
    whole = windtunnel("resolve", STUDY)
    assert whole.returncode == 0 and "scenarios/studies/replicas.json:" in whole.stdout
    point = windtunnel("resolve", STUDY, "--points", "replicas=6,balancer=random,fault=none")
    line = next(line for line in point.stdout.splitlines() if '"replicas": 6' in line)
    assert "scenarios/studies/replicas.json:33:65" in line, "where the axis says it"
    many = windtunnel("resolve", STUDY, "--points", "replicas=6")
    assert many.returncode == 2
    assert many.stderr.startswith("windtunnel: --points: 6 points are replicas=6; name one, such as ")
    assert windtunnel("resolve", MM1, "--points", "a=1").returncode == 2


def test_validate_counts_points_and_prints_problems() -> None:
    fine = windtunnel("validate", STUDY, MM1)
    assert fine.stdout == f"{STUDY}: fine, 18 points\n{MM1}: fine\n"
    bad = windtunnel("validate", "tests/bad_studies/wt007_variant_path.json")
    assert bad.returncode == 2
    assert bad.stdout == (ROOT / "tests/bad_studies/wt007_variant_path.txt").read_text()


def test_schema_of_studies_is_the_one_that_is_checked_in() -> None:
    assert windtunnel("schema", "--study").stdout.strip() == (ROOT / "scenarios/study.schema.json").read_text().strip()


def test_a_study_with_problems_is_not_flown() -> None:
    bad = windtunnel("sweep", "tests/bad_studies/wt012_metric.json")
    assert bad.returncode == 2 and bad.stdout == ""
    assert bad.stderr == (ROOT / "tests/bad_studies/wt012_metric.txt").read_text()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["sweep", MM1], "windtunnel: scenarios/examples/mm1.json is a scenario, which varies nothing"),
        (["sweep", STUDY, "--points", "colour=red"], 'windtunnel: --points: there is no axis "colour"'),
        (["sweep", STUDY, "--budget", "soon"], "windtunnel: --budget: found soon, expected a duration"),
        (["sweep", STUDY, "--replications", "0"], "windtunnel: --replications: found 0, expected a whole number from 1"),
        (["run", STUDY], "windtunnel: scenarios/studies/replicas.json is a study of many points: windtunnel sweep"),
    ],
)
def test_refusals_say_what_is_expected(words: list[str], text: str) -> None:
    outcome = windtunnel(*words)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(text), outcome.stderr


def test_a_failed_point_is_kept_and_the_rest_is_flown(tmp_path: Path) -> None:
    study = json.loads((ROOT / STUDY).read_text())
    # A third replica is there in some points only.
    study["axes"]["replicas"]["values"] = [2, 4]
    study["axes"]["fault"]["variants"]["web_dies"] = {"faults.web_dies": {"enabled": True, "target": {"replica": "web-3"}}}
    (tmp_path / "some.json").write_text(json.dumps(study))
    outcome = windtunnel("sweep", str(tmp_path / "some.json"), "--out", str(tmp_path), "--quiet", *SMALL)
    assert outcome.returncode == 5
    assert "9 of 12 points flown" in outcome.stdout and "FAILED" in outcome.stdout
    assert "can not be planned" in outcome.stderr
    (folder,) = (path for path in (tmp_path / "some").iterdir() if path.is_dir())
    states = [row["state"] for row in csv.DictReader((folder / "points.csv").open(newline=""))]
    assert states.count("failed") == 3 and states.count("flown") == 9
    assert windtunnel("validate", str(tmp_path / "some.json")).returncode == 2


def test_budget_keeps_what_is_done(tmp_path: Path) -> None:
    outcome = windtunnel("sweep", STUDY, "--quiet", "--out", str(tmp_path), "--budget", "400ms", *LONG)
    assert outcome.returncode == 5, "no point was done"
    assert "The budget was spent" in outcome.stdout
    assert not folders(tmp_path)


def test_ctrl_c_keeps_the_points_that_are_done(tmp_path: Path) -> None:
    words = ["sweep", STUDY, "--out", str(tmp_path), "--jobs", "1", "--replications", "3"]
    with subprocess.Popen([COMMAND, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if not line.startswith("0 of 18 points"):
                break
        os.kill(process.pid, signal.SIGINT)
        stdout, _ = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("the machine was quicker than the signal")
    assert process.returncode == 130
    assert "CUT SHORT" in stdout
    (folder,) = folders(tmp_path)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["interrupted"] and 0 < summary["points_flown"] < 18
    whole = json.loads(windtunnel("sweep", STUDY, "--no-record", "--quiet", "--json", "--replications", "3", seconds=300).stdout)
    for kept, flown in zip(summary["points"], whole["points"], strict=True):
        assert kept == flown or kept["state"] == "not flown"


def test_progress_is_on_standard_error_with_the_time_left(tmp_path: Path) -> None:
    start = time.monotonic()
    outcome = windtunnel("sweep", STUDY, "--out", str(tmp_path), "--replications", "4")
    if time.monotonic() - start > 5:
        assert "points" in outcome.stderr and "left" in outcome.stderr
    assert "kept in" in outcome.stderr
    assert "points," not in outcome.stdout.splitlines()[0]
