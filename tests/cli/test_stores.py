"""Stores under protocols, as a user meets them: one change swaps them, and what they did can be read and judged."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from command import fly, windtunnel

SHOP = "scenarios/shop_replicated.json"
LAB = "scenarios/labs/split_vote.json"
# Ten minutes of the shop's night; what strikes at noon is left out.
SHORT = ["--replications", "1", "--set", "run.lasts=10 min", "--set", "run.warm_up=1 min", "--set", "faults.zone_dies.enabled=false",
         "--set", "faults.zone_dies.at=4 min", "--set", "faults.zone_dies.lasts=2 min",
         "--set", 'phases.before=["1 min", "zone_dies.start"]', "--set", 'phases.after=["zone_dies.end", "10 min"]']  # fmt: skip


@pytest.mark.parametrize(
    "block", [{"kind": "raft"}, {"kind": "dynamo", "n": 3, "r": 2, "w": 2}, {"kind": "primary_backup", "mode": "asynchronous"}], ids=lambda block: block["kind"]
)
def test_one_set_swaps_the_protocol(block: dict[str, object]) -> None:
    swap = ["--set", f"tiers.store.replication={json.dumps(block)}"]
    outcome = fly(SHOP, *SHORT, *swap)
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    assert f"Consistency of store under {block['kind']}, 9 members" in outcome.stdout
    answer = json.loads(fly(SHOP, *SHORT, *swap, "--json").stdout)
    (messages,) = [row["value"] for row in answer["metrics"] if row["metric"] == "messages_per_operation"]
    assert messages > 1
    none = '{"kind": "none", "writes": "us-central1"}'
    without = json.loads(fly(SHOP, *SHORT, "--set", f"tiers.store.replication={none}", "--set", "expect.reads_are_fresh.enabled=false", "--set", "check=[]", "--json").stdout)
    assert sent_between_regions(answer) > sent_between_regions(without)


def sent_between_regions(answer: dict[str, Any]) -> float:
    """GiB a month, as billed."""
    regions = ("asia-northeast1", "europe-west1", "us-central1")
    pairs = {f"{one} to {other}" for one in regions for other in regions if one != other}
    return float(sum(line["quantity"] for line in answer["bill"]["lines"] if line["what"] in pairs))


def test_operation_that_a_protocol_has_not_is_a_problem() -> None:
    outcome = fly(LAB, "--set", 'tiers.store.replication={"kind": "dynamo"}', "--set", 'workload.clients.classes.write.path=["store.compare_and_set"]',
                  "--set", "faults.leader_dies.enabled=false")  # fmt: skip
    assert outcome.returncode == 2 and outcome.stdout == ""
    assert "compare_and_set" in outcome.stderr


def test_trace_is_text_a_picture_and_a_history(tmp_path: Path) -> None:
    picture, history = tmp_path / "raft.svg", tmp_path / "raft.edn"
    words = ["--from", "1s", "--to", "2s", "--svg", str(picture), "--history", str(history)]
    outcome = windtunnel("trace", LAB, *words)
    assert outcome.returncode == 0, outcome.stderr
    line = r'1\.\d{3} s n\d: election time-out, pre-candidate, term \d, sends( n\d){4} "asks for a pre-vote: term \d, .*"'
    assert re.search(f"^{line}$", outcome.stdout, re.M)
    assert picture.read_text().startswith("<svg") or "<svg" in picture.read_text()
    judged = windtunnel("judge", str(history))
    assert judged.returncode == 0, judged.stdout
    assert re.search(r"linearizable +holds", judged.stdout)
    only = windtunnel("trace", LAB, *words[:4], "--only", "n2").stdout
    assert only and all(" n2: " in line for line in only.splitlines())
