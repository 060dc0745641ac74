"""Fields that a model in Python declares: `hold = field.duration("30 s", "How long a key stays.")`.

A field has a type, a default and a meaning; the scenario's reader, the schema and the reference treat it as one of ours.
Defaults and bounds are written as a scenario writes them ("5 ms", "64 KiB", "200 /s", 0.5). A field without a default has
to be written. On the model a field is an attribute: whole numbers of nanoseconds for durations, bytes for sizes, bits a
second for bandwidths, requests a second for rates, a `Sampler` of seconds for distributions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
"""The default of a field that has none."""


@dataclass(frozen=True)
class Field:
    """What is known of a field; bounds and default as JSON, "" where there is none."""

    type: str
    meaning: str
    default: str
    at_least: str = ""
    at_most: str = ""
    more_than: str = ""
    one_of: tuple[str, ...] = ()


def whole(default: Any = REQUIRED, meaning: str = "", *, at_least: int | None = None, at_most: int | None = None) -> Any:
    """A whole number; an int."""
    return _field("whole", default, meaning, at_least=at_least, at_most=at_most)


def number(
    default: Any = REQUIRED,
    meaning: str = "",
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    more_than: float | None = None,
) -> Any:
    """A number without a unit; a float."""
    return _field("number", default, meaning, at_least=at_least, at_most=at_most, more_than=more_than)


def flag(default: Any = REQUIRED, meaning: str = "") -> Any:
    """True or false; a bool."""
    return _field("flag", default, meaning)


def text(default: Any = REQUIRED, meaning: str = "", *, one_of: Sequence[str] = ()) -> Any:
    """A text, one of a few where there are some; a str."""
    return _field("text", default, meaning, one_of=tuple(one_of))


def duration(
    default: Any = REQUIRED,
    meaning: str = "",
    *,
    at_least: str | None = None,
    at_most: str | None = None,
    more_than: str | None = None,
) -> Any:
    """A time such as "5 ms"; an int of nanoseconds."""
    return _field("duration", default, meaning, at_least=at_least, at_most=at_most, more_than=more_than)


def size(default: Any = REQUIRED, meaning: str = "", *, at_least: str | None = None, at_most: str | None = None) -> Any:
    """A size such as "64 KiB"; an int of bytes."""
    return _field("bytes", default, meaning, at_least=at_least, at_most=at_most)


def bandwidth(default: Any = REQUIRED, meaning: str = "", *, more_than: str | None = None) -> Any:
    """A bandwidth such as "10 Gbps"; a float of bits a second."""
    return _field("bandwidth", default, meaning, more_than=more_than)


def rate(
    default: Any = REQUIRED,
    meaning: str = "",
    *,
    at_least: str | None = None,
    at_most: str | None = None,
    more_than: str | None = None,
) -> Any:
    """A rate such as "200 /s"; a float a second."""
    return _field("rate", default, meaning, at_least=at_least, at_most=at_most, more_than=more_than)


def probability(default: Any = REQUIRED, meaning: str = "") -> Any:
    """A number from 0 to 1; a float."""
    return _field("probability", default, meaning)


def distribution(default: Any = REQUIRED, meaning: str = "") -> Any:
    """A law of times, as {"kind": "exponential", "mean": "5 ms"} or "5 ms"; a `Sampler` that draws seconds."""
    return _field("distribution", default, meaning)


def _field(type_: str, default: Any, meaning: str, *, one_of: tuple[str, ...] = (), **bounds: Any) -> Field:
    said = {name: "" if value is None else _json(value) for name, value in bounds.items()}
    return Field(type_, meaning, "" if default is REQUIRED else _json(default), one_of=one_of, **said)


def _json(value: Any) -> str:
    if not isinstance(value, (str, int, float, bool, Mapping)):
        raise TypeError(f"{value!r} is nothing that a scenario can say")
    return json.dumps(value, allow_nan=False)
