"""`windtunnel diff A B`: which fields, which layer first, which figures; of scenarios, of runs, and of one of each.

The layers are tested by what may move them: a policy moves no arrival, a fault's time none either, a seed moves all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import MM1, OUTAGE, ROOT, compare_with_expected, windtunnel

RAFT = "scenarios/examples/raft.json"
SHOP = {
    "windtunnel": 1,
    "run": {"lasts": "30 s", "warm_up": "5 s", "replications": 4},
    "workload": {"shoppers": {"kind": "open", "rate": "40 /s", "deadline": "1 s", "path": ["web"]}},
    "network": {"kind": "constant", "latency": "0.5 ms"},
    "tiers": {"web": {"replicas": 3, "balancer": {"kind": "random"}, "service": {"kind": "exponential", "mean": "20 ms"}}},
    "faults": {"dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "12 s", "lasts": "5 s"}},
    "expect": {"fast": {"metric": "latency_mean", "at_most": "80 ms"}},
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    return tmp_path


def told(folder: Path, *words: str) -> dict[str, Any]:
    outcome = windtunnel("diff", *words, "--quiet", "--json", folder=folder)
    assert outcome.returncode in (0, 1), outcome.stderr
    diff: dict[str, Any] = json.loads(outcome.stdout)
    jsonschema.validate(diff, json.loads((ROOT / "docs/schemas/diff.json").read_text()))
    assert outcome.returncode == (1 if diff["differs"] else 0)
    return diff


def moved(diff: dict[str, Any]) -> list[str]:
    return [layer["layer"] for layer in diff["layers"] if layer["moved_in"] > 0]


def kept(folder: Path, *words: str) -> str:
    before = set((folder / "results" / "shop").glob("*"))
    assert windtunnel("run", "shop.json", "--quiet", *words, folder=folder).returncode in (0, 1, 3)
    (made,) = set((folder / "results" / "shop").glob("*")) - before
    return str(made.relative_to(folder))


def test_diff_reads_as_it_was_reviewed() -> None:
    outcome = windtunnel("diff", OUTAGE, "--set-b", "tiers.app.balancer.choices=1", "--quiet")
    assert outcome.returncode == 1
    compare_with_expected("diff", outcome.stdout)
    lines = outcome.stdout.splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 100


def test_a_scenario_and_itself_are_the_same(shop: Path) -> None:
    diff = told(shop, "shop.json")
    assert moved(diff) == [] and diff["first_moved"] is None and diff["files"] == []
    assert diff["metrics"] and all(row["equal"] and row["verdict"] == "same" for row in diff["metrics"])


@pytest.mark.parametrize(
    ("change", "first", "stays"),
    [
        ('tiers.web.balancer={"kind": "round_robin"}', "routing", ["workload", "faults"]),
        ("faults.dies.at=14 s", "faults", ["workload"]),
        ("faults.dies.lasts=6 s", "faults", ["workload"]),
        ("workload.shoppers.rate=41 /s", "workload", ["faults"]),
        ("tiers.web.service.mean=21 ms", "metrics", ["workload", "faults", "routing"]),
        ("network.latency=0.6 ms", "metrics", ["workload", "faults"]),
    ],
)
def test_a_change_moves_the_layer_it_came_in_by(shop: Path, change: str, first: str, stays: list[str]) -> None:
    # Without a fault nobody is asked again, and `random` looks at no queue: a slower service is asked the same.
    alone = ("--set", "faults.dies.enabled=false") if first == "metrics" else ()
    diff = told(shop, "shop.json", "--set-b", change, *alone)
    assert diff["first_moved"] == first
    assert not set(moved(diff)) & set(stays) and "metrics" in moved(diff)
    assert [field["path"].startswith(change.split("=")[0]) for field in diff["files"]] == [True] * len(diff["files"])
    assert diff["paired"] and diff["same_luck"] and diff["compared"] == 4


def test_what_no_run_looks_at_moves_nothing_and_is_told(shop: Path) -> None:
    diff = told(shop, "shop.json", "--set-b", "expect.fast.at_most=5 ms")
    assert moved(diff) == [] and diff["differs"]
    assert [field["path"] for field in diff["files"]] == ["expect.fast.at_most"]
    assert diff["expectations"] == [{"name": "fast", "a": "holds", "b": "fails"}]


def test_another_seed_moves_the_workload_and_is_judged_unpaired(shop: Path) -> None:
    diff = told(shop, kept(shop), "shop.json", "--seed", "9")
    assert diff["first_moved"] == "workload" and not diff["same_luck"] and not diff["paired"]
    assert diff["layers"][0] == {"layer": "workload", "moved_in": 4, "silent": False}
    text = windtunnel("diff", kept(shop), "shop.json", "--seed", "9", "--quiet", folder=shop).stdout
    assert "The seeds differ (1, 9)" in text and "unpaired (Welch), for the seeds differ" in text


def test_members_of_a_store_are_a_layer() -> None:
    """Commands that wait for others leave a leader later: no request, fault or choice before that sees it."""
    words = ("--replications", "1", "--set-b", "tiers.store.replication.batch.delay=1 ms", "--set", "faults.cut.enabled=false")
    diff = told(ROOT, RAFT, *words)
    layers = {layer["layer"]: layer for layer in diff["layers"]}
    assert not layers["protocol"]["silent"] and layers["faults"]["silent"]
    assert diff["first_moved"] == "protocol" and "metrics" in moved(diff)


def test_a_run_and_its_scenario_are_the_same_until_the_file_is_edited(shop: Path) -> None:
    run = kept(shop, "--seed", "5", "--replications", "3")
    same = told(shop, run, "shop.json")
    assert not same["differs"] and same["compared"] == 3 and same["b"]["seed"] == 5
    assert not told(shop, "shop.json", run)["differs"]
    (shop / "shop.json").write_text(json.dumps(SHOP | {"network": {"kind": "constant", "latency": "2 ms"}}))
    edited = told(shop, run, "shop.json")
    assert [field["path"] for field in edited["files"]] == ["network.latency"]
    assert edited["first_moved"] == "metrics"
    (median,) = (row for row in edited["metrics"] if row["metric"] == "latency_p50" and row["phase"] is None)
    assert median["verdict"] == "worse" and median["low"] > 0.0025 and median["p_adjusted"] < 0.05


def test_runs_of_two_versions_are_paired_where_the_same_requests_came(shop: Path) -> None:
    old = kept(shop)
    new = kept(shop, "--set", "tiers.web.service.mean=25 ms")
    manifest = shop / old / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"windtunnel": "', '"windtunnel": "0.0.9-', 1))
    diff = told(shop, old, new)
    assert diff["paired"] and diff["a"]["windtunnel"].startswith("0.0.9-")
    # The old version drew other requests from the same seed: then nothing pairs them.
    said = json.loads(manifest.read_text())
    said["replications"][2]["fingerprints"]["workload"] = "0123456789abcdef"
    manifest.write_text(json.dumps(said))
    diff = told(shop, old, new)
    assert not diff["paired"] and diff["same_luck"] and diff["layers"][0]["moved_in"] == 1
    text = windtunnel("diff", old, new, folder=shop).stdout
    assert "Two versions of Windtunnel flew them." in text and "other versions drew other requests" in text


def test_a_table_that_moved_is_told_apart(shop: Path) -> None:
    run = kept(shop)
    manifest = shop / run / "manifest.json"
    said = json.loads(manifest.read_text())
    said["catalogs"].append({"table": "prices/mine", "source": "", "date": "2026-01-01", "licence": "", "hash": "24d7" * 16})
    other = shop / "other"
    other.mkdir()
    (other / "summary.json").write_text((shop / run / "summary.json").read_text())
    (other / "manifest.json").write_text(json.dumps(said))
    diff = told(shop, run, "other")
    assert diff["tables"] == [{"name": "prices/mine", "a": None, "b": {"date": "2026-01-01", "hash": "24d7" * 16}}]
    assert diff["files"] == [] and moved(diff) == []
    assert "prices/mine: (absent) -> 2026-01-01 24d724d7" in windtunnel("diff", run, "other", folder=shop).stdout


def test_one_replication_each_is_no_interval(shop: Path) -> None:
    diff = told(shop, "shop.json", "--replications", "1", "--set-b", "tiers.web.service.mean=40 ms")
    assert all(row["low"] is None and row["verdict"] == "undecided" for row in diff["metrics"] if not row["equal"])


def test_what_is_no_side_is_refused(shop: Path) -> None:
    run = kept(shop)
    for words, text in (
        (["nowhere.json", "shop.json"], "WT015"),
        (["shop.json", "nowhere.json"], "WT015"),
        (["results/shop", "shop.json"], f"nearest   {run}"),
        ([".", "shop.json"], "a folder without manifest.json"),
        ([run, run, "--seed", "3"], "both are runs, and nothing is flown"),
        ([run, "shop.json", "--set", "run.lasts=9 s"], "is a run, which was flown as it is"),
        (["shop.json", "--set-b", "tiers.web.replica=3"], "nearest   replicas"),
        ([str(ROOT / "scenarios/studies/replicas.json"), "shop.json"], "is a study of many points"),
    ):
        outcome = windtunnel("diff", *words, "--quiet", folder=shop)
        assert (outcome.returncode, outcome.stdout) == (2, ""), words
        assert text in outcome.stderr, outcome.stderr
    manifest = shop / run / "manifest.json"
    said = json.loads(manifest.read_text())
    del said["replications"][0]["fingerprints"]["routing"]
    said["seed"] = "one"
    manifest.write_text(json.dumps(said))
    outcome = windtunnel("diff", run, "shop.json", folder=shop)
    assert outcome.returncode == 2 and "routing" in outcome.stderr and "a whole number" in outcome.stderr
    (shop / run / "summary.json").unlink()
    assert windtunnel("diff", run, "shop.json", folder=shop).returncode == 2


def test_same_bytes_whatever_the_jobs() -> None:
    words = ("diff", MM1, "--set-b", "tiers.server.replicas=2", "--quiet", "--json", "--jobs")
    assert windtunnel(*words, "1").stdout == windtunnel(*words, "3").stdout
