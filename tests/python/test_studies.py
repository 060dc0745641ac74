"""Studies from Python: the same points, frames and texts as the command, and figures of trade-offs."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import pytest
import windtunnel
from given import SHOP, Command
from matplotlib import pyplot
from matplotlib.container import ErrorbarContainer
from windtunnel import plot
from windtunnel.estimates import METRICS, SELECTORS

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def study_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop: two numbers of replicas, with and without its fault; three replications."""
    folder = tmp_path_factory.mktemp("studies")
    (folder / "shop.json").write_text(SHOP)
    study = {
        "windtunnel": 1,
        "title": "A small study",
        "base": "shop.json",
        "axes": {
            "replicas": {"path": "tiers.web.each_region.replicas", "values": [1, 2]},
            "fault": {"variants": {"none": {"faults.zone_dies.enabled": False}, "zone_dies": {}}},
        },
        "replications": 3,
        "keep": [{"metric": "availability", "by": ["region"]}, {"metric": "latency_mean"}],
        "compare": {"axis": "replicas", "against": 1},
    }
    file = folder / "small.json"
    file.write_text(json.dumps(study))
    return file


@pytest.fixture(scope="module")
def result(study_file: Path) -> windtunnel.StudyResult:
    return windtunnel.load_study(study_file).run(progress=False)


def test_points_are_every_combination_with_the_axes_own_values(study_file: Path) -> None:
    study = windtunnel.load_study(study_file)
    assert study.axes == {"replicas": [1, 2], "fault": ["none", "zone_dies"]}
    assert list(study.points.columns) == ["point", "replicas", "fault", "unplanned"]
    assert study.points["replicas"].tolist() == [1, 1, 2, 2]
    assert len(study) == 4 and "4 points over replicas, fault" in repr(study)
    assert "zone_dies" in study._repr_html_()


def test_the_answer_is_the_command_s(result: windtunnel.StudyResult, study_file: Path, command: Command) -> None:
    said = command("sweep", str(study_file), "--no-record", "--quiet")
    assert str(result) == said.stdout
    assert result.summary == json.loads(command("sweep", str(study_file), "--no-record", "--quiet", "--json").stdout)
    assert result.command == f"windtunnel sweep {study_file}"


def test_the_frame_is_tidy(result: windtunnel.StudyResult) -> None:
    frame = result.frame
    selectors = ["of_fault" if name == "fault" else name for name in SELECTORS]
    assert list(frame.columns) == [
        "point", "replicas", "fault", "metric", "unit", *selectors, "mean", "low", "high", "replications", "lack", "verdict",
    ]  # fmt: skip
    # Two regions and one latency at each of four points.
    assert len(frame) == 4 * 3
    assert (frame["low"].dropna() <= frame["mean"][frame["low"].notna()]).all()
    us = result.metric("availability", region="us-central1")
    assert len(us) == 4
    worse = us.set_index(["replicas", "fault"])["mean"]
    assert worse[1, "zone_dies"] < worse[1, "none"]


def test_metric_says_what_is_not_there(result: windtunnel.StudyResult) -> None:
    with pytest.raises(LookupError, match="did you mean latency_mean"):
        result.metric("latency_maen")
    with pytest.raises(LookupError, match="the study keeps no goodput"):
        result.metric("goodput")
    with pytest.raises(LookupError, match="did you mean us-central1"):
        result.metric("availability", region="us-central")


def test_comparisons_are_paired(result: windtunnel.StudyResult) -> None:
    compared = result.comparisons
    assert set(compared["replicas"]) == {2} and len(compared) == 2 * 3
    assert (compared["pairs"] == 3).all()
    assert ((compared["a"] + compared["difference"] - compared["b"]).abs() < 1e-9).all()
    assert set(compared["verdict"]) <= {"better", "worse", "same", "undecided"}


def test_some_points_can_be_chosen(study_file: Path) -> None:
    study = windtunnel.load_study(study_file)
    some = study.run(points={"replicas": [2], "fault": "none"}, replications=2, progress=False)
    assert len(some) == 1 and some.points["replications"].tolist() == [2]
    assert some.command.endswith("--points replicas=2,fault=none --replications 2")
    assert study.run(points="fault=none", replications=2, jobs=1, progress=False).points["point"].tolist() == [0, 2]
    with pytest.raises(LookupError, match='there is no axis "colour"'):
        study.run(points="colour=red")
    with pytest.raises(ValueError, match="replications: found 0"):
        study.run(replications=0)


