"""Each exit code by the command that ends with it; 4 and 6 take a planted fault: tests/unit/sim/study/answer_test.cpp."""

from __future__ import annotations

import pytest
from command import MM1, Outcome, fly, windtunnel


def test_fine_is_0() -> None:
    assert fly(MM1).returncode == 0


def test_failed_expectation_is_1() -> None:
    outcome = fly(MM1, "--set", "expect.as_theory_says.at_most=2 s")
    assert outcome.returncode == 1
    assert "The design fails: its one expectation is not met." in outcome.stdout


def test_undecided_expectation_is_3_and_says_why() -> None:
    outcome = fly(MM1, "--set", "expect.as_theory_says.at_most=5.1 s")
    assert outcome.returncode == 3
    assert "because the limit lies inside the interval" in outcome.stdout


def test_failure_is_graver_than_undecided() -> None:
    never = '{"metric": "latency_mean", "at_most": "1 s"}'
    assert fly(MM1, "--replications", "2", "--set", f"expect.never={never}").returncode in (1, 3)
    assert fly(MM1, "--set", f"expect.never={never}", "--set", "expect.as_theory_says.at_most=5.1 s").returncode == 1


def test_event_limit_reached_in_flight_is_5_with_the_seed() -> None:
    # Retries are not in the estimate before the flight, so that a storm passes it and meets the limit in the air.
    outcome = fly(
        MM1,
        *("--set", "workload.customers.rate=5 /s", "--set", "workload.customers.deadline=100 s"),
        *("--set", 'workload.customers.retries={"attempts": 50, "timeout": "1 s", "backoff": "10 ms"}'),
        *("--set", "run.events_max=600000"),
    )
    assert outcome.returncode == 5
    assert "FAILED" in outcome.stdout and "seed" in outcome.stdout


WRONG: list[tuple[list[str], str]] = [
    ([], "a command is missing"),
    (["fly"], 'there is no command "fly"'),
    (["rnu", MM1], "did you mean run?"),
    (["run"], "file is required"),
    (["run", MM1, "--bogus"], "--bogus"),
    (["run", MM1, "extra"], "extra"),
    (["run", MM1, "--seed"], "--seed takes a value"),
    (["run", MM1, "--seed", "abc"], "found abc, expected a whole number of at least 0"),
    (["run", MM1, "--seed", "-1"], "found -1, expected a whole number of at least 0"),
    (["run", MM1, "--replications", "0"], "found 0, expected a whole number from 1 to 100000"),
    (["run", MM1, "--jobs", "1.5"], "found 1.5, expected a whole number from 1 to 1024"),
    (["run", MM1, "--budget", "3"], 'expected a duration with its unit, such as "5 ms"'),
    (["run", MM1, "--trace", "1", "--json"], "excludes"),
    (["compare", MM1, "--matters", "2"], "found 2, expected a number from 0 to 1"),
    (["compare", MM1, "--replications", "1"], "from 2 to 100000"),
    (["--catalog", "/nowhere", "run", MM1], "/nowhere"),
    (["models", "balancing"], "did you mean load_balancing?"),
    (["models", "load_balancing", "least_request"], "did you mean least_requests?"),
    (["catalog", "gcp/rtt"], 'there is no table "gcp/rtt"'),
    (["explain", "WT999"], 'there is no code "WT999"'),
    (["new", "Not A Name"], "is no name"),
]


@pytest.mark.parametrize(("words", "text"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_command_line_is_2_in_one_line(words: list[str], text: str) -> None:
    outcome = windtunnel(*words)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert len(outcome.stderr.splitlines()) == 1
    assert outcome.stderr.startswith("windtunnel: ") and text in outcome.stderr


def problems_of(outcome: Outcome) -> str:
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    return outcome.stderr


def test_wrong_scenario_is_2_with_its_problems_on_standard_error() -> None:
    assert "WT015" in problems_of(fly("nowhere.json"))
    assert "nearest   replicas" in problems_of(fly(MM1, "--set", "tiers.server.replica=3"))
    assert "WT020" in problems_of(fly(MM1, "--set", "nonsense"))
    assert "WT015" in problems_of(windtunnel("compare", MM1, "nowhere.json"))
    assert "WT015" in problems_of(windtunnel("resolve", "nowhere.json"))


def test_refusal_before_the_flight_is_2() -> None:
    assert "run.events_max" in problems_of(fly(MM1, "--set", "run.events_max=20000"))


@pytest.mark.parametrize("command", ["run", "compare", "diff", "validate", "resolve", "schema", "metrics", "models", "catalog", "explain", "new"])
def test_help_of_every_command_is_0(command: str) -> None:
    outcome = windtunnel(command, "--help")
    assert outcome.returncode == 0
    assert "Usage: windtunnel " + command in outcome.stdout
