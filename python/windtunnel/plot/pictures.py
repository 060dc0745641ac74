"""Pictures that know where they come from: what a figure drew and what it takes to draw it again, kept in its file.

A picture travels without the run that it shows. So each carries a card for every figure in it: the figure's name and
arguments, the origin of its data (scenario or study, seeds, replications, version, dates of tables), and the data itself.
PNG files have it in a tEXt chunk, SVG files in their metadata, Altair's JSON in `usermeta`; `windtunnel rerun FILE` reads
it, flies again and compares the data. A figure that these functions make keeps its cards however it is saved; one that was
made elsewhere and drawn into (`ax=`) keeps them when saved by `windtunnel.plot.save`.
"""

from __future__ import annotations

import functools
import inspect
import json
import math
import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from windtunnel import _core
from windtunnel.origins import Origin

P = ParamSpec("P")
R = TypeVar("R")
Card = dict[str, Any]

KEY = "windtunnel"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"

_cards: WeakKeyDictionary[Figure, list[Card]] = WeakKeyDictionary()
_drawn: WeakKeyDictionary[Figure, pd.DataFrame] = WeakKeyDictionary()


class Picture(Figure):
    """A figure that writes its cards into whatever file it is saved as."""

    def savefig(self, fname: Any, **how: Any) -> None:
        """As matplotlib's, for the same options."""
        ending = how.get("format") or (Path(fname).suffix.lstrip(".") if isinstance(fname, (str, os.PathLike)) else "png")
        super().savefig(fname, **with_cards(how, cards_of(self), str(ending).lower()))


def with_cards(how: dict[str, Any], cards: list[Card], ending: str) -> dict[str, Any]:
    """The options of `savefig` with the cards among the metadata, in the way the kind of file has for it."""
    if not cards:
        return how
    text = card_text(cards)
    own: dict[str, Any] = {}
    if ending == "png":
        own = {KEY: text, "Description": _origins(cards)}
    elif ending in ("svg", "svgz"):
        own = {"Description": text, "Date": None}
    elif ending == "pdf":
        own = {"Subject": _origins(cards), "CreationDate": None}
    return {**how, "metadata": {**own, **(how.get("metadata") or {})}} if own else how


def save(picture: Any, file: str | os.PathLike[str], **how: Any) -> Path:
    """Saves Axes, a Figure or an Altair chart as .png, .svg, .pdf, or (a chart) .json or .html, with its cards.

    `how` goes to matplotlib's `savefig`. Answers the path.
    """
    path = Path(file)
    ending = path.suffix.lstrip(".").lower()
    if hasattr(picture, "to_dict"):
        _save_chart(picture, path, ending)
        return path
    figure = figure_of(picture)
    if isinstance(figure, Picture):
        figure.savefig(path, **how)
    else:
        figure.savefig(path, **with_cards(how, cards_of(figure), ending))
    return path


def _save_chart(chart: Any, path: Path, ending: str) -> None:
    cards = (chart.to_dict().get("usermeta") or {}).get(KEY, {}).get("pictures", [])
    if ending in ("png", "svg"):
        from windtunnel.extras import needed

        needed("vl_convert")
    chart.save(str(path), **({"scale_factor": 2} if ending == "png" else {}))
    if not cards:
        return
    if ending == "png":
        from PIL import Image, PngImagePlugin

        chunks = PngImagePlugin.PngInfo()
        chunks.add_text("Description", _origins(cards))
        chunks.add_text(KEY, card_text(cards))
        with Image.open(path) as image:
            image.load()
            image.save(path, pnginfo=chunks)
    elif ending == "svg":
        text = path.read_text()
        element = ElementTree.Element(_DESCRIPTION)
        element.text = card_text(cards)
        start = text.index(">", text.index("<svg")) + 1
        inside = f"<metadata>{ElementTree.tostring(element, encoding='unicode')}</metadata>"
        path.write_text(text[:start] + inside + text[start:])


