"""What the tests of the Python side are given: a small scenario that exercises every part of an answer."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
from windtunnel.estimates import METRICS, SELECTORS
from windtunnel.origins import Origin

Command = Callable[..., "subprocess.CompletedProcess[str]"]

# Two regions, two classes, two tiers, a fault with phases, prices, and expectations of every verdict: every table of an
# answer has rows. 8 replications of 4 min at 40 /s are flown in about 0.1 s.
SHOP = """{
  "windtunnel": 1,
  "title": "A small shop whose zone dies",
  "run": {"lasts": "4 min", "warm_up": "10 s", "replications": 8, "seed": 7},
  "places": {"provider": "gcp", "regions": {"us-central1": ["a", "b"], "europe-west1": ["b"]}},
  "network": {"kind": "constant", "latency": "1 ms"},
  "workload": {
    "shoppers": {
      "kind": "open",
      "rate": "40 /s",
      "deadline": "1 s",
      "origin": {"us-central1": 0.6, "europe-west1": 0.4},
      "classes": {"browse": {"share": 0.9, "path": ["web", "store"]}, "buy": {"share": 0.1, "path": ["web", "store"]}}
    }
  },
  "tiers": {
    "web": {
      "each_region": {"replicas": 2},
      "instance": "e2-standard-2",
      "cores": 1,
      "service": {"kind": "exponential", "mean": "20 ms"}
    },
    "store": {"each_region": {"replicas": 1}, "cores": 4, "service": {"kind": "exponential", "mean": "5 ms"}}
  },
  "faults": {"zone_dies": {"kind": "zone_outage", "target": {"zone": "us-central1/a"}, "at": "2 min", "lasts": "30 s"}},
  "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30"},
  "expect": {
    "fast": {"metric": "latency_p99", "phase": "before", "at_most": "500 ms"},
    "perfect": {"metric": "availability", "phase": "during", "at_least": 0.99999},
    "cheap": {"metric": "cost_per_month", "at_most": "5000 USD"}
  }
}
"""


class MadeUpColumns:
    """The columns of a MadeUpStudy."""

    def __init__(self, rows: list[tuple[int, str, list[float], str]]) -> None:
        """`rows` are (point, metric, values by replication, lack)."""
        metrics = list(dict.fromkeys(metric for _, metric, _, _ in rows))
        self.abouts = [{"metric": metric, "unit": METRICS[metric].unit, **dict.fromkeys(SELECTORS, "")} for metric in metrics]
        self.about = np.array([metrics.index(metric) for _, metric, _, _ in rows])
        self.point = np.array([point for point, *_ in rows])
        self.lack = np.array([lack for *_, lack in rows], dtype=object)
        self._values = [np.array(values, dtype=float) for _, _, values, _ in rows]
        # Intervals of two standard errors: near enough; no test asks how wide these are.
        means = [values.mean() for values in self._values]
        reach = [2 * values.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else 0.0 for values in self._values]
        known = np.array([1.0 if not lack else np.nan for lack in self.lack])
        self.mean, self.low, self.high = (np.array(means) * known + sign * np.array(reach) for sign in (0, -1, 1))

    def by_replication(self, row: int) -> Any:
        return self._values[row]


class MadeUpStudy:
    """A study with figures of our own choosing: what an analysis sees of a StudyResult, without a flight."""

    def __init__(self, axes: dict[str, list[Any]], figures: dict[str, list[list[float]]], lack: dict[int, str] | None = None) -> None:
        """`figures` has, by metric, each point's values by replication; the points are the combinations of the axes."""
        self.axes = list(axes)
        self.origin = Origin("study", "made_up", "0" * 32, "0.0.0", (1,), (len(next(iter(figures.values()))[0]),), 1, {})
        self._values = {number: list(at) for number, at in enumerate(itertools.product(*axes.values()))}
        rows = [(point, metric, values[point], (lack or {}).get(point, "")) for point in self._values for metric, values in figures.items()]
        self.columns = MadeUpColumns(rows)
