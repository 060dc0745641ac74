"""The commands beside `run`: compare, validate, resolve, new, and what there is to know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import CLOSED, MM1, OUTAGE, ROOT, compare_with_expected, windtunnel


def test_comparison_reads_as_it_was_reviewed() -> None:
    outcome = windtunnel("compare", OUTAGE, "--set-b", "tiers.app.each_region.replicas=3", "--quiet")
    compare_with_expected("compare", outcome.stdout)
    lines = outcome.stdout.splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 100
    assert outcome.returncode == 0


def test_comparison_with_itself_is_the_same_to_the_bit() -> None:
    compared = json.loads(windtunnel("compare", OUTAGE, OUTAGE, "--quiet", "--json").stdout)
    assert compared["files"] == []
    assert {row["verdict"] for row in compared["metrics"]} == {"same"}


def test_pairs_share_their_luck() -> None:
    """The arrivals are the same on both sides, so their rates differ by nothing; independent runs would differ by 1%."""
    words = ("--set-b", "tiers.server.service.mean=0.9 s", "--quiet", "--json")
    compared = json.loads(windtunnel("compare", MM1, *words).stdout)
    rates = [row for row in compared["metrics"] if row["metric"] == "request_rate"]
    assert rates and all(row["a"] == row["b"] and row["verdict"] == "same" for row in rates)
    (mean,) = (row for row in compared["metrics"] if row["metric"] == "latency_mean")
    assert mean["verdict"] == "better" and mean["high"] < 0
    assert compared["files"] == [{"path": "tiers.server.service.mean", "a": '"1 s"', "b": '"900 ms"'}]


def test_comparison_gives_the_same_bytes_whatever_the_jobs() -> None:
    words = ("compare", CLOSED, "--set-b", "tiers.server.replicas=3", "--quiet", "--json", "--jobs")
    assert windtunnel(*words, "1").stdout == windtunnel(*words, "3").stdout


def test_comparison_of_other_tiers_and_phases_compares_what_both_have() -> None:
    compared = json.loads(windtunnel("compare", OUTAGE, MM1, "--quiet", "--json").stdout)
    assert compared["metrics"]
    assert all(row["tier"] is None and row["phase"] is None for row in compared["metrics"])


def test_saturated_side_is_undecided() -> None:
    outcome = windtunnel("compare", MM1, "--set-b", "workload.customers.rate=1.3 /s", "--set", "workload.customers.deadline=30 h", "--quiet")
    row = next(line for line in outcome.stdout.splitlines() if "latency_p50" in line)
    assert "undecided" in row and "saturated" in row


def test_all_shows_every_figure() -> None:
    words = ("compare", OUTAGE, "--set-b", "tiers.app.each_region.replicas=3", "--quiet", "--replications", "2")
    rows = json.loads(windtunnel(*words, "--json").stdout)["metrics"]
    assert len(windtunnel(*words, "--all").stdout.splitlines()) > len(rows)


def test_validate_prints_every_problem_of_every_file(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"run": {"lasts": 5}, "tiers": {"a": {"replica": 1}}}')
    outcome = windtunnel("validate", MM1, str(wrong), OUTAGE)
    assert outcome.returncode == 2
    assert f"{MM1}: fine" in outcome.stdout and f"{OUTAGE}: fine" in outcome.stdout
    assert "WT003" in outcome.stdout and "WT007" in outcome.stdout
    assert windtunnel("validate", MM1, OUTAGE).returncode == 0


@pytest.mark.parametrize("scenario", [MM1, OUTAGE, CLOSED, "scenarios/quickstart.json"])
def test_resolved_scenario_is_a_scenario_with_the_same_hash(scenario: str, tmp_path: Path) -> None:
    told = windtunnel("resolve", scenario)
    hash_line = next(line for line in told.stdout.splitlines() if line.startswith("// hash "))
    again = tmp_path / "again.json"
    again.write_text(windtunnel("resolve", scenario, "--json").stdout)
    assert hash_line in windtunnel("resolve", str(again)).stdout


def test_resolve_says_where_each_value_came_from() -> None:
    text = windtunnel("resolve", MM1, "--set", "tiers.server.replicas=2").stdout
    assert "// --set" in text and "// default" in text and f"// {MM1}:" in text


def test_new_folder_flies_and_is_not_overwritten(tmp_path: Path) -> None:
    assert windtunnel("new", "shop", folder=tmp_path).returncode == 0
    outcome = windtunnel("run", "shop/shop.json", "--quiet", folder=tmp_path)
    assert outcome.returncode == 0 and "The design holds" in outcome.stdout
    assert windtunnel("run", "shop/shop.json", "--no-record", "--set", "tiers.web.replicas=3", folder=tmp_path).returncode == 1
    taken = windtunnel("new", "shop", folder=tmp_path)
    assert taken.returncode == 5 and "already" in taken.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [("model", ["models", "load_balancing", "least_requests"]), ("explain", ["explain", "wt012"]), ("validate", ["validate", "nowhere.json"])],
)
def test_knowledge_reads_as_it_was_reviewed(name: str, words: list[str]) -> None:
    compare_with_expected(name, windtunnel(*words).stdout)


@pytest.mark.parametrize("words", [["models"], ["metrics"], ["catalog"], ["explain"], ["models", "workload", "open"]])
def test_knowledge_fits_the_columns(words: list[str]) -> None:
    outcome = windtunnel(*words)
    assert outcome.returncode == 0 and outcome.stderr == ""
    assert max(map(len, outcome.stdout.splitlines())) <= 100


def test_every_model_has_a_page() -> None:
    for kind, entries in json.loads(windtunnel("models", "--json").stdout).items():
        for entry in entries:
            page = windtunnel("models", kind, entry["name"])
            assert page.returncode == 0 and entry["meaning"].split()[0] in page.stdout


def test_every_code_has_a_page() -> None:
    for line in windtunnel("explain").stdout.splitlines():
        assert windtunnel("explain", line.split()[0]).stdout.startswith(line)


def test_every_table_prints_its_source_and_rows() -> None:
    for line in windtunnel("catalog").stdout.splitlines()[1:]:
        text = windtunnel("catalog", line.split()[0]).stdout
        assert "# source: " in text and "# licence: " in text and len(text.splitlines()) > 5


def test_schema_and_metrics_are_json() -> None:
    assert json.loads(windtunnel("schema").stdout)["properties"]
    assert any(metric["name"] == "availability" for metric in json.loads(windtunnel("metrics", "--json").stdout))


def test_version_is_the_version_file() -> None:
    assert windtunnel("--version").stdout == (ROOT / "VERSION").read_text()


def test_inspection_reads_as_it_was_reviewed(tmp_path: Path) -> None:
    outcome = windtunnel("inspect", "scenarios/examples/leaf_spine.json", "--svg", str(tmp_path / "picture.svg"))
    compare_with_expected("inspect", outcome.stdout)
    lines = outcome.stdout.splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 100
    assert outcome.returncode == 0
    assert (tmp_path / "picture.svg").read_text().startswith("<svg ")


def test_inspection_for_programs_has_every_figure() -> None:
    told = json.loads(windtunnel("inspect", "scenarios/quickstart.json", "--json").stdout)
    assert told["network"]["of_places"] and told["bisection"] is None
    assert told["tiers"] and all(tier["cut_below_needs"]["exact"] for tier in told["tiers"].values() if tier["replicas"] <= 9)


def test_inspection_of_a_wrong_file_prints_its_problems() -> None:
    outcome = windtunnel("inspect", "scenarios/examples/star.json", "--set", "network.topology.hosts=2")
    assert outcome.returncode == 2 and "2 hosts in here/a" in outcome.stderr and outcome.stdout == ""
    outcome = windtunnel("inspect", "scenarios/examples/star.json", "--svg", "/nowhere/picture.svg")
    assert outcome.returncode == 5 and "could not be written" in outcome.stderr