def read_cards(file: str | os.PathLike[str]) -> list[Card]:
    """The cards of a picture's file; ValueError that says why where there are none."""
    path = Path(file)
    ending = path.suffix.lower()
    text = ""
    if ending == ".png":
        from PIL import Image

        with Image.open(path) as image:
            image.load()  # chunks may stand behind the pixels
            text = str(getattr(image, "text", {}).get(KEY, ""))
    elif ending == ".svg":
        found = ElementTree.parse(path).getroot().iter(_DESCRIPTION)
        text = next((each.text for each in found if each.text and each.text.startswith("{")), "")
    elif ending == ".json":
        value = json.loads(path.read_text())
        text = json.dumps((value.get("usermeta") or {}).get(KEY) or "") if isinstance(value, dict) else ""
    else:
        raise ValueError("a figure to be made again is a .png, .svg or .json")
    value = json.loads(text or "{}")
    cards = value.get("pictures") if isinstance(value, dict) else None
    if not cards:
        raise ValueError("no figure of windtunnel's, or saved by something that dropped what it carried")
    return list(cards)


def card_text(cards: list[Card]) -> str:
    """The cards as they stand in a file."""
    return json.dumps(usermeta(cards), allow_nan=False, separators=(",", ":"))


def usermeta(cards: list[Card]) -> dict[str, Any]:
    return {"windtunnel": _core.version(), "pictures": cards}


def _origins(cards: list[Card]) -> str:
    return "; ".join(dict.fromkeys(str(card["pedigree"]) for card in cards))


# ---- making cards


def figure_of(picture: Any) -> Figure:
    """Of Axes, or of a Figure itself."""
    if isinstance(picture, Figure):
        return picture
    figure = picture.get_figure(root=True) if isinstance(picture, Axes) else None
    if figure is None:
        raise TypeError(f"found {type(picture).__name__}, expected Axes, a Figure or an Altair chart")
    return figure


def cards_of(figure: Figure) -> list[Card]:
    """What was drawn into a figure, in order."""
    return _cards.get(figure, [])


def drew(ax: Axes | Figure, data: pd.DataFrame) -> None:
    """Says which data the figure that is being drawn shows."""
    _drawn[figure_of(ax)] = data


def pictured(draw: Callable[P, R]) -> Callable[P, R]:
    """Makes a drawing function leave a card: its first argument is the source, the others are what it was asked."""
    signature = inspect.signature(draw)

    @functools.wraps(draw)
    def drawn(*given: P.args, **named: P.kwargs) -> R:
        bound = signature.bind(*given, **named)
        picture = draw(*given, **named)
        figure = figure_of(picture)
        source = next(iter(bound.arguments.values()))
        arguments = _asked(signature, bound)
        _cards.setdefault(figure, []).append(card(draw.__name__, "static", source, arguments, _drawn.pop(figure)))
        return picture

    return drawn


def _asked(signature: inspect.Signature, bound: inspect.BoundArguments) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, value in list(bound.arguments.items())[1:]:
        if signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
            asked.update(value)
        elif name != "ax":
            asked[name] = value
    return asked


def card(figure: str, form: str, source: Any, arguments: dict[str, Any], data: pd.DataFrame) -> Card:
    """Everything that a figure's file keeps of it."""
    origin = origin_of(source)
    return {
        "figure": figure,
        "form": form,
        "arguments": plain(arguments),
        "origin": None if origin is None else origin.as_dict(),
        "pedigree": pedigree_of(source),
        "data": {
            "columns": [str(name) for name in data.columns],
            "rows": [[plain(cell) for cell in row] for row in data.itertuples(index=False)],
        },
    }


def origin_of(source: Any) -> Origin | None:
    """Of a run, a sweep, a study, a sensitivity or a comparison; None of a bare frame, which can not be flown."""
    found = getattr(source, "origin", None)
    return found if isinstance(found, Origin) else None


def pedigree_of(source: Any) -> str:
    """The small print of a source; of a frame what it remembers."""
    origin = origin_of(source)
    if origin is not None:
        return str(origin)
    return str(getattr(source, "attrs", {}).get(KEY, {}).get("pedigree", ""))


def plain(value: Any) -> Any:
    """A value as JSON can say it; a number that is none is null."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)


def new_axes(size: tuple[float, float]) -> Axes:
    """Axes of a figure of their own, in inches."""
    _, ax = plt.subplots(figsize=size, layout="constrained", FigureClass=Picture)
    return ax
