"""A figure made again from its file: what it was made of is flown anew, and what it showed is compared cell by cell.

The card in a picture's file (plot.pictures) says which scenario or study, seeds, replications and arguments it came from. The
same version on the same files shows the same data to the last bit; where it does not, the first differences are told, and
so is whether the version or the scenario is another. `windtunnel rerun FILE` is this.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel import _core
from windtunnel.problems import unknown
from windtunnel.runs import run
from windtunnel.scenario import _EXAMPLE, Scenario, load
from windtunnel.studies import Study, load_study
from windtunnel.sweeps import sweep

_SHOWN = 10


@dataclass(frozen=True)
class Rerun:
    """One figure of a file, made again."""

    figure: str
    pedigree: str  # as the file says it
    same: bool  # every cell, to the last bit
    differences: tuple[str, ...]  # what is not, in words
    remarks: tuple[str, ...]  # another version, another scenario: why it may differ
    picture: Any  # the figure made again: Axes, a Figure or a chart

    def __str__(self) -> str:
        first = f"{self.figure}: the same data" if self.same else f"{self.figure}: {len(self.differences)} differences"
        more = [f"  {each}" for each in self.differences[:_SHOWN]]
        if len(self.differences) > _SHOWN:
            more.append(f"  and {len(self.differences) - _SHOWN} more")
        return "\n".join([first, f"  made of  {self.pedigree}", *(f"  note     {each}" for each in self.remarks), *more])


def rerun(file: str | os.PathLike[str], *, jobs: int | None = None, progress: Any = None) -> list[Rerun]:
    """Makes every figure in a .png, .svg or .json that was saved with its cards again, and compares what it shows.

    Relative names are looked for from here, then beside the picture. ValueError where a file is no such picture or was
    drawn from a bare frame; LookupError where the scenario or study is not to be found.
    """
    from windtunnel.plot.pictures import read_cards

    flown: dict[str, Any] = {}
    return [_again(card, Path(file).parent, flown, jobs, progress) for card in read_cards(file)]


def _again(card: Mapping[str, Any], folder: Path, flown: dict[str, Any], jobs: int | None, progress: Any) -> Rerun:
    from windtunnel import plot
    from windtunnel.plot import pictures

    origin, name = card["origin"], str(card["figure"])
    if origin is None:
        raise ValueError(f"{name} was drawn from a bare frame, which does not say what was flown")
    home = plot.interactive if card["form"] == "interactive" else plot
    if name not in home.__all__:
        raise unknown("figure", name, list(home.__all__))
    key = repr(sorted(origin["recipe"].items(), key=str))
    if key not in flown:  # several figures of one file are often of one study
        flown[key] = _fly(origin["kind"], origin["recipe"], folder, jobs, progress)
    source = flown[key]
    picture = getattr(home, name)(source, **card["arguments"])
    if card["form"] == "interactive":
        made = picture.to_dict()["usermeta"][pictures.KEY]["pictures"][0]
    else:
        made = pictures.cards_of(pictures.figure_of(picture))[-1]
    remarks = []
    if origin["version"] != _core.version():
        remarks.append(f"the file is windtunnel {origin['version']}'s, this is {_core.version()}")
    now = made["origin"]["hash"]
    if now != origin["hash"]:
        remarks.append(f"what was flown is not what it was: hash {origin['hash'][:8]} then, {now[:8]} now")
    differences = tuple(_differences(card["data"], made["data"]))
    return Rerun(name, str(card["pedigree"]), not differences, differences, tuple(remarks), picture)


def _fly(kind: str, recipe: Mapping[str, Any], folder: Path, jobs: int | None, progress: Any) -> Any:
    if kind == "run":
        return _run(recipe, folder, jobs, progress)
    if kind == "comparison":
        a, b = (_run(recipe[side], folder, jobs, progress) for side in ("a", "b"))
        return a.compare(b, matters=recipe["matters"])
    if kind == "sweep":
        scenario = _scenario(recipe, folder)
        return sweep(scenario, recipe["values"], seed=recipe["seed"], replications=recipe["replications"], jobs=jobs, progress=progress)
    if kind == "sensitivity":
        from windtunnel.analysis import sensitivity

        asked = {key: recipe[key] for key in ("method", "samples", "levels", "seed", "replications", "resamples")}
        return sensitivity(_scenario(recipe, folder), recipe["factors"], recipe["of"], jobs=jobs, progress=progress, **asked)
    if kind == "study":
        return _study(recipe, folder).run(jobs=jobs, replications=recipe["replications"], points=recipe["points"], progress=progress)
    raise unknown("kind of source", kind, ["run", "sweep", "study", "sensitivity", "comparison"])


def _run(recipe: Mapping[str, Any], folder: Path, jobs: int | None, progress: Any) -> Any:
    scenario = _scenario(recipe, folder)
    return run(scenario, seed=recipe["seed"], replications=recipe["replications"], jobs=jobs, progress=progress)


def _scenario(recipe: Mapping[str, Any], folder: Path) -> Scenario:
    scenario = load(_place(recipe["file"], folder), plugins=recipe.get("plugins", ()))
    return scenario.with_(recipe["changes"]) if recipe["changes"] else scenario


def _study(recipe: Mapping[str, Any], folder: Path) -> Study:
    if recipe["text"] is None:
        return load_study(_place(recipe["file"], folder), sets=recipe["sets"])
    from windtunnel.made_studies import study_of_text

    # The file of a study that was made in Python is not there; the scenario beside it has to be.
    name = Path(recipe["file"])
    if recipe["file"].startswith(_EXAMPLE) or not name.parent.is_dir():
        name = folder / name.name
    return study_of_text(recipe["text"], name, tuple(recipe["sets"]), _core.Catalog())


def _place(file: str, folder: Path) -> str:
    """Where a file is: as it was named, from here; else beside the picture."""
    if file.startswith(_EXAMPLE) or Path(file).exists():
        return file
    beside = folder / Path(file).name
    if beside.exists():
        return str(beside)
    raise LookupError(f"{file}, of which the figure was made, is neither there nor beside the figure")


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What two tables do not have in common, in words."""
    if then["columns"] != now["columns"]:
        return [f"columns: {', '.join(then['columns'])} then, {', '.join(now['columns'])} now"]
    found = []
    if len(then["rows"]) != len(now["rows"]):
        found.append(f"{len(then['rows'])} rows then, {len(now['rows'])} now")
    for number, (old, new) in enumerate(zip(then["rows"], now["rows"], strict=False)):
        for column, a, b in zip(then["columns"], old, new, strict=True):
            if a != b:
                found.append(f"row {number}, {column}: {a!r} then, {b!r} now")
    return found
