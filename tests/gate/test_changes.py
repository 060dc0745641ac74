"""Whose change it is: the file's, the catalog's, the engine's; against a commit, a folder, a file, a baseline."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import make_repository
from command import windtunnel
from conftest import Repository, plant_slower_tail, worse

COSTS = [f"designs/cost_{kind}_{count}.json" for kind in ("small", "large") for count in (2, 4)]


def raise_price(repository: Repository) -> None:
    make_repository.write(repository.folder, {}, {"small": 0.05, "large": 0.23})


def test_slower_tail_is_worse_and_everything_else_is_unchanged(repository: Repository) -> None:
    plant_slower_tail(repository)
    outcome = repository.check("--against", "main")
    assert outcome.returncode == 1
    assert "29 unchanged and 1 changed" in outcome.stdout
    assert re.search(r"worse +designs/queue_lognormal.json  latency_p99\n +42\.6 ms -> 44\.\d ms, \+\d", outcome.stdout)
    assert 'your change: tiers.app.service.p99 "40 ms" -> "42 ms"' in outcome.stdout
    # What somebody takes for too little to matter is the same.
    design = repository.scenario("queue_lognormal")
    design["gate"] = {"matters": {"latency_p99": 0.2, "utilisation": 0.2, "latency_p50": 0.2}}
    repository.write("queue_lognormal", design)
    assert repository.check("--against", "main").returncode == 0


def test_changed_price_is_the_catalogs(repository: Repository) -> None:
    raise_price(repository)
    found = repository.found("--against", "main")
    assert worse(found) == [
        ("designs/cost_large_2.json", "cost_per_month", "catalog"),
        ("designs/cost_large_4.json", "cost_per_month", "catalog"),
    ]
    large = next(file for file in found["files"] if file["file"] == "designs/cost_large_4.json")
    assert large["changes"] == []
    assert large["catalog"][0] == {
        "table": "catalog:prices/instances",
        "row": "large east",
        "column": "on_demand_usd_h",
        "before": "0.21",
        "after": "0.23",
    }
    outcome = repository.check("--against", "main")
    assert "the catalog's: catalog:prices/instances: large east: on_demand_usd_h 0.21 -> 0.23" in outcome.stdout


def test_price_and_file_that_both_changed_are_kept_apart(repository: Repository) -> None:
    raise_price(repository)
    design = repository.scenario("cost_large_4")
    design["tiers"]["app"]["replicas"] = 3
    repository.write("cost_large_4", design)
    found = repository.found("--against", "main", files=COSTS)
    large = next(file for file in found["files"] if file["file"] == "designs/cost_large_4.json")
    money = {
        each["cause"]: each for each in large["differences"] if each["metric"] == "cost_per_month"
    }
    assert set(money) == {"file", "catalog"}
    # Four machines of 0.02 USD/h more are 4 * 0.02 * 730 = 58.40 USD a month; one fewer of 0.23 USD/h saves 167.90.
    assert abs(money["catalog"]["difference"] - 58.4) < 0.1
    assert abs(money["file"]["difference"] + 167.9) < 0.5
    assert money["catalog"]["verdict"] == "worse" and money["file"]["verdict"] == "better"


def test_own_price_list_of_a_team_is_a_catalog_too(repository: Repository) -> None:
    shutil.copy(repository.folder / "catalog/prices/instances.csv", repository.folder / "designs/prices.csv")
    design = repository.scenario("cost_small_2")
    design["costs"] = {"instances": "prices.csv", "traffic": "catalog:prices/traffic"}
    repository.write("cost_small_2", design)
    make_repository.git(repository.folder, "add", "--all")
    make_repository.git(repository.folder, "commit", "--quiet", "--message", "Own prices")
    (repository.folder / "designs/prices.csv").write_text(make_repository.instance_csv({"small": 0.06, "large": 0.21}))
    found = repository.found("--against", "main", files=["designs/cost_small_2.json"])
    assert worse(found) == [("designs/cost_small_2.json", "cost_per_month", "catalog")]


def test_limit_that_moved_flies_nothing(repository: Repository) -> None:
    words = ["--against", "main", "--store", "kept.sqlite"]
    before = repository.found(*words, files=["designs/chain_2.json"])
    design = repository.scenario("chain_2")
    design["expect"]["fast"]["at_most"] = "1 ms"
    repository.write("chain_2", design)
    found = repository.found(*words, files=["designs/chain_2.json"])
    assert before["flown"]["replications"] > 0 and found["flown"]["replications"] == 0
    assert found["files"][0]["against"] == "unchanged" and found["exit_code"] == 1


def test_new_file_is_new_and_old_ones_that_do_not_read_are_said(repository: Repository) -> None:
    repository.write("fresh", make_repository.scenarios()["chain_3"])
    broken = repository.folder / "designs/chain_2.json"
    good = broken.read_text()
    broken.write_text(good.replace('"replicas"', '"replicsa"'))
    make_repository.git(repository.folder, "commit", "--quiet", "--all", "--message", "Broken")
    broken.write_text(good)
    found = repository.found("--against", "main", files=["designs/fresh.json", "designs/chain_2.json"])
    assert [file["against"] for file in found["files"]] == ["new", "unread"]
    assert "WT007" in found["files"][1]["note"] and "windtunnel-check-" not in found["files"][1]["note"]
    assert found["exit_code"] == 0


def test_nothing_is_left_in_the_repository_or_beside_it(repository: Repository, tmp_path: Path) -> None:
    index = (repository.folder / ".git/index").read_bytes()
    outcome = repository.check("--against", "main", "--no-store", files=["designs/chain_2.json"])
    assert outcome.returncode == 0
    assert make_repository.git(repository.folder, "status", "--porcelain") == ""
    assert make_repository.git(repository.folder, "worktree", "list").count("\n") == 0
    assert (repository.folder / ".git/index").read_bytes() == index


def test_folder_and_file_are_sides_too(repository: Repository, tmp_path: Path) -> None:
    shutil.copytree(repository.folder, tmp_path / "old")
    plant_slower_tail(repository)
    one = ["designs/queue_lognormal.json"]
    of_folder = repository.found("--against", str(tmp_path / "old"), files=one)
    of_file = repository.found("--against", str(tmp_path / "old/designs/queue_lognormal.json"), files=one)
    of_commit = repository.found("--against", "main", files=one)
    assert worse(of_folder) == worse(of_file) == worse(of_commit) != []
    assert of_folder["files"][0]["differences"] == of_commit["files"][0]["differences"]


def test_baseline_is_small_sorted_and_the_same_when_made_again(repository: Repository) -> None:
    words = ["--catalog", "catalog", "baseline", "update", "designs/cost_large_4.json", "--quiet", "--no-store"]
    made = windtunnel(*words, folder=repository.folder)
    assert made.returncode == 0 and "written" in made.stdout, made.stderr
    file = repository.folder / "designs/cost_large_4.baseline"
    text = file.read_text()
    figures = [line for line in text.splitlines() if re.match(r"[a-z_0-9]+ (-|\w+=)", line)]
    assert figures == sorted(figures) and len(text) < 4000
    assert re.search(r"^version \d+\.\d+\.\d+ results \d+$", text, re.MULTILINE)
    assert re.search(r"^table 2026-01-01 [0-9a-f]{32} catalog:prices/instances$", text, re.MULTILINE)
    # Numbers are rounded to their interval: three digits of the half width.
    name, selector, value, low, high, count = next(line for line in figures if line.startswith("latency_p99 -")).split()
    assert (selector, count) == ("-", "30") and float(low) < float(value) < float(high)
    assert len(value) <= 9
    again = windtunnel(*words, folder=repository.folder)
    assert "as they were" in again.stdout and file.read_text() == text


def test_check_against_baselines(repository: Repository) -> None:
    files = ["designs/cost_large_4.json", "designs/queue_lognormal.json"]
    kept = ["--catalog", "catalog", "baseline", "update", *files, "--dir", "kept", "--quiet"]
    assert windtunnel(*kept, folder=repository.folder).returncode == 0
    quiet = repository.found("--against", "kept", files=files)
    assert quiet["exit_code"] == 0 and [file["against"] for file in quiet["files"]] == ["unchanged"] * 2
    # The design's change is paired, for the baseline keeps the design.
    plant_slower_tail(repository)
    found = repository.found("--against", "kept", files=files)
    assert ("designs/queue_lognormal.json", "latency_p99", "file") in worse(found)
    assert all(each["paired"] for each in found["files"][1]["differences"])
    # The catalog's is not, and it is said so.
    raise_price(repository)
    found = repository.found("--against", "kept", files=files[:1])
    assert ("designs/cost_large_4.json", "cost_per_month", "catalog") in worse(found)
    assert not any(each["paired"] for each in found["files"][0]["differences"])
    assert "unpaired" in found["files"][0]["note"]
    assert found["files"][0]["catalog"][0]["table"] == "catalog:prices/instances"


def test_baseline_of_another_version_blames_the_engine(repository: Repository) -> None:
    files = ["designs/queue_lognormal.json"]
    assert windtunnel("baseline", "update", *files, "--quiet", folder=repository.folder).returncode == 0
    file = repository.folder / "designs/queue_lognormal.baseline"
    text = re.sub(r"^version \S+", "version 0.0.9", file.read_text(), flags=re.MULTILINE)
    # As an engine would have it whose latencies were a tenth shorter.
    def shorter(match: re.Match[str]) -> str:
        return match[1] + " ".join(str(float(number) * 0.9) for number in match[2].split()) + match[3]

    text = re.sub(r"^(latency_p99 - )(\S+ \S+ \S+)( \d+)$", shorter, text, flags=re.MULTILINE)
    file.write_text(text)
    found = repository.found("--against", "designs", files=files)
    assert worse(found) == [("designs/queue_lognormal.json", "latency_p99", "engine")]
    assert found["files"][0]["engine"][0].startswith("version 0.0.9 (results 1) -> ")
    assert "another version" in found["files"][0]["note"]
    # Together with a change of the design, each is told for itself.
    plant_slower_tail(repository)
    causes = {cause for _, figure, cause in worse(repository.found("--against", "designs", files=files)) if figure == "latency_p99"}
    assert causes == {"engine", "file"}


def test_broken_baseline_is_said_with_its_line(repository: Repository) -> None:
    files = ["designs/chain_2.json"]
    assert windtunnel("baseline", "update", *files, "--quiet", folder=repository.folder).returncode == 0
    file = repository.folder / "designs/chain_2.baseline"
    file.write_text(file.read_text().replace("seed 1", "seed one"))
    found = repository.found("--against", "designs", files=files)
    assert found["files"][0]["against"] == "unread"
    assert 'line 3: found "seed one' in found["files"][0]["note"]


def test_verdicts_do_not_depend_on_threads_or_on_what_was_kept(repository: Repository) -> None:
    plant_slower_tail(repository)
    files = ["designs/queue_lognormal.json", "designs/store_raft.json", "designs/rush.json"]

    def verdicts(*words: str) -> str:
        return json.dumps(repository.found("--against", "main", *words, files=files)["files"])

    alone = verdicts("--no-store", "--jobs", "1")
    assert alone == verdicts("--no-store", "--jobs", "4")
    assert alone == verdicts("--store", "kept.sqlite") == verdicts("--store", "kept.sqlite")
