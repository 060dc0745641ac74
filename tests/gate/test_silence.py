"""No change is silence, at the stated error rate; what is planted is found all the same.

A check may be wrong in any of its verdicts in at most 5% of all seeds. Two changes mean nothing: none at all, where both
sides are one flight, and another name of the users, which is another luck for the same law: there every figure differs,
and none of it is anybody's doing. An alarm is a figure that got worse or better, or an expectation that fails.
"""

from __future__ import annotations

import math
from typing import Any

import make_repository
import pytest
from conftest import Repository, plant_slower_tail, worse

RATE = 0.05


def alarms_allowed(checks: int, level: float = 1e-4) -> int:
    """The largest number of false alarms that so many checks have with a probability above `level` at the stated rate."""
    tail = 1.0
    for count in range(checks + 1):
        tail -= math.comb(checks, count) * RATE**count * (1 - RATE) ** (checks - count)
        if tail < level:
            return count
    return checks


def alarms(found: Any) -> int:
    return found["counts"]["worse"] + found["counts"]["better"] + found["counts"]["fail"]


def checks_under_another_luck(repository: Repository, seeds: int, most: int) -> list[Any]:
    make_repository.write(repository.folder, make_repository.scenarios("people"))
    words = ["--against", "main", "--no-store", "--set", f"gate.most={most}"]
    checks = []
    for seed in range(1, seeds + 1):
        checks.append(repository.found(*words, "--set", f"run.seed={seed}", seconds=600))
        assert checks[-1]["error_rate"] == pytest.approx(RATE)
        # Every scenario was really held against another flight of it.
        assert {file["against"] for file in checks[-1]["files"]} == {"changed"}
        assert checks[-1]["counts"]["differences"] > 150
    return checks


def test_bound_is_that_of_the_binomial() -> None:
    # Of 20 checks at 5%: 7 or more alarms have a probability of 3.3e-5, 6 or more of 3.3e-4; of 200: mean 10, 23 or more
    # of 1.4e-4, 24 or more of 5.5e-5.
    assert (alarms_allowed(20), alarms_allowed(200)) == (6, 23)


def test_nothing_changed_is_silence_over_seeds(repository: Repository) -> None:
    for seed in range(1, 6):
        outcome = repository.check("--against", "main", "--no-store", "--set", f"run.seed={seed}")
        assert outcome.returncode == 0, outcome.stdout
        assert "30 unchanged" in outcome.stdout and len(outcome.stdout.splitlines()) == 4, outcome.stdout


def test_another_luck_is_silence_over_twenty_seeds(repository: Repository) -> None:
    checks = checks_under_another_luck(repository, seeds=20, most=15)
    assert sum(alarms(found) > 0 for found in checks) <= alarms_allowed(20)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_another_luck_is_silence_over_two_hundred_seeds(repository: Repository) -> None:
    checks = checks_under_another_luck(repository, seeds=200, most=40)
    wrong = sum(alarms(found) > 0 for found in checks)
    judged = sum(found["counts"]["same"] for found in checks)
    print(f"{wrong} of 200 checks raised an alarm; {judged} figures were called the same")
    assert wrong <= alarms_allowed(200)


def test_slower_tail_is_found_under_every_seed(repository: Repository) -> None:
    """The negative control, at the length of the test above: what is there is seen."""
    plant_slower_tail(repository)
    for seed in range(1, 21):
        found = repository.found(
            *("--against", "main", "--no-store", "--set", f"run.seed={seed}"), files=["designs/queue_lognormal.json"]
        )
        assert ("designs/queue_lognormal.json", "latency_p99", "file") in worse(found), f"seed {seed}"
        assert {file for file, _, _ in worse(found)} == {"designs/queue_lognormal.json"}


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_nothing_changed_is_silence_over_two_hundred_seeds(repository: Repository) -> None:
    loud = 0
    for seed in range(1, 201):
        loud += repository.check("--against", "main", "--no-store", "--set", f"run.seed={seed}").returncode != 0
    print(f"{loud} of 200 checks of an unchanged repository said something")
    assert loud <= alarms_allowed(200)
