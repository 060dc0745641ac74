"""Studies that are ended: killed at any moment, shared by processes, begun anew; what is kept is never flown again."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from command import COMMAND, ROOT, Outcome, windtunnel

KILLS = 200
SEED = 20261126


def study_of(points: int, lasts: str = "20 s") -> dict[str, Any]:
    """Points of a few milliseconds, of which some want more replications than others: 2, 3, 5 or 8."""
    return {
        "windtunnel": 1,
        "base": {
            "run": {"lasts": lasts, "warm_up": "2 s"},
            "workload": {"users": {"kind": "open", "rate": "40 /s", "path": ["web"]}},
            "network": {"kind": "constant", "latency": "1 ms"},
            "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "20 ms"}}},
        },
        "axes": {
            "rate": {"path": "workload.users.rate", "values": [f"{20 + i} /s" for i in range(points // 2)]},
            "replicas": {"path": "tiers.web.replicas", "values": [2, 3]},
        },
        "replications": {"until": {"metric": "latency_mean", "half_width": "1.5 ms"}, "least": 2, "most": 8},
        "keep": [{"metric": "availability"}, {"metric": "latency_mean"}, {"metric": "utilisation", "tier": "web"}],
        "compare": {"axis": "replicas", "against": 2},
    }


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "small.json"
    file.write_text(json.dumps(study_of(40)))
    return file


def whole(study: Path) -> str:
    """What the study says when nobody ends it and nothing is kept."""
    outcome = windtunnel("sweep", str(study), "--no-record", "--quiet", "--json", seconds=300)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def replications(summary: str) -> int:
    return sum(point["replications"] for point in json.loads(summary)["points"])


def words(study: Path, store: Path, *more: str) -> list[str]:
    return ["sweep", str(study), "--json", "--store", str(store), "--out", str(study.parent / "out"), *more]


def begun(study: Path, store: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, *words(study, store, *more)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def rows(store: Path, query: str = "SELECT count(*) FROM results") -> int:
    """A number that stands in the store, whatever became of who wrote it."""
    if not store.exists():
        return 0
    try:
        with sqlite3.connect(store) as database:
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:  # ended before there were tables
        return 0


def doubled(store: Path) -> int:
    return rows(store, "SELECT value FROM counts WHERE name = 'doubled'")


def kept(stderr: str) -> int:
    """How many replications a sweep says it took from the store."""
    found = re.search(r"^([\d,]+) of [\d,]+ replications were kept in", stderr, re.MULTILINE)
    return int(found.group(1).replace(",", "")) if found else 0


def swept(study: Path, store: Path, *more: str) -> Outcome:
    return windtunnel(*words(study, store, *more), seconds=300)


def remove(store: Path) -> None:
    for file in store.parent.glob(store.name + "*"):
        file.unlink()


# Each child is killed after a random time; one that was quicker has to have said the bytes of a study that nobody
# ends, with nothing flown twice, and the next begins anew. So the kills fall on a store of any age, on its making too.
def test_two_hundred_kills_lose_nothing_that_was_kept(study: Path) -> None:
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    expected = whole(study)
    store = study.parent / "study.sqlite"
    began = time.monotonic()
    assert swept(study, store, "--jobs", "2").stdout == expected
    patience = 1.3 * (time.monotonic() - began)
    remove(store)
    kills = wholes = fruitful = 0
    while kills < KILLS:
        before = rows(store)
        child = begun(study, store, "--jobs", "2")
        try:
            stdout, stderr = child.communicate(timeout=dice.uniform(0, patience))
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            kills += 1
            fruitful += rows(store) > before
        else:
            assert child.returncode == 0, stderr
            assert stdout == expected
            assert kept(stderr) == before, "all that was committed was taken, and nothing else"
            assert rows(store) == replications(expected)
            wholes += 1
        assert rows(store) >= before
        assert doubled(store) == 0, "a replication that was kept was flown again"
        if rows(store) == replications(expected):
            remove(store)
    last = swept(study, store)
    assert last.stdout == expected
    print(f"{kills} kills, {fruitful} after something new was kept, {wholes} studies between them")
    assert fruitful > KILLS / 20, "the kills came before anything was kept: this shows nothing"


def test_two_processes_share_a_study_and_say_the_same(tmp_path: Path) -> None:
    study, store = tmp_path / "shared.json", tmp_path / "study.sqlite"
    study.write_text(json.dumps(study_of(60, lasts="2000 s")))
    expected = whole(study)
    both = [begun(study, store, "--jobs", "1") for _ in range(2)]
    outcomes = [(*child.communicate(timeout=300), child.returncode) for child in both]
    for stdout, stderr, code in outcomes:
        assert code == 0, stderr
        assert stdout == expected
    assert rows(store) == replications(expected)
    assert doubled(store) == 0
    # What one took from the store, the other had flown.
    taken = [kept(stderr) for _, stderr, _ in outcomes]
    assert sum(taken) == replications(expected)
    assert all(0 < each < replications(expected) for each in taken), f"one had all the work: {taken}"


def test_a_survivor_takes_over_what_the_dead_had_claimed(tmp_path: Path) -> None:
    study, store = tmp_path / "shared.json", tmp_path / "study.sqlite"
    study.write_text(json.dumps(study_of(60, lasts="2000 s")))
    dies, survives = (begun(study, store, "--jobs", "1") for _ in range(2))
    while rows(store) < 20 and survives.poll() is None:
        time.sleep(0.02)
    dies.kill()
    dies.communicate()
    left = rows(store)
    stdout, stderr = survives.communicate(timeout=300)
    assert survives.returncode == 0, stderr
    assert stdout == whole(study)
    assert left < replications(stdout), "it died too late"


def test_ctrl_c_leaves_a_study_that_goes_on(study: Path) -> None:
    store = study.parent / "study.sqlite"
    study.write_text(json.dumps(study_of(60, lasts="2000 s")))
    child = begun(study, store, "--jobs", "2")
    while rows(store) < 20 and child.poll() is None:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGINT)
    _, stderr = child.communicate(timeout=60)
    assert child.returncode == 130, stderr
    before = rows(store)
    assert before >= 20
    again = swept(study, store)
    assert kept(again.stderr) == before
    assert again.stdout == whole(study)


def test_a_changed_point_is_flown_anew_and_the_others_are_not(study: Path) -> None:
    store = study.parent / "study.sqlite"
    swept(study, store)
    changed = study_of(40)
    changed["axes"]["rate"]["values"][3] = "17 /s"
    changed["keep"] = [{"metric": "latency_p50"}]  # what is kept of a point needs no flight
    changed["title"] = "Another title"
    study.write_text(json.dumps(changed))
    again = swept(study, store)
    summary = json.loads(again.stdout)
    anew = sum(point["replications"] for point in summary["points"] if point["at"]["rate"] == "17 /s")
    assert anew >= 4 and kept(again.stderr) == replications(again.stdout) - anew
    assert again.stdout == whole(study)


def test_more_replications_rest_on_those_that_are_kept(study: Path) -> None:
    store = study.parent / "study.sqlite"
    swept(study, store, "--replications", "2")
    more = swept(study, store, "--replications", "3")
    assert kept(more.stderr) == 2 * 40
    assert more.stdout == windtunnel("sweep", str(study), "--no-record", "--quiet", "--json", "--replications", "3").stdout


def test_fresh_flies_everything_again(study: Path) -> None:
    store = study.parent / "study.sqlite"
    first = swept(study, store)
    fresh = swept(study, store, "--fresh")
    assert kept(fresh.stderr) == 0 and fresh.stdout == first.stdout
    assert kept(swept(study, store).stderr) == replications(first.stdout)


def test_a_failed_point_is_kept_with_its_text_until_asked_for(study: Path) -> None:
    store = study.parent / "study.sqlite"
    failing = study_of(40)
    failing["axes"]["size"] = {"variants": {"fine": {}, "too_many": {
        "run.events_max": 10000, "tiers.web.queue.length_max": 0, "tiers.web.service.mean": "200 ms",
        "workload.users.retries": {"attempts": 100, "backoff": "1 ms"}}}}  # fmt: skip
    study.write_text(json.dumps(failing))
    first = swept(study, store)
    assert first.returncode == 5
    failed = [point for point in json.loads(first.stdout)["points"] if point["state"] == "failed"]
    assert failed and all(", seed " in point["why"] for point in failed)
    before = rows(store)
    again = swept(study, store)
    assert again.stdout == first.stdout and again.returncode == 5
    assert rows(store) == before and doubled(store) == 0
    retried = swept(study, store, "--retry-failed")
    assert retried.stdout == first.stdout
    assert kept(again.stderr) - kept(retried.stderr) >= len(failed)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"replicas,availability\n3,0.999\n" * 40, "is no store of a study: it is no SQLite database"),
        (None, "is a folder, and a store is a file"),
    ],
)
def test_a_file_that_is_no_store_is_refused(study: Path, content: bytes | None, text: str) -> None:
    store = study.parent / "data.csv"
    if content is None:
        store.mkdir()
    else:
        store.write_bytes(content)
    for more in ((), ("--fresh",)):
        outcome = swept(study, store, *more)
        assert outcome.returncode == 5 and outcome.stdout == ""
        assert outcome.stderr.startswith(f"windtunnel: {store}: is "), outcome.stderr
    assert text in swept(study, store).stderr
    assert content is None or store.read_bytes() == content


def test_options_of_the_store_go_with_a_record_only(study: Path) -> None:
    outcome = windtunnel("sweep", str(study), "--no-record", "--store", "x.sqlite")
    assert outcome.returncode == 2
    assert "--store" in outcome.stderr and "--no-record" in outcome.stderr
