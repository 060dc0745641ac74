"""Scenarios: read by the same reader as the command's, never changed, and wrong ones told whole."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import windtunnel
from given import Command

WRONG = """{
  "windtunnel": 1,
  "run": {"lasts": 5, "replications": 10},
  "workload": {"users": {"kind": "open", "rate": "1 /s", "deadlin": "1 s", "path": ["web"]}},
  "tiers": {"web": {"service": {"kind": "exponentail", "mean": "5 ms"}}}
}
"""


def test_a_scenario_says_what_it_is(shop: windtunnel.Scenario, shop_file: Path) -> None:
    assert shop.title == "A small shop whose zone dies"
    assert (shop.name, shop.file, shop.seed, shop.replications) == ("shop", str(shop_file), 7, 8)
    assert shop.resolved["tiers"]["web"]["each_region"]["replicas"] == 2
    assert shop.resolved["tiers"]["store"]["queue"]["discipline"] == "fcfs", "a default that nobody wrote"
    assert list(shop.phases.itertuples(index=False, name=None)) == [
        ("before", 10.0, 120.0),
        ("during", 120.0, 150.0),
        ("after", 150.0, 240.0),
    ]
    assert list(shop.faults.itertuples(index=False, name=None)) == [("zone_dies", 120.0, 150.0)]


def test_hash_is_the_one_that_the_command_prints(shop: windtunnel.Scenario, shop_file: Path, command: Command) -> None:
    assert f"// hash {shop.hash}" in command("resolve", str(shop_file)).stdout


def test_with_makes_another_and_leaves_the_first(shop: windtunnel.Scenario) -> None:
    before = shop.hash
    bigger = shop.with_({"tiers.web.each_region.replicas": 5, "workload.shoppers.rate": "50 /s"})
    assert bigger.resolved["tiers"]["web"]["each_region"]["replicas"] == 5
    assert bigger.changes == {"tiers.web.each_region.replicas": 5, "workload.shoppers.rate": "50 /s"}
    assert shop.resolved["tiers"]["web"]["each_region"]["replicas"] == 2
    assert shop.hash == before != bigger.hash
    assert bigger != shop
    assert bigger.with_({"tiers.web.each_region.replicas": 2, "workload.shoppers.rate": "40 /s"}) == shop


def test_with_reads_what_was_loaded_and_not_what_the_file_became(tmp_path: Path, shop_file: Path) -> None:
    copy = tmp_path / "shop.json"
    copy.write_text(shop_file.read_text())
    loaded = windtunnel.load(copy)
    copy.unlink()
    assert loaded.with_({"run.seed": 8}).seed == 8


def test_a_scenario_has_no_attributes_to_set(shop: windtunnel.Scenario) -> None:
    with pytest.raises(AttributeError):
        shop.title = "another"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        shop.anything = 1  # type: ignore[attr-defined]


def test_with_takes_stars_and_numbers_of_numpy(shop: windtunnel.Scenario) -> None:
    numpy = pytest.importorskip("numpy")
    changed = shop.with_({"tiers.*.each_region.replicas": numpy.int64(3)})
    assert {tier["each_region"]["replicas"] for tier in changed.resolved["tiers"].values()} == {3}


def test_with_refuses_what_json_cannot_say(shop: windtunnel.Scenario) -> None:
    with pytest.raises(TypeError, match=r"run\.seed: .* is nothing that JSON can say"):
        shop.with_({"run.seed": {1, 2}})
    with pytest.raises(TypeError, match=r"run\.seed"):
        shop.with_({"run.seed": float("nan")})


def test_a_wrong_file_is_told_whole_in_the_words_of_the_command(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(WRONG)
    with pytest.raises(windtunnel.ScenarioError) as caught:
        windtunnel.load(file)
    error = caught.value
    assert [problem.code for problem in error.problems] == ["WT003", "WT007", "WT012"]
    third = error.problems[2]
    assert (third.file, third.line, third.column, third.path) == (str(file), 5, 41, "tiers.web.service.kind")
    assert third.nearest == "exponential"
    assert str(error) + "\n" == command("run", str(file)).stderr


def test_a_wrong_change_is_told_like_a_wrong_line(shop: windtunnel.Scenario) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        shop.with_({"tiers.web.each_region.replicsa": 5, "run.lasts": 7})
    first, second = caught.value.problems
    assert (first.file, first.code, first.path, first.nearest) == (
        "with_",
        "WT007",
        "tiers.web.each_region.replicsa",
        "replicas",
    )
    assert (second.code, second.path, second.found) == ("WT003", "run.lasts", "7")
    assert "tiers.web.each_region.replicsa" in str(caught.value)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.code = "WT001"  # type: ignore[misc]


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        windtunnel.load(tmp_path / "nowhere.json")
    assert [problem.code for problem in caught.value.problems] == ["WT015"]


@pytest.mark.parametrize("name", windtunnel.examples())
def test_every_example_loads(name: str) -> None:
    scenario = windtunnel.load(f"example:{name}")
    assert scenario.name == name
    assert json.loads(windtunnel.example_path(name).read_text())["windtunnel"] == 1


def test_an_example_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(LookupError, match="did you mean mm1"):
        windtunnel.load("example:mm2")


def test_a_notebook_shows_what_was_changed_and_escapes_it(shop: windtunnel.Scenario) -> None:
    page = shop.with_({"note": "<script>"})._repr_html_()
    assert "<code>note</code>" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert repr(shop).startswith("<Scenario shop: 'A small shop whose zone dies', hash ")
