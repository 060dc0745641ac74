"""A factor of a sensitivity analysis: a path of the scenario, and what it may be.

A design lives between 0 and 1; a scenario wants "93.3 /s". Whole numbers stay whole, a quantity keeps the unit that its
ends are written in, and a list of values is a choice among just these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.scenario import _as_json


@dataclass(frozen=True)
class Factor:
    """What may vary, from where to where."""

    name: str
    path: str
    values: tuple[Any, ...]  # both ends, or the choices
    numbers: tuple[float, float] | None  # both ends as numbers; None for choices
    unit: str
    whole: bool

    def at(self, share: float) -> Any:
        """Its value for 0 (the low end) to 1 (the high end)."""
        if share in (0.0, 1.0):
            return self.values[0 if share == 0.0 else -1]
        if self.numbers is None:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self.numbers
        number = low + share * (high - low)
        if self.whole:
            return round(number)
        short = float(f"{number:.9g}")  # nine digits are enough for a design, and a file stays readable
        return f"{short:.9g} {self.unit}" if self.unit else short


def factor(name: str, path: str, values: Sequence[Any]) -> Factor:
    """A factor of its ends or its choices; ValueError that says what is wrong with them."""
    if isinstance(values, (str, bytes)) or len(values) < 2:
        raise ValueError(f"{path}: found {values!r}, expected (low, high) or at least three choices")
    plain = tuple(value.item() if hasattr(value, "item") else value for value in values)
    for value in plain:
        _as_json(path, value)
    if len(plain) > 2:
        return Factor(name, path, plain, None, "", False)
    read = [_number(path, value) for value in plain]
    if read[0][1] != read[1][1]:
        raise ValueError(f'{path}: its ends are in "{read[0][1]}" and "{read[1][1]}"; write both in one unit')
    if not read[0][0] < read[1][0]:
        raise ValueError(f"{path}: found {plain[0]!r} to {plain[1]!r}, expected the lower end first")
    whole = all(isinstance(value, int) for value in plain)
    return Factor(name, path, plain, (read[0][0], read[1][0]), read[0][1], whole)


def _number(path: str, value: Any) -> tuple[float, str]:
    if isinstance(value, str):
        head, _, unit = value.strip().partition(" ")
        try:
            return float(head), unit.strip()
        except ValueError:
            raise ValueError(f'{path}: "{value}" is no number with its unit; give three or more for a choice') from None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{path}: {value!r} is no number; give three or more for a choice")
    return float(value), ""
