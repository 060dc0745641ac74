"""A run or a study as one page for a browser, which asks no network for anything.

The page is the one that `windtunnel report` writes (docs/reports.md).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from windtunnel import _core


def report(folder: str | os.PathLike[str], out: str | os.PathLike[str] = "report.html") -> Path:
    """Writes the page of a folder that a run or a study was kept in; answers where.

    ValueError, with every problem, for a folder that no run or sweep of this version or an older one wrote.
    """
    page, problems = _core.page_of(os.fspath(folder))
    if problems:
        raise ValueError(problems)
    place = Path(out)
    beside = place.with_name(place.name + ".partial")
    try:
        beside.write_text(page, encoding="utf-8")
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return place


def report_of(save: Callable[[Path], Path], out: str | os.PathLike[str]) -> Path:
    """The page of results that are kept only for as long as it takes to write it."""
    with tempfile.TemporaryDirectory(prefix="windtunnel-") as folder:
        return report(save(Path(folder)), out)
