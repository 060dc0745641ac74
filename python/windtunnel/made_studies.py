"""Studies that are written in Python: the same object as in a file, read by the same reader, with the same problems.

A study of a few lines needs no file, and one that is made from data (a thousand samples of a design) should not be one.
What is made can be written down: `study.write("mine.json")` is a file for `windtunnel sweep`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from windtunnel import _core
from windtunnel.problems import accepted_study
from windtunnel.scenario import Scenario, _as_json, load
from windtunnel.studies import Study
from windtunnel.sweeps import short_names


def study(
    base: Scenario | str | os.PathLike[str],
    axes: Mapping[str, Any],
    *,
    title: str = "",
    name: str = "",
    keep: Sequence[str | Mapping[str, Any]] = (),
    replications: int | Mapping[str, Any] | None = None,
    skip: Sequence[Mapping[str, Any]] = (),
    compare: Mapping[str, Any] | None = None,
) -> Study:
    """A study of a scenario: `study(shop, {"tiers.web.replicas": [2, 3, 4]}, keep=["latency_p99"])`.

    An axis is a path with its values, which is then called by the shortest end of the path that tells it apart; or a
    name with what stands in a file: {"path": ..., "values": [...]} or {"variants": {...}}. `keep` are metrics by name,
    or {"metric": ..., "phase": ...}; the rest is as docs/studies.md says. Raises ScenarioError with all that is wrong.
    """
    scenario = base if isinstance(base, Scenario) else load(base)
    paths = [path for path, values in axes.items() if not isinstance(values, Mapping)]
    short = {path: name.replace(".", "_").replace("*", "each") for path, name in zip(paths, short_names(paths), strict=True)}
    written: dict[str, Any] = {
        "windtunnel": 1,
        "title": title or f"{scenario.title or scenario.name}: {', '.join(short.get(axis, axis) for axis in axes)}",
        "base": Path(scenario.file).name,
        "axes": {
            short.get(axis, axis): {"path": axis, "values": _values(axis, values)} if axis in short else values
            for axis, values in axes.items()
        },
    }
    if keep:
        written["keep"] = [{"metric": each} if isinstance(each, str) else dict(each) for each in keep]
    for key, value in (("replications", replications), ("skip", list(skip)), ("compare", compare)):
        if value:
            written[key] = value
    sets = tuple(f"{path}={value}" for path, value in scenario._changes)
    return study_of_text(json.dumps(written, indent=2), Path(scenario.file).with_name(f"{name or scenario.name + '_study'}.json"), sets, scenario._catalog)


def study_of_text(text: str, name: str | os.PathLike[str], sets: tuple[str, ...], catalog: _core.Catalog) -> Study:
    """A study from memory; relative names in it start from the folder of `name`, where no file has to be."""
    raw = accepted_study(_core.read_study_text(text, os.fspath(name), list(sets), catalog))
    return Study(raw, sets, text)


def _values(path: str, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)) or not len(values):
        raise ValueError(f"{path}: found {values!r}, expected a list of at least one value")
    return [json.loads(_as_json(path, value)) for value in values]
