"""Frames know which version made them: two versions do not mix without a word, whoever puts them together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import windtunnel
from windtunnel.frames import Frame, version_of


def of_version(frame: pd.DataFrame, version: str, made_from: str = "b" * 32) -> Frame:
    made = Frame(frame.copy())
    made.attrs = {"windtunnel": {"version": version, "hash": made_from, "pedigree": f"something, windtunnel {version}"}}
    return made


def test_every_frame_of_an_answer_says_its_version(flown: windtunnel.Run) -> None:
    for name in ("metrics", "expectations", "tiers", "time", "bill", "replications", "timeline", "latency", "stations", "load"):
        frame = getattr(flown, name)
        assert version_of(frame) == windtunnel.__version__, name
        assert frame.attrs["windtunnel"]["hash"] == flown.scenario.hash
    chosen = flown.metrics[flown.metrics["metric"] == "availability"].sort_values("phase").reset_index()
    assert version_of(chosen) == windtunnel.__version__, "what is taken from a frame remembers it"


def test_two_versions_do_not_mix(flown: windtunnel.Run) -> None:
    ours, theirs = flown.metrics, of_version(flown.metrics, "0.0.9")
    for mix in (
        lambda: pd.concat([ours, theirs]),
        lambda: pd.concat([ours, theirs], axis=1),
        lambda: ours.merge(theirs, on="metric"),
        lambda: ours.set_index("metric").join(theirs.set_index("metric")[["low"]].add_suffix("_then")),
        lambda: windtunnel.concat([ours, theirs]),
        lambda: windtunnel.concat([pd.DataFrame(ours), theirs]),  # one that does not say is not taken for ours
    ):
        with pytest.raises(windtunnel.MixedVersions, match="windtunnel 0.0.9"):
            mix()


def test_one_version_mixes_and_remembers_both_origins(flown: windtunnel.Run) -> None:
    other = of_version(flown.metrics, windtunnel.__version__)
    for both in (pd.concat([flown.metrics, other], ignore_index=True), windtunnel.concat([flown.metrics, other])):
        assert len(both) == 2 * len(flown.metrics) and isinstance(both, Frame)
        assert version_of(both) == windtunnel.__version__
        assert both.attrs["windtunnel"]["hash"] == f"{flown.scenario.hash}; {'b' * 32}"


def test_mixed_rows_can_be_marked(flown: windtunnel.Run) -> None:
    both = windtunnel.concat([flown.metrics, of_version(flown.metrics, "0.0.9")], versions="mark")
    assert list(both.columns[-2:]) == ["windtunnel", "made_from"]
    counts = both.groupby("windtunnel").size()
    assert counts.to_dict() == {"0.0.9": len(flown.metrics), windtunnel.__version__: len(flown.metrics)}
    assert version_of(both) == "", "a mixed frame is of no version"
    with pytest.raises(ValueError, match='versions: found "ignore"'):
        windtunnel.concat([both], versions="ignore")


def test_a_file_keeps_what_the_frame_knows(flown: windtunnel.Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'windtunnel[frames]'")
    flown.metrics.to_parquet(tmp_path / "metrics.parquet")
    read = pd.read_parquet(tmp_path / "metrics.parquet")
    assert version_of(read) == windtunnel.__version__ and read.equals(pd.DataFrame(flown.metrics))
    with pytest.raises(windtunnel.MixedVersions):
        windtunnel.concat([read, of_version(flown.metrics, "0.0.9")])