def test_changes_are_set_before_the_axes(study_file: Path) -> None:
    changed = windtunnel.load_study(study_file, changes={"run.lasts": "3 min", "tiers.web.each_region.replicas": 7})
    shorter = changed.run(points="replicas=1,fault=none", replications=2, progress=False)
    longer = windtunnel.load_study(study_file).run(points="replicas=1,fault=none", replications=2, progress=False)
    assert shorter.points["requests"][0] < longer.points["requests"][0]
    assert "run.lasts" in shorter.command


def test_a_wrong_study_tells_all_its_problems(tmp_path: Path, study_file: Path) -> None:
    study = json.loads(study_file.read_text())
    study["base"] = json.loads(SHOP)
    del study["base"]["windtunnel"]
    study["axes"]["fault"]["variants"]["slow"] = {"tiers.web.servcie": "1 s"}
    (tmp_path / "wrong.json").write_text(json.dumps(study))
    with pytest.raises(windtunnel.ScenarioError) as caught:
        windtunnel.load_study(tmp_path / "wrong.json")
    (problem,) = caught.value.problems
    assert problem.code == "WT007" and problem.nearest == "service"
    assert problem.path == "tiers.web.servcie, at fault=slow"
    with pytest.raises(windtunnel.ScenarioError, match="a scenario, which varies nothing"):
        windtunnel.load_study(study_file.parent / "shop.json")


def test_a_result_is_kept_as_the_command_keeps_it(result: windtunnel.StudyResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path)
    assert folder.parent == tmp_path / "small"
    assert (folder / "answer.txt").read_text() == str(result)
    written = pd.read_csv(folder / "metrics.csv", keep_default_na=False, na_values={"mean": [""], "low": [""], "high": [""]})
    assert list(written.columns) == list(result.frame.columns)
    assert (written["mean"] - result.frame["mean"]).abs().max() == 0


def test_what_was_done_survives_an_interruption(study_file: Path) -> None:
    study = windtunnel.load_study(study_file, changes={"run.lasts": "60 min"})

    def stop(progress: windtunnel.StudyProgress) -> None:
        if progress.points_done > 0:
            raise KeyboardInterrupt

    try:
        study.run(jobs=1, replications=40, progress=stop)
    except KeyboardInterrupt as interrupt:
        done = interrupt.result  # type: ignore[attr-defined]
        assert done.interrupted and 0 < (done.points["state"] == "flown").sum() < 4
    else:
        pytest.skip("the machine was quicker than the progress")


def test_a_notebook_shows_every_point(result: windtunnel.StudyResult) -> None:
    page = result._repr_html_()
    assert "A small study" in page and "availability (us-central1)" in page and "zone_dies" in page
    assert result.hash[:8] in page


def test_examples_come_with_the_package() -> None:
    assert len(windtunnel.load_study("example:replicas")) == 18
    with pytest.raises(LookupError, match='there is no study "replica"; did you mean replicas'):
        windtunnel.load_study("example:replica")


# ---- figures, over a made-up study: protocols that differ as they are said to


def made_up() -> pd.DataFrame:
    """Two protocols, two placements: raft is never stale and loses its smaller side; gossip is stale and loses nobody."""
    selectors = ["of_fault" if name == "fault" else name for name in SELECTORS]
    rows: list[list[Any]] = []

    def add(at: list[Any], metric: str, mean: float, half: float, verdict: str = "", **of: str) -> None:
        about = [of.get(name, "") for name in SELECTORS]
        rows.append([*at, metric, METRICS[metric].unit, *about, mean, max(0.0, mean - half), mean + half, 10, "", verdict])

    for number, (protocol, far) in enumerate(itertools.product(("raft", "gossip"), (1, 3))):
        at = [number, protocol, f"{far}_zones", "halves"]
        strict = protocol == "raft"
        add(at, "availability", 0.99, 0.005, phase="cut", side="first")
        add(at, "availability", 0.30 if strict else 0.98, 0.01, phase="cut", side="second")
        add(at, "stale_read_share", 0.0 if strict else 0.02 * far, 0.004, phase="cut", tier="store")
        add(at, "stale_read_share", 0.0 if strict else 0.001 * far, 0.0002, phase="health", tier="store")
        add(at, "verdict_linearizability", 1.0 if strict else 0.1, 0.0, "holds" if strict else "violated", tier="store")
        add(at, "latency_p99", 0.05 * far if strict else 0.002, 0.001, phase="health", region="near")
        add(at, "latency_p99", 0.09 * far if strict else 0.003, 0.001, phase="health", region="far")
        add(at, "cost_per_million_operations", 0.5 * far, 0.01)
    columns = ["point", "protocol", "placement", "fault", "metric", "unit", *selectors]
    return pd.DataFrame(rows, columns=[*columns, "mean", "low", "high", "replications", "lack", "verdict"])


