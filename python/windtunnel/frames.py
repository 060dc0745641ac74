"""Frames that know which version made them, and refuse to be mixed with another's.

Figures of two versions may differ for no other reason than the version. pandas would put them under each other without a
word, so a frame of ours says no: `pd.concat` and `merge` of two versions raise MixedVersions, and `windtunnel.concat`
can mark the rows instead. What a frame knows is in `.attrs["windtunnel"]`, which Parquet files keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from windtunnel.origins import Origin

_KEY = "windtunnel"


class MixedVersions(ValueError):
    """Frames that different versions made were about to be mixed."""

    def __init__(self, versions: Iterable[str]) -> None:
        told = ", ".join(sorted(versions))
        super().__init__(
            f"frames of windtunnel {told}: figures of two versions may differ for no other reason. Fly both with one "
            'version, or say windtunnel.concat(frames, versions="mark")'
        )


class Frame(pd.DataFrame):
    """A pandas frame that remembers the version its figures are of; otherwise as any other."""

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def __finalize__(self, other: Any, method: str | None = None, **more: Any) -> Frame:
        # pandas calls this after every operation, with all that went into it; GeoPandas guards its maps here too.
        parts: Sequence[Any] = ()
        if method == "concat":
            parts = other.objs
        elif method == "merge":
            parts = (other.left, other.right)
        known = _together([part.attrs[_KEY] for part in parts if _KEY in getattr(part, "attrs", {})])
        super().__finalize__(other, method=method, **more)  # type: ignore[misc]
        if known:
            self.attrs[_KEY] = known
        return self


def framed(frame: pd.DataFrame, origin: Origin) -> Frame:
    """The frame, with what its figures come from."""
    made = Frame(frame)
    made.attrs.update(frame.attrs)
    made.attrs[_KEY] = {"version": origin.version, "hash": origin.hash, "pedigree": str(origin)}
    return made


def version_of(frame: pd.DataFrame) -> str:
    """The version that made a frame; "" where it does not say."""
    return str(frame.attrs.get(_KEY, {}).get("version", ""))


def concat(frames: Iterable[pd.DataFrame], *, versions: str = "refuse") -> Frame:
    """Frames under each other, with an index of their own; those of two versions raise MixedVersions.

    With `versions="mark"` they are put together and every row says where it is from, in the columns `windtunnel` (the
    version) and `made_from` (the hash of the study or scenario). A frame that does not say its version counts as one of
    a version that is not known.
    """
    if versions not in ("refuse", "mark"):
        raise ValueError(f'versions: found "{versions}", expected "refuse" or "mark"')
    parts = list(frames)
    if not parts:
        raise ValueError("frames: found none, expected at least one")
    there = {version_of(part) or "unknown" for part in parts}
    if versions == "refuse":
        if len(there) > 1:
            raise MixedVersions(there)
        made = Frame(pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True))
        known = _together([part.attrs[_KEY] for part in parts if _KEY in part.attrs])
        if known:
            made.attrs[_KEY] = known
        return made
    marked = []
    for part in parts:
        plain = pd.DataFrame(part)
        plain.attrs = {}
        at = part.attrs.get(_KEY, {})
        plain = plain.assign(windtunnel=at.get("version", "unknown"), made_from=at.get("hash", "unknown"))
        marked.append(plain)
    return Frame(pd.concat(marked, ignore_index=True))


def _together(known: list[dict[str, str]]) -> dict[str, str] | None:
    """What several frames know, as one; raises MixedVersions."""
    versions = {each["version"] for each in known}
    if len(versions) > 1:
        raise MixedVersions(versions)
    if not known:
        return None
    joined = {key: "; ".join(dict.fromkeys(each[key] for each in known)) for key in ("hash", "pedigree")}
    return {"version": versions.pop(), **joined}
