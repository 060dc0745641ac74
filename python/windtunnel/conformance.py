"""Trying whether the models of a plug-in keep the promises of their kind, as `windtunnel conform` does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel import _core
from windtunnel.plugins import PluginError
from windtunnel.scenario import _as_json


@dataclass(frozen=True)
class Broken:
    """A promise that a model broke: in what case, with the shortest schedule found, step by step."""

    kind: str
    name: str
    property: str
    what: str
    seed: int
    story: list[str]

    def __str__(self) -> str:
        return "\n".join([f"{self.kind} {self.name}: {self.property}: {self.what}", *(f"  {line}" for line in self.story)])


def conform(
    path: str | os.PathLike[str],
    *,
    name: str = "",
    fields: Mapping[str, Any] | None = None,
    seed: int = 1,
    schedules: int = 1000,
    members: int = 5,
) -> list[Broken]:
    """The promises that the models of a plug-in break; none: []. One promise a model, the first that was found.

    `name` chooses one of several models; `fields` are set on all that are tried, as a scenario would; `members` is the size
    of a protocol's cluster. Raises PluginError for a file that brings no models, or not that one.
    """
    file = os.fspath(path)
    sets = [f"{field}={_as_json(field, value)}" for field, value in (fields or {}).items()]
    catalog = _core.Catalog("", [file])
    judged, wrong = _core.conform(file, name, sets, seed, schedules, members, catalog)
    if wrong:
        raise PluginError(wrong.rstrip("\n"))
    if not judged:
        raise PluginError(f'{file} brings no model "{name}"')
    return [Broken(*each[:6]) for each in judged if each[2]]
