"""A figure with its interval, as the answer gives it: a row of summary.json made into a value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from windtunnel import _core

METRICS = {metric.name: metric for metric in _core.metrics()}
SELECTORS = ("phase", "class", "region", "tier", "fault", "side")


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% interval; NaN and infinities where a side, or all of it, is not known."""

    metric: str
    unit: str
    value: float
    low: float
    high: float
    interval: str  # "two_sided", "at_least", "at_most", "none"
    lack: str  # why there is no interval: "", "too few", "saturated", "not stationary"
    why: str
    by_replication: tuple[float, ...]

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        if self.interval == "none":
            return self.lack or show(self.metric, self.value)
        if self.interval == "at_least":
            return f">= {show(self.metric, self.low)}"
        if self.interval == "at_most":
            return f"<= {show(self.metric, self.high)}"
        return f"{show(self.metric, self.value)} [{show(self.metric, self.low)}, {show(self.metric, self.high)}]"


def show(metric: str, value: float) -> str:
    """A value in its metric's unit as the command prints it: "412 ms", "99.93%"."""
    return METRICS[metric].show(value)


def number(value: float | None) -> float:
    """JSON has no NaN; summary.json says null."""
    return math.nan if value is None else float(value)


def estimate(row: dict[str, Any]) -> Estimate:
    """Of a row of summary.json's metrics or expectations."""
    low = -math.inf if row["low"] is None else float(row["low"])
    high = math.inf if row["high"] is None else float(row["high"])
    values = tuple(number(value) for value in row.get("by_replication", ()))
    lack, why = row["lack"] or "", row["why"] or ""
    return Estimate(row["metric"], row["unit"], number(row["value"]), low, high, row["interval"], lack, why, values)


def selection(row: dict[str, Any]) -> str:
    """What a row is about, in words: "during, us-central1"."""
    return ", ".join(row[key] for key in SELECTORS if row[key]) or "the whole run"
