"""Sizes from Python: what is asked in Python's words, and that the answer is the command's."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import windtunnel

QUEUE = {
    "windtunnel": 1,
    "run": {"lasts": "60 s", "warm_up": "5 s", "replications": 10, "seed": 1},
    "workload": {"users": {"kind": "open", "rate": "400 /s", "deadline": "10 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 1, "cores": 2, "service": {"kind": "exponential", "mean": "10 ms"}}},
    "gate": {"most": 200},
    "expect": {"mean": {"metric": "latency_mean", "at_most": "25 ms"}},
}


@pytest.fixture
def queue(tmp_path: Path) -> windtunnel.Scenario:
    file = tmp_path / "queue.json"
    file.write_text(json.dumps(QUEUE))
    return windtunnel.load(file)


def test_range_as_text_and_as_sequence_are_one_search(queue: windtunnel.Scenario) -> None:
    found = windtunnel.size(queue, "tiers.web.cores", range(1, 13))
    # M/M/5 at 400 /s: the mean is 15.5 ms; with 4 cores the queue grows without end.
    assert (found.answer, found.fails_at, found.verdict, found.monotone) == (5, 4, "found", True)
    assert windtunnel.size(queue, "tiers.web.cores", "1..12").summary["seen"] == found.summary["seen"]
    assert found.scenario_there.resolved["tiers"]["web"]["cores"] == 5
    assert str(found).startswith("tiers.web.cores = 5 is the smallest of 1 to 12 that meets mean; 4 does not (mean).")
    assert found.sentence in repr(found) and "<table>" in found._repr_html_()


def test_frame_has_a_row_a_value_and_expectation(queue: windtunnel.Scenario) -> None:
    frame = windtunnel.size(queue, "tiers.web.cores", [4, 5, 8]).frame
    assert list(frame["value"]) == [4, 5, 8]
    assert list(frame["meets"]) == ["fails", "meets", "meets"]
    assert math.isnan(frame["estimate"][0]) or frame["estimate"][0] > 0.025
    assert (frame["high"][1:] < frame["limit"][1:]).all()


def test_store_keeps_what_was_flown(queue: windtunnel.Scenario, tmp_path: Path) -> None:
    first = windtunnel.size(queue, "tiers.web.cores", "4..8", store=tmp_path / "kept.sqlite")
    again = windtunnel.size(queue, "tiers.web.cores", "4..8", store=tmp_path / "kept.sqlite", jobs=1)
    assert again.summary["flown"]["replications"] == 0
    assert again.summary["seen"] == first.summary["seen"]


def test_path_alone_begins_at_the_scenarios_own_value(queue: windtunnel.Scenario) -> None:
    found = windtunnel.size(queue, "workload.users.rate", precision=0.2, want="largest")
    rate = float(str(found.answer).split()[0])
    assert 100 < rate < 200  # M/M/2: the mean is 25 ms at 155 /s
    assert found.summary["wanted"] == "largest"


def test_wrong_words_earn_a_text(queue: windtunnel.Scenario) -> None:
    with pytest.raises(windtunnel.ScenarioError, match="tiers.web.crores"):
        windtunnel.size(queue, "tiers.web.crores", range(1, 3))
    with pytest.raises(windtunnel.ScenarioError, match="nearest   mean"):
        windtunnel.size(queue, "tiers.web.cores", range(1, 3), expect=["maen"])
    with pytest.raises(ValueError, match="expected at least 2"):
        windtunnel.size(queue, "tiers.web.cores", [1])
    with pytest.raises(ValueError, match="want: found 'best'"):
        windtunnel.size(queue, "tiers.web.cores", "1..3", want="best")
    with pytest.raises(ValueError, match="precision"):
        windtunnel.size(queue, "tiers.web.cores", "1..3", precision=2)
    nothing = queue.with_({"expect": None})
    with pytest.raises(windtunnel.ScenarioError, match="an expectation that a value may meet"):
        windtunnel.size(nothing, "tiers.web.cores", "1..3")


def test_size_without_an_answer_has_no_scenario(queue: windtunnel.Scenario) -> None:
    found = windtunnel.size(queue, "tiers.web.cores", [1, 2], budget=30)
    assert found.verdict == "none" and found.answer is None
    with pytest.raises(ValueError, match="No tiers.web.cores of 1 to 2 was found"):
        _ = found.scenario_there
