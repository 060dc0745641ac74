"""Pictures carry what they show and where it is from, in whatever file they are saved, and are made again from it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import pytest
import windtunnel
from given import SHOP, Command
from matplotlib import pyplot
from test_studies import made_up
from windtunnel import plot
from windtunnel.__main__ import main
from windtunnel.plot import interactive
from windtunnel.plot.pictures import card_text, read_cards

matplotlib.use("agg")
REPLICAS, RATE = "tiers.web.each_region.replicas", "workload.shoppers.rate"
KEPT = ["latency_p50", "latency_p99", "latency_mean", "availability", "cost_per_month"]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def result(shop: windtunnel.Scenario) -> windtunnel.StudyResult:
    axes = {RATE: ["20 /s", "40 /s", "60 /s", "80 /s"], REPLICAS: [1, 2, 3]}
    return windtunnel.study(shop.with_({"run.lasts": "150 s"}), axes, keep=KEPT, replications=6).run(progress=False)


GOALS = {"cost_per_month": "min", "latency_mean": "min"}


def studies(result: windtunnel.StudyResult, home: Any) -> dict[str, Any]:
    """Each figure of a study, in one of its forms."""
    return {
        "latency_by_load": home.latency_by_load(result, "rate", at={"replicas": 2}),
        "heat_map": home.heat_map(result, "latency_mean"),
        "pareto": home.pareto(result, GOALS, matters={"latency_mean": 0.0005}),
        "knee": home.knee(result, "latency_mean", "rate", at={"replicas": 2}),
        "response": home.response(result, "latency_mean"),
    }


def test_both_forms_show_the_same_data(result: windtunnel.StudyResult, tmp_path: Path) -> None:
    still, moving = studies(result, plot), studies(result, interactive)
    for name in still:
        plot.save(still[name], tmp_path / f"{name}.png")
        plot.save(moving[name], tmp_path / f"{name}.json")
        (of_still,), (of_moving,) = read_cards(tmp_path / f"{name}.png"), read_cards(tmp_path / f"{name}.json")
        assert of_still["figure"] == of_moving["figure"] == name
        assert of_still["data"] == of_moving["data"] and of_still["data"]["rows"]
        assert of_still["arguments"] == {key: value for key, value in of_moving["arguments"].items() if key in of_still["arguments"]}
        drawn = json.loads((tmp_path / f"{name}.json").read_text())
        assert sum(len(rows) for rows in drawn["datasets"].values()) >= len(of_still["data"]["rows"])


def test_a_card_says_what_it_takes_to_make_the_figure_again(result: windtunnel.StudyResult, tmp_path: Path) -> None:
    plot.heat_map(result, "cost_per_month").figure.savefig(tmp_path / "cost.svg")
    (card,) = read_cards(tmp_path / "cost.svg")
    origin = card["origin"]
    assert (origin["hash"], origin["version"]) == (result.hash, windtunnel.__version__)
    assert (origin["seeds"], origin["replications"], origin["points"]) == ([7], [6], 12)
    assert origin["catalogs"] == {"catalog:gcp/instances/2026-07-30": "2026-07-30", "catalog:gcp/traffic/2026-07-30": "2026-07-30"}
    for told in (result.hash[:8], "seed 7", "6 replications", "12 points", "tables of 2026-07-30"):
        assert told in card["pedigree"]
    assert card["arguments"]["metric"] == "cost_per_month"


def test_small_print_and_units_are_on_every_figure(result: windtunnel.StudyResult) -> None:
    for name, ax in studies(result, plot).items():
        told = " ".join("\n".join(text.get_text() for text in ax.texts).split())
        assert result.hash[:8] in told and "95% intervals" in told and "tables of 2026-07-30" in told, name
        labels = ax.get_xlabel() + ax.get_ylabel()
        assert ("(/s)" in labels or "USD" in labels) and ("(ms)" in labels or name == "heat_map"), name
    for name, chart in studies(result, interactive).items():
        spec = json.dumps(chart.to_dict())
        told = " ".join(re.findall(r'"line": "([^"]*)"', spec))  # broken into lines by the figure's width
        assert result.hash[:8] in told and "intervals are 95%" in told and "(ms)" in spec, name


def test_what_was_not_estimated_is_drawn_as_such(shop: windtunnel.Scenario) -> None:
    full = windtunnel.study(shop, {RATE: ["20 /s", "400 /s"], REPLICAS: [1, 2]}, keep=["latency_mean", "latency_p50"], replications=2)
    done = full.run(progress=False)
    ax = plot.heat_map(done, "latency_mean")
    assert [text.get_text() for text in ax.texts].count("saturated") == 2
    told = [text.get_text() for text in plot.latency_by_load(done, at={"replicas": 1}, quantiles=["latency_p50"]).texts]
    assert "saturated" in told or "too few" in told


def test_axes_of_another_figure_keep_their_cards_by_save(flown: windtunnel.Run, tmp_path: Path) -> None:
    figure, (left, right) = pyplot.subplots(1, 2)
    plot.utilisation(flown, ax=left)
    plot.where_the_time_goes(flown, ax=right)
    figure.savefig(tmp_path / "plain.png")
    with pytest.raises(ValueError, match="no figure of windtunnel's"):
        read_cards(tmp_path / "plain.png")
    plot.save(figure, tmp_path / "kept.png")
    assert [card["figure"] for card in read_cards(tmp_path / "kept.png")] == ["utilisation", "where_the_time_goes"]


# ---- made again


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A folder with the shop, to stand in."""
    before = Path.cwd()
    (tmp_path / "shop.json").write_text(SHOP)
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def again(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`python -m windtunnel rerun`, without an interpreter of its own."""

    def run(file: str, *more: str) -> Said:
        capsys.readouterr()
        code = main(["rerun", file, "--quiet", *more])
        return Said(code, *capsys.readouterr())

    return run


def test_a_run_s_figures_are_made_again(here: Path) -> None:
    shop = windtunnel.load("shop.json").with_({"run.lasts": "150 s"})
    flown = windtunnel.run(shop, seed=3, replications=3, progress=False)
    more = windtunnel.run(shop.with_({REPLICAS: 3}), seed=3, replications=3, progress=False)
    swept = windtunnel.sweep(shop, {REPLICAS: [2, 3]}, replications=2, progress=False)
    pictures = [
        plot.latency_by_phase(flown), plot.timeline(flown), plot.where_the_time_goes(flown), plot.utilisation(flown), plot.bill(flown),
        plot.latency_distribution(flown), plot.sweep_curve(swept, "availability"), plot.differences(flown.compare(more)),
    ]  # fmt: skip
    for picture in pictures:
        plot.save(picture, "figure.svg")
        (made,) = windtunnel.rerun("figure.svg", progress=False)
        assert made.same, str(made)


def test_a_study_s_figure_is_made_again_and_another_scenario_is_told(here: Path, again: Callable[..., Said]) -> None:
    study = windtunnel.study(windtunnel.load("shop.json"), {REPLICAS: [1, 2], RATE: ["20 /s", "40 /s"]}, keep=["latency_mean"], replications=2)
    plot.save(plot.heat_map(study.run(progress=False), "latency_mean"), "heat.png")
    same = again("heat.png", "--save", "heat_again.png")
    assert (same.code, same.err) == (0, "")
    assert same.out.startswith("heat_map: the same data\n  made of  shop_study, study ")
    assert read_cards("heat_again.png")[0]["data"] == read_cards("heat.png")[0]["data"]
    Path("shop.json").write_text(SHOP.replace('"20 ms"', '"21 ms"'))
    other = again("heat.png")
    assert other.code == 1
    assert "heat_map: " in other.out and "note     what was flown is not what it was: hash" in other.out
    assert "row 0, mean: " in other.out and " then, " in other.out
    shutil.move("shop.json", "else.json")
    gone = again("heat.png")
    assert gone.code == 2 and "shop.json" in gone.err


def test_a_tampered_or_foreign_file_is_refused_with_a_text(
    here: Path, result: windtunnel.StudyResult, again: Callable[..., Said]
) -> None:
    plot.save(interactive.heat_map(result, "latency_mean"), "heat.json")
    spec = json.loads(Path("heat.json").read_text())
    card = spec["usermeta"]["windtunnel"]["pictures"][0]
    card["figure"] = "heat_mop"
    Path("wrong.json").write_text(json.dumps(spec))
    assert "did you mean heat_map?" in again("wrong.json").err
    Path("plain.json").write_text("{}")
    Path("broken.png").write_text("no picture")
    for file, code in (("plain.json", 2), ("broken.png", 5), ("absent.png", 5), ("shop.pdf", 2)):
        told = again(file)
        assert told.code == code and told.err.startswith(f"windtunnel: {file}: ") and told.err.count("\n") == 1
    assert json.loads(card_text([card]))["windtunnel"] == windtunnel.__version__


def test_a_figure_of_a_bare_frame_says_that_it_can_not_be_flown(here: Path, again: Callable[..., Said]) -> None:
    plot.save(plot.cap(made_up(), phase="cut"), "cap.png")
    told = again("cap.png")
    assert told.code == 2 and "drawn from a bare frame" in told.err


def test_the_command_makes_figures_again_where_python_is(here: Path, command: Command) -> None:
    flown = windtunnel.run(windtunnel.load("shop.json"), replications=2, progress=False)
    plot.save(plot.utilisation(flown), "busy.png")
    said = command("rerun", "busy.png", "--quiet", cwd=here)
    assert (said.returncode, said.stderr) == (0, "") and said.stdout.startswith("utilisation: the same data")
    # Where no interpreter has the package, it says so and what to do.
    alone = command("rerun", "busy.png", cwd=here, environment={"WINDTUNNEL_PYTHON": "/bin/false"})
    assert alone.returncode == 5 and "pip install windtunnel" in alone.stderr and not alone.stdout
