"""A run: the same bytes as the command's, whatever the threads; frames that say what the summary says."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path

import pytest
import windtunnel
from given import Command
from windtunnel import _core


def test_python_and_command_give_the_same_bytes(
    flown: windtunnel.Run, shop_file: Path, command: Command, tmp_path: Path
) -> None:
    printed = command("run", str(shop_file), "--json", "--quiet", "--no-record", cwd=tmp_path).stdout
    assert flown.summary_json + "\n" == printed


def test_changes_give_the_same_bytes_as_set(shop: windtunnel.Scenario, command: Command, tmp_path: Path) -> None:
    changed = windtunnel.run(shop.with_({"run.lasts": "2.5 min"}), seed=3, replications=2, progress=False)
    words = changed.command.split(" ", 1)
    assert words[0] == "windtunnel"
    printed = command(*shlex.split(words[1]), "--json", "--quiet", "--no-record", cwd=tmp_path).stdout
    assert changed.summary_json + "\n" == printed
    assert changed.summary["seed"] == 3


def test_threads_change_nothing(shop: windtunnel.Scenario, flown: windtunnel.Run) -> None:
    assert windtunnel.run(shop, jobs=1, progress=False).summary_json == flown.summary_json
    assert windtunnel.run(shop, jobs=3, progress=False).summary_json == flown.summary_json


def test_another_seed_changes_the_figures_and_the_fingerprints(shop: windtunnel.Scenario, flown: windtunnel.Run) -> None:
    other = windtunnel.run(shop, seed=8, progress=False)
    assert other.metric("latency_mean").value != flown.metric("latency_mean").value
    assert other.fingerprints["workload"] != flown.fingerprints["workload"]
    assert set(flown.fingerprints) == {"workload", "routing", "faults", "protocol", "metrics"}


def test_a_design_meets_the_same_requests(shop: windtunnel.Scenario, flown: windtunnel.Run) -> None:
    bigger = windtunnel.run(shop.with_({"tiers.web.each_region.replicas": 4}), progress=False)
    assert bigger.fingerprints["workload"] == flown.fingerprints["workload"]
    assert bigger.fingerprints["routing"] != flown.fingerprints["routing"]


def test_the_metrics_frame_is_tidy(flown: windtunnel.Run) -> None:
    frame = flown.metrics
    assert list(frame.columns) == [
        *("metric", "unit", "phase", "class", "region", "tier", "fault", "side"),
        *("value", "low", "high", "interval", "lack", "why"),
    ]
    keys = ["metric", "phase", "class", "region", "tier", "fault", "side"]
    assert not frame.duplicated(keys).any()
    assert set(frame["phase"]) == {"", "before", "during", "after"}
    assert frame[["value", "low", "high"]].dtypes.eq(float).all()
    assert not frame[keys].isna().any().any()
    two_sided = frame[frame["interval"] == "two_sided"]
    assert len(two_sided) > 50
    assert (two_sided["low"] <= two_sided["value"]).all() and (two_sided["value"] <= two_sided["high"]).all()


def test_one_figure_is_the_row_of_the_frame_and_of_the_replications(flown: windtunnel.Run) -> None:
    found = flown.metric("latency_mean", phase="before", class_="browse", region="us-central1")
    chosen = {"metric": "latency_mean", "phase": "before", "class": "browse", "region": "us-central1"}
    rows, values = flown.metrics, flown.replications
    for key, wanted in chosen.items():
        rows, values = rows[rows[key] == wanted], values[values[key] == wanted]
    assert len(rows) == 1
    assert (found.value, found.low, found.high, found.unit) == (*rows.iloc[0][["value", "low", "high"]], "s")
    # Student's t over replications: the value is their mean.
    assert len(values) == 8
    assert math.isclose(found.value, values["value"].mean(), rel_tol=1e-12)
    assert found.by_replication == pytest.approx(tuple(values["value"]), rel=1e-9)
    assert 0.02 < float(found) < 0.2, "20 ms + 5 ms + 3 ms of network, and some waiting"
    assert str(found).endswith("]") and " ms [" in str(found)


def test_a_figure_that_is_not_there_names_the_nearest(flown: windtunnel.Run) -> None:
    with pytest.raises(LookupError, match='no metric "latency_p98"; did you mean latency_p9'):
        flown.metric("latency_p98")
    with pytest.raises(LookupError, match='no phase "durring"; did you mean during'):
        flown.metric("availability", phase="durring")
    with pytest.raises(LookupError, match="utilisation is of one tier; there is store, web"):
        flown.metric("utilisation")


def test_expectations_carry_their_verdicts(flown: windtunnel.Run) -> None:
    frame = flown.expectations.set_index("name")
    assert frame.loc["fast", "verdict"] == "holds"
    assert frame.loc["perfect", "verdict"] == "fails", "a zone dies under requests in flight"
    assert frame.loc["cheap", "verdict"] == "holds"
    assert math.isclose(frame.loc["fast", "margin"], 0.5 - frame.loc["fast", "value"], rel_tol=1e-9)
    assert flown.verdict == "fails" == flown.summary["verdict"]


def test_every_table_has_its_columns_and_rows(flown: windtunnel.Run) -> None:
    assert list(flown.tiers["tier"]) == ["web", "store"]
    assert flown.tiers["saturated"].dtype == bool
    assert list(flown.time.columns) == ["part", "mean_s", "slowest_1_percent_s"]
    assert {"network", "web queue", "web service"} <= set(flown.time["part"])
    assert math.isclose(flown.time["mean_s"].sum(), flown.metric("latency_mean").value, rel_tol=0.05)
    assert set(flown.timeline["region"]) == {"us-central1", "europe-west1"}
    assert flown.timeline["requests_per_s"].dtype == float
    width = flown.timeline["end_s"] - flown.timeline["start_s"]
    assert math.isclose((flown.timeline["requests_per_s"] * width).sum() * 8, flown.summary["requests"], rel_tol=1e-4)
    assert (flown.latency["from_s"] < flown.latency["to_s"]).all()
    assert set(flown.stations["tier"]) == {"web", "store"} and len(flown.stations) == 6
    assert flown.load["utilisation"].between(0, 1).all()
    bill = flown.bill
    assert math.isclose(bill["amount_usd"].sum(), bill.attrs["total_usd_per_month"], abs_tol=1e-6)
    assert bill.attrs["not_priced"] == flown.summary["bill"]["not_priced"]


def test_a_run_without_prices_has_an_empty_bill() -> None:
    short = windtunnel.load("example:mm1").with_({"run.lasts": "600 s", "run.warm_up": "10 s"})
    flown = windtunnel.run(short, replications=2, progress=False)
    assert flown.bill.empty and "amount_usd" in flown.bill.columns


def test_save_keeps_what_the_command_keeps(
    flown: windtunnel.Run, shop_file: Path, command: Command, tmp_path: Path
) -> None:
    place = flown.save(tmp_path / "mine")
    assert command("run", str(shop_file), "--quiet", "--out", str(tmp_path / "its")).returncode == 1
    its = next((tmp_path / "its" / "shop").iterdir())
    assert place.parent == tmp_path / "mine" / "shop"
    assert {file.name for file in place.iterdir()} == {file.name for file in its.iterdir()}
    for file in its.iterdir():
        if file.name not in ("manifest.json", "answer.txt"):
            assert (place / file.name).read_bytes() == file.read_bytes(), file.name
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (place, its)]
    for manifest in manifests:
        assert set(manifest.pop("made")) == {"at", "host", "command", "threads", "seconds"}
    assert manifests[0] == manifests[1]
    assert (place / "answer.txt").read_text() == str(flown) == (its / "answer.txt").read_text()


def test_save_says_why_it_could_not(flown: windtunnel.Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        flown.save(tmp_path / "file")


def test_a_budget_ends_a_run_early_with_what_it_has() -> None:
    long = windtunnel.load("example:mm1").with_({"run.lasts": "200000 s"})
    flown = windtunnel.run(long, replications=2000, budget=0.3, progress=False)
    assert flown.out_of_budget
    assert 1 <= flown.replications_done < 2000
    assert flown.summary["replications_wanted"] == 2000


def test_arguments_are_checked_to_the_last(shop: windtunnel.Scenario) -> None:
    with pytest.raises(ValueError, match="replications: found 0, expected a whole number, at least 1"):
        windtunnel.run(shop, replications=0)
    with pytest.raises(ValueError, match="seed: found -1"):
        windtunnel.run(shop, seed=-1)
    with pytest.raises(TypeError, match="jobs: found 1.5"):
        windtunnel.run(shop, jobs=1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="jobs: found True"):
        windtunnel.run(shop, jobs=True)
    with pytest.raises(ValueError, match="budget: found 0"):
        windtunnel.run(shop, budget=0)


def test_progress_is_told_and_ends_at_the_whole() -> None:
    seen: list[windtunnel.Progress] = []
    long = windtunnel.load("example:mm1").with_({"run.lasts": "400000 s"})
    flown = windtunnel.run(long, replications=8, progress=seen.append)
    assert seen, f"{flown.seconds} s of flight and no word"
    assert all(a.events <= b.events for a, b in zip(seen, seen[1:], strict=False))
    assert {each.replications_wanted for each in seen} == {8}


def test_a_broken_promise_is_an_exception_of_python(shop: windtunnel.Scenario) -> None:
    with pytest.raises(windtunnel.BrokenPromise, match="replications 0"):
        _core.fly(shop._raw, 1, 0, 0, None, None)
    assert issubclass(windtunnel.BrokenPromise, RuntimeError)


def test_a_notebook_shows_the_verdict_first(flown: windtunnel.Run) -> None:
    page = flown._repr_html_()
    assert "The design fails: 1 of 3 expectations not met." in page
    assert page.index("fails") < page.index("latency_p99")
    assert flown.pedigree in page and "windtunnel run" in page
    assert repr(flown) == "<Run of shop: fails, seed 7, 8 replications>"
    assert str(flown).startswith("A small shop whose zone dies\n")