def marks(ax: Any) -> list[Any]:
    return [line for line in ax.lines if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1]


def test_cap_draws_a_mark_a_point_with_both_intervals() -> None:
    ax = plot.cap(made_up(), phase="cut")
    drawn = marks(ax)
    assert len(drawn) == 4
    at = [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in drawn]
    # The worst side of raft answers 30%, in percent; gossip over three zones is stale in 6% of reads.
    assert at[0] == pytest.approx((0.0, 30.0)) and at[3] == pytest.approx((6.0, 98.0))
    bars = [container for container in ax.containers if isinstance(container, ErrorbarContainer)]
    assert len(bars) == 4 and all(bar.has_xerr and bar.has_yerr for bar in bars)
    assert ax.get_ylabel() == "availability, worst side (%)" and ax.get_xlabel() == "stale reads (%)"
    assert ax.get_title(loc="left") == "CAP: availability against consistency, cut"


def test_a_side_that_is_named_is_drawn_alone() -> None:
    ax = plot.cap(made_up(), phase="cut", side="first")
    assert [float(line.get_ydata()[0]) for line in marks(ax)] == pytest.approx([99.0] * 4)
    assert ax.get_ylabel() == "availability (%)"
    with pytest.raises(LookupError, match='there is no side "frist"; did you mean first'):
        plot.cap(made_up(), phase="cut", side="frist")


def test_colours_shapes_and_faces_tell_the_same_as_the_legend() -> None:
    ax = plot.cap(made_up(), phase="cut")
    drawn = marks(ax)
    assert drawn[0].get_color() == drawn[1].get_color() != drawn[2].get_color()
    assert drawn[0].get_marker() == drawn[2].get_marker() != drawn[1].get_marker()
    assert drawn[0].get_fillstyle() == "full" and drawn[2].get_fillstyle() == "none", "gossip is not linearizable"
    assert drawn[1].get_markersize() == pytest.approx(drawn[0].get_markersize() * math.sqrt(3)), "area is cost"
    legend = ax.get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert names[:3] == ["protocol", "raft", "gossip"] and "not in some run" in names


def test_a_verdict_can_be_the_axis_of_consistency() -> None:
    ax = plot.cap(made_up(), phase="cut", consistency="verdict_linearizability", colour="placement", shape="protocol")
    assert [float(line.get_xdata()[0]) for line in marks(ax)] == pytest.approx([0.0, 0.0, 90.0, 90.0])
    assert ax.get_xlabel() == "runs that are not linearizable (%)"


def test_pacelc_draws_latency_in_health() -> None:
    ax = plot.pacelc(made_up(), phase="health")
    heights = [float(line.get_ydata()[0]) for line in marks(ax)]
    assert heights == pytest.approx([90.0, 270.0, 3.0, 3.0]), "the far region, in ms"
    assert ax.get_yscale() == "log" and ax.get_ylabel() == "latency p99, worst region (ms)"
    near = plot.pacelc(made_up(), phase="health", region="near")
    assert float(marks(near)[0].get_ydata()[0]) == pytest.approx(50.0)


def test_what_was_not_kept_is_said(result: windtunnel.StudyResult) -> None:
    with pytest.raises(LookupError, match="the study keeps no stale_read_share"):
        plot.cap(result)
    with pytest.raises(LookupError, match='there is no axis "color"; '):
        plot.cap(made_up(), colour="color")
